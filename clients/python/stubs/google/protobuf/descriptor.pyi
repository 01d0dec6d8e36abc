from collections.abc import Mapping, Sequence
from typing import Final

_USE_C_DESCRIPTORS: bool

class MessageOptions:
    map_entry: bool

class FileDescriptor:
    name: str

class OneofDescriptor:
    name: str

class EnumValueDescriptor:
    name: str
    number: int

class EnumDescriptor:
    values_by_name: Mapping[str, EnumValueDescriptor]
    values_by_number: Mapping[int, EnumValueDescriptor]

class Descriptor:
    name: str
    full_name: str
    fields: Sequence[FieldDescriptor]
    fields_by_name: Mapping[str, FieldDescriptor]
    def GetOptions(self) -> MessageOptions: ...

class FieldDescriptor:
    LABEL_REPEATED: Final[int]
    TYPE_DOUBLE: Final[int]
    TYPE_FLOAT: Final[int]
    TYPE_INT64: Final[int]
    TYPE_UINT64: Final[int]
    TYPE_INT32: Final[int]
    TYPE_FIXED64: Final[int]
    TYPE_FIXED32: Final[int]
    TYPE_BOOL: Final[int]
    TYPE_STRING: Final[int]
    TYPE_BYTES: Final[int]
    TYPE_UINT32: Final[int]
    TYPE_ENUM: Final[int]
    TYPE_SFIXED32: Final[int]
    TYPE_SFIXED64: Final[int]
    TYPE_SINT32: Final[int]
    TYPE_SINT64: Final[int]
    CPPTYPE_STRING: Final[int]
    CPPTYPE_INT32: Final[int]
    CPPTYPE_INT64: Final[int]
    CPPTYPE_UINT32: Final[int]
    CPPTYPE_UINT64: Final[int]
    CPPTYPE_DOUBLE: Final[int]
    CPPTYPE_FLOAT: Final[int]
    CPPTYPE_BOOL: Final[int]
    name: str
    type: int
    cpp_type: int
    label: int
    is_repeated: bool
    has_presence: bool
    message_type: Descriptor | None
    enum_type: EnumDescriptor | None
    containing_oneof: OneofDescriptor | None
