"""The bus that talks to a broker, over whichever connection it is given the means to open. Many local subscriptions share one connection,
and outlive it: when it is lost and there is another, nobody has to subscribe again."""

from __future__ import annotations

import asyncio
import logging
from typing import Final, Self

from .._registry.payload import Payload
from .._wire.drops import Drops
from .._wire.limits import CONFIRM_TIMEOUT_S
from ..bus import BusStats
from ..errors import BusError, ErrorCode, anew
from .calm_log import CalmLog
from .connection import ClientConnection
from .deliveries import Deliveries
from .given import check_seconds
from .home import Home
from .link_keeper import LinkKeeper, LinkOptions
from .shared_patterns import SharedPatterns
from .subscribing_bus import SubscribingBus, closed_error
from .subscription import QueuedSubscription

_TURN_BYTES: Final = 64 << 10
"""After so many bytes `publish` gives the loop a turn, in which they leave and others run."""


class ConnectedBus(SubscribingBus):
    def __init__(self, options: LinkOptions, logger: logging.Logger) -> None:
        super().__init__(options.hello.client_name)
        self.deliveries = Deliveries()
        self._home = Home()
        self._log = CalmLog(logger)
        self._keeper = LinkKeeper(options, self, self._log)
        self._patterns = SharedPatterns[QueuedSubscription](self._confirmed, self._refused)
        self._bus_id = ""
        # Those that the link which is being made is not the first for.
        self._interrupted: list[QueuedSubscription] = []
        # Nothing is done about there being no link, until somebody calls connect().
        self._gave_up = False
        # What has to come to its end before it is closed; None as long as it is not to be closed.
        self._ending: set[asyncio.Future[None]] | None = None
        self._dropped_by_broker = 0
        self._turn_ends_at = _TURN_BYTES

    @property
    def connected(self) -> bool:
        return self._keeper.link is not None

    async def connect(self) -> Self:
        self._home.check()
        if not self._keeper.closed:
            self._home.settle()
            self._gave_up = False
        await self._keeper.connect()
        return self

    def publish_nowait(
        self,
        topic: str,
        payload: Payload,
        *,
        event_type: str | None = None,
        trace_parent: str | None = None,
    ) -> bool:
        self._home.check()
        keeper = self._keeper
        return self._publisher.publish(topic, payload, event_type, trace_parent, keeper.link, keeper.closed)

    async def publish(
        self,
        topic: str,
        payload: Payload,
        *,
        event_type: str | None = None,
        trace_parent: str | None = None,
    ) -> bool:
        self._home.check()
        keeper = self._keeper
        link = keeper.link
        done = self._publisher.publish(topic, payload, event_type, trace_parent, link, keeper.closed)
        if link is not None and link.published_bytes >= self._turn_ends_at:
            self._turn_ends_at = link.published_bytes + _TURN_BYTES
            await asyncio.sleep(0)
        return done

    async def flush(self, *, timeout_s: float = CONFIRM_TIMEOUT_S) -> None:
        self._home.check()
        seconds = check_seconds("timeout_s", timeout_s)
        link = self._keeper.link
        if link is None:
            raise anew(self._keeper.absence)
        fence = link.fence()
        await asyncio.wait({fence}, timeout=seconds)
        if not fence.done():
            detail = f"The bus did not confirm within {seconds:g} s that events were routed."
            raise BusError(ErrorCode.TIMEOUT, detail)
        fence.result()

    def stats(self) -> BusStats:
        return BusStats(
            connected=self.connected,
            bus_id=self._bus_id,
            reconnects=max(0, self._keeper.links - 1),
            published=self._publisher.published,
            not_published=self._publisher.not_published(self._keeper.connection),
            subscriptions=len(self._subscriptions),
            received=self.deliveries.received,
            dropped_by_broker=self._dropped_by_broker,
        )

    async def close(self) -> None:
        self._home.check()
        if self._ending is None:
            closed = closed_error()
            self._ending = self._keeper.close(closed)
            self.gave_up(closed)
            for subscription in list(self._subscriptions):
                subscription.close_nowait()
        if self._ending:
            await asyncio.wait(self._ending)
        self._ending = set()
        self._home.leave()

    # What the keeper tells.

    def dropped(self, drops: Drops) -> None:
        self._dropped_by_broker += drops.count
        for subscription in list(self._subscriptions):
            subscription.lost(drops)

    async def prepare(self, connection: ClientConnection) -> None:
        """The broker is asked for all patterns before the bus calls itself connected: nothing falls between."""
        self._bus_id = connection.welcome.bus_id
        self._turn_ends_at = _TURN_BYTES
        # One that was never ready has lost nothing.
        self._interrupted = [each for each in self._subscriptions if each.ready_on is not None]
        for subscription in self._interrupted:
            subscription.interrupted(self._bus_id)
        answers = self._patterns.attach(connection)
        if not answers:
            return
        _, late = await asyncio.wait(answers, timeout=CONFIRM_TIMEOUT_S)
        if late:
            hangs = BusError(ErrorCode.UNAVAILABLE, "The bus does not confirm subscriptions: does it hang?")
            connection.abandon(hangs)
            raise hangs

    def linked(self) -> None:
        for subscription in self._interrupted:
            subscription.resumed(self._bus_id)
        self._interrupted = []
        for subscription in list(self._subscriptions):
            self._settle(subscription)

    def unlinked(self, connection: ClientConnection) -> None:
        self._publisher.left(connection)
        self._patterns.detach()

    def gave_up(self, reason: BusError) -> None:
        self._gave_up = True
        self._patterns.end()
        # What is queued can still be read.
        for subscription in list(self._subscriptions):
            subscription.latch.fail(reason)
            subscription.end()

    # What subscriptions ask for.

    def check_home(self) -> None:
        self._home.check()

    def _absence(self) -> BusError | None:
        return self._keeper.absence if self._gave_up or self._keeper.closed else None

    def _begin(self, subscription: QueuedSubscription) -> None:
        self.deliveries.add(subscription)
        self._patterns.hold(subscription.pattern, subscription)
        self._settle(subscription)

    def _settle(self, subscription: QueuedSubscription) -> None:
        """It is ready when the broker has the pattern, and the bus is connected: whoever is ready may count on both."""
        if self.connected and not subscription.latch.settled and self._patterns.has(subscription.pattern):
            subscription.ready_on = self._bus_id
            subscription.latch.open()

    async def enter(self, subscription: QueuedSubscription) -> None:
        """Waits until it is ready, for as long as there is a connection, and at most so long."""
        link = self._keeper.link
        if link is None:
            return
        latch = subscription.latch
        if not latch.settled:
            await asyncio.wait(
                {latch.settling, link.gone}, timeout=CONFIRM_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED
            )
        if latch.settled:
            await latch.wait()

    def release(self, subscription: QueuedSubscription) -> asyncio.Future[None] | None:
        self._forget(subscription)
        return self._patterns.release(subscription.pattern, subscription)

    def report(self, pattern: str, error: BaseException) -> None:
        self._log.warning(f"bus: a handler of {pattern} raised {type(error).__name__}: {error}", error)

    def _confirmed(self, holders: list[QueuedSubscription]) -> None:
        for subscription in holders:
            self._settle(subscription)

    def _refused(self, pattern: str, holders: list[QueuedSubscription], error: BusError) -> None:
        self._log.warning(f"bus: the subscription to {pattern} has ended: {error}")
        for subscription in holders:
            subscription.latch.fail(error)
            subscription.end()
            self._forget(subscription)

    def _forget(self, subscription: QueuedSubscription) -> None:
        if self._subscriptions.pop(subscription, self) is None:
            self.deliveries.remove(subscription)
