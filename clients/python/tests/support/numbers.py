"""The events that tests publish when any will do: numbered, so that what is missing can be seen."""

from __future__ import annotations

import asyncio

from decnet_bus import Bus, Event, Gap, Subscription

PATIENCE_S = 20.0
"""How long a test waits for what must come, before it gives up: so long that only a defect reaches it."""


def publish_numbers(bus: Bus, start: int, end: int, text: str = "") -> int:
    """Publishes those from `start` on, below `end`, each with a text beside it. Returns how many were handed over."""
    return sum(
        bus.publish_nowait(f"topology.t{number % 3}.status", {"state": str(number), "reason": text})
        for number in range(start, end)
    )


def number_of(event: Event) -> int:
    return int(event.payload["state"])


async def take(events: Subscription, count: int) -> list[Event]:
    """The next so many."""
    async with asyncio.timeout(PATIENCE_S):
        return [await anext(events) for _ in range(count)]


async def read_until(events: Subscription, last: int) -> list[Event]:
    """Reads until the event with this number is there."""
    read: list[Event] = []
    async with asyncio.timeout(PATIENCE_S):
        async for event in events:
            read.append(event)
            if number_of(event) == last:
                break
    return read


async def all_of(events: Subscription) -> list[Event]:
    """Reads until it ends."""
    async with asyncio.timeout(PATIENCE_S):
        return [event async for event in events]


def holes(events: list[Event], first: int) -> list[int]:
    """How many are missing before each of them, by their numbers; `first` is the one that should come first."""
    expected = [first, *(number_of(event) + 1 for event in events)]
    return [number_of(event) - wanted for event, wanted in zip(events, expected)]


def told_holes(events: list[Event]) -> list[int | None]:
    """How many are missing before each of them, as their gaps have it."""
    return [0 if event.gap is None else event.gap.count for event in events]


class GapsHeard:
    """An `on_gap` that remembers."""

    def __init__(self) -> None:
        self.gaps: list[Gap] = []
        self._first = asyncio.Event()

    def __call__(self, gap: Gap) -> None:
        self.gaps.append(gap)
        self._first.set()

    async def first(self) -> Gap:
        async with asyncio.timeout(PATIENCE_S):
            await self._first.wait()
        return self.gaps[0]


async def settled() -> None:
    """Lets everything happen that can happen without time."""
    for _ in range(50):
        await asyncio.sleep(0)
