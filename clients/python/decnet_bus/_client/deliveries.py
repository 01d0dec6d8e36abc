"""From the bytes that came to the local subscriptions that want them. The broker sends one copy, however many they are.

Nearly all events look the same, and like the one before:

    size | 2a size | 0a size topic | 12 size payload | 1a … 22 … 2a 0c | id (12 bytes) | 31 time (8 bytes)
                          │                                 │
                          └─ routes[topic]                  └─ labels[these bytes]: type and source, checked when first seen

Such an event costs a dozen looks at single bytes and two in dictionaries; whatever is not quite so is left to the careful way.
"""

from __future__ import annotations

from typing import Final

from .._gen.decnet.bus.v1.frame_pb2 import Event as EventMessage
from .._registry.lookup import declared_topic_of, topic_params
from .._registry.payload import STRUCT_NAME, message_of
from .._registry.to_plain import converter_of
from .._topic.grammar import topic_fault
from .._topic.index import PatternIndex
from .._wire.event_check import EventFields, read_event
from .._wire.frames import Fault, protocol_fault
from ..event import Event
from .route import Label, Recipient, Route

_MAX_TOPICS: Final = 4_096
"""Topics that are remembered. Publishers choose topics, so the number must have an end."""

_MAX_LABELS: Final = 4_096

_LEAST_BYTES: Final = 32
"""With less than that in front of it, `skim` does not look."""

_TAIL_BYTES: Final = 23
"""What stands behind the payload at least: tag and size of the id, the id, and the time with its tag."""

EVENTS_A_TURN: Final = 512
"""So many, and then consumers get their turn: fewer than wait for one of them at most."""


class Deliveries:
    """Reads events and hands them on."""

    def __init__(self) -> None:
        self.received = 0
        """Events that came, one copy each."""
        self.budget = EVENTS_A_TURN
        """Events that may still come in this turn."""
        self.halted = False
        self._index: PatternIndex[Recipient] = PatternIndex()
        self._routes: dict[bytes, Route] = {}
        self._labels: dict[bytes, Label] = {}

    def add(self, recipient: Recipient) -> None:
        self._index.add(recipient.pattern, recipient)
        self._routes.clear()

    def remove(self, recipient: Recipient) -> None:
        self._index.remove(recipient.pattern, recipient)
        self._routes.clear()

    def skim(self, data: bytes, start: int, most_bytes: int) -> int:
        """Takes events in the usual form off `data`, from `start` on, and returns where the first other frame begins.

        Ends early when the turn is over, and when a handler has ended the connection (`halted`).
        """
        at = start
        length = len(data)
        received = 0
        self.halted = False
        labels, routes = self._labels, self._routes
        for _ in range(self.budget):
            if at + _LEAST_BYTES > length:
                break
            size = data[at]
            body = at + 1
            if size < 0x80:
                # Two bytes before the topic: the event's tag and its size.
                if data[body] != 0x2A or data[body + 1] != size - 2:
                    break
                topic = body + 2
            else:
                high = data[body]
                body += 1
                size = size & 0x7F | high << 7
                # Three bytes: the size of the event is as long as that of the frame.
                if high >= 0x80 or data[body] != 0x2A or data[body + 1] < 0x80:
                    break
                if data[body + 1] & 0x7F | data[body + 2] << 7 != size - 3:
                    break
                topic = body + 3
            end = body + size
            text = topic + 2
            payload = text + data[topic + 1]
            if end > length or size > most_bytes or data[topic] != 0x0A or payload + _TAIL_BYTES > end:
                break
            tail = payload
            if data[payload] == 0x12:
                tail = data[payload + 1]
                payload += 2
                if tail >= 0x80:
                    tail = tail & 0x7F | data[payload] << 7
                    payload += 1
                tail += payload
                if tail + _TAIL_BYTES > end:
                    break
            # A length of more than two bytes has led to nowhere: what stands there is no label.
            label = labels.get(data[tail : end - 21])
            route = routes.get(data[text : text + data[topic + 1]])
            if label is None or route is None or data[end - 9] != 0x31:
                break
            received += 1
            if route.wanted:
                frame = data[at:end]
                for recipient in route.wanted:
                    recipient.push(Event(route, label, frame, payload - at, tail - at))
            for recipient in route.passed:
                recipient.pass_by()
            at = end
            if self.halted:
                break
        self.received += received
        self.budget -= received
        return at

    def deliver(self, data: bytes, start: int, end: int) -> Fault | None:
        """The careful way: the Event message in `data[start:end]`. Returns what is wrong with it."""
        fields = read_event(data, start, end)
        if isinstance(fields, Fault):
            return fields
        route = self._routes.get(fields.topic)
        if route is None:
            found = self._find(fields.topic)
            if isinstance(found, Fault):
                return found
            route = found
        self.received += 1
        self.budget -= 1
        for recipient in route.passed:
            recipient.pass_by()
        usual = self._learn(data[start:end], fields)
        for recipient in route.wanted:
            recipient.push(_event(route, usual, data[start:end], fields))
        return None

    def _find(self, topic_bytes: bytes) -> Route | Fault:
        # It is UTF-8, or the event would not have come so far.
        topic = topic_bytes.decode()
        fault = topic_fault(topic)
        if fault is not None:
            return protocol_fault(f"the topic of an event {fault}")
        if len(self._routes) >= _MAX_TOPICS:
            self._routes.clear()
        declared = declared_topic_of(topic)
        matching = self._index.match(topic)
        message_type = message_of(declared, "" if declared is not None else STRUCT_NAME)
        assert message_type is not None
        route = Route(
            topic=topic,
            declared=declared,
            params={} if declared is None else topic_params(declared, topic),
            message_type=message_type,
            to_plain=converter_of(message_type.DESCRIPTOR),
            wanted=tuple(each for each in matching if declared is not None or each.free_form),
            passed=tuple(each for each in matching if declared is None and not each.free_form),
        )
        self._routes[topic_bytes] = route
        return route

    def _learn(self, event: bytes, fields: EventFields) -> Label | None:
        """The label of an event in the usual form, which is remembered; None for any other."""
        if len(fields.event_id) != 12 or fields.published_at_ns == 0 or fields.payload_type or fields.trace_parent:
            return None
        if event != _as_usual(fields):
            return None
        label_bytes = _label_bytes(fields)
        label = self._labels.get(label_bytes)
        if label is None:
            if len(self._labels) >= _MAX_LABELS:
                self._labels.clear()
            label = self._labels[label_bytes] = Label(fields.event_type, fields.source)
        return label


def _event(route: Route, usual: Label | None, event: bytes, fields: EventFields) -> Event:
    if usual is None:
        label = Label(fields.event_type, fields.source, fields)
        return Event(route, label, fields.payload, 0, len(fields.payload))
    end = len(event) - 21 - len(_label_bytes(fields))
    return Event(route, usual, event, end - len(fields.payload), end)


def _as_usual(fields: EventFields) -> bytes:
    """As protobuf's runtime writes these fields: all of them, in order, in the shortest form."""
    return EventMessage(
        topic=fields.topic.decode(),
        payload=fields.payload,
        type=fields.event_type,
        source=fields.source,
        id=fields.event_id,
        published_at=fields.published_at_ns,
    ).SerializeToString()


def _label_bytes(fields: EventFields) -> bytes:
    """What stands between the payload and the id, the id's tag and length included."""
    return EventMessage(type=fields.event_type, source=fields.source).SerializeToString() + b"\x2a\x0c"
