from decnet_bus._gen.decnet.bus.v1 import topic_pb2 as _topic_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BusCounts(_message.Message):
    __slots__ = ["connections", "events_dropped", "events_in", "events_out", "patterns"]
    CONNECTIONS_FIELD_NUMBER: _ClassVar[int]
    EVENTS_DROPPED_FIELD_NUMBER: _ClassVar[int]
    EVENTS_IN_FIELD_NUMBER: _ClassVar[int]
    EVENTS_OUT_FIELD_NUMBER: _ClassVar[int]
    PATTERNS_FIELD_NUMBER: _ClassVar[int]
    connections: int
    events_dropped: int
    events_in: int
    events_out: int
    patterns: int
    def __init__(self, connections: _Optional[int] = ..., patterns: _Optional[int] = ..., events_in: _Optional[int] = ..., events_out: _Optional[int] = ..., events_dropped: _Optional[int] = ...) -> None: ...

class SystemBusHealth(_message.Message):
    __slots__ = ["counts", "pid", "ts", "uptime_s", "version"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    PID_FIELD_NUMBER: _ClassVar[int]
    TS_FIELD_NUMBER: _ClassVar[int]
    UPTIME_S_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    counts: BusCounts
    pid: int
    ts: _timestamp_pb2.Timestamp
    uptime_s: float
    version: str
    def __init__(self, ts: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., uptime_s: _Optional[float] = ..., pid: _Optional[int] = ..., version: _Optional[str] = ..., counts: _Optional[_Union[BusCounts, _Mapping]] = ...) -> None: ...

class SystemLog(_message.Message):
    __slots__ = ["component", "level", "message", "time"]
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    component: str
    level: str
    message: str
    time: _timestamp_pb2.Timestamp
    def __init__(self, level: _Optional[str] = ..., component: _Optional[str] = ..., message: _Optional[str] = ..., time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
