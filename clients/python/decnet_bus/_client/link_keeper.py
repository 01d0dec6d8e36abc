"""Keeps a bus connected: the first connection, and every one after it.

    idle ──connect()──▶ attempt ──Welcome, patterns──▶ linked ──lost──▶ wait (backoff) ──▶ attempt …
                           └── fails: back to idle, or, with wait_for_bus, wait ──▶ attempt …
    close() leads out of every state, and nothing leads back.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

from .._gen.decnet.bus.v1.frame_pb2 import Hello
from .._wire.drops import Drops
from ..errors import BusError, ErrorCode, anew
from .backoff import Backoff
from .calm_log import CalmLog
from .connection import ClientConnection
from .deliveries import Deliveries
from .no_bus_error import no_bus_warning
from .shared_task import SharedTask

_MOST_PATIENCE_S: Final = 60.0
"""A broker may ask for a later reconnect, but not for one that never comes."""

Open = Callable[[Callable[[], asyncio.Protocol]], Awaitable[None]]
"""Connects what the factory makes to the broker, or raises the BusError that tells why there is none."""


@dataclass(frozen=True, slots=True)
class LinkOptions:
    hello: Hello
    open: Open
    wait_for_bus: bool = False
    reconnect: bool = True
    random: Callable[[], float] = random.random


class LinkOwner(Protocol):
    """Whom the link is for."""

    @property
    def deliveries(self) -> Deliveries:
        ...

    def dropped(self, drops: Drops) -> None:
        ...

    async def prepare(self, connection: ClientConnection) -> None:
        """The handshake is done: whatever the broker has to know before the link counts. Raises if it does not learn it."""

    def linked(self) -> None:
        """The link is there."""

    def unlinked(self, connection: ClientConnection) -> None:
        """The connection is gone, whether it was the link already or not."""

    def gave_up(self, reason: BusError) -> None:
        """There is no link, and nothing is done about it."""


class LinkKeeper:
    def __init__(self, options: LinkOptions, owner: LinkOwner, log: CalmLog) -> None:
        self.link: ClientConnection | None = None
        """What is published through."""
        self.connection: ClientConnection | None = None
        """That, or one that is not the link yet."""
        self.absence = BusError(ErrorCode.UNAVAILABLE, "The bus is not connected yet: await connect() first.")
        """Why there is no link, or no link any more."""
        self.closed = False
        self.links = 0
        """Links that there were so far."""
        self._options = options
        self._owner = owner
        self._log = log
        self._backoff = Backoff(options.random)
        self._connecting: SharedTask | None = None
        self._coming_back: asyncio.Task[None] | None = None
        # It is our own business to have a link: there was one, or `wait_for_bus`.
        self._keeping = False
        self._linked_at = 0.0
        # What the broker has asked for when it ended, or refused, the last connection.
        self._put_off_s = 0.0
        # What the handshake runs on, so that close() need not wait for it.
        self._opening: ClientConnection | None = None

    @property
    def deliveries(self) -> Deliveries:
        return self._owner.deliveries

    async def connect(self) -> None:
        """Returns when there is a link, or it is kept trying for one. Raises the reason if neither."""
        if self.closed:
            raise anew(self.absence)
        if self._keeping:
            return
        if self._connecting is None or not self._connecting.joinable:
            self._connecting = SharedTask(self._connect())
        connecting = self._connecting
        await connecting.wait()
        if self._was_closed():
            raise anew(self.absence)
        connecting.task.result()

    def close(self, reason: BusError) -> set[asyncio.Future[None]]:
        """Ends it, at once; it is gone when these are done. To be called once."""
        connection = self.connection
        self.absence = reason
        self.closed = True
        self._keeping = False
        self.link = None
        connecting = None if self._connecting is None else self._connecting.task
        ending: set[asyncio.Future[None]] = set()
        for task in (connecting, self._coming_back):
            if task is not None and not task.done():
                task.cancel()
                ending.add(task)
        if connection is not None:
            connection.leave(reason)
            ending.add(connection.gone)
        elif self._opening is not None:
            self._opening.abandon(reason)
        return ending

    def _was_closed(self) -> bool:
        """In the meantime."""
        return self.closed

    def opened(self, connection: ClientConnection) -> None:
        self.connection = connection

    def dropped(self, drops: Drops) -> None:
        self._owner.dropped(drops)

    def put_off(self, seconds: float) -> None:
        self._put_off_s = min(seconds, _MOST_PATIENCE_S)

    def lost(self, connection: ClientConnection, reason: BusError) -> None:
        was_linked = self.link is not None
        self.link = self.connection = None
        self._owner.unlinked(connection)
        # After close() it is the owner, and nobody else, who ended it.
        if self.closed:
            return
        self.absence = reason
        if not was_linked:
            return
        loop = asyncio.get_running_loop()
        self._backoff.lasted(loop.time() - self._linked_at)
        if not self._options.reconnect:
            self._keeping = False
            self._owner.gave_up(reason)
            return
        self._log.warning(f"bus: connection lost: {reason}")
        self._coming_back = loop.create_task(self._come_back())

    async def _connect(self) -> None:
        """The first link."""
        try:
            await self._attempt()
        except BusError:
            if self.closed:
                return
            if not self._options.wait_for_bus:
                self._owner.gave_up(self.absence)
                raise
            self._keeping = True
            self._log.warning(no_bus_warning(self.absence))
            self._coming_back = asyncio.create_task(self._come_back())

    async def _come_back(self) -> None:
        """Tries until there is a link, or it is closed."""
        while not self.closed:
            await asyncio.sleep(self._put_off_s if self._put_off_s > 0 else self._backoff.next_s())
            try:
                await self._attempt()
            except BusError as error:
                self._log.warning(no_bus_warning(error))
            else:
                self._log.info("bus: connected")
                return

    async def _attempt(self) -> None:
        """One attempt. Raises the BusError that tells why there is no link."""
        loop = asyncio.get_running_loop()
        self._put_off_s = 0.0
        connection = self._opening = ClientConnection(loop, self._options.hello, self)
        try:
            await self._options.open(lambda: connection)
            await connection.opened
            # It may have been lost in the moment in which it was opened.
            if self.connection is connection:
                await self._owner.prepare(connection)
            if self.connection is not connection:
                raise anew(self.absence)
        except BusError as error:
            if not self.closed:
                self.absence = error
            raise
        except asyncio.CancelledError:
            connection.abandon(self.absence)
            raise
        finally:
            if self._opening is connection:
                self._opening = None
        self.link = connection
        self.links += 1
        self._linked_at = loop.time()
        self._keeping = True
        self._owner.linked()
