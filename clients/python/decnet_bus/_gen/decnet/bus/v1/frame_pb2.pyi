from decnet_bus._gen.decnet.bus.v1 import code_pb2 as _code_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConnectionStatus(_message.Message):
    __slots__ = ["client_library", "client_name", "events_dropped", "events_dropped_per_s", "events_in", "events_in_per_s", "events_out", "events_out_per_s", "patterns", "pid", "queued_bytes", "queued_events"]
    CLIENT_LIBRARY_FIELD_NUMBER: _ClassVar[int]
    CLIENT_NAME_FIELD_NUMBER: _ClassVar[int]
    EVENTS_DROPPED_FIELD_NUMBER: _ClassVar[int]
    EVENTS_DROPPED_PER_S_FIELD_NUMBER: _ClassVar[int]
    EVENTS_IN_FIELD_NUMBER: _ClassVar[int]
    EVENTS_IN_PER_S_FIELD_NUMBER: _ClassVar[int]
    EVENTS_OUT_FIELD_NUMBER: _ClassVar[int]
    EVENTS_OUT_PER_S_FIELD_NUMBER: _ClassVar[int]
    PATTERNS_FIELD_NUMBER: _ClassVar[int]
    PID_FIELD_NUMBER: _ClassVar[int]
    QUEUED_BYTES_FIELD_NUMBER: _ClassVar[int]
    QUEUED_EVENTS_FIELD_NUMBER: _ClassVar[int]
    client_library: str
    client_name: str
    events_dropped: int
    events_dropped_per_s: float
    events_in: int
    events_in_per_s: float
    events_out: int
    events_out_per_s: float
    patterns: _containers.RepeatedScalarFieldContainer[str]
    pid: int
    queued_bytes: int
    queued_events: int
    def __init__(self, client_name: _Optional[str] = ..., client_library: _Optional[str] = ..., pid: _Optional[int] = ..., patterns: _Optional[_Iterable[str]] = ..., queued_events: _Optional[int] = ..., queued_bytes: _Optional[int] = ..., events_in: _Optional[int] = ..., events_out: _Optional[int] = ..., events_dropped: _Optional[int] = ..., events_in_per_s: _Optional[float] = ..., events_out_per_s: _Optional[float] = ..., events_dropped_per_s: _Optional[float] = ...) -> None: ...

class Dropped(_message.Message):
    __slots__ = ["count", "topics", "topics_truncated", "total"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    TOPICS_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    count: int
    topics: _containers.RepeatedCompositeFieldContainer[DroppedTopic]
    topics_truncated: bool
    total: int
    def __init__(self, count: _Optional[int] = ..., total: _Optional[int] = ..., topics: _Optional[_Iterable[_Union[DroppedTopic, _Mapping]]] = ..., topics_truncated: bool = ...) -> None: ...

class DroppedTopic(_message.Message):
    __slots__ = ["count", "topic"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    count: int
    topic: str
    def __init__(self, topic: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ["id", "payload", "payload_type", "published_at", "source", "topic", "trace_parent", "type"]
    ID_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_TYPE_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_AT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    TRACE_PARENT_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    id: bytes
    payload: bytes
    payload_type: str
    published_at: int
    source: str
    topic: str
    trace_parent: str
    type: str
    def __init__(self, topic: _Optional[str] = ..., payload: _Optional[bytes] = ..., type: _Optional[str] = ..., source: _Optional[str] = ..., id: _Optional[bytes] = ..., published_at: _Optional[int] = ..., payload_type: _Optional[str] = ..., trace_parent: _Optional[str] = ...) -> None: ...

class Frame(_message.Message):
    __slots__ = ["dropped", "event", "goodbye", "hello", "ping", "pong", "result", "status", "status_request", "subscribe", "unsubscribe", "welcome"]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    GOODBYE_FIELD_NUMBER: _ClassVar[int]
    HELLO_FIELD_NUMBER: _ClassVar[int]
    PING_FIELD_NUMBER: _ClassVar[int]
    PONG_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    STATUS_REQUEST_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIBE_FIELD_NUMBER: _ClassVar[int]
    UNSUBSCRIBE_FIELD_NUMBER: _ClassVar[int]
    WELCOME_FIELD_NUMBER: _ClassVar[int]
    dropped: Dropped
    event: Event
    goodbye: Goodbye
    hello: Hello
    ping: Ping
    pong: Pong
    result: Result
    status: Status
    status_request: StatusRequest
    subscribe: Subscribe
    unsubscribe: Unsubscribe
    welcome: Welcome
    def __init__(self, hello: _Optional[_Union[Hello, _Mapping]] = ..., welcome: _Optional[_Union[Welcome, _Mapping]] = ..., subscribe: _Optional[_Union[Subscribe, _Mapping]] = ..., unsubscribe: _Optional[_Union[Unsubscribe, _Mapping]] = ..., event: _Optional[_Union[Event, _Mapping]] = ..., dropped: _Optional[_Union[Dropped, _Mapping]] = ..., result: _Optional[_Union[Result, _Mapping]] = ..., ping: _Optional[_Union[Ping, _Mapping]] = ..., pong: _Optional[_Union[Pong, _Mapping]] = ..., goodbye: _Optional[_Union[Goodbye, _Mapping]] = ..., status_request: _Optional[_Union[StatusRequest, _Mapping]] = ..., status: _Optional[_Union[Status, _Mapping]] = ...) -> None: ...

class Goodbye(_message.Message):
    __slots__ = ["code", "detail", "reconnect_after_ms"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    RECONNECT_AFTER_MS_FIELD_NUMBER: _ClassVar[int]
    code: _code_pb2.Code
    detail: str
    reconnect_after_ms: int
    def __init__(self, code: _Optional[_Union[_code_pb2.Code, str]] = ..., detail: _Optional[str] = ..., reconnect_after_ms: _Optional[int] = ...) -> None: ...

class Hello(_message.Message):
    __slots__ = ["client_library", "client_name", "no_echo", "pid", "protocol_max", "protocol_min"]
    CLIENT_LIBRARY_FIELD_NUMBER: _ClassVar[int]
    CLIENT_NAME_FIELD_NUMBER: _ClassVar[int]
    NO_ECHO_FIELD_NUMBER: _ClassVar[int]
    PID_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_MAX_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_MIN_FIELD_NUMBER: _ClassVar[int]
    client_library: str
    client_name: str
    no_echo: bool
    pid: int
    protocol_max: int
    protocol_min: int
    def __init__(self, protocol_min: _Optional[int] = ..., protocol_max: _Optional[int] = ..., client_name: _Optional[str] = ..., client_library: _Optional[str] = ..., pid: _Optional[int] = ..., no_echo: bool = ...) -> None: ...

class Ping(_message.Message):
    __slots__ = ["ref"]
    REF_FIELD_NUMBER: _ClassVar[int]
    ref: int
    def __init__(self, ref: _Optional[int] = ...) -> None: ...

class Pong(_message.Message):
    __slots__ = ["ref"]
    REF_FIELD_NUMBER: _ClassVar[int]
    ref: int
    def __init__(self, ref: _Optional[int] = ...) -> None: ...

class Result(_message.Message):
    __slots__ = ["code", "detail", "ref"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    REF_FIELD_NUMBER: _ClassVar[int]
    code: _code_pb2.Code
    detail: str
    ref: int
    def __init__(self, ref: _Optional[int] = ..., code: _Optional[_Union[_code_pb2.Code, str]] = ..., detail: _Optional[str] = ...) -> None: ...

class Status(_message.Message):
    __slots__ = ["busiest_topics", "connections", "connections_omitted", "max_connections", "rate_window_s", "ref", "totals", "uptime_s"]
    BUSIEST_TOPICS_FIELD_NUMBER: _ClassVar[int]
    CONNECTIONS_FIELD_NUMBER: _ClassVar[int]
    CONNECTIONS_OMITTED_FIELD_NUMBER: _ClassVar[int]
    MAX_CONNECTIONS_FIELD_NUMBER: _ClassVar[int]
    RATE_WINDOW_S_FIELD_NUMBER: _ClassVar[int]
    REF_FIELD_NUMBER: _ClassVar[int]
    TOTALS_FIELD_NUMBER: _ClassVar[int]
    UPTIME_S_FIELD_NUMBER: _ClassVar[int]
    busiest_topics: _containers.RepeatedCompositeFieldContainer[TopicStatus]
    connections: _containers.RepeatedCompositeFieldContainer[ConnectionStatus]
    connections_omitted: int
    max_connections: int
    rate_window_s: float
    ref: int
    totals: StatusTotals
    uptime_s: float
    def __init__(self, ref: _Optional[int] = ..., connections: _Optional[_Iterable[_Union[ConnectionStatus, _Mapping]]] = ..., totals: _Optional[_Union[StatusTotals, _Mapping]] = ..., busiest_topics: _Optional[_Iterable[_Union[TopicStatus, _Mapping]]] = ..., uptime_s: _Optional[float] = ..., connections_omitted: _Optional[int] = ..., rate_window_s: _Optional[float] = ..., max_connections: _Optional[int] = ...) -> None: ...

class StatusRequest(_message.Message):
    __slots__ = ["ref"]
    REF_FIELD_NUMBER: _ClassVar[int]
    ref: int
    def __init__(self, ref: _Optional[int] = ...) -> None: ...

class StatusTotals(_message.Message):
    __slots__ = ["connections", "events_dropped", "events_dropped_per_s", "events_in", "events_in_per_s", "events_out", "events_out_per_s", "patterns"]
    CONNECTIONS_FIELD_NUMBER: _ClassVar[int]
    EVENTS_DROPPED_FIELD_NUMBER: _ClassVar[int]
    EVENTS_DROPPED_PER_S_FIELD_NUMBER: _ClassVar[int]
    EVENTS_IN_FIELD_NUMBER: _ClassVar[int]
    EVENTS_IN_PER_S_FIELD_NUMBER: _ClassVar[int]
    EVENTS_OUT_FIELD_NUMBER: _ClassVar[int]
    EVENTS_OUT_PER_S_FIELD_NUMBER: _ClassVar[int]
    PATTERNS_FIELD_NUMBER: _ClassVar[int]
    connections: int
    events_dropped: int
    events_dropped_per_s: float
    events_in: int
    events_in_per_s: float
    events_out: int
    events_out_per_s: float
    patterns: int
    def __init__(self, connections: _Optional[int] = ..., patterns: _Optional[int] = ..., events_in: _Optional[int] = ..., events_out: _Optional[int] = ..., events_dropped: _Optional[int] = ..., events_in_per_s: _Optional[float] = ..., events_out_per_s: _Optional[float] = ..., events_dropped_per_s: _Optional[float] = ...) -> None: ...

class Subscribe(_message.Message):
    __slots__ = ["pattern", "ref"]
    PATTERN_FIELD_NUMBER: _ClassVar[int]
    REF_FIELD_NUMBER: _ClassVar[int]
    pattern: str
    ref: int
    def __init__(self, ref: _Optional[int] = ..., pattern: _Optional[str] = ...) -> None: ...

class TopicStatus(_message.Message):
    __slots__ = ["events_in", "topic"]
    EVENTS_IN_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    events_in: int
    topic: str
    def __init__(self, topic: _Optional[str] = ..., events_in: _Optional[int] = ...) -> None: ...

class Unsubscribe(_message.Message):
    __slots__ = ["pattern", "ref"]
    PATTERN_FIELD_NUMBER: _ClassVar[int]
    REF_FIELD_NUMBER: _ClassVar[int]
    pattern: str
    ref: int
    def __init__(self, ref: _Optional[int] = ..., pattern: _Optional[str] = ...) -> None: ...

class Welcome(_message.Message):
    __slots__ = ["bus_id", "max_frame_bytes", "max_patterns", "max_topic_bytes", "protocol", "queue_bytes", "queue_events", "server"]
    BUS_ID_FIELD_NUMBER: _ClassVar[int]
    MAX_FRAME_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_PATTERNS_FIELD_NUMBER: _ClassVar[int]
    MAX_TOPIC_BYTES_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_FIELD_NUMBER: _ClassVar[int]
    QUEUE_BYTES_FIELD_NUMBER: _ClassVar[int]
    QUEUE_EVENTS_FIELD_NUMBER: _ClassVar[int]
    SERVER_FIELD_NUMBER: _ClassVar[int]
    bus_id: str
    max_frame_bytes: int
    max_patterns: int
    max_topic_bytes: int
    protocol: int
    queue_bytes: int
    queue_events: int
    server: str
    def __init__(self, protocol: _Optional[int] = ..., bus_id: _Optional[str] = ..., server: _Optional[str] = ..., max_frame_bytes: _Optional[int] = ..., max_topic_bytes: _Optional[int] = ..., queue_events: _Optional[int] = ..., queue_bytes: _Optional[int] = ..., max_patterns: _Optional[int] = ...) -> None: ...
