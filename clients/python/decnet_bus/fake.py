"""The fake bus for tests: a broker in this process, and one bus, or several, that are connected to it.

It is selected by DECNET_BUS_TYPE=fake, for whatever calls `get_bus`, or made in a fixture:

    @pytest_asyncio.fixture
    async def fake_bus():
        bus = FakeBus()
        await bus.connect()
        yield bus
        await bus.close()

    async def test_the_mutator_says_that_it_applied_a_mutation(fake_bus):
        await run_mutator(fake_bus)
        [applied] = await fake_bus.published("topology.*.mutation.applied", count=1)
        assert applied.payload["op"] == "add_lan"
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Final

from ._broker.broker import Limits
from ._broker.island import Island
from ._client.connected_bus import ConnectedBus
from ._client.deliveries import Deliveries
from ._client.given import check_count, check_pattern, check_seconds
from ._client.hello import hello_of
from ._client.link_keeper import LinkOptions
from .bus import Bus
from .errors import BusError, ErrorCode
from .event import Event

__all__ = ["FakeBus", "Limits"]

_PATIENCE_S: Final = 1.0
_MOST_SHOWN: Final = 20
"""Topics that are shown when others were waited for."""

_LOGGER = logging.getLogger("decnet_bus")


class FakeBus(ConnectedBus):
    """A bus of its own, for one test: events reach the buses of the same island, and nobody else.

    The test gives the worker this bus, or `another()`, can ask what was published, and do to the broker what happens to daemons.
    `limits`: where the broker's differ from the daemon's; `Limits(queue_events=4)` makes an overflow cheap.
    """

    def __init__(
        self, *, client_name: str = "", no_echo: bool = False, wait_for_bus: bool = False, limits: Limits | None = None
    ) -> None:
        self._published = _Published()
        self._island = Island(limits or Limits(), self._published.heard)
        self._members: list[ConnectedBus] = [self]
        super().__init__(self._options(client_name, no_echo, wait_for_bus), _LOGGER)

    def another(self, *, client_name: str = "", no_echo: bool = False, wait_for_bus: bool = False) -> Bus:
        """Another worker on the same island: connect it, use it, close it."""
        bus = ConnectedBus.__new__(ConnectedBus)
        ConnectedBus.__init__(bus, self._options(client_name, no_echo, wait_for_bus, bus), _LOGGER)
        self._members.append(bus)
        return bus

    async def close(self) -> None:
        """Closes this bus, the others, and the island. Idempotent."""
        self.check_home()
        self._island.resume()
        for member in self._members[1:]:
            await member.close()
        await super().close()
        self._published.close()

    async def published(self, pattern: str, *, count: int | None = None, timeout_s: float = _PATIENCE_S) -> list[Event]:
        """What was published on this island so far and matches the pattern, in the order in which the broker read it.

        Events are what a subscription to the pattern would yield. All that was published before the call is in, whichever bus it was.
        With `count` it waits until there are so many, and returns all that there are then. What a stalled broker has not read is not in
        yet. Raises BusError TIMEOUT, which lists what was published instead; CLOSED if the bus is closed while it waits; INVALID_PATTERN,
        INVALID_CONFIG: a mistake in the calling code.
        """
        text, free_form = check_pattern(pattern)
        if count is not None:
            check_count("count", count)
        check_seconds("timeout_s", timeout_s)
        await self._fence()
        if count is not None:
            await self._published.wait_for(text, free_form, count, timeout_s)
        return self._published.matching(text, free_form)

    def stall(self, bus: Bus | None = None) -> None:
        """The broker stops reading and writing, as after SIGSTOP: publishers go on until their own queues are full, nobody gets anything,
        and connections stay. With `bus`, the connection of that one alone: its events wait in the broker's queue, and the oldest go.
        """
        self._island.stall(bus)

    def resume(self, bus: Bus | None = None) -> None:
        """The end of `stall`: everything goes on, or what is that bus's."""
        self._island.resume(bus)

    def cut(self) -> None:
        """All connections break, the broker lives. Buses come back by themselves, with a gap of reason `reconnect`."""
        self._island.cut()

    def restart(self) -> None:
        """The broker is gone without a word, and another one is there at once: a gap of reason `restart`."""
        self._island.down(goodbye=False)
        self._island.up()

    def down(self, *, goodbye: bool = False) -> None:
        """The broker is gone until `up()`, and connect() is refused with UNAVAILABLE. With `goodbye` it says so to all first, as the
        daemon does on SIGTERM; else it is as if it were killed."""
        self._island.down(goodbye=goodbye)

    def up(self) -> None:
        """There is a broker again, after `down()`: another one, so that buses come back with a gap of reason `restart`."""
        self._island.up()

    def _options(self, client_name: str, no_echo: bool, wait_for_bus: bool, owner: object | None = None) -> LinkOptions:
        connect = partial(self._island.connect, owner=owner or self)
        return LinkOptions(hello_of(client_name, no_echo=no_echo), connect, wait_for_bus=wait_for_bus)

    async def _fence(self) -> None:
        """Returns when the broker has read all that was published before, as far as it reads at all."""
        reading = [each for each in self._members if each.connected and not self._island.stalls(each)]
        await asyncio.gather(*(each.flush() for each in reading), return_exceptions=True)


class _Published:
    """What the broker read, kept for tests that ask."""

    def __init__(self) -> None:
        self._events: list[tuple[str, bytes]] = []
        self._changed: list[asyncio.Future[None]] = []
        self._closed = False

    def heard(self, topic: str, event: bytes) -> None:
        self._events.append((topic, event))
        self._wake()

    def close(self) -> None:
        self._closed = True
        self._wake()

    def matching(self, pattern: str, free_form: bool) -> list[Event]:
        """What the client makes of those that it receives it makes of these too."""
        taker = _Taker(pattern, free_form)
        deliveries = Deliveries()
        deliveries.add(taker)
        for _, event in self._events:
            deliveries.deliver(event, 0, len(event))
        return taker.events

    async def wait_for(self, pattern: str, free_form: bool, count: int, timeout_s: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout_s
        while (found := len(self.matching(pattern, free_form))) < count:
            left = until - loop.time()
            if self._closed or left <= 0:
                raise self._complaint(pattern, count, found, timeout_s)
            future: asyncio.Future[None] = loop.create_future()
            self._changed.append(future)
            await asyncio.wait({future}, timeout=left)

    def _complaint(self, pattern: str, count: int, found: int, timeout_s: float) -> BusError:
        when = "before the bus was closed" if self._closed else f"within {timeout_s:g} s"
        topics = [topic for topic, _ in self._events]
        more = f" and {len(topics) - _MOST_SHOWN} more" if len(topics) > _MOST_SHOWN else ""
        said = (
            f"All that was published: {', '.join(topics[:_MOST_SHOWN])}{more}."
            if topics
            else "Nothing was published at all."
        )
        return BusError(
            ErrorCode.CLOSED if self._closed else ErrorCode.TIMEOUT,
            f"{found} of at least {count} events that match {pattern} were published {when}. {said}",
        )

    def _wake(self) -> None:
        changed, self._changed = self._changed, []
        for future in changed:
            if not future.done():
                future.set_result(None)


class _Taker:
    """A recipient that keeps what can be decoded."""

    def __init__(self, pattern: str, free_form: bool) -> None:
        self.pattern = pattern
        self.free_form = free_form
        self.events: list[Event] = []

    def push(self, event: Event) -> None:
        if event._decode():
            self.events.append(event)

    def pass_by(self) -> None:
        pass


# One for each event loop: connections do not reach from one to another, and each test has its own.
_islands: Final[dict[asyncio.AbstractEventLoop, Island]] = {}


async def connect_to_process_fake(protocol: Callable[[], asyncio.Protocol]) -> None:
    """DECNET_BUS_TYPE=fake: all buses that the factory makes in one process, and one loop, share a broker, as they would the daemon."""
    loop = asyncio.get_running_loop()
    island = _islands.get(loop)
    if island is None:
        for ended in [each for each in _islands if each.is_closed()]:
            del _islands[ended]
        island = _islands[loop] = Island(Limits())
    await island.connect(protocol)
