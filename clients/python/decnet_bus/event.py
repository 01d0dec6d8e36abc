"""What a consumer gets: an event in the bytes that came, of which everything but the topic is read when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from google.protobuf.message import Message

from ._parse import parse
from ._registry.payload import message_of
from .gap import Gap

if TYPE_CHECKING:
    from ._client.route import Label, Route

__all__ = ["Event"]

_TIME_BYTES = 8
_ID_START, _ID_END = -21, -9


class Event:
    """Something that happened. Made by the library; each subscription has its own."""

    __slots__ = ("_data", "_end", "_label", "_message", "_payload", "_route", "_start", "gap")

    gap: Gap | None
    """Events of this subscription that were lost right before this one."""

    def __init__(self, route: Route, label: Label, data: bytes, start: int, end: int) -> None:
        # `data` is the event's own; its payload is data[start:end]. It ends as the label says: with its id and its time.
        self._route = route
        self._label = label
        self._data = data
        self._start = start
        self._end = end
        self.gap = None
        self._payload: dict[str, Any] | None = None

    @property
    def topic(self) -> str:
        return self._route.topic

    @property
    def name(self) -> str | None:
        """The declared topic's template without its placeholders: `topology.mutation.applied`. None outside the registry."""
        declared = self._route.declared
        return None if declared is None else declared.name

    @property
    def params(self) -> Mapping[str, str]:
        """What stands in the places of the placeholders: `{"topology_id": "abc"}`."""
        return self._route.params

    @property
    def payload(self) -> dict[str, Any]:
        """The payload as a dict with all of the message's fields; what is absent is None. `json.dumps` takes it. It is yours to change."""
        payload = self._payload
        if payload is None:
            payload = self._payload = self._route.to_plain(self._message)
        return payload

    @property
    def message(self) -> Message:
        """The payload as the topic's message; as google.protobuf.Struct outside the registry."""
        return self._message

    @property
    def type(self) -> str:
        """Short discriminator: the publisher's, or the one that the registry declares for the topic."""
        declared = self._route.declared
        return self._label.event_type or ("" if declared is None else declared.event_type)

    @property
    def source(self) -> str:
        """The publisher's client name."""
        return self._label.source

    @property
    def id(self) -> bytes:
        """Unique for each event. May be empty."""
        rest = self._label.rest
        return self._data[_ID_START:_ID_END] if rest is None else rest.event_id

    @property
    def published_at_ns(self) -> int:
        """Nanoseconds since 1970-01-01 UTC by the publisher's clock; 0 = not said."""
        rest = self._label.rest
        return int.from_bytes(self._data[-_TIME_BYTES:], "little") if rest is None else rest.published_at_ns

    @property
    def published_at(self) -> datetime | None:
        """When it was published, by the publisher's clock, in UTC; None = not said."""
        nanoseconds = self.published_at_ns
        if nanoseconds == 0:
            return None
        seconds, rest = divmod(nanoseconds, 1_000_000_000)
        return datetime.fromtimestamp(seconds, timezone.utc).replace(microsecond=rest // 1_000)

    @property
    def trace_parent(self) -> str:
        """W3C trace context; empty = not traced."""
        rest = self._label.rest
        return "" if rest is None else rest.trace_parent

    @property
    def size(self) -> int:
        """Bytes that it costs while it waits."""
        return len(self._data)

    def to_json(self) -> dict[str, Any]:
        """All of it as plain data for `json.dumps`: the id in hex, nanoseconds as an int."""
        gap = self.gap
        return {
            "topic": self.topic,
            "type": self.type,
            "source": self.source,
            "id": self.id.hex(),
            "published_at_ns": self.published_at_ns,
            "trace_parent": self.trace_parent,
            "payload": self.payload,
            "gap": None if gap is None else {"reason": gap.reason, "count": gap.count, "topics": dict(gap.topics)},
        }

    def __repr__(self) -> str:
        gap = "" if self.gap is None else f", gap={self.gap!r}"
        return f"Event(topic={self.topic!r}, type={self.type!r}, source={self.source!r}, payload={self.payload!r}{gap})"

    @property
    def decoded(self) -> bool:
        """Always true of an event that was handed out."""
        return hasattr(self, "_message")

    def _decode(self) -> bool:
        """To be called before it is handed out: the look at it cannot fail then. False: its payload is none."""
        route, rest = self._route, self._label.rest
        message_type = route.message_type if rest is None else message_of(route.declared, rest.payload_type)
        if message_type is None:
            return False
        message = parse(message_type, self._data[self._start : self._end])
        if message is None:
            return False
        self._message: Message = message
        return True
