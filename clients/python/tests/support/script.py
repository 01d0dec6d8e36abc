"""A broker that a test plays: what a client says comes to the test, and what it is told is what the test says. Raw bytes, too."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from decnet_bus import Bus, BusError, ErrorCode
from decnet_bus._broker.memory import MemoryTransport, memory_pair
from decnet_bus._client.connected_bus import ConnectedBus
from decnet_bus._client.hello import hello_of
from decnet_bus._client.link_keeper import LinkOptions
from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Event, Frame, Result, Welcome

from .numbers import PATIENCE_S


def delimited(body: bytes) -> bytes:
    """With its size in front; written here a second time, so that a defect cannot hide in both."""
    size, rest = b"", len(body)
    while rest >= 0x80:
        size += bytes((rest % 0x80 + 0x80,))
        rest //= 0x80
    return size + bytes((rest,)) + body


def frame_bytes(**kind: Any) -> bytes:
    return delimited(Frame(**kind).SerializeToString())


def status_event(topic: str = "topology.t1.status", **fields: Any) -> Event:
    values: dict[str, Any] = {"source": "script", "id": b"123456789012", "published_at": 1_700_000_000_000_000_001}
    return Event(topic=topic, **{**values, **fields})


class Peer(asyncio.Protocol):
    """The broker's end of one connection."""

    def __init__(self) -> None:
        self.inbox: list[Frame] = []
        self.lost = False
        self.transport: asyncio.Transport | None = None
        self._data = b""
        self._changed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (frame := self._next_frame()) is not None:
            self.inbox.append(frame)
        self._changed.set()

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        self._changed.set()

    def _next_frame(self) -> Frame | None:
        for at in range(min(5, len(self._data))):
            if self._data[at] < 0x80:
                size = sum((byte & 0x7F) << 7 * index for index, byte in enumerate(self._data[: at + 1]))
                end = at + 1 + size
                if len(self._data) < end:
                    return None
                body, self._data = self._data[at + 1 : end], self._data[end:]
                return Frame.FromString(body)
        return None

    def send(self, **kind: Any) -> None:
        self.send_raw(frame_bytes(**kind))

    def send_raw(self, data: bytes) -> None:
        assert self.transport is not None
        self.transport.write(data)

    async def next(self, kind: str) -> Any:
        """The next frame, which has to be of that kind."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.inbox:
                self._changed.clear()
                assert not self.lost, f"the client is gone, without {kind}"
                await self._changed.wait()
        frame = self.inbox.pop(0)
        assert frame.WhichOneof("kind") == kind
        return getattr(frame, kind)

    async def gone(self) -> None:
        """Returns when the client has left."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.lost:
                self._changed.clear()
                await self._changed.wait()

    async def welcome(self, **fields: Any) -> None:
        values: dict[str, Any] = {"protocol": 1, "bus_id": "first", "max_frame_bytes": 1 << 20}
        await self.next("hello")
        self.send(welcome=Welcome(**{**values, **fields}))

    async def grant_subscribe(self) -> str:
        """Takes the next Subscribe and says that it is done. Returns the pattern."""
        asked = await self.next("subscribe")
        self.send(result=Result(ref=asked.ref))
        return str(asked.pattern)


class Script:
    """A host whose broker is a test. Connections come in the order in which clients open them."""

    def __init__(self) -> None:
        self.peers: list[Peer] = []
        self.up = True
        self.opened_at: list[float] = []
        self.transports: list[MemoryTransport] = []
        self.logged: list[str] = []

    def bus(
        self, *, wait_for_bus: bool = False, reconnect: bool = True, random: Callable[[], float] = lambda: 1.0
    ) -> Bus:
        logger = logging.Logger("script")
        logger.addHandler(_Handler(self.logged))
        options = LinkOptions(hello_of("test", no_echo=False), self._open, wait_for_bus, reconnect, random)
        return ConnectedBus(options, logger)

    async def connected(self, **options: Any) -> tuple[Bus, Peer]:
        """A bus that was welcomed, and the peer that it talks to."""
        bus = self.bus(**options)
        connecting = asyncio.create_task(bus.connect())
        peer = await self.peer(0)
        await peer.welcome()
        await connecting
        return bus, peer

    async def peer(self, index: int) -> Peer:
        """The peer of the connection with that number, once there is one."""
        async with asyncio.timeout(600):
            while len(self.peers) <= index:
                await asyncio.sleep(0.001)
        return self.peers[index]

    async def _open(self, protocol: Callable[[], asyncio.Protocol]) -> None:
        loop = asyncio.get_running_loop()
        self.opened_at.append(loop.time())
        if not self.up:
            raise BusError(ErrorCode.UNAVAILABLE, "bus: unavailable: nobody there")
        peer = Peer()
        self.transports.extend(memory_pair(loop, protocol(), peer))
        self.peers.append(peer)


async def welcomed(script: Script, index: int, bus_id: str = "first") -> Peer:
    peer = await script.peer(index)
    await peer.welcome(bus_id=bus_id)
    return peer


def lose(peer: Peer) -> None:
    assert peer.transport is not None
    peer.transport.abort()


class _Handler(logging.Handler):
    def __init__(self, into: list[str]) -> None:
        super().__init__()
        self._into = into

    def emit(self, record: logging.LogRecord) -> None:
        self._into.append(record.getMessage())
