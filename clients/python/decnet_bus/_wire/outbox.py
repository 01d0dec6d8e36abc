"""What waits to be sent on one connection, on either side of it.

    control ──▶ answers, notices ────────────┐
                                             ├──▶ a batch ──▶ transport ──▶ kernel
    event ───▶ drop-oldest queue ─▶ [notice]─┘                   │
                full? count it                       `blocked` ──┘ until it has taken all of it

Control frames stand beside the queue: they overtake events and are never dropped by it. Loss is told exactly where it is: the notice goes
right before the first event after the gap, or alone if there is none yet. What one turn of the loop brings leaves in one write.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from .drops import Drops, DropTally
from .limits import MAX_BATCH_BYTES, MAX_UNANSWERED_BYTES

Notice = Callable[[Drops, int], bytes]
"""The frame that tells of a loss, from what was lost since the last one, and all in all."""


class Outbox:
    """Owned by a connection, which says when the transport is blocked."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        send: Callable[[bytes], None],
        queue_events: int,
        queue_bytes: int,
        max_control: int | None = None,
        notice: Notice | None = None,
    ) -> None:
        self.dropped = 0
        """Events that were discarded because the queue was full."""
        self._loop = loop
        self._send = send
        self._max_events = queue_events
        self._max_bytes = queue_bytes
        self._max_control = max_control
        self._notice = notice
        self._events: deque[tuple[bytes, str]] = deque()
        self._bytes = 0
        self._control: list[bytes] = []
        self._control_bytes = 0
        self._tally = DropTally()
        self._blocked = False
        self._planned = False
        self._closed = False
        self._last: tuple[bytes, Callable[[], None]] | None = None
        self._enqueued = 0
        self._sent = 0
        self._fences: deque[tuple[int, Callable[[], None]]] = deque()

    @property
    def waiting_bytes(self) -> int:
        """Bytes of events that wait now."""
        return self._bytes

    def event(self, frame: bytes, topic: str) -> None:
        """Queues a whole event frame, which leaves with this turn of the loop. Ignored once the outbox is finishing or closed.

        Where it would cost an older one its place, what can leave leaves first: it need not be dropped.
        """
        if self._closed or self._last is not None:
            return
        events = self._events
        events.append((frame, topic))
        self._bytes += len(frame)
        self._enqueued += 1
        if len(events) > self._max_events or self._bytes > self._max_bytes:
            self.flush()
            while len(events) > self._max_events or self._bytes > self._max_bytes:
                self._drop_oldest()
        elif not self._planned:
            self._plan()

    def control(self, frame: bytes) -> bool:
        """Queues a control frame. False, and nothing queued, if too many wait and none can leave: the peer does not read."""
        if self._closed or self._last is not None:
            return True
        if not self._has_room_for_control(len(frame)):
            self.flush()
            if not self._has_room_for_control(len(frame)):
                return False
        self._control.append(frame)
        self._control_bytes += len(frame)
        if not self._planned:
            self._plan()
        return True

    def fence(self, reached: Callable[[], None]) -> None:
        """Calls `reached` when every event queued so far has been sent or dropped; at once if that is so. Not after `close`."""
        if not self._closed:
            self._fences.append((self._enqueued, reached))
            self._pass_fences()

    def block(self) -> None:
        """The transport takes no more for now."""
        self._blocked = True

    def unblock(self) -> None:
        self._blocked = False
        self.flush()

    def flush(self) -> None:
        """Sends what waits, as far as the transport takes it."""
        while not self._closed and not self._blocked:
            batch = self._next_batch()
            if not batch:
                break
            self._send(batch)
            self._pass_fences()
        self._pass_fences()
        self._finish_if_done()

    def finish(self, last: bytes, done: Callable[[], None], *, discard: bool = False) -> None:
        """Takes nothing more, sends what waits, then `last`, then calls `done`. `discard` lets go of waiting events first."""
        if self._closed or self._last is not None:
            return
        if discard:
            self._let_go_of_events()
        self._last = (last, done)
        self.flush()

    def close(self) -> None:
        """Lets go of everything. Nothing is sent and nothing is called any more."""
        self._closed = True
        self._let_go_of_events()
        self._control.clear()
        self._fences.clear()

    def _plan(self) -> None:
        self._planned = True
        self._loop.call_soon(self._flush_planned)

    def _flush_planned(self) -> None:
        self._planned = False
        self.flush()

    def _has_room_for_control(self, size: int) -> bool:
        few = self._max_control is None or len(self._control) < self._max_control
        return few and self._control_bytes + size <= MAX_UNANSWERED_BYTES

    def _next_batch(self) -> bytes:
        parts = self._control
        self._control = []
        self._control_bytes = 0
        if self._notice is not None:
            drops = self._tally.take()
            if drops is not None:
                parts.append(self._notice(drops, self.dropped))
        events = self._events
        if self._bytes <= MAX_BATCH_BYTES:
            # The usual case: all of it.
            parts.extend([frame for frame, _ in events])
            self._sent += len(events)
            self._let_go_of_events()
        else:
            size = 0
            while events and size < MAX_BATCH_BYTES:
                frame, _ = events.popleft()
                size += len(frame)
                parts.append(frame)
                self._sent += 1
            self._bytes -= size
        return b"".join(parts)

    def _let_go_of_events(self) -> None:
        self._events.clear()
        self._bytes = 0

    def _drop_oldest(self) -> None:
        """From the head of the queue, so the gap is always right before the next event that leaves, if there is one."""
        frame, topic = self._events.popleft()
        self._bytes -= len(frame)
        self.dropped += 1
        if self._notice is not None:
            self._tally.add(topic)

    def _finish_if_done(self) -> None:
        if self._last is None or self._blocked or self._closed:
            return
        last, done = self._last
        self._closed = True
        self._send(last)
        done()

    def _pass_fences(self) -> None:
        settled = self._sent + self.dropped
        while self._fences and self._fences[0][0] <= settled:
            self._fences.popleft()[1]()
