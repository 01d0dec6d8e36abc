"""What is wrong in the calling code raises, whatever carries the bus: else it would be found in production."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from decnet_bus import Bus, BusError, poll_or_wake, topics
from decnet_bus._gen.decnet.topics.v1.topology_pb2 import TopologyMutationApplied

from .stage import Stage

STATUS = {"state": "active", "reason": ""}
TOPIC = topics.topology_status("t1")
LOOP: list[Any] = []
LOOP.append(LOOP)

Mistake = Callable[[Any], object]


async def handle(_: object) -> None:
    raise AssertionError("nobody awaits it")


MISTAKES: list[tuple[str, str, Mistake]] = [
    ("a topic that is none", "INVALID_TOPIC", lambda bus: bus.publish_nowait("topology..status", STATUS)),
    ("a topic that is no text", "INVALID_TOPIC", lambda bus: bus.publish_nowait(None, STATUS)),
    ("a topic that cannot be hashed", "INVALID_TOPIC", lambda bus: bus.publish_nowait({}, STATUS)),
    ("a free-form topic that is none", "INVALID_TOPIC", lambda bus: bus.publish_nowait(topics.free_form("lab.>"), {})),
    ("an undeclared topic", "UNDECLARED_TOPIC", lambda bus: bus.publish_nowait("lab.x", {})),
    ("a field that is unknown", "INVALID_PAYLOAD", lambda bus: bus.publish_nowait(TOPIC, {"stat": "x"})),
    ("a field of a wrong type", "INVALID_PAYLOAD", lambda bus: bus.publish_nowait(TOPIC, {"state": 5})),
    ("bytes for text", "INVALID_PAYLOAD", lambda bus: bus.publish_nowait(TOPIC, {"state": b"x"})),
    ("text that is none", "INVALID_PAYLOAD", lambda bus: bus.publish_nowait(TOPIC, {"state": "\ud800"})),
    ("a payload that is none", "INVALID_PAYLOAD", lambda bus: bus.publish_nowait(TOPIC, None)),
    ("a message of another topic", "INVALID_PAYLOAD", lambda bus: bus.publish_nowait(TOPIC, TopologyMutationApplied())),
    (
        "a time without a zone",
        "INVALID_PAYLOAD",
        lambda bus: bus.publish_nowait(topics.system_log(), {"time": datetime(2026, 4, 21)}),
    ),
    (
        "a time before the year 1",
        "INVALID_PAYLOAD",
        lambda bus: bus.publish_nowait(
            topics.system_log(), {"time": datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))}
        ),
    ),
    (
        "a time after the year 9999",
        "INVALID_PAYLOAD",
        lambda bus: bus.publish_nowait(
            topics.system_log(), {"time": datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))}
        ),
    ),
    (
        "a duration of more than ten thousand years",
        "INVALID_PAYLOAD",
        lambda bus: bus.publish_nowait(topics.decky_traffic("d"), {"interval": timedelta.max}),
    ),
    (
        "a free-form payload that is no JSON",
        "INVALID_PAYLOAD",
        lambda bus: bus.publish_nowait(topics.free_form("lab.x"), {"a": {1, 2}}),
    ),
    (
        "a free-form payload that holds itself",
        "INVALID_PAYLOAD",
        lambda bus: bus.publish_nowait(topics.free_form("lab.x"), {"a": LOOP}),
    ),
    (
        "a free-form payload that is a list",
        "INVALID_PAYLOAD",
        lambda bus: bus.publish_nowait(topics.free_form("lab.x"), [1]),
    ),
    (
        "an event type that is none",
        "INVALID_PAYLOAD",
        lambda bus: bus.publish_nowait(TOPIC, STATUS, event_type="\ud800"),
    ),
    ("an event type that is no text", "INVALID_PAYLOAD", lambda bus: bus.publish_nowait(TOPIC, STATUS, event_type=7)),
    (
        "a trace that is no text",
        "INVALID_PAYLOAD",
        lambda bus: bus.publish_nowait(TOPIC, STATUS, trace_parent=["x"]),
    ),
    (
        "an event that is too large",
        "EVENT_TOO_LARGE",
        lambda bus: bus.publish_nowait(TOPIC, {"state": "x" * (1 << 20), "reason": ""}),
    ),
    ("a pattern that is none", "INVALID_PATTERN", lambda bus: bus.subscribe("topology.>.status")),
    ("a pattern that is no text", "INVALID_PATTERN", lambda bus: bus.subscribe({})),
    ("a handler that is none", "INVALID_CONFIG", lambda bus: bus.subscribe("topology.>", on_event="print")),
    ("a handler that nobody would await", "INVALID_CONFIG", lambda bus: bus.subscribe("topology.>", on_event=handle)),
    ("another handler of that kind", "INVALID_CONFIG", lambda bus: bus.subscribe("topology.>", on_gap=handle)),
    ("a queue for no events", "INVALID_CONFIG", lambda bus: bus.subscribe("topology.>", queue_events=0)),
    ("a queue for no bytes", "INVALID_CONFIG", lambda bus: bus.subscribe("topology.>", queue_bytes=float("nan"))),
]


@pytest.mark.parametrize(("code", "make"), [pytest.param(code, make, id=what) for what, code, make in MISTAKES])
async def test_a_mistake_raises(any_stage: Stage, code: str, make: Mistake) -> None:
    bus = any_stage.bus()
    raises(bus, code, make)
    await bus.connect()
    before = bus.stats()
    raises(bus, code, make)
    assert bus.stats() == before
    await bus.flush()
    await bus.close()
    raises(bus, code, make)


def raises(bus: Bus, code: str, make: Mistake) -> None:
    with pytest.raises(BusError) as caught:
        make(bus)
    assert caught.value.code == code


async def test_publish_raises_as_publish_nowait_does(any_stage: Stage) -> None:
    bus = await any_stage.bus().connect()
    with pytest.raises(BusError) as caught:
        await bus.publish(TOPIC, {"stat": "x"})
    assert str(caught.value) == (
        "The payload does not fit topology.t1.status, which takes a TopologyStatus: there is no field “stat”."
        " Its fields: state, reason."
    )


@pytest.mark.parametrize(
    ("code", "pattern", "every_s"),
    [("INVALID_PATTERN", "", 1.0), ("INVALID_CONFIG", "topology.>", float("inf")), ("INVALID_CONFIG", "topology.>", 0)],
)
async def test_a_mistake_in_a_poll_raises_at_its_first_step(
    any_stage: Stage, code: str, pattern: str, every_s: float
) -> None:
    bus = await any_stage.bus().connect()
    with pytest.raises(BusError) as caught:
        await anext(poll_or_wake(bus, pattern, every_s=every_s))
    assert caught.value.code == code
    assert bus.stats().subscriptions == 0


async def test_a_time_out_of_flush_that_never_comes_raises(any_stage: Stage) -> None:
    bus = await any_stage.bus().connect()
    for timeout_s in (float("inf"), 0, -1, float("nan"), True):
        with pytest.raises(BusError) as caught:
            await bus.flush(timeout_s=timeout_s)
        assert caught.value.code == "INVALID_CONFIG"


@pytest.mark.parametrize("name", ["two\nlines", "ü" * 65, "\ud800", "\x85"])
async def test_a_client_name_that_the_bus_would_refuse_raises(any_stage: Stage, name: str) -> None:
    with pytest.raises(BusError) as caught:
        any_stage.bus(client_name=name)
    assert caught.value.code == "INVALID_CONFIG"
