"""What no reader could read, or no encoder write, however it is given: refused, with a text that can be printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from google.protobuf.struct_pb2 import ListValue, Struct, Value

from decnet_bus import BusError, topics
from decnet_bus._registry.payload import encode_struct, encoder_for

from .support.every_field import EveryField

encode = encoder_for(replace(topics.DECLARED_TOPICS[0], message=EveryField), "a.b")


def deep_struct(levels: int) -> Struct:
    struct = part = Struct()
    for _ in range(levels - 1):
        part = part.fields["a"].struct_value
    part.fields["a"].number_value = 1
    return struct


def deep_list(levels: int) -> ListValue:
    items = part = ListValue()
    for _ in range(levels - 1):
        part = part.values.add().list_value
    part.values.add().number_value = 1
    return items


def message_with(field: str, value: Any) -> Any:
    message = EveryField()
    getattr(message, field).MergeFrom(value)
    return message


GIVEN: dict[str, Callable[[int], bytes]] = {
    "a Struct outside the registry": lambda levels: encode_struct("lab.x", deep_struct(levels)),
    "a Struct as a field": lambda levels: encode({"a_struct": deep_struct(levels)}),
    "a ListValue as a field": lambda levels: encode({"a_list": deep_list(levels)}),
    "a Value as a field": lambda levels: encode({"a_value": Value(struct_value=deep_struct(levels))}),
    "a part with a Struct": lambda levels: encode({"a_part": message_with("a_struct", deep_struct(levels))}),
    "the message itself": lambda levels: encode(message_with("a_struct", deep_struct(levels))),
    "the message, in a map": lambda levels: encode(message_with_named(deep_struct(levels))),
    "the message, in a list": lambda levels: encode({"parts": [message_with("a_list", deep_list(levels))]}),
}


def message_with_named(struct: Struct) -> Any:
    message: Any = EveryField()
    message.named[7].a_struct.MergeFrom(struct)
    message.counts["x"] = 1
    return message


@pytest.mark.parametrize("how", GIVEN)
def test_a_ready_made_message_is_no_deeper_than_a_dict_may_be(how: str) -> None:
    for levels in (31, 32):
        assert GIVEN[how](levels)
    for levels in (33, 50, 90):
        with pytest.raises(BusError, match="is more than 32 levels deep") as caught:
            GIVEN[how](levels)
        assert caught.value.code == "INVALID_PAYLOAD"


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        ({"\ud800": 1}, r"there is no field “\ud800”"),
        ({"a_part": {"\udfff": 1}}, r"there is no field “a_part.\udfff”"),
        ({"an_enum": "\ud800"}, "“an_enum” must be one of MODE_UNSPECIFIED, MODE_FAST"),
        ({"a_double": 10**400}, "“a_double” is more than a double can hold"),
        ({"a_float": -(10**400)}, "“a_float” is more than a double can hold"),
    ],
)
def test_what_no_encoder_takes_is_named(payload: Any, fault: str) -> None:
    with pytest.raises(BusError) as caught:
        encode(payload)
    assert caught.value.code == "INVALID_PAYLOAD"
    assert fault in str(caught.value)
    assert str(caught.value).encode()


def test_a_dict_that_holds_itself_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["a_part"] = endless
    with pytest.raises(BusError, match="nested without an end") as caught:
        encode(endless)
    assert caught.value.code == "INVALID_PAYLOAD"
