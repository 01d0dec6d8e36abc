from decnet_bus._gen.decnet.bus.v1 import code_pb2 as _code_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BuildTopicCommand(_message.Message):
    __slots__ = ["builder", "values"]
    BUILDER_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    builder: str
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, builder: _Optional[str] = ..., values: _Optional[_Iterable[str]] = ...) -> None: ...

class ClientCommand(_message.Message):
    __slots__ = ["build_topic", "close", "connect", "flush", "id", "publish", "read", "stats", "subscribe", "unsubscribe"]
    BUILD_TOPIC_FIELD_NUMBER: _ClassVar[int]
    CLOSE_FIELD_NUMBER: _ClassVar[int]
    CONNECT_FIELD_NUMBER: _ClassVar[int]
    FLUSH_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_FIELD_NUMBER: _ClassVar[int]
    READ_FIELD_NUMBER: _ClassVar[int]
    STATS_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIBE_FIELD_NUMBER: _ClassVar[int]
    UNSUBSCRIBE_FIELD_NUMBER: _ClassVar[int]
    build_topic: BuildTopicCommand
    close: CloseCommand
    connect: ConnectCommand
    flush: FlushCommand
    id: int
    publish: PublishCommand
    read: ReadCommand
    stats: StatsCommand
    subscribe: SubscribeCommand
    unsubscribe: UnsubscribeCommand
    def __init__(self, id: _Optional[int] = ..., connect: _Optional[_Union[ConnectCommand, _Mapping]] = ..., subscribe: _Optional[_Union[SubscribeCommand, _Mapping]] = ..., unsubscribe: _Optional[_Union[UnsubscribeCommand, _Mapping]] = ..., publish: _Optional[_Union[PublishCommand, _Mapping]] = ..., read: _Optional[_Union[ReadCommand, _Mapping]] = ..., flush: _Optional[_Union[FlushCommand, _Mapping]] = ..., stats: _Optional[_Union[StatsCommand, _Mapping]] = ..., close: _Optional[_Union[CloseCommand, _Mapping]] = ..., build_topic: _Optional[_Union[BuildTopicCommand, _Mapping]] = ...) -> None: ...

class ClientReply(_message.Message):
    __slots__ = ["code", "detail", "ended", "events", "gap", "handed_over", "id", "stats", "topic", "unsupported"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    GAP_FIELD_NUMBER: _ClassVar[int]
    HANDED_OVER_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    STATS_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    UNSUPPORTED_FIELD_NUMBER: _ClassVar[int]
    code: _code_pb2.Code
    detail: str
    ended: bool
    events: _containers.RepeatedCompositeFieldContainer[ReadEvent]
    gap: Gap
    handed_over: int
    id: int
    stats: ClientStats
    topic: str
    unsupported: bool
    def __init__(self, id: _Optional[int] = ..., code: _Optional[_Union[_code_pb2.Code, str]] = ..., detail: _Optional[str] = ..., unsupported: bool = ..., handed_over: _Optional[int] = ..., events: _Optional[_Iterable[_Union[ReadEvent, _Mapping]]] = ..., ended: bool = ..., gap: _Optional[_Union[Gap, _Mapping]] = ..., stats: _Optional[_Union[ClientStats, _Mapping]] = ..., topic: _Optional[str] = ...) -> None: ...

class ClientStats(_message.Message):
    __slots__ = ["connected", "not_published_disconnected", "not_published_overflow", "published"]
    CONNECTED_FIELD_NUMBER: _ClassVar[int]
    NOT_PUBLISHED_DISCONNECTED_FIELD_NUMBER: _ClassVar[int]
    NOT_PUBLISHED_OVERFLOW_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    connected: bool
    not_published_disconnected: int
    not_published_overflow: int
    published: int
    def __init__(self, connected: bool = ..., published: _Optional[int] = ..., not_published_disconnected: _Optional[int] = ..., not_published_overflow: _Optional[int] = ...) -> None: ...

class CloseCommand(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ConnectCommand(_message.Message):
    __slots__ = ["client_name", "no_echo", "socket", "wait_for_bus"]
    CLIENT_NAME_FIELD_NUMBER: _ClassVar[int]
    NO_ECHO_FIELD_NUMBER: _ClassVar[int]
    SOCKET_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_BUS_FIELD_NUMBER: _ClassVar[int]
    client_name: str
    no_echo: bool
    socket: str
    wait_for_bus: bool
    def __init__(self, socket: _Optional[str] = ..., client_name: _Optional[str] = ..., no_echo: bool = ..., wait_for_bus: bool = ...) -> None: ...

class FlushCommand(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class Gap(_message.Message):
    __slots__ = ["count", "reason"]
    class Reason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    COUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_DECODE: Gap.Reason
    REASON_FIELD_NUMBER: _ClassVar[int]
    REASON_OVERFLOW: Gap.Reason
    REASON_RECONNECT: Gap.Reason
    REASON_RESTART: Gap.Reason
    REASON_UNSPECIFIED: Gap.Reason
    count: int
    reason: Gap.Reason
    def __init__(self, reason: _Optional[_Union[Gap.Reason, str]] = ..., count: _Optional[int] = ...) -> None: ...

class PublishCommand(_message.Message):
    __slots__ = ["count", "free_form", "payload_json", "topic", "trace_parent", "type"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    FREE_FORM_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_JSON_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    TRACE_PARENT_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    count: int
    free_form: bool
    payload_json: str
    topic: str
    trace_parent: str
    type: str
    def __init__(self, topic: _Optional[str] = ..., payload_json: _Optional[str] = ..., free_form: bool = ..., type: _Optional[str] = ..., trace_parent: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class ReadCommand(_message.Message):
    __slots__ = ["count", "subscription"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIPTION_FIELD_NUMBER: _ClassVar[int]
    count: int
    subscription: int
    def __init__(self, subscription: _Optional[int] = ..., count: _Optional[int] = ...) -> None: ...

class ReadEvent(_message.Message):
    __slots__ = ["gap", "id", "payload_json", "published_at", "source", "topic", "trace_parent", "type"]
    GAP_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_JSON_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_AT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    TRACE_PARENT_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    gap: Gap
    id: bytes
    payload_json: str
    published_at: int
    source: str
    topic: str
    trace_parent: str
    type: str
    def __init__(self, topic: _Optional[str] = ..., type: _Optional[str] = ..., source: _Optional[str] = ..., id: _Optional[bytes] = ..., published_at: _Optional[int] = ..., payload_json: _Optional[str] = ..., trace_parent: _Optional[str] = ..., gap: _Optional[_Union[Gap, _Mapping]] = ...) -> None: ...

class StatsCommand(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class SubscribeCommand(_message.Message):
    __slots__ = ["free_form", "pattern", "queue_events", "subscription"]
    FREE_FORM_FIELD_NUMBER: _ClassVar[int]
    PATTERN_FIELD_NUMBER: _ClassVar[int]
    QUEUE_EVENTS_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIPTION_FIELD_NUMBER: _ClassVar[int]
    free_form: bool
    pattern: str
    queue_events: int
    subscription: int
    def __init__(self, subscription: _Optional[int] = ..., pattern: _Optional[str] = ..., free_form: bool = ..., queue_events: _Optional[int] = ...) -> None: ...

class UnsubscribeCommand(_message.Message):
    __slots__ = ["subscription"]
    SUBSCRIPTION_FIELD_NUMBER: _ClassVar[int]
    subscription: int
    def __init__(self, subscription: _Optional[int] = ...) -> None: ...
