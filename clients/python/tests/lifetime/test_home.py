"""A bus belongs to one event loop, and says so to whoever uses it from elsewhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from decnet_bus import Bus, get_bus
from decnet_bus.fake import FakeBus

TOPIC, STATUS = "topology.t1.status", {"state": "active", "reason": ""}

ASKED: list[Callable[[Bus], Any]] = [
    lambda bus: bus.connect(),
    lambda bus: bus.publish(TOPIC, STATUS),
    lambda bus: bus.flush(),
    lambda bus: bus.close(),
]


async def in_another_thread(work: Callable[[], object]) -> object:
    """A plain thread has no event loop."""
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(work())
        except RuntimeError as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    await asyncio.to_thread(thread.join)
    return outcome[0]


async def test_another_thread_is_told_how_it_can_publish() -> None:
    async with FakeBus() as bus:
        told = await in_another_thread(lambda: bus.publish_nowait(TOPIC, STATUS))
        assert isinstance(told, RuntimeError) and "call_soon_threadsafe(bus.publish_nowait" in str(told)
        assert isinstance(await in_another_thread(lambda: bus.subscribe("topology.>")), RuntimeError)
        assert bus.stats().published == 0
        loop = asyncio.get_running_loop()
        await in_another_thread(lambda: loop.call_soon_threadsafe(bus.publish_nowait, TOPIC, STATUS))
        assert len(await bus.published("topology.>", count=1)) == 1


@pytest.mark.parametrize("ask", ASKED)
async def test_another_loop_cannot_use_it(ask: Callable[[Bus], Any]) -> None:
    async with FakeBus() as bus:

        async def elsewhere() -> None:
            await ask(bus)

        told = await in_another_thread(lambda: asyncio.run(elsewhere()))
        assert isinstance(told, RuntimeError) and "belongs to the event loop" in str(told)
        await bus.flush()


async def test_a_loop_over_its_events_in_another_loop_would_never_be_woken() -> None:
    async with FakeBus() as bus, bus.subscribe("topology.>") as events:

        async def elsewhere() -> None:
            await anext(events)

        assert isinstance(await in_another_thread(lambda: asyncio.run(elsewhere())), RuntimeError)


def test_between_two_runs_of_its_loop_its_own_thread_may_use_it() -> None:
    loop = asyncio.new_event_loop()
    bus = FakeBus()
    loop.run_until_complete(bus.connect())
    assert bus.publish_nowait(TOPIC, STATUS)
    loop.run_until_complete(bus.flush())
    assert len(loop.run_until_complete(bus.published("topology.>"))) == 1
    loop.run_until_complete(bus.close())
    loop.close()


def test_a_bus_may_be_made_before_there_is_a_loop_and_asked_after_it_was_closed() -> None:
    bus = get_bus(env={"DECNET_BUS_TYPE": "fake"})
    events = bus.subscribe("topology.>")

    async def main() -> None:
        async with bus:
            await events.ready()

    asyncio.run(main())
    assert not bus.publish_nowait(TOPIC, STATUS)
    assert bus.stats().not_published.closed == 1
    asyncio.run(bus.close())
