"""The loop that every worker writes by hand: look into the database every so often, and at once when the bus says that there is something.
Without a bus, or with one that dies, it is exactly the poll.

    start ─▶ work ─▶ wait for: an event or a gap ─▶ work ─▶ wait … timer ─▶ work
                     (while the worker works, any number of events fold into one pending wake)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final, Literal

from ._client.given import check_pattern, check_seconds
from ._client.subscription import QueuedSubscription
from .bus import Bus, Subscription
from .gap import Gap

__all__ = ["Wake", "WakeReason", "poll_or_wake"]

WakeReason = Literal["start", "event", "gap", "reconnect", "timer"]
"""`start`: the first look. `event`: the bus said so. `gap`: it lost something. `reconnect`: it was away, and is back. `timer`: it is time."""

_CONFIRM_PATIENCE_S: Final = 1.0
"""How long the first wake waits for the broker to have the pattern. A bus that hangs costs no more than this."""

# Of several rings that fold into one, the one that says most.
_URGENCY: Final[dict[WakeReason, int]] = {"timer": 0, "event": 1, "start": 2, "gap": 3, "reconnect": 4}


@dataclass(frozen=True, slots=True)
class Wake:
    """The worker should look now."""

    reason: WakeReason


async def poll_or_wake(
    bus: Bus | None, pattern: str, *, every_s: float, spacing_s: float = 0.0
) -> AsyncGenerator[Wake, None]:
    """Yields a wake whenever the worker should look into the database, the first one at once.

    At most `every_s` seconds lie between two wakes, and at least `spacing_s` (no more than `every_s`); what comes meanwhile folds into
    one. Nothing that is published after a wake was taken goes without a later one. `bus` may be None, or not connected: then it polls.
    Cancelling the task, or `aclose()`, ends it and closes its subscription; with `break`, use `contextlib.aclosing` to have that at once.

    Raises BusError INVALID_PATTERN, INVALID_CONFIG at the first step: a mistake in the calling code.
    """
    check_seconds("every_s", every_s)
    if spacing_s != 0:
        check_seconds("spacing_s", spacing_s)
    check_pattern(pattern)
    loop = asyncio.get_running_loop()
    bell = _Bell(loop)
    bell.ring_after(min(every_s, _CONFIRM_PATIENCE_S))
    subscription, listening = _listen(bus, pattern, bell)
    quiet_until = loop.time()
    first = True
    try:
        while True:
            ring = await bell.rung_after(quiet_until)
            bell.ring_after(every_s)
            quiet_until = loop.time() + min(spacing_s, every_s)
            if first:
                reason: WakeReason = "start"
            else:
                # A pattern that the broker has only after the first wake may have missed what was published in between.
                reason = "gap" if ring == "start" else ring
            first = False
            yield Wake(reason)
    finally:
        bell.stop()
        if listening is not None:
            listening.cancel()
        if subscription is not None:
            # Not waited for: a bus that hangs must not hold up a worker that ends.
            subscription.close_nowait()


def _listen(bus: Bus | None, pattern: str, bell: _Bell) -> tuple[Subscription | None, asyncio.Task[None] | None]:
    """Rings once when the broker has the pattern, or never will; without a connection, at once."""
    if bus is None:
        bell.ring("start")
        return None, None
    subscription = bus.subscribe(
        pattern, on_event=lambda _event: bell.ring("event"), on_gap=lambda gap: bell.ring(_ring_of(gap))
    )

    async def confirmed() -> None:
        try:
            await subscription.ready()
        except Exception:  # noqa: BLE001
            # It polls all the same.
            pass
        bell.ring("start")

    if bus.connected:
        return subscription, asyncio.create_task(confirmed())
    bell.ring("start")
    if isinstance(subscription, QueuedSubscription) and subscription.latch.settled:
        # One ring is enough.
        return subscription, None
    return subscription, asyncio.create_task(confirmed())


def _ring_of(gap: Gap) -> WakeReason:
    return "reconnect" if gap.reason in ("reconnect", "restart") else "gap"


class _Bell:
    """Holds one ring until somebody listens."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pending: WakeReason | None = None
        self._rung = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None

    def ring(self, reason: WakeReason) -> None:
        if self._pending is None or _URGENCY[reason] > _URGENCY[self._pending]:
            self._pending = reason
        self._rung.set()

    def ring_after(self, seconds: float) -> None:
        """In place of the ring that was to come."""
        self.stop()
        self._timer = self._loop.call_later(seconds, self.ring, "timer")

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    async def rung_after(self, quiet_until: float) -> WakeReason:
        """The ring, once there is one, and it is not before then; all that came until then in one."""
        await self._rung.wait()
        early = quiet_until - self._loop.time()
        if early > 0:
            await asyncio.sleep(early)
        self._rung.clear()
        ring, self._pending = self._pending, None
        assert ring is not None
        return ring
