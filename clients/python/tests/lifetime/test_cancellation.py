"""Whoever is cancelled, at whatever moment: it ends, leaves nothing behind, and the bus goes on. What is left of tasks conftest.py finds."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from decnet_bus import Bus, BusError, ErrorCode, close_app_bus, get_app_bus, poll_or_wake
from decnet_bus._gen.decnet.bus.v1.code_pb2 import CODE_TOO_MANY_PATTERNS
from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Result
from decnet_bus.fake import FakeBus

from ..support.numbers import number_of, publish_numbers, settled, take
from ..support.script import Script
from ..support.virtual_time import event_loop

__all__ = ["event_loop"]

MOST_TURNS = 60
"""Of the loop: more than anything here takes."""

TOPIC = "topology.t1.status"

Work = Callable[[FakeBus, Bus], Awaitable[object]]
"""What a worker does with a bus that is not connected, on an island whose own bus is."""


async def connect(island: FakeBus, bus: Bus) -> None:
    await bus.connect()


async def enter_a_bus(island: FakeBus, bus: Bus) -> None:
    async with bus:
        await asyncio.sleep(0)


async def enter_a_subscription(island: FakeBus, bus: Bus) -> None:
    async with island.subscribe("decky.>"):
        await asyncio.sleep(0)


async def read_a_subscription(island: FakeBus, bus: Bus) -> None:
    async with bus, bus.subscribe("topology.>") as events:
        publish_numbers(bus, 0, 2)
        async for event in events:
            if number_of(event) == 1:
                break


async def publish_and_flush(island: FakeBus, bus: Bus) -> None:
    async with bus:
        await bus.publish(TOPIC, {"state": "x"})
        await bus.flush()


async def poll(island: FakeBus, bus: Bus) -> None:
    async with bus:
        wakes = poll_or_wake(bus, "topology.>", every_s=1000)
        await anext(wakes)
        await bus.publish(TOPIC, {"state": "x"})
        await anext(wakes)


async def ask_what_was_published(island: FakeBus, bus: Bus) -> None:
    await island.publish(TOPIC, {"state": "x"})
    await island.published("topology.>", count=1)


async def share_a_bus(island: FakeBus, bus: Bus) -> None:
    shared = await get_app_bus(env={"DECNET_BUS_TYPE": "fake"})
    assert shared is not None
    await close_app_bus()


WORK: list[Work] = [
    connect,
    enter_a_bus,
    enter_a_subscription,
    read_a_subscription,
    publish_and_flush,
    poll,
    ask_what_was_published,
    share_a_bus,
]


@pytest_asyncio.fixture()
async def complaints() -> AsyncIterator[list[dict[str, Any]]]:
    """What asyncio has to say of exceptions that nobody retrieved, of tasks that were destroyed, and of callbacks that raised."""
    heard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: heard.append(context))
    yield heard
    gc.collect()
    assert heard == []


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("broker_stands", [True, False])
async def test_it_is_cancelled_at_any_turn(work: Work, broker_stands: bool, complaints: list[Any]) -> None:
    finished = False
    for turns in range(MOST_TURNS):
        async with FakeBus() as island:
            bus = island.another()
            if not broker_stands:
                island.stall()
            task = asyncio.ensure_future(work(island, bus))
            for _ in range(turns):
                await asyncio.sleep(0)
            finished = task.done()
            task.cancel()
            await asyncio.wait({task})
            island.resume()
            if finished:
                task.result()
                break
            assert task.cancelled(), f"after {turns} turns: {task}"
            await close_app_bus()
            await settled()
            # Nobody holds a connection that nobody asked for, and whoever asks has one.
            assert not bus.connected or work is connect
            assert island.stats().subscriptions == 0
            await island.flush()
    assert finished or not broker_stands


async def test_one_who_is_cancelled_while_it_connects_can_connect_again_at_once(complaints: list[Any]) -> None:
    script = Script()
    bus = script.bus()
    events = bus.subscribe("topology.*.status")
    first = asyncio.create_task(bus.connect())
    silent = await script.peer(0)
    first.cancel()
    again = asyncio.create_task(bus.connect())
    await asyncio.wait({first})
    assert first.cancelled()
    await silent.gone()
    peer = await script.peer(1)
    await peer.welcome()
    assert await peer.grant_subscribe() == events.pattern
    assert await again is bus
    await bus.close()


async def test_whoever_is_cancelled_while_another_closes_is_cancelled_and_not_told_that_it_is_closed() -> None:
    script = Script()
    bus = script.bus()
    connecting = asyncio.create_task(bus.connect())
    await script.peer(0)
    closing = asyncio.create_task(bus.close())
    await asyncio.sleep(0)
    connecting.cancel()
    await asyncio.wait({connecting, closing})
    assert connecting.cancelled()


async def test_one_who_is_refused_and_cancelled_in_one_turn_leaves_no_error_unread(complaints: list[Any]) -> None:
    bus, peer = await Script().connected()
    events = bus.subscribe("decky.>")
    entering = asyncio.ensure_future(events.__aenter__())
    asked = await peer.next("subscribe")
    peer.send(result=Result(ref=asked.ref, code=CODE_TOO_MANY_PATTERNS, detail="no more"))
    while not events.latch.settled:  # type: ignore[attr-defined]
        await asyncio.sleep(0)
    entering.cancel()
    await asyncio.wait({entering})
    assert entering.cancelled()
    await bus.close()


async def test_a_wait_that_timed_out_ends_neither_the_subscription_nor_its_iterator() -> None:
    async with FakeBus() as bus, bus.subscribe("topology.*.status") as events:
        iterator = aiter(events)
        for number in range(2):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(iterator), 0.1)
            publish_numbers(bus, number, number + 1)
            assert number_of(await anext(iterator)) == number
        publish_numbers(bus, 2, 3)
        assert [number_of(event) for event in await take(events, 1)] == [2]


async def test_what_is_closed_while_it_waits_for_a_broker_that_hangs_can_be_closed_again() -> None:
    bus, peer = await Script().connected()
    events = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    closing = asyncio.create_task(events.close())
    await peer.next("unsubscribe")
    closing.cancel()
    await asyncio.wait({closing})
    events.close_nowait()
    assert bus.stats().subscriptions == 0
    leaving = asyncio.create_task(bus.close())
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.wait({leaving})
    await bus.close()
    await peer.gone()


async def test_an_error_that_is_raised_again_and_again_gathers_nothing() -> None:
    bus = Script().bus()
    events = FakeBus().subscribe("decky.>")
    events.latch.fail(BusError(ErrorCode.CLOSED, "it is closed"))  # type: ignore[attr-defined]
    asked: list[Callable[[], Awaitable[None]]] = [bus.flush, events.ready]
    for ask in asked:
        lengths: set[int] = set()
        for _ in range(3):
            with pytest.raises(BusError) as caught:
                await ask()
            lengths.add(len(caught.traceback))
        assert len(lengths) == 1
