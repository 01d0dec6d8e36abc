"""A broker that goes and comes back, in virtual time; and one that breaks off half-way, which only a script can time."""

from __future__ import annotations

import asyncio

import pytest

from decnet_bus import Bus, BusError, Gap
from decnet_bus._gen.decnet.bus.v1.code_pb2 import CODE_SHUTDOWN, CODE_TOO_MANY_PATTERNS
from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Goodbye, Pong, Result

from .support.numbers import GapsHeard, publish_numbers, settled, take
from .support.script import Peer, Script, lose, status_event, welcomed
from .support.virtual_time import event_loop, now, passed

__all__ = ["event_loop"]


def waits(script: Script) -> list[float]:
    return [round(after - before, 3) for before, after in zip(script.opened_at, script.opened_at[1:])]


async def test_it_is_tried_again_ever_more_rarely_and_at_last_every_five_seconds() -> None:
    script = Script()
    bus, peer = await script.connected()
    await passed(6)
    script.up = False
    script.opened_at = [now()]
    lose(peer)
    await passed(30)
    assert waits(script)[:8] == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0]
    assert not bus.connected
    script.up = True
    await welcomed(script, 1)
    await settled()
    assert bus.connected
    await bus.close()


async def test_each_time_soon_after_it_came_back_it_is_tried_more_rarely_or_a_broken_bus_would_be_stormed() -> None:
    script = Script()
    bus, peer = await script.connected()
    for index in range(1, 6):
        script.opened_at = [*script.opened_at[:-1], now()] if index > 1 else [now()]
        lose(peer)
        peer = await welcomed(script, index)
        await settled()
        assert bus.connected
    assert [round(wait, 1) for wait in waits(script)] == [0.1, 0.1, 0.2, 0.4, 0.8]
    await bus.close()


async def test_it_is_tried_again_at_a_random_moment_so_that_not_all_clients_come_at_once() -> None:
    script = Script()
    bus, peer = await script.connected(random=lambda: 0.2)
    script.opened_at = [now()]
    lose(peer)
    await welcomed(script, 1)
    assert waits(script) == [0.01]
    await bus.close()


@pytest.mark.parametrize(("asked_ms", "waited_s"), [(400, 0.4), (4_000_000_000, 60.0)])
async def test_it_comes_back_when_the_broker_asked_for_it_but_after_a_minute_at_the_latest(
    asked_ms: int, waited_s: float
) -> None:
    script = Script()
    bus, peer = await script.connected(random=lambda: 0.0)
    script.opened_at = [now()]
    peer.send(goodbye=Goodbye(code=CODE_SHUTDOWN, detail="the bus is shutting down", reconnect_after_ms=asked_ms))
    await welcomed(script, 1)
    assert waits(script) == [waited_s]
    assert "shutting down" in script.logged[0]
    await bus.close()


async def test_it_comes_back_when_the_broker_asked_for_it_in_place_of_a_welcome() -> None:
    script = Script()
    bus, peer = await script.connected(random=lambda: 0.0)
    lose(peer)
    refusing = await script.peer(1)
    await refusing.next("hello")
    script.opened_at = [now()]
    refusing.send(goodbye=Goodbye(code=CODE_SHUTDOWN, detail="not yet", reconnect_after_ms=400))
    await welcomed(script, 2)
    assert waits(script) == [0.4]
    await bus.close()


async def test_the_broker_is_asked_for_all_patterns_before_the_bus_calls_itself_connected() -> None:
    script = Script()
    bus, peer = await script.connected()
    early = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    await early.ready()
    lose(peer)
    await settled()
    late, never = bus.subscribe("system.>"), bus.subscribe("decky.>")
    await never.close()
    peer = await welcomed(script, 1)
    assert await peer.grant_subscribe() == "topology.*.status"
    assert not bus.connected
    # What is published now is for nobody: the patterns are not all there.
    assert publish_numbers(bus, 0, 1) == 0
    assert await peer.grant_subscribe() == "system.>"
    await late.ready()
    assert bus.connected
    await settled()
    assert peer.inbox == []
    await bus.close()


async def test_a_broker_that_does_not_confirm_patterns_is_left_and_tried_again() -> None:
    script = Script()
    bus, peer = await script.connected()
    events = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    await events.ready()
    lose(peer)
    hanging = await welcomed(script, 1)
    await hanging.gone()
    peer = await welcomed(script, 2)
    await peer.grant_subscribe()
    await settled()
    assert bus.connected
    assert any("does it hang" in message for message in script.logged)
    await bus.close()


async def test_what_the_new_broker_does_not_take_ends_and_nothing_else() -> None:
    script = Script()
    bus, peer = await script.connected()
    first, second = bus.subscribe("topology.*.status"), bus.subscribe("system.>")
    await peer.grant_subscribe()
    await peer.grant_subscribe()
    await asyncio.gather(first.ready(), second.ready())
    lose(peer)
    peer = await welcomed(script, 1, "second")
    await peer.grant_subscribe()
    asked = await peer.next("subscribe")
    peer.send(result=Result(ref=asked.ref, code=CODE_TOO_MANY_PATTERNS, detail="a connection may have 1 pattern"))
    assert [event async for event in second] == []
    peer.send(event=status_event())
    [event] = await take(first, 1)
    assert event.gap == Gap("restart")
    assert any("the subscription to system.> has ended" in message for message in script.logged)
    await bus.close()


async def test_a_restart_is_told_as_one_also_if_the_first_connection_to_the_new_broker_breaks_before_it_counts() -> None:
    script = Script()
    bus, peer = await script.connected()
    told = GapsHeard()
    events = bus.subscribe("topology.*.status", on_gap=told)
    await peer.grant_subscribe()
    await events.ready()
    lose(peer)
    half = await welcomed(script, 1, "second")
    await half.next("subscribe")
    lose(half)
    peer = await welcomed(script, 2, "second")
    await peer.grant_subscribe()
    peer.send(event=status_event())
    assert [event.gap for event in await take(events, 1)] == [Gap("restart")]
    await settled()
    assert told.gaps == [Gap("restart")]
    await bus.close()


async def test_a_subscription_is_not_ready_on_a_connection_that_breaks_before_it_counts() -> None:
    script = Script()
    bus = script.bus(wait_for_bus=True)
    events = bus.subscribe("topology.*.status")
    bus.subscribe("decky.>")
    connecting = asyncio.create_task(bus.connect())
    ready = asyncio.create_task(events.ready())
    half = await welcomed(script, 0)
    await half.grant_subscribe()
    await settled()
    assert not ready.done()
    lose(half)
    peer = await welcomed(script, 1)
    await peer.grant_subscribe()
    await peer.grant_subscribe()
    await asyncio.gather(connecting, ready)
    peer.send(event=status_event())
    assert [event.gap for event in await take(events, 1)] == [None]
    await bus.close()


async def test_those_who_ask_at_once_share_an_attempt_and_one_who_is_cancelled_leaves_it_to_the_others() -> None:
    script = Script()
    bus = script.bus()
    first, second = asyncio.create_task(bus.connect()), asyncio.create_task(bus.connect())
    peer = await script.peer(0)
    first.cancel()
    await peer.welcome()
    assert await second is bus
    assert len(script.peers) == 1
    with pytest.raises(asyncio.CancelledError):
        await first
    await bus.close()


async def test_without_reconnect_subscriptions_end_with_the_connection_and_connect_makes_the_next() -> None:
    script = Script()
    bus, peer = await script.connected(reconnect=False)
    events = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    peer.send(event=status_event())
    await settled()
    lose(peer)
    await settled()
    # What is queued can still be read.
    assert len([event async for event in events]) == 1
    assert [event async for event in bus.subscribe("topology.>")] == []
    again = asyncio.create_task(bus.connect())
    await welcomed(script, 1)
    await again
    assert bus.connected
    await bus.close()


async def test_closing_while_it_comes_back_leaves_nothing_behind() -> None:
    script = Script()
    bus, peer = await script.connected()
    script.up = False
    lose(peer)
    await passed(0.12)
    await bus.close()
    attempts = len(script.opened_at)
    await passed(20)
    assert len(script.opened_at) == attempts
    with pytest.raises(BusError) as caught:
        await bus.connect()
    assert caught.value.code == "CLOSED"


async def test_a_connection_that_takes_a_second_to_drain_is_closed_all_the_same() -> None:
    script = Script()
    bus, peer = await script.connected()
    script.transports[1].hold()
    publish_numbers(bus, 0, 1_000, "x" * 1_000)
    closed_at = now()
    await bus.close()
    assert now() - closed_at == pytest.approx(1.0)
    assert peer.inbox == []


async def flushes(bus: Bus, peer: Peer) -> None:
    flushing = asyncio.create_task(bus.flush())
    ping = await peer.next("ping")
    peer.send(pong=Pong(ref=ping.ref))
    await flushing


async def test_a_fence_that_is_not_answered_is_a_time_out_and_the_bus_goes_on() -> None:
    script = Script()
    bus, peer = await script.connected()
    with pytest.raises(BusError) as caught:
        await bus.flush(timeout_s=3)
    assert caught.value.code == "TIMEOUT"
    assert now() == pytest.approx(3, abs=0.1)
    await peer.next("ping")
    await flushes(bus, peer)
    await bus.close()
