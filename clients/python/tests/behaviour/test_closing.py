"""Closing works in every state, and ends whatever waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from decnet_bus import Bus, BusError, Subscription, Wake, poll_or_wake
from decnet_bus._client.connected_bus import ConnectedBus
from decnet_bus._client.subscription import QueuedSubscription

from ..support.numbers import PATIENCE_S, GapsHeard, all_of, publish_numbers, read_until, settled
from .stage import NullStage, Stage

Asked = list[Awaitable[Any]]
"""What was asked of the bus, and has to come to an end with it: raises CLOSED, or done."""


async def idle(stage: Stage, bus: Bus) -> Asked:
    return []


async def connecting(stage: Stage, bus: Bus) -> Asked:
    return [asyncio.create_task(bus.connect())]


async def just_connecting(stage: Stage, bus: Bus) -> Asked:
    task = asyncio.create_task(bus.connect())
    await asyncio.sleep(0)
    return [task]


async def connected(stage: Stage, bus: Bus) -> Asked:
    await bus.connect()
    return []


async def subscribing(stage: Stage, bus: Bus) -> Asked:
    await bus.connect()
    events = bus.subscribe("decky.>")
    return [asyncio.create_task(events.ready()), asyncio.create_task(_enter(events))]


async def with_a_full_queue(stage: Stage, bus: Bus) -> Asked:
    await bus.connect()
    full, quick = bus.subscribe("topology.*.status", queue_events=2), bus.subscribe("topology.*.status")
    await asyncio.gather(full.ready(), quick.ready())
    publish_numbers(bus, 0, 5)
    await read_until(quick, 4)

    async def read_after_the_end() -> None:
        await bus.close()
        assert await all_of(full) == []

    # Nobody has read of it; its loop begins after the bus was closed.
    return [asyncio.create_task(read_after_the_end())]


async def flushing(stage: Stage, bus: Bus) -> Asked:
    await bus.connect()
    publish_numbers(bus, 0, 1_000)
    return [asyncio.create_task(bus.flush())]


async def flushing_and_the_broker_is_frozen(stage: Stage, bus: Bus) -> Asked:
    await bus.connect()
    stage.freeze()
    return [asyncio.create_task(bus.flush())]


async def connecting_and_the_broker_is_frozen(stage: Stage, bus: Bus) -> Asked:
    stage.freeze()
    task = asyncio.create_task(bus.connect())
    await settled()
    return [task]


async def coming_back(stage: Stage, bus: Bus) -> Asked:
    await bus.connect()
    await stage.kill()
    with pytest.raises(BusError):
        while True:
            await bus.flush()
    return [asyncio.create_task(bus.subscribe("decky.>").ready())]


async def waiting_for_its_broker(stage: Stage, bus: Bus) -> Asked:
    await stage.kill()
    waiting = await stage.bus(wait_for_bus=True).connect()
    loop = asyncio.create_task(all_of(waiting.subscribe("topology.>")))
    await settled()
    await waiting.close()
    return [loop]


async def _enter(events: Subscription) -> None:
    async with events:
        pass


WITHOUT_BROKER = [idle, connecting, just_connecting, connected, subscribing]
WITH_BROKER = [
    with_a_full_queue,
    flushing,
    flushing_and_the_broker_is_frozen,
    connecting_and_the_broker_is_frozen,
    coming_back,
    waiting_for_its_broker,
]


async def closes_while(stage: Stage, state: Callable[[Stage, Bus], Awaitable[Asked]]) -> None:
    bus = stage.bus()
    loop = asyncio.create_task(all_of(bus.subscribe("topology.>")))
    asked = await state(stage, bus)
    closing = asyncio.create_task(bus.close())
    await asyncio.sleep(0)
    assert not bus.connected
    assert publish_numbers(bus, 0, 1) == 0
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(closing, bus.close())
        await bus.close()
        # A loop may have begun before there was a connection, and have read what came; it ends.
        await loop
        for outcome in await asyncio.gather(*asked, return_exceptions=True):
            assert not isinstance(outcome, BaseException) or (
                isinstance(outcome, BusError) and outcome.code == "CLOSED"
            )
    stats = bus.stats()
    assert (stats.connected, stats.subscriptions, stats.not_published.closed) == (False, 0, 1)
    assert await all_of(bus.subscribe("topology.>")) == []


@pytest.mark.parametrize("state", WITHOUT_BROKER)
async def test_a_bus_can_be_closed_with_or_without_a_broker_while_it_is(
    any_stage: Stage, state: Callable[[Stage, Bus], Awaitable[Asked]]
) -> None:
    await closes_while(any_stage, state)


@pytest.mark.parametrize("state", WITH_BROKER)
async def test_a_bus_can_be_closed_while_it_is(stage: Stage, state: Callable[[Stage, Bus], Awaitable[Asked]]) -> None:
    await closes_while(stage, state)


async def test_it_is_closed_for_good(any_stage: Stage) -> None:
    bus = await any_stage.bus().connect()
    await bus.close()
    for asked in (bus.connect(), bus.flush(), bus.subscribe("topology.>").ready()):
        with pytest.raises(BusError) as caught:
            await asked
        assert caught.value.code == "CLOSED"


async def test_what_was_published_before_in_a_burst_still_leaves(stage: Stage) -> None:
    publisher, consumer = await stage.bus().connect(), await stage.bus().connect()
    events = consumer.subscribe("topology.*.status", queue_events=5_000)
    await events.ready()
    publish_numbers(publisher, 0, 1_000)
    await publisher.close()
    assert len(await read_until(events, 999)) == 1_000


async def test_it_can_be_closed_by_a_handler_that_it_calls(stage: Stage) -> None:
    bus = await stage.bus().connect()
    heard: list[Any] = []
    closing: asyncio.Future[asyncio.Task[None]] = asyncio.get_running_loop().create_future()

    def on_event(event: object) -> None:
        heard.append(event)
        closing.set_result(asyncio.ensure_future(bus.close()))

    await bus.subscribe("topology.*.status", on_event=on_event).ready()
    publish_numbers(bus, 0, 1)
    await (await closing)
    assert len(heard) == 1


def wait_on(bus: Bus) -> tuple[list[Subscription], list[asyncio.Task[Any]]]:
    """Everything that can wait for an event; each ends empty."""
    looped, asked = bus.subscribe("topology.>"), bus.subscribe("topology.>")
    tasks = [
        asyncio.create_task(all_of(looped)),
        asyncio.create_task(all_of(looped)),
        asyncio.create_task(_next_of(asked)),
        asyncio.create_task(_next_of(asked)),
    ]
    return [looped, asked], tasks


async def _next_of(events: Subscription) -> list[Any]:
    try:
        return [await anext(events)]
    except StopAsyncIteration:
        return []


async def test_every_iterator_ends_when_the_bus_is_closed(any_stage: Stage) -> None:
    bus = await any_stage.bus().connect()
    _, ends = wait_on(bus)
    await settled()
    await bus.close()
    assert await asyncio.gather(*ends) == [[]] * 4


async def test_every_iterator_ends_when_its_subscription_is_closed_and_the_bus_goes_on(any_stage: Stage) -> None:
    bus = await any_stage.bus().connect()
    subscriptions, ends = wait_on(bus)
    await settled()
    for subscription in subscriptions:
        await subscription.close()
        await subscription.close()
    assert await asyncio.gather(*ends) == [[]] * 4
    assert bus.connected == any_stage.has_broker
    assert bus.stats().subscriptions == 0


async def test_every_iterator_ends_when_there_is_no_bus_after_all(stage: Stage) -> None:
    await stage.kill()
    bus = stage.bus()
    subscriptions, ends = wait_on(bus)
    with pytest.raises(BusError) as caught:
        await bus.connect()
    assert caught.value.code == "UNAVAILABLE"
    assert await asyncio.gather(*ends) == [[]] * 4
    with pytest.raises(BusError):
        await subscriptions[0].ready()


async def test_a_loop_over_a_bus_that_does_nothing_waits_and_does_not_spin() -> None:
    stage = NullStage()
    bus = await stage.bus().connect()
    events = bus.subscribe("topology.>")
    async with events:
        task = asyncio.create_task(all_of(events))
        await settled()
        assert not task.done()
        # It waits for one and the same thing: whoever waits is woken by closing alone.
        assert isinstance(events, QueuedSubscription)
        [waited_for] = events._waiters._futures
        await settled()
        assert list(events._waiters._futures) == [waited_for]
    assert await task == []
    await stage.end()


async def test_closing_lets_go_of_everything(stage: Stage) -> None:
    bus = await stage.bus().connect()
    assert isinstance(bus, ConnectedBus)
    for _ in range(3):
        async with bus.subscribe("topology.*.status") as events, bus.subscribe("topology.>"):
            publish_numbers(bus, 0, 1)
            await anext(events)
    assert bus.deliveries._index._root.is_empty()
    assert bus._patterns._shares == {}
    link = bus._keeper.link
    assert link is not None and link._requests._pending == {}


async def test_poll_or_wake_ends_by_itself_and_not_with_the_bus(any_stage: Stage) -> None:
    bus = await any_stage.bus().connect()
    wakes = poll_or_wake(bus, "topology.>", every_s=1_000)
    assert await anext(wakes) == Wake("start")
    waiting = asyncio.ensure_future(anext(wakes))
    await settled()
    await bus.close()
    await settled()
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await wakes.aclose()


async def test_whoever_is_cancelled_while_it_waits_takes_no_event_with_it(stage: Stage) -> None:
    bus = await stage.bus().connect()
    events = bus.subscribe("topology.*.status")
    await events.ready()
    first, second = asyncio.create_task(_next_of(events)), asyncio.create_task(_next_of(events))
    await settled()
    told = GapsHeard()
    bus.subscribe("topology.*.status", on_event=lambda _: first.cancel(), on_gap=told)
    await bus.flush()
    publish_numbers(bus, 0, 1)
    async with asyncio.timeout(PATIENCE_S):
        [event] = await second
    assert event.gap is None
    with pytest.raises(asyncio.CancelledError):
        await first
