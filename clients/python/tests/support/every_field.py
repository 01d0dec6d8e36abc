"""A message with a field of each kind, which no declared topic has yet: what the payload code has to be ready for."""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import Message

_T = descriptor_pb2.FieldDescriptorProto
_SCALARS = ["double", "float", "int64", "uint64", "int32", "fixed64", "fixed32", "bool", "string"]
_SCALARS += ["bytes", "uint32", "sfixed32", "sfixed64", "sint32", "sint64"]


def _make() -> type[Message]:
    file = descriptor_pb2.FileDescriptorProto(name="test/every_field.proto", package="test", syntax="proto3")
    file.dependency.extend(f"google/protobuf/{name}.proto" for name in ("struct", "timestamp", "duration"))
    mode = file.enum_type.add(name="Mode")
    mode.value.add(name="MODE_UNSPECIFIED", number=0)
    mode.value.add(name="MODE_FAST", number=1)
    message = file.message_type.add(name="EveryField")
    numbers = iter(range(1, 100))

    def add(name: str, kind: int, label: int = _T.LABEL_OPTIONAL, type_name: str = "") -> Any:
        return message.field.add(name=name, number=next(numbers), type=kind, label=label, type_name=type_name or None)

    for scalar in _SCALARS:
        add(f"a_{scalar}", getattr(_T, f"TYPE_{scalar.upper()}"))
    add("an_enum", _T.TYPE_ENUM, type_name=".test.Mode")
    add("a_part", _T.TYPE_MESSAGE, type_name=".test.EveryField")
    add("a_time", _T.TYPE_MESSAGE, type_name=".google.protobuf.Timestamp")
    add("a_duration", _T.TYPE_MESSAGE, type_name=".google.protobuf.Duration")
    add("a_struct", _T.TYPE_MESSAGE, type_name=".google.protobuf.Struct")
    add("a_list", _T.TYPE_MESSAGE, type_name=".google.protobuf.ListValue")
    add("a_value", _T.TYPE_MESSAGE, type_name=".google.protobuf.Value")
    add("numbers", _T.TYPE_INT32, _T.LABEL_REPEATED)
    add("parts", _T.TYPE_MESSAGE, _T.LABEL_REPEATED, ".test.EveryField")
    entry = message.nested_type.add(name="CountsEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=_T.TYPE_STRING, label=_T.LABEL_OPTIONAL)
    entry.field.add(name="value", number=2, type=_T.TYPE_INT64, label=_T.LABEL_OPTIONAL)
    add("counts", _T.TYPE_MESSAGE, _T.LABEL_REPEATED, ".test.EveryField.CountsEntry")
    entry = message.nested_type.add(name="NamedEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=_T.TYPE_INT32, label=_T.LABEL_OPTIONAL)
    entry.field.add(name="value", number=2, type=_T.TYPE_MESSAGE, label=_T.LABEL_OPTIONAL, type_name=".test.EveryField")
    add("named", _T.TYPE_MESSAGE, _T.LABEL_REPEATED, ".test.EveryField.NamedEntry")
    message.oneof_decl.add(name="choice")
    for name in ("this", "that"):
        add(name, _T.TYPE_STRING).oneof_index = 0
    message.oneof_decl.add(name="_maybe")
    maybe = add("maybe", _T.TYPE_INT32)
    maybe.oneof_index = 1
    maybe.proto3_optional = True
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(file.SerializeToString())
    descriptor = pool.FindMessageTypeByName("test.EveryField")
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    # Debian 12's 4.21.
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


EveryField = _make()
