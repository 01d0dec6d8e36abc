"""Where a behaviour is played: a host with a bus on it, whatever carries that bus. One implementation for each."""

from __future__ import annotations

import asyncio
import logging
import signal
from abc import ABC, abstractmethod
from collections.abc import Callable

from decnet_bus import Bus, get_bus
from decnet_bus._client.connected_bus import ConnectedBus
from decnet_bus._client.connection import ClientConnection
from decnet_bus._client.hello import hello_of
from decnet_bus._client.link_keeper import LinkOptions
from decnet_bus._client.unix import connect_unix
from decnet_bus.fake import FakeBus, Limits

from ..support.daemon import Daemon
from ..support.numbers import settled


class Stage(ABC):
    has_broker = True

    def __init__(self) -> None:
        self.buses: list[Bus] = []

    async def begin(self) -> None:
        pass

    @abstractmethod
    def bus(self, *, client_name: str = "", no_echo: bool = False, wait_for_bus: bool = False) -> Bus:
        """A bus, not connected yet; closed with the stage."""

    @abstractmethod
    async def start(self) -> None:
        """The broker is there again, after `kill` or `stop`."""

    @abstractmethod
    async def kill(self) -> None:
        """The broker is gone, without a word."""

    @abstractmethod
    async def stop(self) -> None:
        """The broker is asked to end, says Goodbye, and is gone."""

    @abstractmethod
    def freeze(self) -> None:
        """The broker does nothing any more, until `thaw`; its connections stay."""

    @abstractmethod
    def thaw(self) -> None:
        ...

    @abstractmethod
    def cut(self) -> None:
        """All connections break; the broker lives."""

    @abstractmethod
    def hold(self, bus: Bus) -> None:
        """What comes for that bus is not read, until `release`."""

    @abstractmethod
    def release(self, bus: Bus) -> None:
        ...

    async def end(self) -> None:
        await asyncio.gather(*(bus.close() for bus in self.buses))


# A daemon that nothing was done to: the next test can have it.
_idle: Daemon | None = None


class UnixStage(Stage):
    def __init__(self, queue_events: int | None = None) -> None:
        super().__init__()
        self._flags = () if queue_events is None else ("--queue-events", str(queue_events))
        self._daemon = Daemon(*self._flags)
        self._untouched = queue_events is None
        self._connections: dict[Bus, ClientConnection] = {}

    async def begin(self) -> None:
        global _idle
        if self._untouched and _idle is not None:
            self._daemon.remove()
            self._daemon, _idle = _idle, None
            return
        self._daemon.start()

    def bus(self, *, client_name: str = "", no_echo: bool = False, wait_for_bus: bool = False) -> Bus:
        async def open_(protocol: Callable[[], asyncio.Protocol]) -> None:
            def remembered() -> asyncio.Protocol:
                connection = protocol()
                assert isinstance(connection, ClientConnection)
                self._connections[bus] = connection
                return connection

            await connect_unix(self._daemon.socket, remembered)

        hello = hello_of(client_name, no_echo=no_echo)
        bus = ConnectedBus(LinkOptions(hello, open_, wait_for_bus=wait_for_bus), logging.getLogger("decnet_bus"))
        self.buses.append(bus)
        return bus

    async def start(self) -> None:
        self._untouched = False
        self._daemon.start()

    async def kill(self) -> None:
        self._untouched = False
        self._daemon.end(signal.SIGKILL)

    async def stop(self) -> None:
        self._untouched = False
        await asyncio.to_thread(self._daemon.end, signal.SIGTERM)

    def freeze(self) -> None:
        self._untouched = False
        self._daemon.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._daemon.send(signal.SIGCONT)

    def cut(self) -> None:
        for connection in self._connections.values():
            _transport(connection).abort()

    def hold(self, bus: Bus) -> None:
        _transport(self._connections[bus]).pause_reading()

    def release(self, bus: Bus) -> None:
        _transport(self._connections[bus]).resume_reading()

    async def end(self) -> None:
        global _idle
        # A daemon that is still frozen would hold up whoever closes; one that is killed does not.
        if not self._untouched:
            self._daemon.end()
        await super().end()
        if self._untouched and _idle is None:
            _idle = self._daemon
        else:
            self._daemon.remove()


def remove_idle_daemon() -> None:
    global _idle
    if _idle is not None:
        _idle.remove()
        _idle = None


def _transport(connection: ClientConnection) -> asyncio.Transport:
    assert connection._transport is not None
    return connection._transport


class FakeStage(Stage):
    def __init__(self, queue_events: int | None = None) -> None:
        super().__init__()
        self._fake = FakeBus(limits=Limits() if queue_events is None else Limits(queue_events=queue_events))

    def bus(self, *, client_name: str = "", no_echo: bool = False, wait_for_bus: bool = False) -> Bus:
        return self._fake.another(client_name=client_name, no_echo=no_echo, wait_for_bus=wait_for_bus)

    async def start(self) -> None:
        self._fake.up()

    async def kill(self) -> None:
        self._fake.down()

    async def stop(self) -> None:
        self._fake.down(goodbye=True)
        # The Goodbye is read in this turn.
        await settled()

    def freeze(self) -> None:
        self._fake.stall()

    def thaw(self) -> None:
        self._fake.resume()

    def cut(self) -> None:
        self._fake.cut()

    def hold(self, bus: Bus) -> None:
        self._fake.stall(bus)

    def release(self, bus: Bus) -> None:
        self._fake.resume(bus)

    async def end(self) -> None:
        await self._fake.close()


class NullStage(Stage):
    """DECNET_BUS_ENABLED=false."""

    has_broker = False

    def bus(self, *, client_name: str = "", no_echo: bool = False, wait_for_bus: bool = False) -> Bus:
        bus = get_bus(
            client_name=client_name, no_echo=no_echo, wait_for_bus=wait_for_bus, env={"DECNET_BUS_ENABLED": "false"}
        )
        self.buses.append(bus)
        return bus

    async def start(self) -> None:
        raise NotImplementedError

    kill = stop = start

    def freeze(self) -> None:
        raise NotImplementedError

    thaw = cut = freeze

    def hold(self, bus: Bus) -> None:
        raise NotImplementedError

    release = hold
