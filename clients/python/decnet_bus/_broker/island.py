"""A host for buses that talk to each other and to nobody else. Like a daemon, its broker can go and come back, be stopped, and lose its
connections."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable

from .._wire.event_check import read_event
from .._wire.frame_reader import FrameReader
from .._wire.frames import EVENT_KIND, Fault, frame_content
from ..errors import BusError, ErrorCode
from .broker import Broker, Limits, Session
from .memory import MemoryTransport, memory_pair

_NO_LIMIT = 1 << 62


class Island:
    """For one event loop. `heard` gets each event that the broker reads: its topic, and the Event message."""

    def __init__(self, limits: Limits, heard: Callable[[str, bytes], None] | None = None) -> None:
        self._limits = limits
        self._heard = heard
        self._broker: Broker | None = None
        self._is_down = False
        # Both ends of each connection, and whose it is.
        self._ends: dict[MemoryTransport, tuple[MemoryTransport, object]] = {}
        self._stalled = False
        self._stalled_owners: set[object] = set()

    async def connect(self, protocol: Callable[[], asyncio.Protocol], owner: object = None) -> None:
        """Connects what the factory makes; raises BusError UNAVAILABLE if there is no broker."""
        loop = asyncio.get_running_loop()
        if self._is_down:
            detail = "bus: unavailable: the fake bus is down; up() brings it back."
            raise BusError(ErrorCode.UNAVAILABLE, detail)
        if self._broker is None:
            self._broker = Broker(loop, str(uuid.uuid4()), self._limits)
        session = _Heard(self._broker.accept(), self._heard) if self._heard is not None else self._broker.accept()
        near, far = memory_pair(loop, protocol(), session)
        self._ends = {end: rest for end, rest in self._ends.items() if not end.is_closing()}
        self._ends[far] = (near, owner)
        self._apply_stalls()

    def up(self) -> None:
        """There is a broker again, with an id of its own, if there was none."""
        self._is_down = False

    def down(self, *, goodbye: bool) -> None:
        """The broker is gone, and its connections with it; it says Goodbye first, or not a word."""
        broker, self._broker = self._broker, None
        self._is_down = True
        self.resume()
        if goodbye and broker is not None:
            broker.stop()
        else:
            self.cut()

    def cut(self) -> None:
        """All connections break."""
        for end in list(self._ends):
            end.abort()

    def stall(self, owner: object = None) -> None:
        """The broker neither reads nor is read by `owner`, or anybody."""
        if owner is None:
            self._stalled = True
        else:
            self._stalled_owners.add(owner)
        self._apply_stalls()

    def resume(self, owner: object = None) -> None:
        if owner is None:
            self._stalled = False
            self._stalled_owners.clear()
        else:
            self._stalled_owners.discard(owner)
        self._apply_stalls()

    def stalls(self, owner: object) -> bool:
        return self._stalled or owner in self._stalled_owners

    def _apply_stalls(self) -> None:
        for far, (near, owner) in self._ends.items():
            for end in (far, near):
                if self.stalls(owner):
                    end.hold()
                else:
                    end.release()


class _Heard(asyncio.Protocol):
    """Listens to what comes in right before the broker gets it."""

    def __init__(self, session: Session, heard: Callable[[str, bytes], None]) -> None:
        self._session = session
        self._heard = heard
        self._reader = FrameReader(_NO_LIMIT, self._on_frame)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._session.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._reader.push(data)
        self._session.data_received(data)

    def pause_writing(self) -> None:
        self._session.pause_writing()

    def resume_writing(self) -> None:
        self._session.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        self._session.connection_lost(error)

    def _on_frame(self, data: bytes, _start: int, body: int, end: int) -> None:
        content = frame_content(data, body, end)
        if content is None or isinstance(content, Fault) or content.kind != EVENT_KIND:
            return
        fields = read_event(data, content.start, content.end)
        # What is wrong with it the broker will say.
        if not isinstance(fields, Fault):
            self._heard(fields.topic.decode(), data[content.start : content.end])
