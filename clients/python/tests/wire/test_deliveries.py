"""Events out of the stream: the quick way takes nothing that the careful one refuses, and says the same of what it takes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from decnet_bus import Event
from decnet_bus._client.deliveries import EVENTS_A_TURN, Deliveries
from decnet_bus._gen.decnet.bus.v1 import frame_pb2
from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Frame
from decnet_bus._parse import parse
from decnet_bus._wire.event_check import EventFields, read_event
from decnet_bus._wire.event_writer import EventWriter, topic_field
from decnet_bus._wire.frames import Fault, decode_frame, frame_content

from ..support.script import delimited
from .stream import MOST, frame_at, start_of, topics_of_any_kind


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
        size = frame_at(stream, at)
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


events = st.builds(
    frame_pb2.Event,
    topic=topics_of_any_kind,
    payload=st.binary(max_size=300) | st.just(b"") | st.just(b"\n\x06active"),
    type=st.sampled_from(["", "applied", "ü"]),
    source=st.sampled_from(["", "mutator", "日本" * 30]),
    id=st.sampled_from([b"", b"123456789012", b"abcdefghijkl", b"1234567890123"]),
    published_at=st.sampled_from([0, 1, 2**64 - 1]),
    payload_type=st.sampled_from(["", "", "", "google.protobuf.Struct", "other"]),
    trace_parent=st.sampled_from(["", "", "", "00-1-2-03"]),
)


def carefully_learnt(*streams: bytes) -> list[bytes]:
    """The events in them that are in order, each by itself."""
    found = []
    for stream in streams:
        at = 0
        while (size := frame_at(stream, at)) is not None:
            content = frame_content(stream, *size)
            if content is not None and not isinstance(content, Fault) and content.kind == 5:
                event = stream[content.start : content.end]
                if not isinstance(read_event(event, 0, len(event)), Fault):
                    found.append(event)
            at = size[1]
    return found


@given(st.lists(events, min_size=1, max_size=6), st.data())
def test_the_quick_way_says_of_an_event_what_the_careful_way_says(sent: list[Any], data: st.DataObject) -> None:
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
            size = frame_at(stream, at)
            assert size is not None
            content = frame_content(stream, *size)
            assert content is not None and not isinstance(content, Fault)
            assert deliveries.deliver(stream, content.start, content.end) is None
            moved = size[1]
        at = moved
    assert [told(event) for event in taker.events] == [told(event) for event in expected]


def test_the_quick_way_takes_what_publishers_write() -> None:
    writer = EventWriter("mutator")
    field = topic_field("topology.t1.status")
    frames = [writer.frame(field, b"\n\x06active" + b"\x12\x7f" + b"x" * 127, kind) for kind in ("", "special") * 50]
    stream = b"".join(frames)
    taker = Taker()
    deliveries = Deliveries()
    deliveries.add(taker)
    for frame in frames[:2]:
        content = frame_content(frame, start_of(frame), len(frame))
        assert content is not None and not isinstance(content, Fault)
        deliveries.deliver(frame, content.start, content.end)
    assert deliveries.skim(stream, 0, MOST) == len(stream)
    assert len(taker.events) == 102


@settings(max_examples=400)
@given(st.lists(events, min_size=1, max_size=3), st.data())
@example([frame_pb2.Event(topic="a", id=b"123456789012", published_at=1)], None)
def test_the_quick_way_accepts_nothing_that_the_careful_one_refuses(sent: list[Any], data: Any) -> None:
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
def test_nor_does_it_with_any_one_byte_changed(payload: bytes) -> None:
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
            assert [told(event) for event in taker.events] == [told(event) for event in expected][: len(taker.events)]


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    deliveries = Deliveries()
    deliveries.add(Taker())
    deliveries.skim(data, 0, MOST)
    deliveries.deliver(data, 0, len(data))
    frame_content(data, 0, len(data))
    decode_frame(data)


@given(st.binary(max_size=60))
def test_whatever_the_check_lets_pass_protobuf_reads_the_same(data: bytes) -> None:
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


def test_a_turn_has_an_end() -> None:
    writer = EventWriter("x")
    frame = writer.frame(topic_field("topology.t1.status"), b"", "")
    deliveries = Deliveries()
    taker = Taker()
    deliveries.add(taker)
    content = frame_content(frame, start_of(frame), len(frame))
    assert content is not None and not isinstance(content, Fault)
    deliveries.deliver(frame, content.start, content.end)
    at = deliveries.skim(frame * 2_000, 0, MOST)
    assert at == (EVENTS_A_TURN - 1) * len(frame)
    assert deliveries.budget == 0
    assert deliveries.skim(frame * 2_000, at, MOST) == at


def test_what_is_remembered_has_an_end() -> None:
    deliveries = Deliveries()
    for number in range(10_000):
        event = frame_pb2.Event(
            topic=f"topology.t{number}.status", source=f"s{number}", id=b"123456789012", published_at=1
        ).SerializeToString()
        assert deliveries.deliver(event, 0, len(event)) is None
    assert len(deliveries._routes) <= 4_096
    assert len(deliveries._labels) <= 4_096
