"""Payloads: from dicts to messages and back, and every mistake by its name."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given
from hypothesis import strategies as st

from decnet_bus import BusError, topics
from decnet_bus._registry.payload import encode_carefully, encode_struct, encoder_for
from decnet_bus._registry.to_plain import to_plain

from .support.every_field import EveryField

DECLARED = replace(topics.DECLARED_TOPICS[0], message=EveryField)

encode = encoder_for(DECLARED, "a.b")


def decoded(payload: Any) -> Message:
    return EveryField.FromString(encode(payload))


def fault_of(payload: Any) -> str:
    with pytest.raises(BusError) as caught:
        encode(payload)
    assert caught.value.code == "INVALID_PAYLOAD"
    text = str(caught.value).removeprefix("The payload does not fit a.b, which takes a EveryField: ")
    return text[: text.index(". Its fields: ")]


text = st.text(st.characters(blacklist_categories=("Cs",)))
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


def signed(bits: int) -> st.SearchStrategy[int]:
    return st.integers(-(1 << bits - 1), (1 << bits - 1) - 1)


def unsigned(bits: int) -> st.SearchStrategy[int]:
    return st.integers(0, (1 << bits) - 1)


scalars: dict[str, st.SearchStrategy[Any]] = {
    "a_double": st.floats(allow_nan=False),
    "a_float": st.floats(allow_nan=False, width=32),
    "a_int64": signed(64),
    "a_uint64": unsigned(64),
    "a_int32": signed(32),
    "a_fixed64": unsigned(64),
    "a_fixed32": unsigned(32),
    "a_bool": st.booleans(),
    "a_string": text,
    "a_bytes": st.binary(max_size=9),
    "a_uint32": unsigned(32),
    "a_sfixed32": signed(32),
    "a_sfixed64": signed(64),
    "a_sint32": signed(32),
    "a_sint64": signed(64),
    "an_enum": st.sampled_from(["MODE_UNSPECIFIED", "MODE_FAST"]),
    "a_time": st.datetimes(timezones=st.just(timezone.utc)),
    "a_duration": st.timedeltas(timedelta(days=-3_000_000), timedelta(days=3_000_000)),
    "a_struct": st.dictionaries(text, json_values, max_size=3),
    "a_list": st.lists(json_values, max_size=3),
    "a_value": json_values,
    "numbers": st.lists(signed(32), max_size=3),
    "counts": st.dictionaries(text, signed(64), max_size=3),
    "this": text,
    "maybe": signed(32),
}


def fields(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    named = st.dictionaries(signed(32), inner, max_size=2)
    return st.fixed_dictionaries(
        {}, optional={**scalars, "a_part": inner, "parts": st.lists(inner, max_size=2), "named": named}
    )


payloads = st.recursive(st.fixed_dictionaries({}, optional=scalars), fields, max_leaves=3)


@given(payloads)
def test_what_is_published_is_what_arrives(payload: dict[str, Any]) -> None:
    message = decoded(payload)
    plain = to_plain(message)
    # It is JSON, it has every field, and published again it is the same.
    json.dumps(plain, allow_nan=True)
    assert list(plain) == [field.name for field in EveryField.DESCRIPTOR.fields]
    assert decoded(plain) == message
    assert decoded(message) == message
    for name in ("a_double", "a_int64", "a_uint64", "a_bool", "a_string", "an_enum", "a_struct", "maybe", "this"):
        if name in payload:
            assert plain[name] == payload[name]
    if "a_time" in payload:
        assert message.a_time.ToDatetime(timezone.utc) == payload["a_time"]  # type: ignore[attr-defined]
    if "a_duration" in payload:
        assert message.a_duration.ToTimedelta() == payload["a_duration"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("declared", topics.DECLARED_TOPICS, ids=[each.name for each in topics.DECLARED_TOPICS])
@given(data=st.data())
def test_the_quick_way_and_the_careful_way_say_the_same(declared: topics.DeclaredTopic, data: st.DataObject) -> None:
    quick = encoder_for(declared, "a.b")
    names = [field.name for field in declared.message.DESCRIPTOR.fields]
    values = st.one_of(
        text, st.integers(), st.floats(), st.booleans(), st.none(), st.binary(), st.just({}), st.just("\ud800")
    )
    payload = data.draw(st.dictionaries(st.sampled_from([*names, "other"]), values, max_size=4))

    def outcome(run: Callable[[], bytes]) -> object:
        try:
            message: object = declared.message.FromString(run())
            return message
        except BusError as error:
            return str(error)

    expected, found = outcome(lambda: encode_carefully(declared, "a.b", payload)), outcome(lambda: quick(payload))
    assert found == expected or "nan" in str(expected)


def test_a_field_that_is_none_is_absent() -> None:
    assert decoded({"a_string": None, "a_part": None, "maybe": None}) == EveryField()


def test_an_empty_dict_is_not_absent() -> None:
    plain = to_plain(decoded({"a_part": {}, "a_struct": {}, "a_value": {}, "a_list": []}))
    assert plain["a_part"]["a_string"] == ""
    assert (plain["a_struct"], plain["a_value"], plain["a_list"]) == ({}, {}, [])


def test_other_shapes_that_mean_the_same() -> None:
    noon = datetime(2026, 4, 21, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    for value in (noon, "2026-04-21T12:00:00Z", "2026-04-21T14:00:00+02:00", Timestamp(seconds=1776772800)):
        assert to_plain(decoded({"a_time": value}))["a_time"] == "2026-04-21T12:00:00Z"
    for value in (timedelta(seconds=1.5), "1.5s", Duration(seconds=1, nanos=500_000_000)):
        assert to_plain(decoded({"a_duration": value}))["a_duration"] == "1.500s"
    for value in (b"\x00\xff", bytearray(b"\x00\xff"), memoryview(b"\x00\xff"), "AP8="):
        assert to_plain(decoded({"a_bytes": value}))["a_bytes"] == "AP8="
    assert to_plain(decoded({"an_enum": 1, "a_double": 3, "numbers": (1, 2)}))["numbers"] == [1, 2]
    struct = Struct()
    struct.update({"a": [1]})
    assert to_plain(decoded({"a_struct": struct}))["a_struct"] == {"a": [1]}


def test_a_time_that_json_cannot_say_is_none_in_the_dict_and_there_in_the_message() -> None:
    message = EveryField(a_time=Timestamp(seconds=2**40))
    assert to_plain(message)["a_time"] is None


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (5, "it must be a dict, not an int"),
        (None, "it must be a dict, not None"),
        ([], "it must be a dict, not a list"),
        (Struct(), "it is a google.protobuf.Struct, not a test.EveryField"),
        ({"other": 1}, "there is no field “other”"),
        ({5: 1}, "there is no field “5”"),
        ({"a_string": 5}, "“a_string” must be a str, not an int"),
        ({"a_string": b"x"}, "“a_string” must be a str, not a bytes"),
        ({"a_string": "\ud800"}, "“a_string” is not well-formed Unicode"),
        ({"a_bool": 1}, "“a_bool” must be a bool, not an int"),
        ({"a_int32": True}, "“a_int32” must be an int, not a bool"),
        ({"a_int32": 1.0}, "“a_int32” must be an int, not a float"),
        ({"a_int32": "1"}, "“a_int32” must be an int, not a str"),
        ({"a_int32": 2**31}, "“a_int32” must be from -2147483648 to 2147483647"),
        ({"a_uint64": -1}, "“a_uint64” must be from 0 to 18446744073709551615"),
        ({"a_double": "1"}, "“a_double” must be a float, not a str"),
        ({"a_double": True}, "“a_double” must be a float, not a bool"),
        ({"a_bytes": 5}, "“a_bytes” must be bytes, not an int"),
        ({"a_bytes": "*"}, "“a_bytes” must be bytes, or base64"),
        ({"an_enum": "FAST"}, "“an_enum” must be one of MODE_UNSPECIFIED, MODE_FAST"),
        ({"an_enum": 1.5}, "“an_enum” must be the name of a value, or its number, not a float"),
        ({"a_part": {"parts": [{}, {"other": 1}]}}, "there is no field “a_part.parts[1].other”"),
        ({"a_part": 5}, "“a_part” must be a dict, not an int"),
        ({"a_part": Struct()}, "“a_part” is a google.protobuf.Struct, not a test.EveryField"),
        ({"numbers": 5}, "“numbers” must be a list, not an int"),
        ({"numbers": "12"}, "“numbers” must be a list, not a str"),
        ({"numbers": [1, None]}, "“numbers[1]” must be an int, not None"),
        ({"counts": [1]}, "“counts” must be a dict, not a list"),
        ({"counts": {"a": "b"}}, "“counts.a” must be an int, not a str"),
        ({"counts": {5: 1}}, "“counts (a key)” must be a str, not an int"),
        ({"this": "a", "that": "b"}, "“that” and “this” exclude each other"),
        ({"a_time": 5}, "“a_time” must be a datetime or a str, not an int"),
        ({"a_time": "noon"}, "“a_time” must be a time like 2026-04-21T14:41:18Z"),
        (
            {"a_time": datetime(2026, 1, 1)},
            "“a_time” must be a datetime with a time zone: without one it is anybody's guess",
        ),
        ({"a_duration": 1.5}, "“a_duration” must be a timedelta or a str, not a float"),
        ({"a_duration": "1"}, "“a_duration” must be seconds like 1.5s"),
        ({"a_struct": 5}, "“a_struct” must be a dict, not an int"),
        ({"a_struct": {5: 1}}, "“a_struct” holds a key that is an int, which JSON does not have"),
        ({"a_struct": {"a": {1}}}, "“a_struct” holds a set, which JSON does not have"),
        ({"a_struct": {"a": math.nan}}, "“a_struct” holds nan, which JSON does not have"),
        ({"a_struct": {"a": math.inf}}, "“a_struct” holds inf, which JSON does not have"),
        (
            {"a_struct": {"a": 2**53 + 1}},
            "“a_struct” holds 9007199254740993, which a double cannot hold exactly; send it as text",
        ),
        ({"a_struct": {"a": "\ud800"}}, "“a_struct” holds text that is not well-formed Unicode"),
        ({"a_struct": {"\ud800": 1}}, "“a_struct” holds a key that is not well-formed Unicode"),
    ],
)
def test_a_mistake_is_named(payload: Any, fault: str) -> None:
    assert fault_of(payload) == fault


def test_an_integer_that_no_double_can_hold_at_all_is_named_and_not_printed_whole() -> None:
    assert len(fault_of({"a_struct": {"a": 10**400}})) < 120


@pytest.mark.parametrize("wrap", [lambda value: {"a": value}, lambda value: [value]], ids=["dicts", "lists"])
@pytest.mark.parametrize("leaf", [1, {}], ids=["a-number", "an-empty-dict"])
def test_depth_has_an_end_that_every_reader_reaches(wrap: Callable[[Any], Any], leaf: object) -> None:
    def nested(levels: int) -> dict[str, Any]:
        value = leaf
        for _ in range(levels - (2 if leaf == {} else 1)):
            value = wrap(value)
        return {"a": value}

    for levels in (31, 32):
        deep = nested(levels)
        assert to_plain(decoded({"a_struct": deep}))["a_struct"] == deep
        assert Struct.FromString(encode_struct("lab.x", deep)) is not None
    assert fault_of({"a_struct": nested(33)}) == "“a_struct” is more than 32 levels deep"
    with pytest.raises(BusError, match="more than 32 levels deep"):
        encode_struct("lab.x", nested(33))


def test_a_zero_below_zero_stays_one() -> None:
    message = EveryField()
    message.a_value.number_value = -0.0  # type: ignore[attr-defined]
    zero = to_plain(message)["a_value"]
    assert (str(zero), type(zero)) == ("-0.0", float)
