"""No bus at all (DECNET_BUS_ENABLED=false): publishes go nowhere, subscriptions are open and silent until they are closed. A worker runs on
it as it is, at the speed of its poll; and its mistakes are mistakes here too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Self

from google.protobuf.message import Message

from ._client.given import check_count, check_pattern, check_seconds
from ._client.publisher import Publisher
from ._client.subscription import QueuedSubscription
from ._wire.limits import CONFIRM_TIMEOUT_S, QUEUE_BYTES, QUEUE_EVENTS
from .bus import Bus, BusStats, Subscription
from .errors import BusError, ErrorCode
from .event import Event
from .gap import Gap

__all__ = ["NullBus"]


class NullBus(Bus):
    def __init__(self) -> None:
        self._publisher = Publisher("")
        self._subscriptions: dict[QueuedSubscription, None] = {}
        self._closed = False

    @property
    def connected(self) -> bool:
        return False

    async def connect(self) -> Self:
        if self._closed:
            raise _closed()
        return self

    def publish_nowait(
        self,
        topic: str,
        payload: Mapping[str, Any] | Message,
        *,
        event_type: str | None = None,
        trace_parent: str | None = None,
    ) -> bool:
        return self._publisher.publish(topic, payload, event_type, trace_parent, None, self._closed)

    def subscribe(
        self,
        pattern: str,
        *,
        queue_events: int = QUEUE_EVENTS,
        queue_bytes: int = QUEUE_BYTES,
        on_event: Callable[[Event], object] | None = None,
        on_gap: Callable[[Gap], object] | None = None,
    ) -> Subscription:
        text, free_form = check_pattern(pattern)
        subscription = QueuedSubscription(
            pattern=text,
            free_form=free_form,
            queue_events=check_count("queue_events", queue_events),
            queue_bytes=check_count("queue_bytes", queue_bytes),
            on_event=on_event,
            on_gap=on_gap,
            release=self._release,
            enter=_enter,
            report=lambda pattern, error: None,
        )
        if self._closed:
            subscription.latch.fail(_closed())
            subscription.end()
        else:
            subscription.latch.open()
            self._subscriptions[subscription] = None
        return subscription

    async def flush(self, *, timeout_s: float = CONFIRM_TIMEOUT_S) -> None:
        check_seconds("timeout_s", timeout_s)
        if self._closed:
            raise _closed()

    def stats(self) -> BusStats:
        return BusStats(not_published=self._publisher.not_published(None), subscriptions=len(self._subscriptions))

    async def close(self) -> None:
        self._closed = True
        for subscription in list(self._subscriptions):
            subscription.let_go()

    def _release(self, subscription: QueuedSubscription) -> asyncio.Future[None] | None:
        self._subscriptions.pop(subscription, None)
        return None


async def _enter(_subscription: QueuedSubscription) -> None:
    pass


def _closed() -> BusError:
    return BusError(ErrorCode.CLOSED, "The bus was closed.")
