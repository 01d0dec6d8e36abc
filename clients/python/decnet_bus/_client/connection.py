"""The client's end of one connection: handshake, then frames told apart: events and losses to the owner, answers to whoever asked."""

from __future__ import annotations

import asyncio
import os
from typing import Protocol, cast

from .._gen.decnet.bus.v1.frame_pb2 import Frame, Goodbye, Hello, Ping, Pong, Result, Subscribe, Unsubscribe, Welcome
from .._topic.grammar import MAX_TOPIC_BYTES
from .._wire.drops import Drops, drops_of
from .._wire.frame_reader import FrameReader
from .._wire.frames import EVENT_KIND, Fault, decode_frame, encode_frame, frame_content
from .._wire.limits import (
    DRAIN_TIMEOUT_S,
    HANDSHAKE_TIMEOUT_S,
    MAX_FRAME_BYTES,
    OUTGOING_BYTES,
    OUTGOING_EVENTS,
)
from .._wire.outbox import Outbox
from ..errors import BusError, ErrorCode, code_of_number
from .deliveries import EVENTS_A_TURN, Deliveries
from .hello import PROTOCOL
from .requests import Requests


class ConnectionOwner(Protocol):
    """Who hears what comes over the connection."""

    @property
    def deliveries(self) -> Deliveries:
        ...

    def opened(self, connection: ClientConnection) -> None:
        """The handshake is done. Called once and before all others; not at all if it fails."""

    def dropped(self, drops: Drops) -> None:
        ...

    def put_off(self, seconds: float) -> None:
        """It is about to be lost, or refused, and the broker asks to be left alone for so long; 0 = it does not."""

    def lost(self, connection: ClientConnection, reason: BusError) -> None:
        """The connection is gone: `reason` says why. Called once, only after `opened`."""


class ClientConnection(asyncio.Protocol):
    """What a transport is connected to. `opened` is done when the handshake is, or fails with the reason."""

    def __init__(self, loop: asyncio.AbstractEventLoop, hello: Hello, owner: ConnectionOwner) -> None:
        self.opened: asyncio.Future[None] = loop.create_future()
        self.gone: asyncio.Future[None] = loop.create_future()
        """Done when there is no transport any more."""
        self.welcome = Welcome()
        self.max_frame_bytes = MAX_FRAME_BYTES
        self.max_topic_bytes = MAX_TOPIC_BYTES
        self.published_bytes = 0
        """Bytes of events that were handed over so far."""
        self._loop = loop
        self._hello = hello
        self._owner = owner
        self._deliveries = owner.deliveries
        self._requests = Requests(loop, self._not_read)
        self._outbox = Outbox(loop, self._write, OUTGOING_EVENTS, OUTGOING_BYTES)
        self._reader = FrameReader(MAX_FRAME_BYTES, self._on_frame, self._skim)
        self._transport: asyncio.Transport | None = None
        self._open = False
        self._lost: BusError | None = None
        self._leaving = False
        self._timer: asyncio.TimerHandle | None = None
        # What came and was not read yet, because its turn was over.
        self._rest: tuple[bytes, int] | None = None
        # Whoever waits for it is told by `lost` or by the attempt; a failure that nobody looks at is no mistake.
        self.opened.add_done_callback(lambda done: done.cancelled() or done.exception())

    # What its owner does.

    @property
    def events_dropped(self) -> int:
        """Events that were discarded because the broker did not read."""
        return self._outbox.dropped

    def subscribe(self, pattern: str) -> asyncio.Future[None]:
        return self._requests.ask(
            lambda ref: self._send(Frame(subscribe=Subscribe(ref=ref, pattern=pattern))), len(pattern)
        )

    def unsubscribe(self, pattern: str) -> asyncio.Future[None]:
        return self._requests.ask(
            lambda ref: self._send(Frame(unsubscribe=Unsubscribe(ref=ref, pattern=pattern))), len(pattern)
        )

    def publish(self, frame: bytes, topic: str) -> None:
        """Queues a whole event frame."""
        self.published_bytes += len(frame)
        self._outbox.event(frame, topic)

    def fence(self) -> asyncio.Future[None]:
        """Done when all that was published before has been routed, or dropped here.

        Control frames overtake queued events, so the Ping is sent only when the events before it are on their way.
        """
        return self._requests.ask(lambda ref: self._outbox.fence(lambda: self._send(Frame(ping=Ping(ref=ref)))))

    def abandon(self, reason: BusError) -> None:
        """Closes now; it is lost, for that reason."""
        self._lose(reason)

    def leave(self, reason: BusError) -> None:
        """Sends what waits, says Goodbye and closes; `gone` says when it is done. Whoever still asks gets `reason`."""
        if not self._leaving and self._lost is None and self._transport is not None:
            self._leaving = True
            self._requests.fail_all(reason)
            self._timer = self._loop.call_later(DRAIN_TIMEOUT_S, self._transport.abort)
            self._outbox.finish(encode_frame(Frame(goodbye=Goodbye())), self._transport.close)

    # What the transport does.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's are transports by what they do, and not by their class.
        transport = cast(asyncio.Transport, transport)
        self._transport = transport
        if self._lost is not None:
            transport.abort()
            return
        # What the kernel does not take at once blocks the outbox, which is the one that counts and drops.
        transport.set_write_buffer_limits(high=0)
        self._timer = self._loop.call_later(HANDSHAKE_TIMEOUT_S, self._no_answer)
        # The bus may have been made before a fork.
        self._hello.pid = os.getpid()
        self._outbox.control(encode_frame(Frame(hello=self._hello)))

    def data_received(self, data: bytes) -> None:
        if self._rest is not None:
            # uvloop may still have had it under way when reading was paused.
            rest, at = self._rest
            self._rest = (rest[at:] + data, 0)
            return
        self._read(data, 0)

    def pause_writing(self) -> None:
        self._outbox.block()

    def resume_writing(self) -> None:
        self._outbox.unblock()

    def connection_lost(self, error: Exception | None) -> None:
        reason = BusError(ErrorCode.UNAVAILABLE, "The other end closed the connection, without a word of why.")
        reason.__cause__ = error
        self._lose(reason)
        if self._timer is not None:
            self._timer.cancel()
        if not self.gone.done():
            self.gone.set_result(None)

    # The rest.

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def _send(self, frame: Frame) -> None:
        if not self._outbox.control(encode_frame(frame)):
            self._not_read()

    def _not_read(self) -> None:
        detail = "The bus does not read what it is asked: does it hang?"
        self._lose(BusError(ErrorCode.UNAVAILABLE, detail))

    def _read(self, data: bytes, at: int) -> None:
        """One turn of the loop: so many events, and then consumers may take some of them off."""
        self._deliveries.budget = EVENTS_A_TURN
        read = self._reader.push(data, at)
        if isinstance(read, Fault):
            self._refuse(read)
            return
        if self._lost is not None or self._transport is None:
            return
        if read < len(data):
            if self._rest is None:
                self._transport.pause_reading()
            self._rest = (data, read)
            self._loop.call_soon(self._read_on)
        elif self._rest is not None:
            self._rest = None
            if not self._transport.is_closing():
                self._transport.resume_reading()

    def _read_on(self) -> None:
        if self._rest is not None:
            self._read(*self._rest)

    def _skim(self, data: bytes, at: int) -> int:
        if not self._open:
            return at
        at = self._deliveries.skim(data, at, self.max_frame_bytes)
        self._reader.pausing = self._deliveries.budget <= 0
        return at

    def _on_frame(self, data: bytes, _start: int, body: int, end: int) -> None:
        content = frame_content(data, body, end)
        if content is None:
            return
        if isinstance(content, Fault):
            self._refuse(content)
        elif content.kind == EVENT_KIND:
            # What comes before the handshake is done is for nobody.
            fault = self._deliveries.deliver(data, content.start, content.end) if self._open else None
            self._reader.pausing = self._deliveries.budget <= 0
            if fault is not None:
                self._refuse(fault)
        else:
            frame = decode_frame(data[body:end])
            if isinstance(frame, Fault):
                self._refuse(frame)
            else:
                self._handle(frame)

    def _handle(self, frame: Frame) -> None:
        match frame.WhichOneof("kind"):
            case "welcome":
                self._welcomed(frame.welcome)
            case "dropped":
                if self._open:
                    self._owner.dropped(drops_of(frame.dropped))
            case "result":
                self._requests.settle(frame.result.ref, _refusal(frame.result))
            case "pong":
                self._requests.settle(frame.pong.ref)
            case "ping":
                self._send(Frame(pong=Pong(ref=frame.ping.ref)))
            case "goodbye":
                reason = _refusal(frame.goodbye) or BusError(ErrorCode.UNAVAILABLE, "The bus said goodbye.")
                self._owner.put_off(frame.goodbye.reconnect_after_ms / 1_000)
                self._lose(reason)
            case _:
                # A kind that says nothing to a client.
                pass

    def _welcomed(self, welcome: Welcome) -> None:
        """Takes effect at once: what follows in the same chunk, be it a Goodbye, finds the connection open."""
        if self._open:
            return
        if welcome.protocol != PROTOCOL:
            detail = f"The bus speaks protocol {welcome.protocol}, this client {PROTOCOL}; update the older one."
            self._lose(BusError(ErrorCode.UNSUPPORTED_PROTOCOL, detail))
            return
        self._open = True
        if self._timer is not None:
            self._timer.cancel()
        self.welcome = welcome
        self.max_frame_bytes = self._reader.max_frame_bytes = welcome.max_frame_bytes
        self.max_topic_bytes = welcome.max_topic_bytes or MAX_TOPIC_BYTES
        self._owner.opened(self)
        if not self.opened.done():
            self.opened.set_result(None)

    def _no_answer(self) -> None:
        detail = "The bus took the connection but did not answer: does it hang? See `systemctl status decnet-bus`."
        self._lose(BusError(ErrorCode.UNAVAILABLE, detail))

    def _refuse(self, fault: Fault) -> None:
        self._lose(BusError(fault.code, f"The bus sent something that is not this protocol: {fault.detail}."))

    def _lose(self, reason: BusError) -> None:
        """The connection is of no more use; the first reason counts."""
        if self._lost is not None:
            return
        self._lost = reason
        self._rest = None
        if self._timer is not None:
            self._timer.cancel()
        self._deliveries.halted = True
        self._reader.stop()
        self._outbox.close()
        if self._transport is not None:
            self._transport.abort()
        self._requests.fail_all(reason)
        if self._open:
            self._owner.lost(self, reason)
        elif not self.opened.done():
            self.opened.set_exception(reason)


def _refusal(answer: Result | Goodbye) -> BusError | None:
    if answer.code == 0:
        return None
    return BusError(code_of_number(answer.code), f"The bus refused: {answer.detail}.")
