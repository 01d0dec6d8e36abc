"""The broker's rules, for tests: handshake, patterns, one copy for each connection, drop-oldest with a notice, echo, limits, Goodbye.

It is written against decnet.bus.v1 and not against the daemon, whose fidelity it has and whose speed it does not need: one list of
behaviours is played over both (tests/behaviour).
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from typing import Final

from .._gen.decnet.bus.v1.frame_pb2 import Dropped, DroppedTopic, Frame, Goodbye, Hello, Pong, Result, Welcome
from .._topic.grammar import MAX_TOPIC_BYTES, pattern_fault, topic_fault
from .._topic.index import PatternIndex
from .._version import VERSION
from .._wire.drops import Drops
from .._wire.event_check import read_event
from .._wire.frame_reader import FrameReader
from .._wire.frames import EVENT_KIND, Fault, decode_frame, encode_frame, frame_content, protocol_fault
from .._wire.limits import (
    DRAIN_TIMEOUT_S,
    HANDSHAKE_TIMEOUT_S,
    MAX_CLIENT_NAME_BYTES,
    MAX_FRAME_BYTES,
    MAX_HELLO_FRAME_BYTES,
    MAX_PATTERNS,
    MAX_UNANSWERED,
    QUEUE_BYTES,
    QUEUE_EVENTS,
)
from .._wire.outbox import Outbox
from ..errors import ErrorCode, number_of_code

_PROTOCOL: Final = 1
_HELLO_KIND: Final = 1
_RECONNECT_SPREAD_MS: Final = 500
"""Within so much time clients of a broker that shuts down are asked to come back, each at another moment."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Those of the broker that a test may want to reach."""

    queue_events: int = QUEUE_EVENTS
    queue_bytes: int = QUEUE_BYTES
    max_frame_bytes: int = MAX_FRAME_BYTES
    max_patterns: int = MAX_PATTERNS


class Broker:
    """Routes between its sessions."""

    def __init__(self, loop: asyncio.AbstractEventLoop, bus_id: str, limits: Limits) -> None:
        self.loop = loop
        self.bus_id = bus_id
        self.limits = limits
        self.index: PatternIndex[Session] = PatternIndex()
        self.sessions: dict[Session, None] = {}

    def accept(self) -> Session:
        """The protocol of a new connection."""
        session = Session(self)
        self.sessions[session] = None
        return session

    def route(self, publisher: Session, frame: bytes, topic: str) -> None:
        """One copy to each connection with a matching pattern, byte for byte as it came."""
        for session in self.index.match(topic):
            if session is not publisher or not session.no_echo:
                session.deliver(frame, topic)

    def stop(self) -> None:
        """Says Goodbye to all; what waits for them is still sent."""
        for session in list(self.sessions):
            session.dismiss("the bus is shutting down", random.randrange(1, _RECONNECT_SPREAD_MS))


class Session(asyncio.Protocol):
    """One connection's conversation: which frame is allowed when."""

    def __init__(self, broker: Broker) -> None:
        self.no_echo = False
        self._broker = broker
        self._patterns: set[str] = set()
        self._greeted = False
        self._leaving = False
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reader = FrameReader(MAX_HELLO_FRAME_BYTES, self._on_frame)
        limits = broker.limits
        self._outbox = Outbox(
            broker.loop, self._write, limits.queue_events, limits.queue_bytes, MAX_UNANSWERED, _dropped_notice
        )

    def deliver(self, frame: bytes, topic: str) -> None:
        self._outbox.event(frame, topic)

    def dismiss(self, detail: str, reconnect_after_ms: int) -> None:
        """Says Goodbye in order: what waits is still sent."""
        code = number_of_code(ErrorCode.SHUTDOWN)
        self._leave(Goodbye(code=code, detail=detail, reconnect_after_ms=reconnect_after_ms), discard=False)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._timer = self._broker.loop.call_later(HANDSHAKE_TIMEOUT_S, self._no_hello)

    def data_received(self, data: bytes) -> None:
        fault = self._reader.push(data)
        if isinstance(fault, Fault):
            self._refuse(fault)

    def pause_writing(self) -> None:
        self._outbox.block()

    def resume_writing(self) -> None:
        self._outbox.unblock()

    def connection_lost(self, error: Exception | None) -> None:
        self._depart()
        self._outbox.close()
        if self._timer is not None:
            self._timer.cancel()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def _no_hello(self) -> None:
        self._refuse(Fault(ErrorCode.HANDSHAKE_TIMEOUT, "no Hello came in time"))

    def _on_frame(self, data: bytes, start: int, body: int, end: int) -> None:
        fault = self._take(data, start, body, end)
        if fault is not None:
            self._refuse(fault)

    def _take(self, data: bytes, start: int, body: int, end: int) -> Fault | None:
        content = frame_content(data, body, end)
        if isinstance(content, Fault):
            return content
        # Not even what would be ignored later is let pass before Hello.
        if not self._greeted and (content is None or content.kind != _HELLO_KIND):
            return protocol_fault("the first frame must be Hello")
        if content is None:
            return None
        if content.kind == EVENT_KIND:
            return self._event(data, start, content.start, end)
        frame = decode_frame(data[body:end])
        return frame if isinstance(frame, Fault) else self._handle(frame)

    def _event(self, data: bytes, start: int, event: int, end: int) -> Fault | None:
        fields = read_event(data, event, end)
        if isinstance(fields, Fault):
            return fields
        topic = fields.topic.decode()
        fault = topic_fault(topic)
        if fault is not None:
            return protocol_fault(f"the topic of an event {fault}")
        self._broker.route(self, data[start:end], topic)
        return None

    def _handle(self, frame: Frame) -> Fault | None:
        match frame.WhichOneof("kind"):
            case "hello":
                return self._hello(frame.hello)
            case "subscribe":
                return self._subscribe(frame.subscribe.ref, frame.subscribe.pattern)
            case "unsubscribe":
                return self._unsubscribe(frame.unsubscribe.ref, frame.unsubscribe.pattern)
            case "ping":
                return self._answer(Frame(pong=Pong(ref=frame.ping.ref)))
            case "goodbye":
                self._leave(None, discard=True)
                return None
            case "pong":
                return None
            case "status_request":
                # What a fake is doing its test knows; no client of this package asks.
                return None
            case kind:
                return protocol_fault(f"a client may not send {kind}")

    def _hello(self, hello: Hello) -> Fault | None:
        if self._greeted:
            return protocol_fault("Hello came a second time")
        if hello.protocol_min > _PROTOCOL or 0 < hello.protocol_max < _PROTOCOL:
            return Fault(ErrorCode.UNSUPPORTED_PROTOCOL, f"this bus speaks protocol {_PROTOCOL}")
        if len(hello.client_name.encode()) > MAX_CLIENT_NAME_BYTES:
            return protocol_fault("the client's name is too long")
        self._greeted = True
        self.no_echo = hello.no_echo
        limits = self._broker.limits
        self._reader.max_frame_bytes = limits.max_frame_bytes
        if self._timer is not None:
            self._timer.cancel()
        return self._answer(
            Frame(
                welcome=Welcome(
                    protocol=_PROTOCOL,
                    bus_id=self._broker.bus_id,
                    server=f"decnet-bus/{VERSION} python fake",
                    max_frame_bytes=limits.max_frame_bytes,
                    max_topic_bytes=MAX_TOPIC_BYTES,
                    queue_events=limits.queue_events,
                    queue_bytes=limits.queue_bytes,
                    max_patterns=limits.max_patterns,
                )
            )
        )

    def _subscribe(self, ref: int, pattern: str) -> Fault | None:
        fault = pattern_fault(pattern)
        if fault is not None:
            return self._result(ref, Fault(ErrorCode.INVALID_PATTERN, f"the pattern {fault}"))
        if pattern not in self._patterns:
            most = self._broker.limits.max_patterns
            if len(self._patterns) >= most:
                detail = f"a connection may have {most} patterns; use wildcards, or raise the limit"
                return self._result(ref, Fault(ErrorCode.TOO_MANY_PATTERNS, detail))
            self._patterns.add(pattern)
            self._broker.index.add(pattern, self)
        return self._result(ref)

    def _unsubscribe(self, ref: int, pattern: str) -> Fault | None:
        fault = pattern_fault(pattern)
        if fault is not None:
            return self._result(ref, Fault(ErrorCode.INVALID_PATTERN, f"the pattern {fault}"))
        if pattern in self._patterns:
            self._patterns.remove(pattern)
            self._broker.index.remove(pattern, self)
        return self._result(ref)

    def _result(self, ref: int, refusal: Fault | None = None) -> Fault | None:
        if refusal is None:
            return self._answer(Frame(result=Result(ref=ref)))
        code = number_of_code(refusal.code)
        return self._answer(Frame(result=Result(ref=ref, code=code, detail=refusal.detail)))

    def _answer(self, frame: Frame) -> Fault | None:
        if self._outbox.control(encode_frame(frame)):
            return None
        return Fault(ErrorCode.TOO_MANY_UNANSWERED, "answers wait for a peer that does not read them")

    def _refuse(self, reason: Fault) -> None:
        """Tells the peer why, discards what waits for it, and closes."""
        code = number_of_code(reason.code)
        self._leave(Goodbye(code=code, detail=reason.detail), discard=True)

    def _leave(self, last: Goodbye | None, *, discard: bool) -> None:
        if self._leaving or self._transport is None:
            return
        self._leaving = True
        self._reader.stop()
        self._depart()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._broker.loop.call_later(DRAIN_TIMEOUT_S, self._transport.abort)
        frame = b"" if last is None else encode_frame(Frame(goodbye=last))
        self._outbox.finish(frame, self._transport.close, discard=discard)

    def _depart(self) -> None:
        """Takes no more events."""
        for pattern in self._patterns:
            self._broker.index.remove(pattern, self)
        self._patterns.clear()
        self._broker.sessions.pop(self, None)


def _dropped_notice(drops: Drops, total: int) -> bytes:
    topics = [DroppedTopic(topic=topic, count=count) for topic, count in drops.topics.items()]
    notice = Dropped(count=drops.count, total=total, topics=topics, topics_truncated=drops.truncated)
    return encode_frame(Frame(dropped=notice))
