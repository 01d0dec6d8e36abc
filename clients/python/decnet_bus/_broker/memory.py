"""A two-way stream of bytes within the process, with the manners of a socket: what is written arrives in a later turn, a reader that pauses
at last holds up the writer, and what is closed in order still delivers what was written."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Final

_BUFFER_BYTES: Final = 256 << 10
"""What a reader that pauses may be sent: as the kernel, which takes some before it says no."""


def memory_pair(
    loop: asyncio.AbstractEventLoop, near: asyncio.Protocol, far: asyncio.Protocol
) -> tuple[MemoryTransport, MemoryTransport]:
    """Connects two protocols; both are told in this turn."""
    one, other = MemoryTransport(loop, near), MemoryTransport(loop, far)
    one.peer, other.peer = other, one
    far.connection_made(other)
    near.connection_made(one)
    return one, other


class MemoryTransport(asyncio.Transport):
    """One end."""

    peer: MemoryTransport

    def __init__(self, loop: asyncio.AbstractEventLoop, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._loop = loop
        self._protocol = protocol
        # What this end has been sent and its protocol has not got.
        self._inbox: deque[bytes] = deque()
        self._inbox_bytes = 0
        # By its protocol, and by whoever plays with the connection.
        self._paused = False
        self._held = False
        self._planned = False
        self._writer_blocked = False
        self._closing = False
        self._peer_closed = False
        self._gone = False

    def write(self, data: Any) -> None:
        if self._closing or self._gone or self.peer._gone or not data:
            return
        peer = self.peer
        peer._inbox.append(bytes(data))
        peer._inbox_bytes += len(data)
        peer._plan()
        if peer._inbox_bytes > _BUFFER_BYTES and not peer._writer_blocked:
            peer._writer_blocked = True
            self._protocol.pause_writing()

    def close(self) -> None:
        if self._closing or self._gone:
            return
        self._closing = True
        self.peer._peer_closed = True
        self.peer._plan()
        # Nothing more is read here. That the other end gets what was written is its own business.
        self._loop.call_soon(self._end)

    def abort(self) -> None:
        if self._gone:
            return
        self._closing = True
        peer = self.peer
        peer._inbox.clear()
        peer._peer_closed = True
        peer._plan()
        self._loop.call_soon(self._end)

    def is_closing(self) -> bool:
        return self._closing or self._gone

    def pause_reading(self) -> None:
        self._paused = True

    def resume_reading(self) -> None:
        self._paused = False
        self._plan()

    def is_reading(self) -> bool:
        return not self._paused

    def hold(self) -> None:
        """What comes is not read, until `release`: as of a process that is stopped."""
        self._held = True

    def release(self) -> None:
        self._held = False
        self._plan()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0

    def _plan(self) -> None:
        if not self._planned and not self._gone:
            self._planned = True
            self._loop.call_soon(self._deliver)

    def _deliver(self) -> None:
        """One chunk a turn, as a socket's reader has it."""
        self._planned = False
        if self._gone or self._paused or self._held:
            return
        if self._inbox:
            # Of one turn of the other end's, a socket would make one chunk.
            data = b"".join(self._inbox)
            self._inbox.clear()
            self._inbox_bytes = 0
            if not self._closing:
                self._protocol.data_received(data)
            if self._writer_blocked:
                self._writer_blocked = False
                if not self.peer._gone:
                    self.peer._protocol.resume_writing()
        if self._peer_closed and not self._inbox:
            self._end()
        elif self._inbox:
            self._plan()

    def _end(self) -> None:
        if self._gone:
            return
        self._gone = True
        self._closing = True
        self._inbox.clear()
        if not self.peer._peer_closed:
            self.peer._peer_closed = True
            self.peer._plan()
        self._protocol.connection_lost(None)
