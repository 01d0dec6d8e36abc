"""From a message to a dict that `json.dumps` takes and `publish` would take again.

It has every field, so that its shape is always the same: what is absent is None. Numbers are numbers, whatever their size; times and
durations are text as protobuf's JSON has it, bytes are base64, an enum's value is its name.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from .fields import entry_of, is_map, is_repeated
from .struct_value import plain_list, plain_struct, plain_value

Convert = Callable[[Any], Any]

_known: Final[dict[str, Convert]] = {
    "google.protobuf.Struct": plain_struct,
    "google.protobuf.ListValue": plain_list,
    "google.protobuf.Value": plain_value,
    "google.protobuf.Timestamp": lambda message: _json_text(message),
    "google.protobuf.Duration": lambda message: _json_text(message),
}


def to_plain(message: Message) -> dict[str, Any]:
    """The message as a dict."""
    converted: dict[str, Any] = converter_of(message.DESCRIPTOR)(message)
    return converted


def converter_of(descriptor: Descriptor) -> Convert:
    """What makes a dict of such a message. Put together once: what its fields are does not change."""
    known = _known.get(descriptor.full_name)
    if known is not None:
        return known
    if all(_is_bare(field) for field in descriptor.fields):
        names = tuple(field.name for field in descriptor.fields)
        convert = _bare(names)
        _known[descriptor.full_name] = convert
        return convert
    parts: list[tuple[str, Convert]] = []
    convert = _by_parts(parts)
    # Known before its parts are: a message may hold itself.
    _known[descriptor.full_name] = convert
    parts.extend((field.name, _reader(field)) for field in descriptor.fields)
    return convert


def _bare(names: tuple[str, ...]) -> Convert:
    return lambda message: {name: getattr(message, name) for name in names}


def _by_parts(parts: list[tuple[str, Convert]]) -> Convert:
    return lambda message: {name: read(message) for name, read in parts}


def _is_bare(field: FieldDescriptor) -> bool:
    """The value in the message is the value in the dict."""
    return (
        not is_repeated(field)
        and not field.has_presence
        and field.type not in (FieldDescriptor.TYPE_BYTES, FieldDescriptor.TYPE_ENUM)
    )


def _reader(field: FieldDescriptor) -> Convert:
    name = field.name
    if is_repeated(field):
        if is_map(field):
            convert_entry = _value_converter(entry_of(field).fields_by_name["value"])
            return lambda message: {
                key: convert_entry(entries[key]) for entries in [getattr(message, name)] for key in entries
            }
        convert_item = _value_converter(field)
        return lambda message: [convert_item(item) for item in getattr(message, name)]
    convert = _value_converter(field)
    if not field.has_presence:
        return lambda message: convert(getattr(message, name))
    return lambda message: convert(getattr(message, name)) if message.HasField(name) else None


def _value_converter(field: FieldDescriptor) -> Convert:
    if field.message_type is not None:
        return converter_of(field.message_type)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return lambda value: base64.b64encode(value).decode()
    enum = field.enum_type
    if enum is not None:
        names = {number: value.name for number, value in enum.values_by_number.items()}
        return lambda number: names.get(number, number)
    return lambda value: value


def _json_text(message: Any) -> str | None:
    try:
        text: str = message.ToJsonString()
        return text
    except (ValueError, OverflowError):
        # Before the year 1 or after 9999: JSON cannot say it, `event.message` can.
        return None
