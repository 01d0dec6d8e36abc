from decnet_bus._gen.decnet.bus.v1 import topic_pb2 as _topic_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TopologyMutationApplied(_message.Message):
    __slots__ = ["mutation_id", "op"]
    MUTATION_ID_FIELD_NUMBER: _ClassVar[int]
    OP_FIELD_NUMBER: _ClassVar[int]
    mutation_id: str
    op: str
    def __init__(self, mutation_id: _Optional[str] = ..., op: _Optional[str] = ...) -> None: ...

class TopologyMutationApplying(_message.Message):
    __slots__ = ["mutation_id", "op", "payload"]
    MUTATION_ID_FIELD_NUMBER: _ClassVar[int]
    OP_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    mutation_id: str
    op: str
    payload: _struct_pb2.Struct
    def __init__(self, mutation_id: _Optional[str] = ..., op: _Optional[str] = ..., payload: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class TopologyMutationEnqueued(_message.Message):
    __slots__ = ["mutation_id", "op", "payload"]
    MUTATION_ID_FIELD_NUMBER: _ClassVar[int]
    OP_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    mutation_id: str
    op: str
    payload: _struct_pb2.Struct
    def __init__(self, mutation_id: _Optional[str] = ..., op: _Optional[str] = ..., payload: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class TopologyMutationFailed(_message.Message):
    __slots__ = ["mutation_id", "op", "reason"]
    MUTATION_ID_FIELD_NUMBER: _ClassVar[int]
    OP_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    mutation_id: str
    op: str
    reason: str
    def __init__(self, mutation_id: _Optional[str] = ..., op: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class TopologyStatus(_message.Message):
    __slots__ = ["reason", "state"]
    REASON_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    reason: str
    state: str
    def __init__(self, state: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...
