from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor
TOPIC_FIELD_NUMBER: _ClassVar[int]
topic: _descriptor.FieldDescriptor

class TopicOptions(_message.Message):
    __slots__ = ["builder", "constant", "emitted_by", "event_type", "reserved", "selector", "template"]
    BUILDER_FIELD_NUMBER: _ClassVar[int]
    CONSTANT_FIELD_NUMBER: _ClassVar[int]
    EMITTED_BY_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    RESERVED_FIELD_NUMBER: _ClassVar[int]
    SELECTOR_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    builder: str
    constant: str
    emitted_by: str
    event_type: str
    reserved: bool
    selector: str
    template: str
    def __init__(self, template: _Optional[str] = ..., builder: _Optional[str] = ..., selector: _Optional[str] = ..., event_type: _Optional[str] = ..., constant: _Optional[str] = ..., emitted_by: _Optional[str] = ..., reserved: bool = ...) -> None: ...
