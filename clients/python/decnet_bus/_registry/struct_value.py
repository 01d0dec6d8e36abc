"""JSON values and google.protobuf.Struct.

A Struct holds JSON, and its numbers are doubles. What JSON cannot say, or a double cannot hold, is refused: it would silently
arrive as something else, or not be readable at all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.struct_pb2 import ListValue, Struct, Value

from .._topic.grammar import is_well_formed
from .fault import PayloadFault, kind_of

MAX_DEPTH: Final = 32
"""Levels of dicts and lists within each other, the outermost counted (R-PAYLOAD-5). Readers take at most 100 messages within each other;
each level of a Struct is three of them (Struct, the entry of its map, Value), besides the messages that hold it."""

TOO_DEEP: Final = f"is more than {MAX_DEPTH} levels deep"


def fill_struct(struct: Struct, value: object, depth_left: int = MAX_DEPTH) -> None:
    """Puts a dict into an empty Struct. Raises PayloadFault with a phrase that follows the name of a field."""
    if not isinstance(value, Mapping):
        raise PayloadFault(f"must be a dict, not {kind_of(value)}")
    if depth_left == 0:
        raise PayloadFault(TOO_DEEP)
    fields = struct.fields
    for key, item in value.items():
        if not isinstance(key, str):
            raise PayloadFault(f"holds a key that is {kind_of(key)}, which JSON does not have")
        if not is_well_formed(key):
            raise PayloadFault("holds a key that is not well-formed Unicode")
        fill_value(fields[key], item, depth_left - 1)


def fill_list(values: ListValue, items: object, depth_left: int = MAX_DEPTH) -> None:
    if not isinstance(items, (list, tuple)):
        raise PayloadFault(f"must be a list, not {kind_of(items)}")
    if depth_left == 0:
        raise PayloadFault(TOO_DEEP)
    for item in items:
        fill_value(values.values.add(), item, depth_left - 1)


def fill_value(value: Value, item: object, depth_left: int = MAX_DEPTH) -> None:
    if item is None:
        value.null_value = 0
    elif isinstance(item, bool):
        value.bool_value = item
    elif isinstance(item, str):
        if not is_well_formed(item):
            raise PayloadFault("holds text that is not well-formed Unicode")
        value.string_value = item
    elif isinstance(item, (int, float)):
        value.number_value = _double(item)
    elif isinstance(item, Mapping):
        # To be one although it may be empty.
        value.struct_value.SetInParent()
        fill_struct(value.struct_value, item, depth_left)
    elif isinstance(item, (list, tuple)):
        value.list_value.SetInParent()
        fill_list(value.list_value, item, depth_left)
    else:
        raise PayloadFault(f"holds {kind_of(item)}, which JSON does not have")


def plain_struct(struct: Struct) -> dict[str, Any]:
    """The dict that a Struct holds. Whole numbers are ints, as JSON would be read."""
    return {key: plain_value(value) for key, value in struct.fields.items()}


def plain_list(values: ListValue) -> list[Any]:
    return [plain_value(value) for value in values.values]


def plain_value(value: Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return plain_struct(value.struct_value)
    if kind == "list_value":
        return plain_list(value.list_value)
    if kind == "number_value":
        return _plain_number(value.number_value)
    if kind == "string_value":
        return value.string_value
    return value.bool_value if kind == "bool_value" else None


def _plain_number(number: float) -> int | float:
    # An int has no zero below zero.
    return int(number) if number.is_integer() and str(number) != "-0.0" else number


def _double(number: int | float) -> float:
    if isinstance(number, float):
        if math.isfinite(number):
            return number
        raise PayloadFault(f"holds {number}, which JSON does not have")
    try:
        double = float(number)
    except OverflowError:
        double = math.inf
    if double == number:
        return double
    raise PayloadFault(f"holds {str(number)[:40]}, which a double cannot hold exactly; send it as text")
