"""No bus at all (DECNET_BUS_ENABLED=false): publishes go nowhere, subscriptions are open and silent until they are closed. A worker runs on
it as it is, at the speed of its poll; and its mistakes are mistakes here too."""

from __future__ import annotations

from typing import Self

from ._client.given import check_seconds
from ._client.subscribing_bus import SubscribingBus, closed_error
from ._client.subscription import QueuedSubscription
from ._registry.payload import Payload
from ._wire.limits import CONFIRM_TIMEOUT_S
from .bus import BusStats
from .errors import BusError

__all__ = ["NullBus"]


class NullBus(SubscribingBus):
    def __init__(self) -> None:
        super().__init__("")
        self._closed = False

    @property
    def connected(self) -> bool:
        return False

    async def connect(self) -> Self:
        self._check_open()
        return self

    def publish_nowait(
        self,
        topic: str,
        payload: Payload,
        *,
        event_type: str | None = None,
        trace_parent: str | None = None,
    ) -> bool:
        return self._publisher.publish(topic, payload, event_type, trace_parent, None, self._closed)

    async def flush(self, *, timeout_s: float = CONFIRM_TIMEOUT_S) -> None:
        check_seconds("timeout_s", timeout_s)
        self._check_open()

    def stats(self) -> BusStats:
        return BusStats(not_published=self._publisher.not_published(None), subscriptions=len(self._subscriptions))

    async def close(self) -> None:
        self._closed = True
        for subscription in list(self._subscriptions):
            subscription.close_nowait()

    def release(self, subscription: QueuedSubscription) -> None:
        self._subscriptions.pop(subscription, None)

    def _absence(self) -> BusError | None:
        return closed_error() if self._closed else None

    def _begin(self, subscription: QueuedSubscription) -> None:
        subscription.latch.open()

    def _check_open(self) -> None:
        if self._closed:
            raise closed_error()
