"""From what shall be told to the bytes of an event."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Frame
from decnet_bus._wire.event_writer import EventWriter, topic_field
from decnet_bus._wire.frames import encode_frame

from .stream import start_of, topics_of_any_kind


@given(
    topics_of_any_kind,
    st.binary(max_size=300),
    st.sampled_from(["", "applied"]),
    st.sampled_from(["", "mutator"]),
    st.sampled_from(["", "00-1"]),
)
def test_an_event_is_written_as_protobuf_writes_it(
    topic: str, payload: bytes, kind: str, source: str, trace: str
) -> None:
    frame = EventWriter(source).frame(topic_field(topic), payload, kind, trace)
    start = start_of(frame)
    message = Frame.FromString(frame[start:])
    event = message.event
    assert (event.topic, event.payload, event.type, event.source, event.trace_parent) == (
        topic, payload, kind, source, trace,
    )  # fmt: skip
    assert encode_frame(message) == frame


def test_types_that_are_remembered_have_an_end() -> None:
    writer = EventWriter("")
    for number in range(5_000):
        writer.frame(topic_field("a"), b"", str(number))
    assert len(writer._labels) <= 1_024
