"""The worker's loop, in virtual time: only what has to pass passes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decnet_bus import Bus, BusError, Wake, poll_or_wake, topics
from decnet_bus._gen.decnet.bus.v1.code_pb2 import CODE_SHUTDOWN
from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Dropped, DroppedTopic, Goodbye, Result
from decnet_bus.fake import FakeBus, Limits
from decnet_bus.null import NullBus

from .support.numbers import settled
from .support.script import Script, status_event
from .support.virtual_time import VirtualTimeLoop, event_loop, now, passed

__all__ = ["event_loop"]

EVERY_S = 10.0
ENQUEUED = "topology.*.mutation.enqueued"
TOPIC = topics.topology_mutation("t1", topics.MUTATION_ENQUEUED)
MUTATION = {"mutation_id": "m", "op": "add_lan"}


class Worker:
    """A loop, and what it says, without waiting for it."""

    def __init__(self, bus: Bus | None, every_s: float = EVERY_S, spacing_s: float = 0.0) -> None:
        self.wakes: AsyncGenerator[Wake, None] = poll_or_wake(bus, ENQUEUED, every_s=every_s, spacing_s=spacing_s)
        self._next: asyncio.Task[Wake] | None = None

    async def wake(self) -> str | None:
        """Goes to the next wake. The reason, or None if there is none yet; ask again then."""
        if self._next is None:
            self._next = asyncio.ensure_future(anext(self.wakes))
        await settled()
        if not self._next.done():
            return None
        wake = self._next.result()
        self._next = None
        return wake.reason

    async def end(self) -> None:
        if self._next is not None:
            self._next.cancel()
            await asyncio.wait({self._next})
        await self.wakes.aclose()
        await settled()


async def test_it_looks_at_once_then_when_an_event_comes() -> None:
    async with FakeBus() as bus:
        worker = Worker(bus)
        assert await worker.wake() == "start"
        assert await worker.wake() is None
        await bus.publish(TOPIC, MUTATION)
        assert await worker.wake() == "event"
        assert await worker.wake() is None
        await worker.end()
        assert bus.stats().subscriptions == 0


async def test_it_folds_what_comes_while_the_worker_works_into_one_wake() -> None:
    async with FakeBus() as bus:
        worker = Worker(bus)
        assert await worker.wake() == "start"
        for _ in range(3):
            await bus.publish(TOPIC, MUTATION)
            await bus.flush()
        assert await worker.wake() == "event"
        assert await worker.wake() is None
        await worker.end()


async def test_it_looks_every_so_often_counted_from_wake_to_wake() -> None:
    async with FakeBus() as bus:
        worker = Worker(bus)
        assert await worker.wake() == "start"
        await passed(4)
        await bus.publish(TOPIC, MUTATION)
        assert await worker.wake() == "event"
        await passed(EVERY_S - 0.01)
        assert await worker.wake() is None
        await passed(0.01)
        assert await worker.wake() == "timer"
        await passed(EVERY_S)
        assert await worker.wake() == "timer"
        await worker.end()


async def test_it_looks_again_at_once_after_work_that_took_longer_than_the_interval() -> None:
    worker = Worker(None)
    assert await worker.wake() == "start"
    await passed(3 * EVERY_S)
    assert await worker.wake() == "timer"
    assert await worker.wake() is None
    await worker.end()


@pytest.mark.parametrize(
    "lost",
    [
        {"dropped": Dropped(count=1, total=1, topics_truncated=True)},
        {"dropped": Dropped(count=1, total=1, topics=[DroppedTopic(topic=TOPIC, count=1)])},
        {"event": status_event(TOPIC, payload=b"\xff")},
    ],
)
async def test_a_loss_wakes_at_once(lost: dict[str, Any]) -> None:
    bus, peer = await Script().connected()
    worker = Worker(bus)
    assert await worker.wake() is None
    assert await peer.grant_subscribe() == ENQUEUED
    assert await worker.wake() == "start"
    peer.send(dropped=Dropped(count=1, total=1, topics=[DroppedTopic(topic="topology.t1.status", count=1)]))
    assert await worker.wake() is None
    peer.send(**lost)
    assert await worker.wake() == "gap"
    assert await worker.wake() is None
    await worker.end()
    await bus.close()


async def test_it_names_the_most_urgent_of_the_reasons_that_fold_into_one_wake() -> None:
    bus, peer = await Script().connected()
    worker = Worker(bus)
    await worker.wake()
    await peer.grant_subscribe()
    assert await worker.wake() == "start"
    await passed(EVERY_S)
    peer.send(event=status_event(TOPIC))
    peer.send(dropped=Dropped(count=1, total=1, topics_truncated=True))
    peer.send(event=status_event(TOPIC))
    await settled()
    assert await worker.wake() == "gap"
    assert await worker.wake() is None
    await worker.end()
    await bus.close()


async def test_with_a_spacing_bursts_fold_into_one_wake_which_comes_when_its_time_has_come() -> None:
    async with FakeBus() as bus:
        worker = Worker(bus, spacing_s=0.5)
        assert await worker.wake() == "start"
        await bus.publish(TOPIC, MUTATION)
        await passed(0.49)
        assert await worker.wake() is None
        await bus.publish(TOPIC, MUTATION)
        await passed(0.01)
        assert await worker.wake() == "event"
        assert await worker.wake() is None
        await passed(0.6)
        await bus.publish(TOPIC, MUTATION)
        assert await worker.wake() == "event"
        await worker.end()


async def test_a_spacing_never_sleeps_longer_than_the_poll() -> None:
    worker = Worker(None, spacing_s=EVERY_S * 3)
    assert await worker.wake() == "start"
    await passed(EVERY_S)
    assert await worker.wake() == "timer"
    await worker.end()


async def test_a_bus_that_comes_back_wakes_the_worker_when_nothing_falls_between_any_more() -> None:
    async with FakeBus() as bus:
        worker = Worker(bus)
        assert await worker.wake() == "start"
        bus.down()
        await settled()
        assert await worker.wake() is None
        await passed(EVERY_S)
        assert await worker.wake() == "timer"
        bus.up()
        await passed(5)
        assert await worker.wake() == "reconnect"
        await bus.publish(TOPIC, MUTATION)
        assert await worker.wake() == "event"
        await worker.end()


async def test_a_bus_that_was_not_there_at_first_is_told_apart_from_one_that_says_nothing() -> None:
    async with FakeBus() as island:
        island.down()
        bus = await island.another(wait_for_bus=True).connect()
        worker = Worker(bus)
        assert await worker.wake() == "start"
        assert await worker.wake() is None
        island.up()
        await passed(5)
        assert await worker.wake() == "gap"
        await worker.end()


@pytest.mark.parametrize("make", [lambda: None, NullBus, lambda: Script().bus()])
async def test_without_a_bus_it_is_the_poll(make: Any) -> None:
    bus = make()
    worker = Worker(bus)
    assert await worker.wake() == "start"
    assert await worker.wake() is None
    await passed(EVERY_S)
    assert await worker.wake() == "timer"
    await worker.end()
    if bus is not None:
        await bus.close()


async def test_a_bus_that_refuses_the_pattern_is_the_poll() -> None:
    async with FakeBus(limits=Limits(max_patterns=0)) as bus:
        worker = Worker(bus)
        assert await worker.wake() == "start"
        await passed(EVERY_S)
        assert await worker.wake() == "timer"
        await worker.end()


async def test_a_bus_that_dies_is_the_poll() -> None:
    bus, peer = await Script().connected()
    worker = Worker(bus)
    await worker.wake()
    await peer.grant_subscribe()
    assert await worker.wake() == "start"
    peer.send(goodbye=Goodbye(code=CODE_SHUTDOWN, detail="bye", reconnect_after_ms=60_000))
    assert await worker.wake() is None
    await passed(EVERY_S)
    assert await worker.wake() == "timer"
    await worker.end()
    await bus.close()


async def test_a_bus_that_hangs_holds_up_the_first_look_for_a_second_and_no_shorter_interval() -> None:
    bus, peer = await Script().connected()
    worker = Worker(bus)
    assert await worker.wake() is None
    await passed(1)
    assert await worker.wake() == "start"
    assert await worker.wake() is None
    asked = await peer.next("subscribe")
    hasty = Worker(bus, every_s=0.05)
    assert await hasty.wake() is None
    await passed(0.05)
    assert await hasty.wake() == "start"
    # When it answers after all, there is one more look.
    peer.send(result=Result(ref=asked.ref))
    assert await worker.wake() == "gap"
    await worker.end()
    await hasty.end()
    await bus.close()


async def test_an_error_of_the_worker_reaches_the_worker_and_leaves_nothing_behind() -> None:
    async with FakeBus() as bus:
        with pytest.raises(RuntimeError, match="start"):
            async for wake in poll_or_wake(bus, ENQUEUED, every_s=EVERY_S):
                raise RuntimeError(wake.reason)
        await settled()
        await bus.flush()
        assert bus.stats().subscriptions == 0


@pytest.mark.parametrize("every_s", [0, -1, float("nan"), float("inf"), True, "1"])
async def test_an_interval_that_is_none_is_a_mistake(every_s: Any) -> None:
    with pytest.raises(BusError, match="every_s") as caught:
        await anext(poll_or_wake(None, ENQUEUED, every_s=every_s))
    assert caught.value.code == "INVALID_CONFIG"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["publish", "publish and flush", "wake", "turn"]), max_size=30))
def test_no_event_after_a_wake_goes_without_a_later_one_and_no_time_has_to_pass(steps: list[str]) -> None:
    async def play() -> None:
        async with FakeBus() as bus:
            worker = Worker(bus)
            assert await worker.wake() == "start"
            unseen = False
            for step in steps:
                if step.startswith("publish"):
                    unseen = await bus.publish(TOPIC, MUTATION)
                if step == "publish and flush":
                    await bus.flush()
                if step == "turn":
                    await asyncio.sleep(0)
                if step == "wake" and await worker.wake() is not None:
                    unseen = False
            await bus.flush()
            if await worker.wake() is not None:
                unseen = False
            assert not unseen
            assert now() == 0
            await worker.end()

    loop = VirtualTimeLoop()
    loop.run_until_complete(play())
    loop.close()
