"""Who gets what."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from decnet_bus import topics
from decnet_bus._gen.decnet.topics.v1.topology_pb2 import TopologyMutationFailed, TopologyStatus
from decnet_bus._wire.limits import OUTGOING_EVENTS

from ..support.numbers import holes, number_of, publish_numbers, read_until, take
from .stage import FakeStage, Stage


async def test_an_event_reaches_a_subscriber_with_all_that_its_publisher_said(stage: Stage) -> None:
    publisher, consumer = stage.bus(client_name="mutator"), stage.bus()
    await asyncio.gather(publisher.connect(), consumer.connect())
    events = consumer.subscribe("topology.*.mutation.failed")
    await events.ready()
    trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    payload = {"mutation_id": "m1", "op": "add_lan", "reason": "no room"}
    topic = topics.topology_mutation("t1", topics.MUTATION_FAILED)
    assert await publisher.publish(topic, payload, event_type="special", trace_parent=trace_parent) is True
    [event] = await take(events, 1)
    assert event.topic == topic
    assert event.name == "topology.mutation.failed"
    assert event.params == {"topology_id": "t1"}
    assert (event.type, event.source, event.trace_parent) == ("special", "mutator", trace_parent)
    assert event.payload == payload
    assert event.message == TopologyMutationFailed(mutation_id="m1", op="add_lan", reason="no room")
    assert event.gap is None
    assert len(event.id) == 12
    assert event.published_at is not None
    assert abs(event.published_at - datetime.now(timezone.utc)) < timedelta(minutes=5)
    assert (publisher.stats().published, consumer.stats().received) == (1, 1)


async def test_the_usual_event_has_the_same_fields(stage: Stage) -> None:
    bus = await stage.bus(client_name="ü").connect()
    events = bus.subscribe("topology.*.status")
    await events.ready()
    for number in range(3):
        await bus.publish(topics.topology_status("t1"), {"state": str(number), "reason": "x" * number * 100})
    await bus.publish(topics.topology_status("t1"), TopologyStatus(), event_type="other")
    await bus.publish(topics.topology_status("t1"), {})
    received = await take(events, 5)
    assert [event.type for event in received] == ["status", "status", "status", "other", "status"]
    assert [event.source for event in received] == ["ü"] * 5
    assert [event.payload["state"] for event in received] == ["0", "1", "2", "", ""]
    assert [len(event.payload["reason"]) for event in received] == [0, 100, 200, 0, 0]
    assert [event.trace_parent for event in received] == [""] * 5
    numbers = [int.from_bytes(event.id[6:], "big") for event in received]
    assert numbers == list(range(5))
    assert len({event.id[:6] for event in received}) == 1
    times = [event.published_at_ns for event in received]
    assert times == sorted(times)


async def test_a_wildcard_takes_the_place_of_one_token_or_of_all_that_follow(stage: Stage) -> None:
    bus = await stage.bus().connect()
    published = ["topology.t1.status", "topology.t1.mutation.applied", "decky.d1.state", "system.log"]
    heard: dict[str, list[str]] = {}
    for pattern in (">", "topology.>", "*.*.status", "topology.*.mutation.*", "*.log", "topology.t2.>"):
        into = heard[pattern] = []
        await bus.subscribe(topics.free_form(pattern), on_event=lambda event, into=into: into.append(event.topic)).ready()  # type: ignore[misc]
    last = bus.subscribe(topics.free_form("lab.last"))
    await last.ready()
    for topic in (*published, "lab.last"):
        await bus.publish(topics.free_form(topic), {})
    await take(last, 1)
    assert heard == {
        ">": [*published, "lab.last"],
        "topology.>": published[:2],
        "*.*.status": ["topology.t1.status"],
        "topology.*.mutation.*": ["topology.t1.mutation.applied"],
        "*.log": ["system.log"],
        "topology.t2.>": [],
    }


async def test_patterns_that_overlap_give_each_subscription_its_own_copy_and_only_one(stage: Stage) -> None:
    publisher, consumer = await stage.bus().connect(), await stage.bus().connect()
    patterns = ("topology.>", "topology.*.status", "topology.*.status")
    events = [consumer.subscribe(pattern) for pattern in patterns]
    await asyncio.gather(*(each.ready() for each in events))
    publish_numbers(publisher, 0, 2)
    copies = [await take(each, 2) for each in events]
    for copy in copies:
        assert [event.topic for event in copy] == ["topology.t0.status", "topology.t1.status"]
    assert len({id(copy[0]) for copy in copies}) == 3
    copies[0][0].payload["state"] = "changed"
    assert copies[1][0].payload["state"] == "0"
    assert consumer.stats().received == 2


async def test_a_bus_hears_itself(stage: Stage) -> None:
    bus = await stage.bus().connect()
    events = bus.subscribe("topology.*.status")
    await events.ready()
    publish_numbers(bus, 0, 1)
    assert len(await take(events, 1)) == 1


async def test_a_bus_with_no_echo_hears_others_and_not_itself(stage: Stage) -> None:
    mute, other = await stage.bus(no_echo=True).connect(), await stage.bus().connect()
    events, others = mute.subscribe("topology.*.status"), other.subscribe("topology.*.status")
    await asyncio.gather(events.ready(), others.ready())
    publish_numbers(mute, 0, 1)
    await mute.flush()
    publish_numbers(other, 1, 2)
    assert [number_of(event) for event in await take(events, 1)] == [1]
    assert [number_of(event) for event in await take(others, 2)] == [0, 1]


async def test_order_is_kept_between_each_publisher_and_each_subscriber(stage: Stage) -> None:
    consumer = await stage.bus().connect()
    events = consumer.subscribe("topology.*.status", queue_events=10_000)
    await events.ready()
    publishers = [await stage.bus(client_name=name).connect() for name in "ab"]
    for start in range(0, 1_000, 100):
        for publisher in publishers:
            publish_numbers(publisher, start, start + 100)
        await asyncio.gather(*(publisher.flush() for publisher in publishers))
    received = await take(events, 2_000)
    for source in "ab":
        assert [number_of(event) for event in received if event.source == source] == list(range(1_000))


async def test_a_subscription_that_was_closed_gets_nothing_more_and_the_broker_sends_nothing_more(stage: Stage) -> None:
    publisher, consumer = await stage.bus().connect(), await stage.bus().connect()
    heard: list[Any] = []
    events = consumer.subscribe("topology.*.status", on_event=heard.append)
    last = consumer.subscribe("system.log")
    await asyncio.gather(events.ready(), last.ready())
    await events.close()
    publish_numbers(publisher, 0, 10)
    await publisher.publish(topics.system_log(), {})
    await take(last, 1)
    assert heard == []
    assert (consumer.stats().received, consumer.stats().subscriptions) == (1, 1)


async def test_closing_one_of_two_subscriptions_to_a_pattern_leaves_the_other(stage: Stage) -> None:
    bus = await stage.bus().connect()
    closed, open_ = bus.subscribe("topology.*.status"), bus.subscribe("topology.*.status")
    await asyncio.gather(closed.ready(), open_.ready())
    await closed.close()
    publish_numbers(bus, 0, 1)
    assert [number_of(event) for event in await take(open_, 1)] == [0]


async def test_flush_is_a_fence(stage: Stage) -> None:
    publisher, consumer = await stage.bus().connect(), await stage.bus().connect()
    # More than leaves at once: what overtakes it comes long before it.
    publish_numbers(publisher, 0, 7_000, "x" * 1_000)
    await publisher.flush()
    late = consumer.subscribe("topology.*.status")
    await late.ready()
    publish_numbers(publisher, 7_000, 7_001)
    assert [number_of(event) for event in await take(late, 1)] == [7_000]


async def test_all_that_is_published_in_one_turn_arrives_up_to_what_a_queue_holds(stage: Stage) -> None:
    publisher, consumer = await stage.bus().connect(), await stage.bus().connect()
    events = consumer.subscribe("topology.*.status")
    await events.ready()
    publish_numbers(publisher, 0, 1_000)
    received = await read_until(events, 999)
    assert holes(received, 0) == [0] * 1_000


async def test_a_loop_that_only_publishes_loses_nothing_of_its_own_and_starves_nobody(stage: Stage) -> None:
    publisher = await stage.bus().connect()
    turns = 0

    async def another() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(another())
    for number in range(2 * OUTGOING_EVENTS):
        await publisher.publish(topics.topology_status("t1"), {"state": str(number)})
        # The fake reads in the turns of this loop. A daemon does when the host lets it, so it is waited for before the queue can run over.
        if number == OUTGOING_EVENTS - 1 and not isinstance(stage, FakeStage):
            await publisher.flush()
    task.cancel()
    await publisher.flush()
    assert turns > 10
    assert publisher.stats().not_published.overflow == 0


PAYLOADS: list[tuple[str, dict[str, Any]]] = [
    (
        topics.topology_mutation("t", topics.MUTATION_ENQUEUED),
        {"mutation_id": "ü", "op": "", "payload": {"a": [1, None, {"b": "x"}, 2.5, []], "c": True, "d": {}}},
    ),
    (topics.topology_mutation("t", topics.MUTATION_APPLYING), {"mutation_id": "m", "op": "o", "payload": None}),
    (topics.topology_mutation("t", topics.MUTATION_APPLYING), {"mutation_id": "m", "op": "o", "payload": {}}),
    (
        topics.decky_traffic("d"),
        {
            "since": "2026-04-21T14:41:18.000000001Z",
            "interval": "1.500s",
            "service": "ssh",
            "peer_ip": "::1",
            "packets_in": 2**64 - 1,
            "bytes_in": 0,
            "packets_out": 1,
            "bytes_out": 2**63,
            "connections_opened": 2**32 - 1,
        },
    ),
    (
        topics.system_bus_health(),
        {
            "ts": None,
            "uptime_s": 1.5,
            "pid": 7,
            "version": "1",
            "counts": {"connections": 1, "patterns": 2, "events_in": 3, "events_out": 4, "events_dropped": 2**64 - 1},
        },
    ),
]


@pytest.mark.parametrize(("topic", "payload"), PAYLOADS)
async def test_a_payload_arrives_as_it_was(stage: Stage, topic: str, payload: dict[str, Any]) -> None:
    bus = await stage.bus().connect()
    events = bus.subscribe(">")
    await events.ready()
    await bus.publish(topic, payload)
    [event] = await take(events, 1)
    assert event.payload == payload
    # And a message does what its dict does.
    await bus.publish(topic, event.message)
    [again] = await take(events, 1)
    assert again.payload == payload


async def test_a_payload_outside_the_registry_arrives_as_it_was_for_whoever_means_it(stage: Stage) -> None:
    bus = await stage.bus().connect()
    meant, checked = bus.subscribe(topics.free_form("lab.>")), bus.subscribe(">")
    await asyncio.gather(meant.ready(), checked.ready())
    payload = {"a": [1, None, {"b": "x"}], "c": True}
    await bus.publish(topics.free_form("lab.x"), payload)
    [event] = await take(meant, 1)
    assert (event.topic, event.name, event.params, event.type) == ("lab.x", None, {}, "")
    assert event.payload == payload
    assert checked.undeclared == 1


async def test_what_is_published_without_a_connection_is_not_handed_over_and_counted(any_stage: Stage) -> None:
    bus = any_stage.bus()
    topic = topics.topology_status("t1")
    assert await bus.publish(topic, {"state": "active"}) is False
    assert bus.publish_nowait(topic, {"state": "active"}) is False
    await bus.close()
    assert await bus.publish(topic, {"state": "active"}) is False
    stats = bus.stats()
    assert stats.published == 0
    assert (stats.not_published.disconnected, stats.not_published.closed, stats.not_published.overflow) == (2, 1, 0)
