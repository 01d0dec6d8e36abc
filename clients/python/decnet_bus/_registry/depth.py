"""How deep the JSON is that somebody's own message holds. What is filled here is bounded while it is filled."""

from __future__ import annotations

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from .fault import PayloadFault
from .fields import entry_of, is_map, is_repeated
from .struct_value import MAX_DEPTH, TOO_DEEP

_HOLDS_JSON = "google.protobuf.Value"
_LEVELS = frozenset({"google.protobuf.Struct", "google.protobuf.ListValue"})


def may_hold_json(descriptor: Descriptor) -> bool:
    """Whether a message of that kind can hold JSON at all."""
    seen: set[str] = set()
    waiting = [descriptor]
    while waiting:
        kind = waiting.pop()
        if kind.full_name in seen:
            continue
        seen.add(kind.full_name)
        waiting.extend(field.message_type for field in kind.fields if field.message_type is not None)
    return _HOLDS_JSON in seen


def check_depth(message: Message) -> None:
    """Raises PayloadFault where there are too many dicts and lists within each other, with a phrase that follows the name of a field."""
    # Not by recursion, which would have an end of its own.
    waiting: list[tuple[Message, int]] = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        if part.DESCRIPTOR.full_name in _LEVELS:
            depth += 1
        if depth > MAX_DEPTH:
            raise PayloadFault(TOO_DEEP)
        for field, value in part.ListFields():
            if field.message_type is None:
                continue
            if not is_repeated(field):
                waiting.append((value, depth))
            elif not is_map(field):
                waiting.extend((item, depth) for item in value)
            elif entry_of(field).fields_by_name["value"].message_type is not None:
                waiting.extend((item, depth) for item in value.values())
