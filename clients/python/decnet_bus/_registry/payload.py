"""Payloads between what Python gives and what travels, by the message that the registry declares for the topic.

Outside the registry a payload is a dict that JSON can say, carried as google.protobuf.Struct.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import EncodeError, Message
from google.protobuf.struct_pb2 import Struct

from .._gen.topic_registry import DECLARED_TOPICS
from ..errors import BusError, ErrorCode
from .declared import DeclaredTopic
from .depth import check_depth, may_hold_json
from .fault import PayloadFault
from .fields import is_repeated
from .struct_value import fill_struct
from .to_message import fill_message


class AnyMessage(Protocol):
    """A message of protobuf. Not `Message` itself: to a program that is checked without stubs of protobuf that is anything at all, and so
    would be every payload."""

    def SerializeToString(self) -> bytes:
        ...


Payload = Mapping[str, Any] | AnyMessage
"""What a publisher gives: a dict with the fields of the topic's message, or the message itself."""

Encode = Callable[[Any], bytes]

STRUCT_NAME: Final = "google.protobuf.Struct"

_MESSAGES: Final[dict[str, type[Message]]] = {
    STRUCT_NAME: Struct,
    **{topic.message.DESCRIPTOR.full_name: topic.message for topic in DECLARED_TOPICS},
}

# What is a value of such a field beyond doubt. Ranges, and everything else, are for the careful way.
_EXACT: Final = {
    FieldDescriptor.CPPTYPE_STRING: str,
    FieldDescriptor.CPPTYPE_INT32: int,
    FieldDescriptor.CPPTYPE_INT64: int,
    FieldDescriptor.CPPTYPE_UINT32: int,
    FieldDescriptor.CPPTYPE_UINT64: int,
    FieldDescriptor.CPPTYPE_DOUBLE: float,
    FieldDescriptor.CPPTYPE_FLOAT: float,
    FieldDescriptor.CPPTYPE_BOOL: bool,
}


def encoder_for(declared: DeclaredTopic, topic: str) -> Encode:
    """Encodes payloads of that topic. The function raises BusError INVALID_PAYLOAD, naming the field."""
    message_type = declared.message
    exact = {
        field.name: _EXACT[field.cpp_type]
        for field in message_type.DESCRIPTOR.fields
        if field.cpp_type in _EXACT
        and field.type != FieldDescriptor.TYPE_BYTES
        and not is_repeated(field)
        and field.containing_oneof is None
    }
    type_of = exact.get
    is_flat = not may_hold_json(message_type.DESCRIPTOR)

    def encode(payload: Any) -> bytes:
        if type(payload) is dict:
            for name, value in payload.items():
                if type_of(name) is not type(value):
                    break
            else:
                try:
                    return message_type(**payload).SerializeToString()
                except (TypeError, ValueError):
                    pass
        elif is_flat and type(payload) is message_type:
            return _serialized(topic, payload)
        return encode_carefully(declared, topic, payload)

    return encode


def encode_carefully(declared: DeclaredTopic, topic: str, payload: object) -> bytes:
    """As the function of `encoder_for`, for everything that is unusual, and everything that is wrong."""
    message = declared.message()
    try:
        _fill(message, payload)
    except PayloadFault as fault:
        fields = ", ".join(field.name for field in message.DESCRIPTOR.fields)
        raise BusError(
            ErrorCode.INVALID_PAYLOAD,
            f"The payload does not fit {topic}, which takes a {message.DESCRIPTOR.name}: {fault}. Its fields: {fields}.",
        ) from None
    return _serialized(topic, message)


def encode_struct(topic: str, payload: object) -> bytes:
    """For a topic outside the registry. Raises BusError INVALID_PAYLOAD."""
    struct = Struct()
    try:
        if isinstance(payload, Message) and payload.DESCRIPTOR.full_name == STRUCT_NAME:
            check_depth(payload)
            return _serialized(topic, payload)
        fill_struct(struct, payload)
    except PayloadFault as fault:
        raise BusError(
            ErrorCode.INVALID_PAYLOAD, f"The payload of {topic} must be a dict that JSON can say; it {fault}."
        ) from None
    return _serialized(topic, struct)


def message_of(declared: DeclaredTopic | None, payload_type: str) -> type[Message] | None:
    """What a received payload is to be decoded as; None if that is not known here, or not what the registry declares."""
    if declared is None:
        return _MESSAGES.get(payload_type or STRUCT_NAME)
    return declared.message if payload_type in ("", declared.message.DESCRIPTOR.full_name) else None


def _fill(message: Message, payload: object) -> None:
    try:
        fill_message(message, payload)
    except RecursionError:
        raise PayloadFault("it is nested without an end, or almost") from None


def _serialized(topic: str, message: Message) -> bytes:
    try:
        return message.SerializeToString()
    except (EncodeError, ValueError) as error:
        raise BusError(ErrorCode.INVALID_PAYLOAD, f"The payload of {topic} cannot be encoded: {error}.") from error
