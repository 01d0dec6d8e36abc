"""Who does not keep up loses the oldest, and is told how many and where."""

from __future__ import annotations

import asyncio

from decnet_bus import Gap

from ..support.numbers import GapsHeard, holes, number_of, publish_numbers, read_until, take, told_holes
from .conftest import QUEUE_EVENTS
from .stage import Stage

MORE_THAN_FITS = 4_000
"""Events of a kilobyte that the kernel's buffers and the broker's batches cannot hold."""

KILOBYTE = "x" * 1_000

MORE_THAN_WAITS = 20_000
"""Events that a publisher's own queue cannot hold."""


async def test_a_slow_consumer_has_its_newest_events_and_a_gap_with_the_exact_number_of_the_others(
    stage: Stage,
) -> None:
    bus = await stage.bus().connect()
    told = GapsHeard()
    slow = bus.subscribe("topology.*.status", queue_events=4, on_gap=told)
    quick = bus.subscribe("topology.*.status")
    await asyncio.gather(slow.ready(), quick.ready())
    publish_numbers(bus, 0, 10)
    assert [number_of(event) for event in await read_until(quick, 9)] == list(range(10))
    received = await take(slow, 4)
    assert [number_of(event) for event in received] == [6, 7, 8, 9]
    assert told_holes(received) == [6, 0, 0, 0]
    assert (slow.dropped, quick.dropped) == (6, 0)
    assert sum(gap.count or 0 for gap in told.gaps) == 6
    publish_numbers(bus, 10, 11)
    assert [event.gap for event in await take(slow, 1)] == [None]


async def test_a_queue_is_bounded_in_bytes_too(stage: Stage) -> None:
    bus = await stage.bus().connect()
    slow = bus.subscribe("topology.*.status", queue_bytes=3_500)
    quick = bus.subscribe("topology.*.status")
    await asyncio.gather(slow.ready(), quick.ready())
    publish_numbers(bus, 0, 10, KILOBYTE)
    await read_until(quick, 9)
    received = await take(slow, 3)
    assert [number_of(event) for event in received] == [7, 8, 9]
    assert told_holes(received) == [7, 0, 0]


async def test_a_gap_names_the_topics_that_are_missing_and_how_many_of_each(stage: Stage) -> None:
    bus = await stage.bus().connect()
    slow = bus.subscribe("topology.*.status", queue_events=4)
    quick = bus.subscribe("topology.*.status")
    await asyncio.gather(slow.ready(), quick.ready())
    publish_numbers(bus, 0, 8)
    await read_until(quick, 7)
    topics = {"topology.t0.status": 2, "topology.t1.status": 1, "topology.t2.status": 1}
    assert (await take(slow, 1))[0].gap == Gap("overflow", 4, topics)


async def test_a_connection_that_is_not_read_has_its_newest_events_and_each_gap_stands_where_events_are_missing(
    small_stage: Stage,
) -> None:
    publisher, consumer = await small_stage.bus().connect(), await small_stage.bus().connect()
    told = GapsHeard()
    events = consumer.subscribe("topology.*.status", queue_events=MORE_THAN_FITS, on_gap=told)
    await events.ready()
    small_stage.hold(consumer)
    for start in range(0, MORE_THAN_FITS, 50):
        publish_numbers(publisher, start, start + 50, KILOBYTE)
        await publisher.flush()
    small_stage.release(consumer)
    received = await read_until(events, MORE_THAN_FITS - 1)
    missing = MORE_THAN_FITS - len(received)
    assert missing > MORE_THAN_FITS // 2
    assert told_holes(received) == holes(received, 0)
    newest = [number_of(event) for event in received[-QUEUE_EVENTS:]]
    assert newest == list(range(MORE_THAN_FITS - QUEUE_EVENTS, MORE_THAN_FITS))
    for gap in (event.gap for event in received if event.gap is not None):
        assert gap.reason == "overflow"
        assert sorted(gap.topics) == [f"topology.t{number}.status" for number in range(3)]
        assert sum(gap.topics.values()) == gap.count
    assert (events.dropped, consumer.stats().dropped_by_broker) == (missing, missing)
    assert sum(gap.count or 0 for gap in told.gaps) == missing
    assert publisher.stats().not_published.overflow == 0


async def test_a_subscriber_that_is_not_read_holds_up_nobody_else(small_stage: Stage) -> None:
    publisher, held, other = [await small_stage.bus().connect() for _ in range(3)]
    ignored = held.subscribe("topology.*.status")
    events = other.subscribe("topology.*.status", queue_events=MORE_THAN_FITS)
    await asyncio.gather(ignored.ready(), events.ready())
    small_stage.hold(held)
    for start in range(0, MORE_THAN_FITS, 50):
        publish_numbers(publisher, start, start + 50, KILOBYTE)
        await publisher.flush()
        await read_until(events, start + 49)
    assert (other.stats().received, other.stats().dropped_by_broker) == (MORE_THAN_FITS, 0)
    small_stage.release(held)


async def test_a_publisher_whose_broker_is_frozen_never_waits_and_its_oldest_events_go_and_are_counted(
    stage: Stage,
) -> None:
    publisher, consumer = await stage.bus().connect(), await stage.bus().connect()
    events = consumer.subscribe("topology.*.status", queue_events=MORE_THAN_WAITS)
    await events.ready()
    stage.freeze()
    half = MORE_THAN_WAITS // 2
    assert publish_numbers(publisher, 0, half, KILOBYTE) == half
    for number in range(half, MORE_THAN_WAITS):
        assert await publisher.publish(f"topology.t{number % 3}.status", {"state": str(number), "reason": KILOBYTE})
    overflow = publisher.stats().not_published.overflow
    assert overflow > 0
    stage.thaw()
    received = await read_until(events, MORE_THAN_WAITS - 1)
    stats = publisher.stats()
    assert (stats.published, stats.not_published.overflow) == (MORE_THAN_WAITS, overflow)
    # What the publisher lost no subscriber can know of; what the broker dropped each is told.
    told = sum(count or 0 for count in told_holes(received))
    assert len(received) + told + overflow == MORE_THAN_WAITS
    assert all(missing >= 0 for missing in holes(received, 0))
    assert (stats.reconnects, consumer.stats().reconnects) == (0, 0)
