"""What is the same whether there is a broker or not: what is given is looked at, events are made of it and counted, subscriptions are kept."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from .._wire.limits import QUEUE_BYTES, QUEUE_EVENTS
from ..bus import Bus, Subscription
from ..errors import BusError, ErrorCode
from ..event import Event
from ..gap import Gap
from .given import check_count, check_handler, check_pattern
from .publisher import Publisher
from .subscription import QueuedSubscription, SubscriptionOwner


class SubscribingBus(Bus, SubscriptionOwner):
    def __init__(self, client_name: str) -> None:
        self._publisher = Publisher(client_name)
        # A dictionary, for its order.
        self._subscriptions: dict[QueuedSubscription, None] = {}

    def subscribe(
        self,
        pattern: str,
        *,
        queue_events: int = QUEUE_EVENTS,
        queue_bytes: int = QUEUE_BYTES,
        on_event: Callable[[Event], object] | None = None,
        on_gap: Callable[[Gap], object] | None = None,
    ) -> Subscription:
        self.check_home()
        text, free_form = check_pattern(pattern)
        check_handler("on_event", on_event)
        check_handler("on_gap", on_gap)
        subscription = QueuedSubscription(
            self,
            pattern=text,
            free_form=free_form,
            queue_events=check_count("queue_events", queue_events),
            queue_bytes=check_count("queue_bytes", queue_bytes),
            on_event=on_event,
            on_gap=on_gap,
        )
        absence = self._absence()
        if absence is None:
            self._subscriptions[subscription] = None
            self._begin(subscription)
        else:
            # A loop over it would wait for ever.
            subscription.latch.fail(absence)
            subscription.end()
        return subscription

    @abstractmethod
    def _absence(self) -> BusError | None:
        """Why nothing will ever come; None if something may."""

    @abstractmethod
    def _begin(self, subscription: QueuedSubscription) -> None:
        """It is open, and one of `_subscriptions`."""


def closed_error() -> BusError:
    """What everybody is told who wants something of a bus that was closed."""
    return BusError(ErrorCode.CLOSED, "The bus was closed.")
