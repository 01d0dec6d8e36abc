"""What waits to be sent leaves in order, or is counted where it is missing."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from decnet_bus._wire.drops import Drops
from decnet_bus._wire.frame_reader import FrameReader
from decnet_bus._wire.outbox import Outbox

from ..support.script import delimited
from .stream import MOST

steps = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.integers(1, 90)),
        st.tuples(st.just("control"), st.just(0)),
        st.tuples(st.just("fence"), st.just(0)),
        st.tuples(st.sampled_from(["block", "unblock", "flush"]), st.just(0)),
    ),
    max_size=60,
)


@given(steps, st.integers(1, 8), st.integers(60, 400))
def test_what_is_queued_is_sent_or_counted_where_it_is_missing_and_in_order(
    script: list[tuple[str, int]], most_events: int, most_bytes: int
) -> None:
    loop = asyncio.new_event_loop()
    sent: list[object] = []

    def parse(batch: bytes) -> None:
        reader = FrameReader(MOST, lambda data, start, body, end: sent.append(_said(data[body:end])))
        reader.push(batch)

    def notice(drops: Drops, total: int) -> bytes:
        return delimited(b"dropped %d %d" % (drops.count, total))

    outbox = Outbox(loop, parse, most_events, most_bytes, notice=notice)
    queued = 0
    fences: list[int] = []
    blocked = False
    for step, size in script:
        if step == "event":
            outbox.event(delimited(b"event %d " % queued + b"x" * size), f"t{queued % 3}")
            queued += 1
        elif step == "control":
            outbox.control(delimited(b"control"))
        elif step == "fence":
            at = queued
            outbox.fence(lambda at=at: fences.append(at))  # type: ignore[misc]
        elif step == "flush":
            outbox.flush()
        elif step == "block":
            blocked = True
            outbox.block()
        else:
            blocked = False
            outbox.unblock()
        assert outbox.waiting_bytes <= max(most_bytes, 0)
    if blocked:
        outbox.unblock()
    outbox.flush()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    expected = missing = 0
    for said in sent:
        if said == "control":
            continue
        assert isinstance(said, tuple)
        kind, number, total = said
        if kind == "dropped":
            expected += number
            missing += number
            assert total == missing
        else:
            assert number == expected
            expected += 1
    assert expected == queued
    assert outbox.dropped == missing
    assert fences == sorted(fences) and len(fences) == sum(step == "fence" for step, _ in script)


def _said(body: bytes) -> object:
    words = body.decode().split(" ")
    if words[0] == "control":
        return "control"
    if words[0] == "dropped":
        return "dropped", int(words[1]), int(words[2])
    return "event", int(words[1]), 0
