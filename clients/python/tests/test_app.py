"""The shared bus, publish_safely, the fake, and the bus that does nothing: what no behaviour has said yet."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from decnet_bus import Bus, BusError, close_app_bus, get_app_bus, get_bus, publish_safely, topics
from decnet_bus.fake import FakeBus, Limits

from .support.numbers import settled
from .support.virtual_time import event_loop, passed

__all__ = ["event_loop"]

FAKE = {"DECNET_BUS_TYPE": "fake"}
STATUS = {"state": "active", "reason": ""}


async def test_everybody_gets_the_same_bus_and_concurrent_first_calls_share_an_attempt() -> None:
    first, second = await asyncio.gather(get_app_bus(env=FAKE, client_name="api"), get_app_bus(env=FAKE))
    assert first is second is await get_app_bus()
    assert first is not None and first.connected
    await close_app_bus()
    assert not first.connected
    again = await get_app_bus(env=FAKE)
    assert again is not None and again is not first


# Regression: every later call got the closed one.
async def test_after_one_of_its_users_has_closed_it_the_next_call_makes_another() -> None:
    first = await get_app_bus(env=FAKE)
    assert first is not None
    async with first:
        assert first.connected
    second = await get_app_bus(env=FAKE)
    assert second is not None and second is not first and second.connected
    await first.close()
    assert await get_app_bus() is second


async def test_a_failure_is_remembered_and_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        assert await get_app_bus(env={}, socket=tmp_path / "none") is None
    assert len(caplog.records) == 1
    await close_app_bus()
    assert await get_app_bus(env=FAKE) is not None


async def test_after_a_failure_it_tries_again_when_it_was_told_to(tmp_path: Path) -> None:
    options: dict[str, Any] = {"env": {}, "socket": tmp_path / "none", "retry_after_s": 30}
    assert await get_app_bus(**options) is None
    await passed(29.9)
    assert await get_app_bus(env=FAKE) is None
    await passed(0.2)
    assert await get_app_bus(env=FAKE) is not None


async def test_an_outage_is_said_once_however_often_it_is_tried_again_and_so_is_its_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        assert await get_app_bus(env={}, socket=tmp_path / "none", retry_after_s=1) is None
        await passed(1.1)
    assert await get_app_bus(env=FAKE) is not None
    first, counted, end = [record.getMessage() for record in caplog.records]
    assert first.startswith("bus: unavailable: there is no socket at")
    assert counted == f"{first} (2 more times)"
    assert end == "bus: connected"


@pytest.mark.parametrize(
    "options",
    [{"env": {"DECNET_BUS_ENABLED": "maybe"}}, {"env": FAKE, "client_name": "a\n"}, {"env": FAKE, "retry_after_s": 0}],
)
async def test_it_never_raises(options: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    assert await get_app_bus(**options) is None
    assert len(caplog.records) == 1


async def test_a_bus_that_is_disabled_is_none_and_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    assert await get_app_bus(env={"DECNET_BUS_ENABLED": "false"}) is None
    assert caplog.records == []


def test_each_loop_has_its_own() -> None:
    async def connected() -> Bus:
        bus = await get_app_bus(env=FAKE)
        assert bus is not None
        await bus.flush()
        return bus

    async def twice() -> Bus:
        return await connected()

    first, second = asyncio.run(twice()), asyncio.run(twice())
    assert first is not second


async def test_one_who_is_cancelled_leaves_the_shared_attempt_to_the_others() -> None:
    first = asyncio.create_task(get_app_bus(env=FAKE))
    await asyncio.sleep(0)
    first.cancel()
    assert await get_app_bus() is not None


async def test_publish_safely_turns_even_a_mistake_into_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    async with FakeBus() as bus:
        assert await publish_safely(bus, "topology.t1.status", STATUS) is True
        assert await publish_safely(bus, "topology.t1.status", {"stat": 1}) is False
        assert await publish_safely(None, "topology.t1.status", STATUS) is False
        assert len(await bus.published("topology.>", count=1)) == 1
    assert [record.getMessage().split(":")[1] for record in caplog.records] == [" not published"]
    assert await publish_safely(bus, "topology.t1.status", STATUS) is False


class TestFake:
    async def test_what_was_published_is_there_in_order_whichever_bus_it_was(self) -> None:
        async with FakeBus(client_name="a") as bus, bus.another(client_name="b") as other:
            await bus.publish("topology.t1.status", STATUS)
            await other.publish("topology.t2.status", STATUS)
            await bus.publish(topics.free_form("lab.x"), {"a": 1})
            found = await bus.published("topology.>")
            assert sorted((event.topic, event.source) for event in found) == [
                ("topology.t1.status", "a"),
                ("topology.t2.status", "b"),
            ]
            everything = await bus.published(topics.free_form(">"), count=3)
            assert {"a": 1} in [event.payload for event in everything]
            assert await bus.published("decky.>") == []

    async def test_it_waits_for_what_is_on_its_way(self) -> None:
        async with FakeBus() as bus:
            waiting = asyncio.create_task(bus.published("topology.>", count=2, timeout_s=10))
            await settled()
            await bus.publish("topology.t1.status", STATUS)
            await passed(5)
            await bus.publish("topology.t1.status", STATUS)
            assert len(await waiting) == 2

    async def test_it_lists_what_came_instead(self) -> None:
        async with FakeBus() as bus:
            await bus.publish("topology.t1.status", STATUS)
            with pytest.raises(
                BusError, match="0 of at least 1 .* All that was published: topology.t1.status"
            ) as caught:
                await bus.published("decky.>", count=1)
            assert caught.value.code == "TIMEOUT"
            waiting = asyncio.create_task(bus.published("decky.>", count=1))
            await settled()
        with pytest.raises(BusError) as closed:
            await waiting
        assert closed.value.code == "CLOSED"

    async def test_a_stalled_broker_has_read_nothing_and_goes_on(self) -> None:
        async with FakeBus() as bus:
            bus.stall()
            assert await bus.publish("topology.t1.status", STATUS)
            assert await bus.published("topology.>") == []
            bus.resume()
            assert len(await bus.published("topology.>", count=1)) == 1

    async def test_a_restart_is_a_gap(self) -> None:
        async with FakeBus() as bus, bus.subscribe("topology.*.status") as events:
            bus.restart()
            await settled()
            assert not bus.connected
            await passed(0.1)
            await bus.publish("topology.t1.status", STATUS)
            event = await anext(events)
            assert event.gap is not None and event.gap.reason == "restart"

    async def test_limits_make_an_overflow_cheap(self) -> None:
        async with FakeBus(limits=Limits(queue_events=4)) as bus, bus.another() as slow:
            async with slow.subscribe("topology.*.status") as events:
                bus.stall(slow)
                for number in range(3_000):
                    await bus.publish("topology.t1.status", {"state": str(number), "reason": "x" * 1_000})
                await bus.flush()
                bus.resume(slow)
                received = [await anext(events)]
                while received[-1].payload["state"] != "2999":
                    received.append(await anext(events))
                lost = sum(event.gap.count or 0 for event in received if event.gap is not None)
                assert len(received) + lost == 3_000
                assert lost > 0


async def test_async_with_connects_and_closes() -> None:
    async with get_bus(env=FAKE) as bus:
        assert bus.connected
    assert not bus.connected
    with pytest.raises(BusError):
        async with get_bus(env={}, socket="/nonexistent/bus.sock"):
            pass


async def test_what_the_bus_says_goes_to_its_logger(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("worker")
    async with get_bus(env={}, socket="/nonexistent/bus.sock", wait_for_bus=True, logger=logger) as bus:
        assert not bus.connected
    assert [record.name for record in caplog.records] == ["worker"]
