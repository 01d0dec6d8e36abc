"""A consumer's end: its own bounded queue, an iterator over it, and the losses at the place where they happened.

    broker's Dropped ─▶ tail gap ─┐ rides on the next event that comes in
                                  ▼
         push ─▶ [ oldest … newest ] ─▶ the loop
                     │ full: the oldest goes        ▲
                     └──▶ head gap ─────────────────┘ rides on the next event that goes out

Closed and ended are states, never items in the queue, so a full queue cannot keep a loop from ending.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Literal, Self

from .._registry.lookup import declared_topic_of
from .._topic.match import matches
from .._wire.drops import Drops
from .._wire.limits import CONFIRM_TIMEOUT_S
from ..bus import Subscription
from ..event import Event
from ..gap import Gap, GapReason, GapTally
from .gap_teller import GapTeller, OnGap
from .latch import Latch
from .waiters import Waiters

OnEvent = Callable[[Event], object]


class SubscriptionOwner(ABC):
    """The bus that has made it. One without a broker has nothing to wait for, and no handler to call."""

    def check_home(self) -> None:
        """Raises RuntimeError in an event loop that is not the bus's own."""

    async def enter(self, subscription: QueuedSubscription) -> None:
        """Waits for the broker to have the pattern, as far as there is one; raises the BusError with which it refuses."""

    @abstractmethod
    def release(self, subscription: QueuedSubscription) -> asyncio.Future[None] | None:
        """It was closed. What is returned is done when the broker has let go of the pattern; None if there is nothing to wait for."""

    def report(self, pattern: str, error: BaseException) -> None:
        """A handler has raised."""


class QueuedSubscription(Subscription):
    def __init__(
        self,
        owner: SubscriptionOwner,
        *,
        pattern: str,
        free_form: bool,
        queue_events: int,
        queue_bytes: int,
        on_event: OnEvent | None,
        on_gap: OnGap | None,
    ) -> None:
        self._owner = owner
        self.latch = Latch()
        self.ready_on: str | None = None
        """The id of the broker that had the pattern last; None before the subscription is ready."""
        self._pattern = pattern
        self._free_form = free_form
        self._max_events = queue_events
        self._max_bytes = queue_bytes
        self._on_event = on_event
        self._queue: deque[Event] = deque()
        self._bytes = 0
        self._head_gap = GapTally()
        self._tail_gap: GapTally | None = None
        self._teller = GapTeller(on_gap, lambda error: owner.report(pattern, error))
        self._waiters = Waiters(lambda: bool(self._queue))
        self._ended = False
        self._closed = False
        self._released: asyncio.Future[None] | None = None
        self._dropped = 0
        self._undeclared = 0

    @property
    def pattern(self) -> str:
        return self._pattern

    @property
    def free_form(self) -> bool:
        return self._free_form

    @property
    def dropped(self) -> int:
        return self._dropped

    @property
    def undeclared(self) -> int:
        return self._undeclared

    async def ready(self) -> None:
        await self.latch.wait()

    # What comes from the connection.

    def push(self, event: Event) -> None:
        """The event path."""
        if self._ended:
            return
        if self._tail_gap is not None:
            # Put down where it stands: it may be long until the event is handed out.
            event.gap = self._tail_gap.take()
            self._tail_gap = None
        if self._on_event is not None:
            self._call(self._on_event, event)
            return
        queue = self._queue
        queue.append(event)
        self._bytes += event.size
        if len(queue) > self._max_events or self._bytes > self._max_bytes:
            self._make_room()
        if self._waiters:
            self._waiters.wake_one()

    def pass_by(self) -> None:
        if not self._ended:
            self._undeclared += 1

    def lost(self, drops: Drops) -> None:
        """The broker has discarded events of this connection, some of which may have been for this subscription."""
        if self._ended:
            return
        topics = {
            topic: count
            for topic, count in drops.topics.items()
            if matches(self._pattern, topic) and (self._free_form or declared_topic_of(topic) is not None)
        }
        unnamed = drops.count - sum(drops.topics.values()) if drops.truncated else 0
        count = sum(topics.values()) + unnamed
        if count == 0:
            return
        self._dropped += count
        gap = Gap("overflow", count, topics, drops.truncated)
        self._tail().merge(gap)
        self._teller.merge(gap)

    def interrupted(self, bus_id: str) -> None:
        """There was no connection for a while, and there will be one to that broker."""
        if not self._ended:
            self._tail().merge(Gap(self._interruption_by(bus_id)))

    def resumed(self, bus_id: str) -> None:
        """After `interrupted`: the broker has the pattern again."""
        if not self._ended:
            self._teller.merge(Gap(self._interruption_by(bus_id)))
            self.ready_on = bus_id

    def end(self) -> None:
        """Nothing more will come; what is queued can still be read."""
        self._ended = True
        self._waiters.wake_all()

    # What the consumer does.

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        while True:
            event = self._take()
            if event is not None:
                return event
            if self._ended:
                raise StopAsyncIteration
            self._owner.check_home()
            await self._waiters.wait()

    async def __aenter__(self) -> Self:
        try:
            await self._owner.enter(self)
        except BaseException:
            # There will be no __aexit__.
            self.close_nowait()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        self.close_nowait()
        if self._released is not None:
            # It waits for the broker, but not for ever.
            await asyncio.wait({self._released}, timeout=CONFIRM_TIMEOUT_S)

    def close_nowait(self) -> None:
        self._owner.check_home()
        if self._closed:
            return
        self._closed = True
        self._released = self._owner.release(self)
        self.latch.open()
        self._ended = True
        self._queue.clear()
        self._bytes = 0
        self._waiters.wake_all()

    def _take(self) -> Event | None:
        """The oldest event that can be decoded, with all that was lost before it."""
        while self._queue:
            event = self._queue.popleft()
            self._bytes -= event.size
            if event._decode() and event.gap is None and self._head_gap.rank < 0:
                # The usual case: nothing is missing.
                return event
            checked = self._with_gap(event)
            if checked is not None:
                return checked
        return None

    def _with_gap(self, event: Event) -> Event | None:
        """One that could not be decoded becomes a gap of the next one."""
        if event.gap is not None:
            self._head_gap.merge(event.gap)
        if not event.decoded:
            self._lose("decode", event.topic)
            return None
        event.gap = self._head_gap.take()
        self._teller.tell_now()
        return event

    def _call(self, on_event: OnEvent, event: Event) -> None:
        event._decode()
        checked = self._with_gap(event)
        if checked is None:
            return
        try:
            on_event(checked)
        except Exception as error:  # noqa: BLE001
            # What is somebody else's mistake shall cost neither the connection nor the events behind.
            self._owner.report(self._pattern, error)

    def _make_room(self) -> None:
        while len(self._queue) > self._max_events or self._bytes > self._max_bytes:
            oldest = self._queue.popleft()
            self._bytes -= oldest.size
            if oldest.gap is not None:
                self._head_gap.merge(oldest.gap)
            self._lose("overflow", oldest.topic)

    def _lose(self, reason: GapReason, topic: str) -> None:
        self._dropped += 1
        self._head_gap.add(reason, topic)
        self._teller.add(reason, topic)

    def _tail(self) -> GapTally:
        if self._tail_gap is None:
            self._tail_gap = GapTally()
        return self._tail_gap

    def _interruption_by(self, bus_id: str) -> Literal["reconnect", "restart"]:
        return "reconnect" if bus_id == self.ready_on else "restart"
