"""A broker that refuses, or takes its time: what connecting to it, subscribing, and publishing make of that."""

from __future__ import annotations

import asyncio

import pytest

from decnet_bus import BusError
from decnet_bus._gen.decnet.bus.v1.code_pb2 import CODE_SHUTDOWN, CODE_TOO_MANY_CONNECTIONS, CODE_TOO_MANY_PATTERNS
from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Goodbye, Result, Welcome

from .support.numbers import take
from .support.script import Script, frame_bytes, status_event
from .support.virtual_time import event_loop, now

__all__ = ["event_loop"]


REFUSALS: list[tuple[str, str, bytes]] = [
    (
        "it refuses",
        "TOO_MANY_CONNECTIONS",
        frame_bytes(goodbye=Goodbye(code=CODE_TOO_MANY_CONNECTIONS, detail="no room")),
    ),
    ("it speaks another version", "UNSUPPORTED_PROTOCOL", frame_bytes(welcome=Welcome(protocol=2))),
    ("it says a code of a newer version", "INTERNAL", frame_bytes(goodbye=Goodbye(code=63))),  # type: ignore[arg-type]
    ("it says Goodbye without a reason", "UNAVAILABLE", frame_bytes(goodbye=Goodbye())),
    ("it is no bus", "PROTOCOL_ERROR", b"SSH-2.0-OpenSSH\r\n" + b"\x80" * 90),
]


@pytest.mark.parametrize(("code", "data"), [pytest.param(code, data, id=what) for what, code, data in REFUSALS])
async def test_connect_raises_when(code: str, data: bytes) -> None:
    script = Script()
    connecting = asyncio.create_task(script.bus().connect())
    peer = await script.peer(0)
    await peer.next("hello")
    peer.send_raw(data)
    with pytest.raises(BusError) as caught:
        await connecting
    assert caught.value.code == code
    await peer.gone()


async def test_connect_raises_when_it_hangs_up() -> None:
    script = Script()
    connecting = asyncio.create_task(script.bus().connect())
    peer = await script.peer(0)
    assert peer.transport is not None
    peer.transport.close()
    with pytest.raises(BusError) as caught:
        await connecting
    assert caught.value.code == "UNAVAILABLE"


async def test_connect_raises_when_it_takes_the_connection_and_says_nothing_for_five_seconds() -> None:
    script = Script()
    connecting = asyncio.create_task(script.bus().connect())
    peer = await script.peer(0)
    for _ in range(3):
        peer.send(event=status_event())
    with pytest.raises(BusError, match="does it hang") as caught:
        await connecting
    assert caught.value.code == "UNAVAILABLE"
    assert now() == pytest.approx(5, abs=0.1)


async def test_a_welcome_and_a_goodbye_in_one_chunk() -> None:
    script = Script()
    connecting = asyncio.create_task(script.bus().connect())
    peer = await script.peer(0)
    welcome = frame_bytes(welcome=Welcome(protocol=1, bus_id="b", max_frame_bytes=1 << 20))
    peer.send_raw(welcome + frame_bytes(goodbye=Goodbye(code=CODE_SHUTDOWN, detail="bye")))
    with pytest.raises(BusError) as caught:
        await connecting
    assert caught.value.code == "SHUTDOWN"


async def test_a_refused_pattern_ends_its_subscription_and_entering_it_raises() -> None:
    bus, peer = await Script().connected()
    other = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    events = bus.subscribe("decky.>")

    async def enter() -> None:
        async with events:
            pytest.fail("it was refused")

    entering = asyncio.create_task(enter())
    asked = await peer.next("subscribe")
    peer.send(result=Result(ref=asked.ref, code=CODE_TOO_MANY_PATTERNS, detail="a connection may have 1 pattern"))
    with pytest.raises(BusError) as caught:
        await entering
    assert caught.value.code == "TOO_MANY_PATTERNS"
    assert [event async for event in events] == []
    assert bus.stats().subscriptions == 1
    peer.send(event=status_event())
    await take(other, 1)
    await bus.close()


async def test_entering_a_subscription_on_a_bus_that_hangs_takes_five_seconds_and_no_more() -> None:
    bus, _ = await Script().connected()
    async with bus.subscribe("topology.*.status") as events:
        assert now() == pytest.approx(5, abs=0.1)
        assert events.dropped == 0
    # It does not confirm the end either.
    assert now() == pytest.approx(10, abs=0.1)
    await bus.close()


async def test_limits_of_the_welcome_count() -> None:
    script = Script()
    connecting = asyncio.create_task(script.bus().connect())
    peer = await script.peer(0)
    await peer.welcome(max_frame_bytes=200)
    bus = await connecting
    with pytest.raises(BusError) as caught:
        await bus.publish("topology.t1.status", {"state": "x" * 200})
    assert caught.value.code == "EVENT_TOO_LARGE"
    assert await bus.publish("topology.t1.status", {"state": "x"})
    await peer.next("event")
    peer.send(event=status_event(payload=b"\x0a\x7f" + b"x" * 127 + b"\x12\x40" + b"y" * 64))
    await peer.gone()
    await bus.close()
