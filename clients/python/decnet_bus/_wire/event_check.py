"""Where everything is in an event, found without decoding it, and whether it is one: decnet.bus.v1.Event is the rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .frames import Cursor, Fault, protocol_fault

TOPIC: Final = 1
PAYLOAD: Final = 2
TYPE: Final = 3
SOURCE: Final = 4
ID: Final = 5
PUBLISHED_AT: Final = 6
PAYLOAD_TYPE: Final = 7
TRACE_PARENT: Final = 8

_TEXTS: Final = frozenset((TOPIC, TYPE, SOURCE, PAYLOAD_TYPE, TRACE_PARENT))
_WIRE_TYPES: Final = {**dict.fromkeys((*_TEXTS, PAYLOAD, ID), 2), PUBLISHED_AT: 1}


@dataclass(slots=True)
class EventFields:
    """An event's fields, each as protobuf has it: the last one counts, and an absent one is empty."""

    topic: bytes = b""
    payload: bytes = b""
    event_type: str = ""
    source: str = ""
    event_id: bytes = b""
    published_at_ns: int = 0
    payload_type: str = ""
    trace_parent: str = ""


def read_event(data: bytes, start: int, end: int) -> EventFields | Fault:
    """The event in `data[start:end]`, or what is wrong with its structure. The topic's grammar is not checked."""
    cursor = Cursor(data, start, end)
    values: dict[int, bytes] = {}
    while cursor.next_field():
        field = cursor.field
        wanted = _WIRE_TYPES.get(field)
        if wanted is None:
            # Known to a newer version.
            continue
        if cursor.wire_type != wanted:
            return protocol_fault(f"field {field} of an event has wire type {cursor.wire_type}")
        if field == TOPIC and field in values:
            return protocol_fault("an event has more than one topic")
        value = data[cursor.value_start : cursor.value_end]
        if field in _TEXTS and not _is_utf8(value):
            return protocol_fault(f"field {field} of an event is not UTF-8")
        values[field] = value
    if cursor.failed:
        return protocol_fault("an event is not well-formed protobuf")
    if TOPIC not in values:
        return protocol_fault("an event has no topic")
    return _fields(values)


def _fields(values: dict[int, bytes]) -> EventFields:
    def text(field: int) -> str:
        return values.get(field, b"").decode()

    return EventFields(
        topic=values[TOPIC],
        payload=values.get(PAYLOAD, b""),
        event_type=text(TYPE),
        source=text(SOURCE),
        event_id=values.get(ID, b""),
        published_at_ns=int.from_bytes(values.get(PUBLISHED_AT, b""), "little"),
        payload_type=text(PAYLOAD_TYPE),
        trace_parent=text(TRACE_PARENT),
    )


def _is_utf8(value: bytes) -> bool:
    if value.isascii():
        return True
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
