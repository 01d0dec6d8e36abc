from decnet_bus._gen.decnet.bus.v1 import topic_pb2 as _topic_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AttackerObserved(_message.Message):
    __slots__ = ["decky_id", "first_seen", "ip", "last_seen", "service"]
    DECKY_ID_FIELD_NUMBER: _ClassVar[int]
    FIRST_SEEN_FIELD_NUMBER: _ClassVar[int]
    IP_FIELD_NUMBER: _ClassVar[int]
    LAST_SEEN_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    decky_id: str
    first_seen: _timestamp_pb2.Timestamp
    ip: str
    last_seen: _timestamp_pb2.Timestamp
    service: str
    def __init__(self, ip: _Optional[str] = ..., first_seen: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., last_seen: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., decky_id: _Optional[str] = ..., service: _Optional[str] = ...) -> None: ...
