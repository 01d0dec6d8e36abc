"""A broker that is away for a while."""

from __future__ import annotations

import asyncio
from typing import Literal

import pytest

from decnet_bus import Bus, BusError, Gap, topics

from ..support.numbers import PATIENCE_S, GapsHeard, number_of, publish_numbers, read_until, settled, take
from .stage import Stage


async def noticed(bus: Bus, code: str = "UNAVAILABLE") -> None:
    """Returns when the bus knows that its connection is gone, for that reason: whoever waits for an answer is told."""
    with pytest.raises(BusError) as caught:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await bus.flush()
    assert caught.value.code == code
    assert not bus.connected


async def breaks(stage: Stage, bus: Bus) -> None:
    stage.cut()


async def is_killed(stage: Stage, bus: Bus) -> None:
    await stage.kill()
    await noticed(bus)
    await stage.start()


async def is_stopped(stage: Stage, bus: Bus) -> None:
    stopped = asyncio.create_task(stage.stop())
    # The broker's last word, before an attempt to come back finds that it is gone.
    await noticed(bus, "SHUTDOWN")
    await stopped
    await stage.start()


@pytest.mark.parametrize(
    ("interrupt", "reason"), [(breaks, "reconnect"), (is_killed, "restart"), (is_stopped, "restart")]
)
async def test_a_bus_comes_back_with_its_subscriptions_and_a_gap(
    stage: Stage, interrupt: object, reason: Literal["reconnect", "restart"]
) -> None:
    bus = await stage.bus().connect()
    bus_id = bus.stats().bus_id
    told = GapsHeard()
    events = bus.subscribe("topology.*.status", on_gap=told)
    silent = bus.subscribe("decky.>")
    await asyncio.gather(events.ready(), silent.ready())
    publish_numbers(bus, 0, 1)
    assert [event.gap for event in await take(events, 1)] == [None]
    await interrupt(stage, bus)  # type: ignore[operator]
    gap = Gap(reason)
    assert await told.first() == gap
    assert bus.connected
    publish_numbers(bus, 1, 3)
    assert [(number_of(event), event.gap) for event in await take(events, 2)] == [(1, gap), (2, None)]
    await bus.publish(topics.decky_state("d1"), {"state": "up"})
    assert [event.gap for event in await take(silent, 1)] == [gap]
    assert told.gaps == [gap]
    assert (bus.stats().reconnects, bus.stats().subscriptions) == (1, 2)
    assert (bus.stats().bus_id == bus_id) == (reason == "reconnect")


async def test_what_was_read_before_a_connection_broke_is_still_there_and_the_gap_comes_after_it(stage: Stage) -> None:
    bus = await stage.bus().connect()
    told = GapsHeard()
    events = bus.subscribe("topology.*.status")
    quick = bus.subscribe("topology.*.status", on_gap=told)
    await asyncio.gather(events.ready(), quick.ready())
    publish_numbers(bus, 0, 3)
    await read_until(quick, 2)
    stage.cut()
    await told.first()
    publish_numbers(bus, 3, 4)
    received = await take(events, 4)
    assert [(number_of(event), event.gap and event.gap.reason) for event in received] == [
        (0, None),
        (1, None),
        (2, None),
        (3, "reconnect"),
    ]


async def test_what_is_published_meanwhile_is_not_handed_over_and_counted(stage: Stage) -> None:
    bus = await stage.bus().connect()
    told = GapsHeard()
    events = bus.subscribe("topology.*.status", on_gap=told)
    await events.ready()
    await stage.kill()
    await noticed(bus)
    assert publish_numbers(bus, 0, 5) == 0
    assert bus.stats().not_published.disconnected == 5
    await stage.start()
    await told.first()
    assert publish_numbers(bus, 5, 6) == 1
    assert [number_of(event) for event in await take(events, 1)] == [5]


async def test_a_subscription_that_is_made_meanwhile_is_ready_later_and_has_no_gap(stage: Stage) -> None:
    bus = await stage.bus().connect()
    await stage.kill()
    await noticed(bus)
    events = bus.subscribe("topology.*.status")
    # Nobody is held up by it meanwhile.
    async with events:
        ready = asyncio.create_task(events.ready())
        await settled()
        assert not ready.done()
        await stage.start()
        await ready
        publish_numbers(await stage.bus().connect(), 0, 1)
        assert [event.gap for event in await take(events, 1)] == [None]


async def test_a_subscription_that_is_closed_meanwhile_stays_closed(stage: Stage) -> None:
    bus = await stage.bus().connect()
    told = GapsHeard()
    closed, open_ = bus.subscribe("topology.>"), bus.subscribe("topology.*.status", on_gap=told)
    await asyncio.gather(closed.ready(), open_.ready())
    await stage.kill()
    await noticed(bus)
    await closed.close()
    await stage.start()
    await told.first()
    publish_numbers(bus, 0, 1)
    await bus.publish(topics.topology_mutation("t1", topics.MUTATION_APPLIED), {"mutation_id": "m", "op": "o"})
    publish_numbers(bus, 1, 2)
    assert [number_of(event) for event in await take(open_, 2)] == [0, 1]
    assert bus.stats().received == 2


async def test_connect_is_refused_while_there_is_no_broker_and_can_be_asked_again(stage: Stage) -> None:
    await stage.kill()
    bus = stage.bus()
    with pytest.raises(BusError) as caught:
        await bus.connect()
    assert caught.value.code == "UNAVAILABLE"
    await stage.start()
    assert await bus.connect() is bus
    await bus.flush()


async def test_a_bus_that_waits_for_its_broker_finds_it_and_whoever_is_ready_publishes(stage: Stage) -> None:
    await stage.kill()
    bus = await stage.bus(wait_for_bus=True).connect()
    assert not bus.connected
    events = bus.subscribe("topology.*.status")
    await stage.start()
    await events.ready()
    assert bus.connected
    assert publish_numbers(bus, 0, 1) == 1
    assert [event.gap for event in await take(events, 1)] == [None]
    assert bus.stats().reconnects == 0


async def test_a_broker_that_was_frozen_goes_on_where_it_stopped(stage: Stage) -> None:
    publisher, consumer = await stage.bus().connect(), await stage.bus().connect()
    told = GapsHeard()
    events = consumer.subscribe("topology.*.status", on_gap=told)
    await events.ready()
    publish_numbers(publisher, 0, 100)
    await publisher.flush()
    stage.freeze()
    publish_numbers(publisher, 100, 200)
    flushed = asyncio.create_task(publisher.flush())
    late = consumer.subscribe("topology.*.status")
    await settled()
    publish_numbers(publisher, 200, 300)
    stage.thaw()
    await asyncio.gather(flushed, late.ready())
    publish_numbers(publisher, 300, 301)
    received = await read_until(events, 300)
    assert [number_of(event) for event in received] == list(range(301))
    assert told.gaps == []
    assert events.dropped == 0
    assert (publisher.stats().reconnects, consumer.stats().reconnects) == (0, 0)


async def test_every_bus_of_a_host_comes_back(stage: Stage) -> None:
    buses = [await stage.bus().connect() for _ in range(10)]
    told = [GapsHeard() for _ in buses]
    events = [bus.subscribe("topology.*.status", on_gap=each) for bus, each in zip(buses, told)]
    await asyncio.gather(*(each.ready() for each in events))
    await stage.kill()
    await stage.start()
    assert [(await each.first()).reason for each in told] == ["restart"] * 10
    publish_numbers(buses[0], 0, 1)
    for each in events:
        [event] = await take(each, 1)
        assert event.gap == Gap("restart")
