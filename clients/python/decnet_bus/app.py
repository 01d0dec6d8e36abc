"""One bus for the whole process, for request handlers that must not open a socket each. A failure is remembered: the process stays healthy
without a bus, and does not try again with every request."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from functools import partial
from typing import Final

from ._client.calm_log import CalmLog
from ._client.given import check_seconds
from ._client.no_bus_error import no_bus_warning
from .bus import Bus
from .config import Environment, bus_enabled
from .factory import get_bus

__all__ = ["close_app_bus", "get_app_bus"]

_LOGGER = logging.getLogger("decnet_bus")


class _Shared:
    """The bus of one event loop. `log` has heard what the last failure was: the next one may be the same."""

    def __init__(self, bus: asyncio.Task[Bus | None], log: CalmLog) -> None:
        self.bus = bus
        self.log = log
        # When a call may try again; never while it is None.
        self._retry_at: float | None = None

    @property
    def counts(self) -> bool:
        return self._retry_at is None or self.bus.get_loop().time() < self._retry_at

    def plan_retry(self, after_s: float, done: asyncio.Task[Bus | None]) -> None:
        if not done.cancelled() and done.result() is None:
            self._retry_at = done.get_loop().time() + after_s


# A bus cannot be used from another loop, as each test has, and some threads.
_shared: Final[dict[asyncio.AbstractEventLoop, _Shared]] = {}


async def get_app_bus(
    *,
    client_name: str = "",
    socket: str | os.PathLike[str] | None = None,
    env: Environment | None = None,
    wait_for_bus: bool = False,
    reconnect: bool = True,
    no_echo: bool = False,
    logger: logging.Logger = _LOGGER,
    retry_after_s: float | None = None,
) -> Bus | None:
    """The process's shared, connected bus; None if the bus is disabled, or was down at the first call.

    Concurrent first calls share one attempt, and the options, those of `get_bus`, count for that one alone. Once connected it stays
    the same bus, and comes back by itself; if somebody closes it, it is closed for all, and the next call makes another. Where there are
    several event loops, each has its own. Never raises; `logger` hears once that there is no bus, however often it is tried again. After
    a failure, the first call that comes `retry_after_s` later tries again; by default none does, for the life of the process.
    """
    loop = asyncio.get_running_loop()
    shared = _shared.get(loop)
    if shared is None or not shared.counts:
        make = partial(
            get_bus,
            client_name=client_name,
            socket=socket,
            env=env,
            wait_for_bus=wait_for_bus,
            reconnect=reconnect,
            no_echo=no_echo,
            logger=logger,
        )
        log = shared.log if shared is not None and shared.log.logger is logger else CalmLog(logger)
        shared = _Shared(loop.create_task(_connect(make, env, log, retry_after_s)), log)
        _forget_closed_loops()
        _shared[loop] = shared
        shared.bus.add_done_callback(partial(_share_until_closed, shared))
        if retry_after_s is not None:
            shared.bus.add_done_callback(partial(shared.plan_retry, retry_after_s))
    # One who is cancelled leaves it to the others.
    return await asyncio.shield(shared.bus)


async def close_app_bus() -> None:
    """Closes the shared bus of this event loop, if there is one, and forgets a failure: the next `get_app_bus` tries anew. Idempotent."""
    closing = _shared.pop(asyncio.get_running_loop(), None)
    if closing is not None:
        # Closed all the same if it is cancelled: nobody else could.
        await asyncio.shield(asyncio.ensure_future(_close(closing.bus)))


async def _connect(
    make: Callable[[], Bus], env: Environment | None, log: CalmLog, retry_after_s: float | None
) -> Bus | None:
    try:
        if retry_after_s is not None:
            check_seconds("retry_after_s", retry_after_s)
        if not bus_enabled(os.environ if env is None else env):
            return None
        bus = await make().connect()
    except Exception as error:  # noqa: BLE001
        log.warning(no_bus_warning(error))
        return None
    if log.has_warned:
        log.info("bus: connected")
    return bus


def _share_until_closed(shared: _Shared, done: asyncio.Task[Bus | None]) -> None:
    """A bus that one of its users has closed is no longer shared."""
    bus = None if done.cancelled() else done.result()
    if bus is None:
        return
    close = bus.close

    async def close_and_forget() -> None:
        loop = done.get_loop()
        if _shared.get(loop) is shared:
            del _shared[loop]
        await close()

    setattr(bus, "close", close_and_forget)


async def _close(attempt: asyncio.Task[Bus | None]) -> None:
    bus = await attempt
    if bus is not None:
        await bus.close()


def _forget_closed_loops() -> None:
    for ended in [loop for loop in list(_shared) if loop.is_closed()]:
        _shared.pop(ended, None)
