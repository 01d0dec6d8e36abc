"""What a worker sees of the bus, whatever carries it: a UNIX socket, memory in a test, or nothing at all.

A bus belongs to the event loop that it was connected in; used from elsewhere (another loop, another thread, a forked child) it raises
RuntimeError. Other threads reach it with `loop.call_soon_threadsafe(bus.publish_nowait, topic, payload)`.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from ._registry.payload import Payload
from ._wire.limits import CONFIRM_TIMEOUT_S, QUEUE_BYTES, QUEUE_EVENTS
from .event import Event
from .gap import Gap

__all__ = ["Bus", "BusStats", "NotPublished", "Subscription"]


@dataclass(frozen=True, slots=True)
class NotPublished:
    """Events that were not handed over, or not sent, by reason."""

    closed: int = 0
    """The bus was closed."""

    disconnected: int = 0
    """There was no connection."""

    overflow: int = 0
    """Handed over, and discarded because the broker did not read."""


@dataclass(frozen=True, slots=True)
class BusStats:
    """Counts since the bus was made; they only grow."""

    connected: bool = False
    bus_id: str = ""
    """The broker's id, which changes when it restarts; empty before the first connection."""
    reconnects: int = 0
    """Connections that were made after the first."""
    published: int = 0
    """Events that were handed to the connection."""
    not_published: NotPublished = field(default_factory=NotPublished)
    subscriptions: int = 0
    """Subscriptions that are open."""
    received: int = 0
    """Events that came from the broker, one copy each."""
    dropped_by_broker: int = 0
    """Events that the broker has discarded because this bus did not read."""


class Subscription(ABC):
    """Events that match one pattern, in order: an async iterator. Several loops share the events between them.

    `async with` waits until the broker has the pattern, so that whatever is published from then on is matched, and raises the
    BusError with which the broker refuses it. Where there is no connection it does not wait. It closes the subscription at its end.
    Leaving a loop early does not close the subscription; a later loop goes on where it stopped.
    """

    @property
    @abstractmethod
    def pattern(self) -> str:
        ...

    @property
    @abstractmethod
    def dropped(self) -> int:
        """Events that were lost, as far as they are known: by the broker, by this subscription's queue, or because they could not be
        decoded."""

    @property
    @abstractmethod
    def undeclared(self) -> int:
        """Events of topics outside the registry that the pattern matched; only a `free_form` pattern hands them out."""

    @abstractmethod
    async def ready(self) -> None:
        """Returns when the broker has the pattern, however long that takes; raises BusError if it never will."""

    @abstractmethod
    async def close(self) -> None:
        """Ends the loop over it, at once, and unsubscribes. Returns when the broker has let go of the pattern, or is gone, or does not
        answer. Idempotent."""

    @abstractmethod
    def close_nowait(self) -> None:
        """`close` for code that is not async: does the same, and does not wait for the broker."""

    @abstractmethod
    def __aiter__(self) -> Self:
        ...

    @abstractmethod
    async def __anext__(self) -> Event:
        ...

    @abstractmethod
    async def __aenter__(self) -> Self:
        ...

    @abstractmethod
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        ...


class Bus(ABC):
    """Made by `get_bus`. `async with get_bus() as bus` connects it, and closes it at the end."""

    @property
    @abstractmethod
    def connected(self) -> bool:
        """There is a connection, and the broker has all patterns."""

    @abstractmethod
    async def connect(self) -> Self:
        """Connects, and from then on comes back by itself when the connection is lost. Returns the bus itself.

        Calls at one time share an attempt, which is given up when the last of them is cancelled; after a failure the next call makes another one. With `wait_for_bus` it returns although
        there is no bus. Raises BusError if there is no bus (UNAVAILABLE), it may not be reached (PERMISSION_DENIED), it refuses, or the
        bus is closed (CLOSED). The worker goes on with its poll, whatever the code.
        """

    @abstractmethod
    def publish_nowait(
        self,
        topic: str,
        payload: Payload,
        *,
        event_type: str | None = None,
        trace_parent: str | None = None,
    ) -> bool:
        """`publish` for code that is not async; the loop must be this one's. A long run of these gives nobody else a turn."""

    async def publish(
        self,
        topic: str,
        payload: Payload,
        *,
        event_type: str | None = None,
        trace_parent: str | None = None,
    ) -> bool:
        """Hands an event over. False: it was not, because there is no connection.

        Never waits for the bus, and never raises for its failures; an event that was handed over may still be lost. Where very many are
        published one after the other, the loop gets a turn now and then, in which they leave. `payload` is a dict with the fields of the
        topic's message, or the message. `event_type` is by default the one that the registry declares.

        Raises BusError INVALID_TOPIC, UNDECLARED_TOPIC, INVALID_PAYLOAD, EVENT_TOO_LARGE: a mistake in the calling code.
        """
        return self.publish_nowait(topic, payload, event_type=event_type, trace_parent=trace_parent)

    @abstractmethod
    def subscribe(
        self,
        pattern: str,
        *,
        queue_events: int = QUEUE_EVENTS,
        queue_bytes: int = QUEUE_BYTES,
        on_event: Callable[[Event], object] | None = None,
        on_gap: Callable[[Gap], object] | None = None,
    ) -> Subscription:
        """Subscribes. It outlives the connection: after a reconnect it goes on, and its next event carries a gap. Close it.

        At most `queue_events` events, and `queue_bytes` bytes of them, wait for the consumer; the oldest goes. With `on_event` there is
        no queue: it is called for each event as it comes, instead of a loop. `on_gap` is called as soon as a loss is known, before the
        event after it comes; after a reconnect, when the broker has all patterns again. What either raises is logged.

        Raises BusError INVALID_PATTERN, INVALID_CONFIG: a mistake in the calling code.
        """

    @abstractmethod
    async def flush(self, *, timeout_s: float = CONFIRM_TIMEOUT_S) -> None:
        """Returns when everything that was published before has been routed.

        Raises BusError TIMEOUT; CLOSED if the bus is closed; UNAVAILABLE, or what the bus said as it left (SHUTDOWN), if there is no
        connection; INVALID_CONFIG for a time-out that is none.
        """

    @abstractmethod
    def stats(self) -> BusStats:
        """What has happened so far."""

    @abstractmethod
    async def close(self) -> None:
        """Ends all subscriptions and the connection. What was published before still leaves, if the broker reads. Idempotent."""

    async def __aenter__(self) -> Self:
        try:
            return await self.connect()
        except asyncio.CancelledError:
            # There will be no __aexit__.
            await self.close()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
