"""From what shall be told to the bytes of an event frame.

    size | 2a size | 0a topic | 12 payload | 1a type | 22 source | 2a 0c id | 31 time | 3a payload_type | 42 trace_parent

What is the same for many events (topic, type, source, and the random half of the id) is put together once.
"""

from __future__ import annotations

import os
import time
from typing import Final

from .frames import varint

_ID_PREFIX_BYTES: Final = 6
_ID_COUNTER_BYTES: Final = 6
_MAX_LABELS: Final = 1_024


def text_field(number: int, text: str) -> bytes:
    """A field as it stands in an event; nothing for empty text. Raises UnicodeEncodeError for lone surrogates."""
    if text == "":
        return b""
    value = text.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def topic_field(topic: str) -> bytes:
    return text_field(1, topic)


class EventWriter:
    """Stamps and encodes the events of one source."""

    def __init__(self, source: str) -> None:
        self._source = text_field(4, source)
        # Random for each start, so that ids are unique without asking anybody.
        self._id_prefix = os.urandom(_ID_PREFIX_BYTES)
        self._counter = 0
        self._labels: dict[str, bytes] = {}

    def frame(self, topic: bytes, payload: bytes, event_type: str, trace_parent: str = "") -> bytes:
        """A whole frame. `topic` is a field, as `topic_field` gives it. Raises UnicodeEncodeError for lone surrogates."""
        label = self._labels.get(event_type) or self._make_label(event_type)
        counter = self._counter
        self._counter = counter + 1
        tail = b"%b%b\x31%b" % (label, counter.to_bytes(_ID_COUNTER_BYTES, "big"), time.time_ns().to_bytes(8, "little"))
        if trace_parent:
            tail += text_field(8, trace_parent)
        if payload:
            event = b"%b\x12%b%b%b" % (topic, varint(len(payload)), payload, tail)
        else:
            event = topic + tail
        size = varint(len(event))
        return b"%b\x2a%b%b" % (varint(1 + len(size) + len(event)), size, event)

    def _make_label(self, event_type: str) -> bytes:
        label = text_field(3, event_type) + self._source + b"\x2a\x0c" + self._id_prefix
        if len(self._labels) >= _MAX_LABELS:
            # Types come from callers, so their number must have an end.
            self._labels.clear()
        self._labels[event_type] = label
        return label
