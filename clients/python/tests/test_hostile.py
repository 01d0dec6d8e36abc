"""A broker that is broken, or is none. Nothing that it sends may raise in a worker, hang it, or grow it; the bus tells why, and comes back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decnet_bus import Bus, BusError
from decnet_bus._gen.decnet.bus.v1.code_pb2 import (
    CODE_INVALID_PATTERN,
    CODE_SHUTDOWN,
)
from decnet_bus._gen.decnet.bus.v1.frame_pb2 import (
    Dropped,
    DroppedTopic,
    Event,
    Goodbye,
    Hello,
    Ping,
    Pong,
    Result,
    Status,
    StatusRequest,
    Subscribe,
    Welcome,
)

from .support.numbers import settled, take
from .support.script import Peer, Script, delimited, frame_bytes, status_event
from .support.virtual_time import VirtualTimeLoop, event_loop

__all__ = ["event_loop"]

SOUND = status_event().SerializeToString()


def event_frame(body: bytes) -> bytes:
    return delimited(b"\x2a" + delimited(body))


HOSTILE: list[tuple[str, str, bytes]] = [
    ("a frame over the limit", "FRAME_TOO_LARGE", b"\xff\xff\xff\x7f"),
    ("a size without an end", "PROTOCOL_ERROR", b"\xff\xff\xff\xff\xff\xff"),
    ("a frame that is no protobuf", "PROTOCOL_ERROR", delimited(b"\xff\xff\xff")),
    ("a frame with two fields", "PROTOCOL_ERROR", delimited(b"\x42\x00\x4a\x00")),
    ("a kind in another wire type", "PROTOCOL_ERROR", delimited(b"\x40\x01")),
    ("a group", "PROTOCOL_ERROR", delimited(b"\x43\x44")),
    ("an answer that is no protobuf", "PROTOCOL_ERROR", delimited(b"\x3a\x02\x08\xff")),
    ("a Welcome of text that is not UTF-8", "PROTOCOL_ERROR", delimited(b"\x12\x03\x12\x01\xff")),
    ("an event without a topic", "PROTOCOL_ERROR", event_frame(b"\x12\x01a")),
    ("an event with two topics", "PROTOCOL_ERROR", event_frame(b"\x0a\x01a\x0a\x01b")),
    ("an event with an empty topic", "PROTOCOL_ERROR", event_frame(b"\x0a\x00")),
    ("an event whose topic is a pattern", "PROTOCOL_ERROR", event_frame(Event(topic="topology.*").SerializeToString())),
    ("an event whose topic has a space", "PROTOCOL_ERROR", event_frame(Event(topic="a. ").SerializeToString())),
    ("an event whose topic is too long", "PROTOCOL_ERROR", event_frame(Event(topic="a" * 256).SerializeToString())),
    ("an event whose topic is not UTF-8", "PROTOCOL_ERROR", event_frame(b"\x0a\x01\xff")),
    ("an event whose source is not UTF-8", "PROTOCOL_ERROR", event_frame(b"\x0a\x01a\x22\x01\xff")),
    ("an event with a field in another wire type", "PROTOCOL_ERROR", event_frame(b"\x0a\x01a\x20\x01")),
    ("an event that is cut off", "PROTOCOL_ERROR", event_frame(SOUND[:-1])),
    ("an event with a group", "PROTOCOL_ERROR", event_frame(b"\x0a\x01a\x4b\x4c")),
    ("a text of another protocol", "PROTOCOL_ERROR", b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"x" * 100),
]


@pytest.mark.parametrize(("code", "data"), [pytest.param(code, data, id=what) for what, code, data in HOSTILE])
async def test_what_is_not_this_protocol_ends_the_connection_and_the_next_one_is_made(code: str, data: bytes) -> None:
    script = Script()
    bus, peer = await script.connected()
    events = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    await events.ready()
    flushing = asyncio.create_task(bus.flush())
    peer.send(event=status_event())
    peer.send_raw(data)
    peer.send(event=status_event())
    with pytest.raises(BusError) as caught:
        await flushing
    assert caught.value.code == code
    assert "not this protocol" in str(caught.value)
    await peer.gone()
    peer = await script.peer(1)
    await peer.welcome()
    await peer.grant_subscribe()
    peer.send(event=status_event())
    first, second = await take(events, 2)
    # Nothing of what came behind it.
    assert (first.gap, second.gap and second.gap.reason) == (None, "reconnect")
    assert bus.stats().received == 2
    await bus.close()


IGNORED: list[tuple[str, bytes]] = [
    ("an empty frame", b"\x00"),
    ("a kind of a newer broker", delimited(b"\xa2\x06\x03abc")),
    ("a kind that says nothing to a client", frame_bytes(subscribe=Subscribe(ref=1, pattern="a"))),
    ("a Hello", frame_bytes(hello=Hello(client_name="x"))),
    ("a question for the status", frame_bytes(status_request=StatusRequest(ref=1))),
    ("a status that nobody asked for", frame_bytes(status=Status(ref=1))),
    ("a second Welcome", frame_bytes(welcome=Welcome(protocol=9, bus_id="other"))),
    (
        "an answer that nobody asked for",
        frame_bytes(result=Result(ref=77, code=CODE_INVALID_PATTERN)) + frame_bytes(pong=Pong(ref=77)),
    ),
    ("an answer with no ref", frame_bytes(result=Result()) + frame_bytes(pong=Pong())),
    ("a loss of nothing", frame_bytes(dropped=Dropped())),
    ("a loss of other topics", frame_bytes(dropped=Dropped(count=1, topics=[DroppedTopic(topic="x", count=1)]))),
    (
        "a loss of a topic that is none",
        frame_bytes(dropped=Dropped(count=1, topics=[DroppedTopic(topic="..*", count=1)])),
    ),
]


@pytest.mark.parametrize("data", [pytest.param(data, id=what) for what, data in IGNORED])
async def test_what_says_nothing_to_a_client_is_ignored(data: bytes) -> None:
    bus, peer = await Script().connected()
    events = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    await events.ready()
    bus_id = bus.stats().bus_id
    peer.send_raw(data)
    peer.send(event=status_event())
    [event] = await take(events, 1)
    assert event.gap is None
    assert bus.connected
    assert bus.stats().bus_id == bus_id
    await bus.close()


async def test_an_event_of_a_newer_schema_keeps_what_is_known_of_it() -> None:
    bus, peer = await Script().connected()
    events = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    payload = b"\x0a\x06active" + b"\x7a\x03new"
    peer.send_raw(event_frame(status_event(payload=payload).SerializeToString() + b"\xa2\x01\x03new"))
    [event] = await take(events, 1)
    assert (event.payload, event.type, event.source) == ({"state": "active", "reason": ""}, "status", "script")
    await bus.close()


async def test_fields_in_another_order_are_read() -> None:
    bus, peer = await Script().connected()
    events = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    peer.send_raw(event_frame(b"\x31" + (5).to_bytes(8, "little") + b"\x22\x01s" + b"\x0a\x12topology.t1.status"))
    [event] = await take(events, 1)
    assert (event.source, event.published_at_ns, event.id) == ("s", 5, b"")
    await bus.close()


UNDECODABLE = [
    {"payload": b"\xff"},
    {"payload": b"\x0a\x01\xff"},
    {"payload": b"\x00\x0a"},
    {"payload": b"\x0a\x01a\x0c\x0a\x01b"},
    {"payload_type": "google.protobuf.Struct"},
    {"payload_type": "other"},
]


@pytest.mark.parametrize("fields", UNDECODABLE)
async def test_a_payload_that_cannot_be_decoded_is_a_gap_of_the_next_event(fields: dict[str, Any]) -> None:
    bus, peer = await Script().connected()
    heard: list[Any] = []
    gaps: list[Any] = []
    events = bus.subscribe("topology.*.status", on_gap=gaps.append)
    bus.subscribe("topology.*.status", on_event=heard.append)
    await peer.grant_subscribe()
    peer.send(event=status_event(**fields))
    peer.send(event=status_event())
    [event] = await take(events, 1)
    for gap in (event.gap, heard[0].gap, *gaps):
        assert (gap.reason, gap.count, gap.topics) == ("decode", 1, {"topology.t1.status": 1})
    assert (len(heard), len(gaps), events.dropped) == (1, 1, 1)
    assert bus.connected
    await bus.close()


async def test_a_ping_is_answered() -> None:
    bus, peer = await Script().connected()
    peer.send(ping=Ping(ref=4_000_000_000))
    assert (await peer.next("pong")).ref == 4_000_000_000
    await bus.close()


async def test_a_broker_that_asks_without_end_and_reads_no_answer_is_left() -> None:
    script = Script()
    bus, peer = await script.connected()
    script.transports[1].hold()
    ping = frame_bytes(ping=Ping(ref=4_000_000_000))
    for _ in range(60):
        peer.send_raw(ping * 10_000)
        await settled()
        if not bus.connected:
            break
    assert not bus.connected
    assert "does not read what it is asked" in script.logged[0]
    await bus.close()


async def test_a_burst_in_one_chunk_is_no_loss_for_a_consumer_that_keeps_up() -> None:
    bus, peer = await Script().connected()
    events = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    received: list[Any] = []

    async def consume() -> None:
        async for event in events:
            received.append(event)

    task = asyncio.create_task(consume())
    await settled()
    peer.send_raw(event_frame(SOUND) * 10_000)
    await settled()
    assert len(received) == 10_000
    assert events.dropped == 0
    await bus.close()
    await task


async def test_one_who_only_listens_does_not_hold_up_a_goodbye() -> None:
    script = Script()
    bus, peer = await script.connected()
    bus.subscribe("topology.*.status", on_event=lambda _: None)
    await peer.grant_subscribe()
    peer.send_raw(event_frame(SOUND) * 5_000 + frame_bytes(goodbye=Goodbye(code=CODE_SHUTDOWN, detail="bye")))
    await settled()
    assert bus.stats().received == 5_000
    assert not bus.connected
    await bus.close()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.binary(max_size=80), max_size=6), st.booleans(), st.booleans())
def test_no_bytes_raise_anywhere_and_the_bus_can_always_be_closed(
    chunks: list[bytes], framed: bool, welcomed: bool
) -> None:
    async def play() -> None:
        raised: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: raised.append(context))
        script = Script()
        bus: Bus = script.bus(wait_for_bus=True)
        connecting = asyncio.create_task(bus.connect())
        peer: Peer = await script.peer(0)
        events = bus.subscribe("topology.>")
        if welcomed:
            await peer.welcome()
        for chunk in chunks:
            if not peer.lost:
                peer.send_raw(delimited(chunk) if framed else chunk)
            await settled()
        closing = asyncio.create_task(bus.close())
        await asyncio.wait({closing, connecting})
        connecting.exception()
        assert [event async for event in events] == []
        assert raised == []

    loop = VirtualTimeLoop()
    loop.run_until_complete(play())
    loop.close()
