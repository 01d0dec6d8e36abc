"""Bytes: cut up in any way, and hostile."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from decnet_bus import Event
from decnet_bus._parse import parse
from decnet_bus._client.deliveries import EVENTS_A_TURN, Deliveries
from decnet_bus._gen.decnet.bus.v1 import frame_pb2
from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Frame, Ping
from decnet_bus._wire.drops import Drops
from decnet_bus._wire.event_check import EventFields, read_event
from decnet_bus._wire.event_writer import EventWriter, topic_field
from decnet_bus._wire.frame_reader import FrameReader
from decnet_bus._wire.frames import Fault, decode_frame, encode_frame, frame_content, varint
from decnet_bus._wire.outbox import Outbox

from .support.script import delimited

MOST = 1 << 20


def read_all(chunks: list[bytes], most: int = MOST) -> tuple[list[bytes], Fault | None]:
    frames: list[bytes] = []
    reader = FrameReader(most, lambda data, start, body, end: frames.append(data[body:end]))
    for chunk in chunks:
        outcome = reader.push(chunk)
        if isinstance(outcome, Fault):
            return frames, outcome
        assert outcome == len(chunk)
    return frames, None


def cut(data: bytes, places: list[int]) -> list[bytes]:
    at = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in zip(at, at[1:]) if end > start]


class TestFrameReader:
    @given(st.lists(st.binary(max_size=300), max_size=8), st.lists(st.integers(0, 3_000), max_size=12))
    def test_frames_come_out_however_the_stream_is_cut(self, bodies: list[bytes], places: list[int]) -> None:
        stream = b"".join(delimited(body) for body in bodies)
        assert read_all(cut(stream, places)) == (bodies, None)

    @given(st.lists(st.binary(max_size=20), max_size=4))
    def test_also_byte_by_byte(self, bodies: list[bytes]) -> None:
        stream = b"".join(delimited(body) for body in bodies)
        assert read_all([bytes((byte,)) for byte in stream]) == (bodies, None)

    @given(st.lists(st.integers(0, 30), max_size=5))
    def test_a_size_over_the_limit_is_refused_before_anything_is_kept_for_it(self, places: list[int]) -> None:
        frames, fault = read_all(cut(delimited(b"ok") + varint(MOST + 1) + b"x" * 20, places))
        assert frames == [b"ok"]
        assert fault is not None and fault.code == "FRAME_TOO_LARGE"

    def test_a_size_of_more_than_five_bytes_is_refused(self) -> None:
        _, fault = read_all([b"\x80\x80\x80\x80\x80"])
        assert fault is not None and fault.code == "PROTOCOL_ERROR"
        assert read_all([b"\x80\x80\x80\x80\x00"]) == ([b""], None)

    def test_no_byte_is_taken_twice_however_small_the_chunks(self) -> None:
        taken = 0

        class Counted(bytes):
            def __getitem__(self, key: Any) -> Any:
                nonlocal taken
                found = super().__getitem__(key)
                taken += len(found) if isinstance(found, bytes) else 0
                return found

        frames: list[bytes] = []
        reader = FrameReader(MOST, lambda data, start, body, end: frames.append(data[body:end]))
        begun = reader._begun
        stream = delimited(b"x" * (MOST // 4))
        for at in range(0, len(stream), 64):
            reader.push(Counted(stream[at : at + 64]))
            # What was gathered grows where it is, and is not put together anew.
            assert reader._begun is begun
        assert frames == [b"x" * (MOST // 4)]
        assert taken <= len(stream)

    def test_it_can_be_stopped_and_paused_by_whoever_gets_the_frames(self) -> None:
        seen = []
        reader: FrameReader

        def on_frame(data: bytes, start: int, body: int, end: int) -> None:
            seen.append(data[body:end])
            reader.pausing = len(seen) == 1
            if len(seen) == 3:
                reader.stop()

        reader = FrameReader(MOST, on_frame)
        stream = b"".join(delimited(bytes((number,))) for number in range(5))
        at = reader.push(stream)
        assert at == 2 and not isinstance(at, Fault)
        assert reader.push(stream, at) == len(stream)
        assert seen == [b"\0", b"\1", b"\2"]


class Taker:
    def __init__(self, pattern: str = ">", free_form: bool = True) -> None:
        self.pattern = pattern
        self.free_form = free_form
        self.events: list[Event] = []
        self.passed = 0

    def push(self, event: Event) -> None:
        self.events.append(event)

    def pass_by(self) -> None:
        self.passed += 1


def carefully(stream: bytes) -> tuple[list[Event], int]:
    """All events by the careful way alone, up to what is wrong; and where that is."""
    taker = Taker()
    deliveries = Deliveries()
    deliveries.add(taker)
    at = 0
    while at < len(stream):
        size = _size(stream, at)
        if size is None:
            break
        body, end = size
        content = frame_content(stream, body, end)
        if not (content is None or isinstance(content, Fault)) and content.kind == 5:
            if deliveries.deliver(stream, content.start, content.end) is not None:
                break
        else:
            break
        at = end
    return taker.events, at


def _size(stream: bytes, at: int) -> tuple[int, int] | None:
    from decnet_bus._wire.frames import read_size

    size = read_size(stream, at, len(stream), MOST)
    if size is None or isinstance(size, Fault) or size[1] + size[0] > len(stream):
        return None
    return size[1], size[1] + size[0]


def told(event: Event) -> tuple[Any, ...]:
    decoded = event._decode()
    payload = event.payload if decoded else None
    return (
        event.topic,
        event.type,
        event.source,
        event.id,
        event.published_at_ns,
        event.trace_parent,
        decoded,
        payload,
    )


words = st.sampled_from(["topology.t1.status", "topology.ü.status", "system.log", "lab.x", "t" * 200])
events = st.builds(
    frame_pb2.Event,
    topic=words,
    payload=st.binary(max_size=300) | st.just(b"") | st.just(b"\n\x06active"),
    type=st.sampled_from(["", "applied", "ü"]),
    source=st.sampled_from(["", "mutator", "日本" * 30]),
    id=st.sampled_from([b"", b"123456789012", b"abcdefghijkl", b"1234567890123"]),
    published_at=st.sampled_from([0, 1, 2**64 - 1]),
    payload_type=st.sampled_from(["", "", "", "google.protobuf.Struct", "other"]),
    trace_parent=st.sampled_from(["", "", "", "00-1-2-03"]),
)


class TestEvents:
    @given(st.lists(events, min_size=1, max_size=6), st.data())
    def test_the_quick_way_says_of_an_event_what_the_careful_way_says(
        self, sent: list[Any], data: st.DataObject
    ) -> None:
        stream = b"".join(delimited(Frame(event=event).SerializeToString()) for event in sent)
        taker = Taker()
        deliveries = Deliveries()
        deliveries.add(taker)
        # So that it knows topics and labels.
        expected, _ = carefully(stream)
        for frame in sent:
            deliveries.deliver(frame.SerializeToString(), 0, len(frame.SerializeToString()))
        taker.events.clear()
        at = 0
        while at < len(stream):
            moved = deliveries.skim(stream, at, MOST)
            deliveries.budget = EVENTS_A_TURN
            if moved == at:
                size = _size(stream, at)
                assert size is not None
                content = frame_content(stream, *size)
                assert content is not None and not isinstance(content, Fault)
                assert deliveries.deliver(stream, content.start, content.end) is None
                moved = size[1]
            at = moved
        assert [told(event) for event in taker.events] == [told(event) for event in expected]

    def test_the_quick_way_takes_what_publishers_write(self) -> None:
        writer = EventWriter("mutator")
        field = topic_field("topology.t1.status")
        frames = [
            writer.frame(field, b"\n\x06active" + b"\x12\x7f" + b"x" * 127, kind) for kind in ("", "special") * 50
        ]
        stream = b"".join(frames)
        taker = Taker()
        deliveries = Deliveries()
        deliveries.add(taker)
        for frame in frames[:2]:
            content = frame_content(frame, _frame_start(frame), len(frame))
            assert content is not None and not isinstance(content, Fault)
            deliveries.deliver(frame, content.start, content.end)
        assert deliveries.skim(stream, 0, MOST) == len(stream)
        assert len(taker.events) == 102

    @settings(max_examples=400)
    @given(st.lists(events, min_size=1, max_size=3), st.data())
    @example([frame_pb2.Event(topic="a", id=b"123456789012", published_at=1)], None)
    def test_the_quick_way_accepts_nothing_that_the_careful_one_refuses(self, sent: list[Any], data: Any) -> None:
        stream = bytearray(b"".join(delimited(Frame(event=event).SerializeToString()) for event in sent))
        clean = bytes(stream)
        if data is not None:
            for _ in range(data.draw(st.integers(1, 3))):
                stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
        damaged = bytes(stream)
        expected, end = carefully(damaged)
        taker = Taker()
        deliveries = Deliveries()
        deliveries.add(taker)
        for known in carefully_learnt(clean, damaged):
            deliveries.deliver(known, 0, len(known))
        taker.events.clear()
        at = deliveries.skim(damaged, 0, MOST)
        assert at <= end
        assert [told(event) for event in taker.events] == [told(event) for event in expected][: len(taker.events)]

    @pytest.mark.parametrize("payload", [b"", b"\n\x06active", b"\n\x06active" + b"\x12\x7f" + b"x" * 127])
    def test_nor_does_it_with_any_one_byte_changed(self, payload: bytes) -> None:
        clean = EventWriter("mutator").frame(topic_field("topology.t1.status"), payload, "special")
        [known] = carefully_learnt(clean)
        for at in range(len(clean)):
            for value in (0, 1, 0x0A, 0x12, 0x2A, 0x31, 0x7F, 0x80, 0xFF, clean[at] ^ 1, clean[at] ^ 8):
                damaged = clean[:at] + bytes((value,)) + clean[at + 1 :]
                expected, end = carefully(damaged + clean)
                taker = Taker()
                deliveries = Deliveries()
                deliveries.add(taker)
                deliveries.deliver(known, 0, len(known))
                taker.events.clear()
                assert deliveries.skim(damaged + clean, 0, MOST) <= end
                assert [told(event) for event in taker.events] == [told(event) for event in expected][
                    : len(taker.events)
                ]

    @given(st.binary(max_size=200))
    def test_no_bytes_make_it_raise(self, data: bytes) -> None:
        deliveries = Deliveries()
        deliveries.add(Taker())
        deliveries.skim(data, 0, MOST)
        deliveries.deliver(data, 0, len(data))
        frame_content(data, 0, len(data))
        decode_frame(data)

    @given(st.binary(max_size=60))
    def test_whatever_the_check_lets_pass_protobuf_reads_the_same(self, data: bytes) -> None:
        fields = read_event(data, 0, len(data))
        if isinstance(fields, Fault):
            return
        message = parse(frame_pb2.Event, data)
        assert message is not None, "protobuf does not read what was let pass"
        assert fields == EventFields(
            message.topic.encode(),
            message.payload,
            message.type,
            message.source,
            message.id,
            message.published_at,
            message.payload_type,
            message.trace_parent,
        )

    def test_a_turn_has_an_end(self) -> None:
        writer = EventWriter("x")
        frame = writer.frame(topic_field("topology.t1.status"), b"", "")
        deliveries = Deliveries()
        taker = Taker()
        deliveries.add(taker)
        content = frame_content(frame, _frame_start(frame), len(frame))
        assert content is not None and not isinstance(content, Fault)
        deliveries.deliver(frame, content.start, content.end)
        at = deliveries.skim(frame * 2_000, 0, MOST)
        assert at == (EVENTS_A_TURN - 1) * len(frame)
        assert deliveries.budget == 0
        assert deliveries.skim(frame * 2_000, at, MOST) == at

    def test_what_is_remembered_has_an_end(self) -> None:
        deliveries = Deliveries()
        for number in range(10_000):
            event = frame_pb2.Event(
                topic=f"topology.t{number}.status", source=f"s{number}", id=b"123456789012", published_at=1
            ).SerializeToString()
            assert deliveries.deliver(event, 0, len(event)) is None
        assert len(deliveries._routes) <= 4_096
        assert len(deliveries._labels) <= 4_096


def carefully_learnt(*streams: bytes) -> list[bytes]:
    """The events in them that are in order, each by itself."""
    found = []
    for stream in streams:
        at = 0
        while (size := _size(stream, at)) is not None:
            content = frame_content(stream, *size)
            if content is not None and not isinstance(content, Fault) and content.kind == 5:
                event = stream[content.start : content.end]
                if not isinstance(read_event(event, 0, len(event)), Fault):
                    found.append(event)
            at = size[1]
    return found


def _frame_start(frame: bytes) -> int:
    size = _size(frame, 0)
    assert size is not None
    return size[0]


class TestWriter:
    @given(
        words,
        st.binary(max_size=300),
        st.sampled_from(["", "applied"]),
        st.sampled_from(["", "mutator"]),
        st.sampled_from(["", "00-1"]),
    )
    def test_an_event_is_written_as_protobuf_writes_it(
        self, topic: str, payload: bytes, kind: str, source: str, trace: str
    ) -> None:
        frame = EventWriter(source).frame(topic_field(topic), payload, kind, trace)
        start = _frame_start(frame)
        message = Frame.FromString(frame[start:])
        event = message.event
        assert (event.topic, event.payload, event.type, event.source, event.trace_parent) == (
            topic, payload, kind, source, trace,
        )  # fmt: skip
        assert encode_frame(message) == frame

    def test_types_that_are_remembered_have_an_end(self) -> None:
        writer = EventWriter("")
        for number in range(5_000):
            writer.frame(topic_field("a"), b"", str(number))
        assert len(writer._labels) <= 1_024


steps = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.integers(1, 90)),
        st.tuples(st.just("control"), st.just(0)),
        st.tuples(st.just("fence"), st.just(0)),
        st.tuples(st.sampled_from(["block", "unblock", "flush"]), st.just(0)),
    ),
    max_size=60,
)


class TestOutbox:
    @given(steps, st.integers(1, 8), st.integers(60, 400))
    def test_what_is_queued_is_sent_or_counted_where_it_is_missing_and_in_order(
        self, script: list[tuple[str, int]], most_events: int, most_bytes: int
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


def test_ping_is_one_frame() -> None:
    assert encode_frame(Frame(ping=Ping(ref=1))) == b"\x04\x42\x02\x08\x01"
