"""From a dict to a message, with every mistake named.

protobuf's own constructor overlooks nothing, but says neither which field it is about nor what it wanted; and it takes bytes for
text, and numbers for booleans. This is the careful way: payload.py knows a quick one for what is right anyway.
"""

from __future__ import annotations

import base64
import binascii
import operator
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import DecodeError, Message
from google.protobuf.timestamp_pb2 import Timestamp

from .._topic.grammar import is_well_formed
from .depth import check_depth
from .fault import PayloadFault, kind_of, shown
from .fields import entry_of, is_map, is_repeated
from .struct_value import fill_list, fill_struct, fill_value

_F: Final = FieldDescriptor
_SIGNED: Final = {
    _F.TYPE_INT32: 32,
    _F.TYPE_SINT32: 32,
    _F.TYPE_SFIXED32: 32,
    _F.TYPE_INT64: 64,
    _F.TYPE_SINT64: 64,
    _F.TYPE_SFIXED64: 64,
}
_UNSIGNED: Final = {_F.TYPE_UINT32: 32, _F.TYPE_FIXED32: 32, _F.TYPE_UINT64: 64, _F.TYPE_FIXED64: 64}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FIRST_SECOND: Final = -62_135_596_800
_LAST_SECOND: Final = 253_402_300_799
"""Of a Timestamp: a time zone may lead out of what a datetime can say."""

_LONGEST: Final = timedelta(seconds=315_576_000_000)
"""Of a Duration: ten thousand years."""


def fill_message(message: Message, value: object, path: str = "") -> None:
    """Puts a dict into an empty message. None is a field that is absent. Raises PayloadFault, naming the field."""
    name = f"“{path}”" if path else "it"
    if isinstance(value, Message):
        if value.DESCRIPTOR.full_name != message.DESCRIPTOR.full_name:
            raise PayloadFault(f"{name} is a {value.DESCRIPTOR.full_name}, not a {message.DESCRIPTOR.full_name}")
        try:
            check_depth(value)
            # Not CopyFrom: there may be two classes of one message, where a program brings its own.
            message.MergeFromString(value.SerializeToString())
        except PayloadFault as fault:
            raise PayloadFault(f"{name} {fault}") from None
        except DecodeError:
            raise PayloadFault(f"{name} is nested more deeply than can be read") from None
        message.SetInParent()
        return
    if not isinstance(value, Mapping):
        raise PayloadFault(f"{name} must be a dict, not {kind_of(value)}")
    message.SetInParent()
    for key, item in value.items():
        inside = f"{path}.{key}" if path else str(key)
        known = isinstance(key, str) and is_well_formed(key)
        field = message.DESCRIPTOR.fields_by_name.get(key) if known else None
        if field is None:
            raise PayloadFault(f"there is no field “{shown(inside)}”")
        if item is not None:
            _fill_field(message, field, item, inside)


def _fill_field(message: Message, field: FieldDescriptor, value: object, path: str) -> None:
    chosen = field.containing_oneof
    before = message.WhichOneof(chosen.name) if chosen is not None else None
    if before is not None:
        raise PayloadFault(f"“{path}” and “{before}” exclude each other")
    if not is_repeated(field):
        if field.message_type is None:
            setattr(message, field.name, _scalar(field, value, path))
        else:
            _fill_any_message(getattr(message, field.name), value, path)
    elif is_map(field):
        _fill_map(message, field, value, path)
    else:
        _fill_list(getattr(message, field.name), field, value, path)


def _fill_list(items: Any, field: FieldDescriptor, value: object, path: str) -> None:
    if not isinstance(value, (list, tuple)):
        raise PayloadFault(f"“{path}” must be a list, not {kind_of(value)}")
    for index, item in enumerate(value):
        inside = f"{path}[{index}]"
        if field.message_type is None:
            items.append(_scalar(field, item, inside))
        else:
            _fill_any_message(items.add(), item, inside)


def _fill_map(message: Message, field: FieldDescriptor, value: object, path: str) -> None:
    if not isinstance(value, Mapping):
        raise PayloadFault(f"“{path}” must be a dict, not {kind_of(value)}")
    entries = getattr(message, field.name)
    key_field = entry_of(field).fields_by_name["key"]
    value_field = entry_of(field).fields_by_name["value"]
    for key, item in value.items():
        inside = f"{path}.{key}"
        entry_key = _scalar(key_field, key, f"{path} (a key)")
        if value_field.message_type is None:
            entries[entry_key] = _scalar(value_field, item, inside)
        else:
            _fill_any_message(entries[entry_key], item, inside)


def _fill_any_message(message: Message, value: object, path: str) -> None:
    fill = _WELL_KNOWN.get(message.DESCRIPTOR.full_name)
    if fill is None or isinstance(value, Message):
        fill_message(message, value, path)
        return
    message.SetInParent()
    try:
        fill(message, value)
    except PayloadFault as fault:
        # They know nothing of fields, and say only what is wrong.
        raise PayloadFault(f"“{path}” {fault}") from None


def _fill_timestamp(message: Timestamp, value: object) -> None:
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise PayloadFault("must be a datetime with a time zone: without one it is anybody's guess")
        since = value - _EPOCH
        seconds = since.days * 86_400 + since.seconds
        if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
            raise PayloadFault("must be, in UTC, from the year 1 to 9999")
        message.seconds = seconds
        message.nanos = since.microseconds * 1_000
    elif isinstance(value, str):
        _from_json_text(message, value, "a time like 2026-04-21T14:41:18Z")
    else:
        raise PayloadFault(f"must be a datetime or a str, not {kind_of(value)}")


def _fill_duration(message: Duration, value: object) -> None:
    if isinstance(value, timedelta):
        if abs(value) > _LONGEST:
            raise PayloadFault(f"must be at most {_LONGEST.days} days, either way")
        message.FromTimedelta(value)
    elif isinstance(value, str):
        _from_json_text(message, value, "seconds like 1.5s")
    else:
        raise PayloadFault(f"must be a timedelta or a str, not {kind_of(value)}")


def _from_json_text(message: Timestamp | Duration, text: str, what: str) -> None:
    try:
        message.FromJsonString(text)
    except (ValueError, AttributeError, OverflowError):
        raise PayloadFault(f"must be {what}") from None


_WELL_KNOWN: Final[dict[str, Callable[[Any, object], None]]] = {
    "google.protobuf.Struct": fill_struct,
    "google.protobuf.ListValue": fill_list,
    "google.protobuf.Value": fill_value,
    "google.protobuf.Timestamp": _fill_timestamp,
    "google.protobuf.Duration": _fill_duration,
}


def _scalar(field: FieldDescriptor, value: object, path: str) -> Any:
    kind = field.type
    if kind == _F.TYPE_STRING:
        if isinstance(value, str):
            if not is_well_formed(value):
                raise PayloadFault(f"“{path}” is not well-formed Unicode")
            return value
        raise _wrong(path, "a str", value)
    if kind == _F.TYPE_BOOL:
        if isinstance(value, bool):
            return value
        raise _wrong(path, "a bool", value)
    if kind in (_F.TYPE_DOUBLE, _F.TYPE_FLOAT):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _float(value, path)
        raise _wrong(path, "a float", value)
    if kind == _F.TYPE_BYTES:
        return _bytes(value, path)
    if kind == _F.TYPE_ENUM:
        return _enum(field, value, path)
    return _integer(field, value, path)


def _float(value: int | float, path: str) -> float:
    try:
        return float(value)
    except OverflowError:
        raise PayloadFault(f"“{path}” is more than a double can hold") from None


def _integer(field: FieldDescriptor, value: object, path: str) -> int:
    if isinstance(value, (bool, float, str)):
        raise _wrong(path, "an int", value)
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise _wrong(path, "an int", value) from None
    bits = _SIGNED.get(field.type)
    low, high = (-(1 << bits - 1), 1 << bits - 1) if bits is not None else (0, 1 << _UNSIGNED[field.type])
    if low <= number < high:
        return number
    raise PayloadFault(f"“{path}” must be from {low} to {high - 1}")


def _bytes(value: object, path: str) -> bytes:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise PayloadFault(f"“{path}” must be bytes, or base64") from None
    raise _wrong(path, "bytes", value)


def _enum(field: FieldDescriptor, value: object, path: str) -> int:
    values = field.enum_type
    if values is not None and isinstance(value, str):
        known = values.values_by_name.get(value) if is_well_formed(value) else None
        if known is None:
            raise PayloadFault(f"“{path}” must be one of {', '.join(values.values_by_name)}")
        return known.number
    if isinstance(value, int) and not isinstance(value, bool) and -(1 << 31) <= value < 1 << 31:
        return value
    raise _wrong(path, "the name of a value, or its number", value)


def _wrong(path: str, what: str, value: object) -> PayloadFault:
    return PayloadFault(f"“{path}” must be {what}, not {kind_of(value)}")
