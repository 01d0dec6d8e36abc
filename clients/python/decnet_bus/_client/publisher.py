"""The publisher's half: looks at what it was given, and makes an event frame of it.

A topic that was used before is looked up, and a dict of the right types passes quickly; everything else goes the careful way, which
knows why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from .._registry.lookup import FreeForm, declared_topic_of
from .._registry.payload import Encode, encode_carefully, encode_struct, encoder_for
from .._topic.grammar import MAX_TOPIC_BYTES
from .._wire.event_writer import EventWriter, topic_field
from .._wire.limits import MAX_FRAME_BYTES
from ..bus import NotPublished
from ..errors import BusError, ErrorCode
from .given import check_topic

_MAX_TOPICS = 4_096
"""Topics that are remembered."""


class Link(Protocol):
    """A connection that events can be handed to."""

    @property
    def max_frame_bytes(self) -> int:
        ...

    @property
    def max_topic_bytes(self) -> int:
        ...

    @property
    def events_dropped(self) -> int:
        ...

    def publish(self, frame: bytes, topic: str) -> None:
        ...


@dataclass(frozen=True, slots=True)
class _KnownTopic:
    """A declared topic that was published to before."""

    topic: str
    field: bytes
    encode: Encode


class Publisher:
    def __init__(self, source: str) -> None:
        self._writer = EventWriter(source)
        self._known: dict[str, _KnownTopic] = {}
        self._published = 0
        self._closed = 0
        self._disconnected = 0
        # Dropped by connections that are gone.
        self._past_overflow = 0

    def publish(
        self,
        given: str,
        payload: Any,
        event_type: str | None,
        trace_parent: str | None,
        link: Link | None,
        closed: bool,
    ) -> bool:
        """Checks an event, and hands it to the link, if there is one; else it is counted, as closed or not. Returns whether it was handed over.

        Raises BusError INVALID_TOPIC, UNDECLARED_TOPIC, INVALID_PAYLOAD; EVENT_TOO_LARGE if it does not fit into a frame.
        """
        # Rare: a bus that takes less than the grammar allows.
        if link is not None and link.max_topic_bytes < MAX_TOPIC_BYTES:
            check_topic(given, link.max_topic_bytes)
        known = self._known.get(given) if isinstance(given, str) else None
        if known is not None:
            topic, field, payload_bytes = known.topic, known.field, known.encode(payload)
        else:
            topic = check_topic(given)
            field, payload_bytes = topic_field(topic), self._encode(given, topic, payload)
        try:
            frame = self._writer.frame(field, payload_bytes, event_type or "", trace_parent or "")
        except (AttributeError, TypeError, UnicodeEncodeError):
            detail = f"event_type or trace_parent of the event for {topic} is no well-formed text."
            raise BusError(ErrorCode.INVALID_PAYLOAD, detail) from None
        most = MAX_FRAME_BYTES if link is None else link.max_frame_bytes
        if len(frame) > most:
            _check_size(topic, frame, most)
        if link is not None:
            self._published += 1
            link.publish(frame, topic)
            return True
        if closed:
            self._closed += 1
        else:
            self._disconnected += 1
        return False

    def left(self, link: Link) -> None:
        """The connection is gone, and takes its counts with it."""
        self._past_overflow += link.events_dropped

    @property
    def published(self) -> int:
        return self._published

    def not_published(self, link: Link | None) -> NotPublished:
        overflow = self._past_overflow + (0 if link is None else link.events_dropped)
        return NotPublished(closed=self._closed, disconnected=self._disconnected, overflow=overflow)

    def _encode(self, given: str, topic: str, payload: Any) -> bytes:
        declared = declared_topic_of(topic)
        if declared is not None:
            if len(self._known) >= _MAX_TOPICS:
                self._known.clear()
            self._known[topic] = _KnownTopic(topic, topic_field(topic), encoder_for(declared, topic))
            return encode_carefully(declared, topic, payload)
        if isinstance(given, FreeForm):
            return encode_struct(topic, payload)
        raise BusError(
            ErrorCode.UNDECLARED_TOPIC,
            f"{topic} is not a declared topic. See docs/topics.md, or use topics.free_form(topic) if you mean it.",
        )


def _check_size(topic: str, frame: bytes, most: int) -> None:
    # The size stands in front of the frame, in as many bytes as it takes.
    size = len(frame)
    while size > 0 and len(frame) - size < _varint_bytes(size):
        size -= 1
    if size <= most:
        return
    raise BusError(
        ErrorCode.EVENT_TOO_LARGE,
        f"The event for {topic} has {size} bytes; the bus takes at most {most}. Publish the key, and let consumers read the row.",
    )


def _varint_bytes(number: int) -> int:
    return max(1, -(-number.bit_length() // 7))
