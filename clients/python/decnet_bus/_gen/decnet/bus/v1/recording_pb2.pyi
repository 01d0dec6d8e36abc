from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RecordedEvent(_message.Message):
    __slots__ = ["event", "received_ns"]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_NS_FIELD_NUMBER: _ClassVar[int]
    event: bytes
    received_ns: int
    def __init__(self, received_ns: _Optional[int] = ..., event: _Optional[bytes] = ...) -> None: ...

class RecordedGap(_message.Message):
    __slots__ = ["count", "received_ns", "topics", "topics_truncated"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_NS_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    TOPICS_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    count: int
    received_ns: int
    topics: _containers.RepeatedCompositeFieldContainer[RecordedLoss]
    topics_truncated: bool
    def __init__(self, received_ns: _Optional[int] = ..., count: _Optional[int] = ..., topics: _Optional[_Iterable[_Union[RecordedLoss, _Mapping]]] = ..., topics_truncated: bool = ...) -> None: ...

class RecordedLoss(_message.Message):
    __slots__ = ["count", "topic"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    count: int
    topic: str
    def __init__(self, topic: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class RecordedTopic(_message.Message):
    __slots__ = ["payload_type", "schema_hash", "template"]
    PAYLOAD_TYPE_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_HASH_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    payload_type: str
    schema_hash: bytes
    template: str
    def __init__(self, template: _Optional[str] = ..., payload_type: _Optional[str] = ..., schema_hash: _Optional[bytes] = ...) -> None: ...

class RecordingEnd(_message.Message):
    __slots__ = ["events", "lost", "received_ns"]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    LOST_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_NS_FIELD_NUMBER: _ClassVar[int]
    events: int
    lost: int
    received_ns: int
    def __init__(self, received_ns: _Optional[int] = ..., events: _Optional[int] = ..., lost: _Optional[int] = ...) -> None: ...

class RecordingEntry(_message.Message):
    __slots__ = ["end", "event", "gap", "header"]
    END_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    GAP_FIELD_NUMBER: _ClassVar[int]
    HEADER_FIELD_NUMBER: _ClassVar[int]
    end: RecordingEnd
    event: RecordedEvent
    gap: RecordedGap
    header: RecordingHeader
    def __init__(self, header: _Optional[_Union[RecordingHeader, _Mapping]] = ..., event: _Optional[_Union[RecordedEvent, _Mapping]] = ..., gap: _Optional[_Union[RecordedGap, _Mapping]] = ..., end: _Optional[_Union[RecordingEnd, _Mapping]] = ...) -> None: ...

class RecordingHeader(_message.Message):
    __slots__ = ["bus_id", "format_version", "library", "magic", "patterns", "schema_hash", "server", "started_at", "topics"]
    BUS_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_VERSION_FIELD_NUMBER: _ClassVar[int]
    LIBRARY_FIELD_NUMBER: _ClassVar[int]
    MAGIC_FIELD_NUMBER: _ClassVar[int]
    PATTERNS_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_HASH_FIELD_NUMBER: _ClassVar[int]
    SERVER_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    bus_id: str
    format_version: int
    library: str
    magic: str
    patterns: _containers.RepeatedScalarFieldContainer[str]
    schema_hash: bytes
    server: str
    started_at: int
    topics: _containers.RepeatedCompositeFieldContainer[RecordedTopic]
    def __init__(self, magic: _Optional[str] = ..., format_version: _Optional[int] = ..., schema_hash: _Optional[bytes] = ..., topics: _Optional[_Iterable[_Union[RecordedTopic, _Mapping]]] = ..., library: _Optional[str] = ..., server: _Optional[str] = ..., bus_id: _Optional[str] = ..., patterns: _Optional[_Iterable[str]] = ..., started_at: _Optional[int] = ...) -> None: ...
