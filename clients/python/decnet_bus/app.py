"""One bus for the whole process, for request handlers that must not open a socket each. A failure is remembered: the process stays healthy
without a bus, and does not try again with every request."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from functools import partial

from ._client.given import check_seconds
from .bus import Bus
from .config import Environment, bus_enabled
from .factory import get_bus

__all__ = ["close_app_bus", "get_app_bus"]

_LOGGER = logging.getLogger("decnet_bus")


class _Shared:
    """The bus of one event loop: another loop, as each test has, cannot use its connection."""

    def __init__(self, loop: asyncio.AbstractEventLoop, bus: asyncio.Task[Bus | None]) -> None:
        self.loop = loop
        self.bus = bus
        # When a call may try again; never while it is None.
        self._retry_at: float | None = None

    def serves(self, loop: asyncio.AbstractEventLoop) -> bool:
        return self.loop is loop and (self._retry_at is None or loop.time() < self._retry_at)

    def plan_retry(self, after_s: float, done: asyncio.Task[Bus | None]) -> None:
        if not done.cancelled() and done.result() is None:
            self._retry_at = self.loop.time() + after_s


_shared: _Shared | None = None


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
    the same bus, and comes back by itself. Never raises; `logger` hears once that there is no bus. After a failure, the first call that
    comes `retry_after_s` later tries again; by default none does, for the life of the process.
    """
    global _shared
    loop = asyncio.get_running_loop()
    shared = _shared
    if shared is None or not shared.serves(loop):
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
        shared = _shared = _Shared(loop, loop.create_task(_connect(make, env, logger, retry_after_s)))
        if retry_after_s is not None:
            shared.bus.add_done_callback(partial(shared.plan_retry, retry_after_s))
    return await asyncio.shield(shared.bus)


async def close_app_bus() -> None:
    """Closes the shared bus, if there is one, and forgets a failure: the next `get_app_bus` tries anew. Idempotent."""
    global _shared
    closing, _shared = _shared, None
    if closing is None or closing.loop is not asyncio.get_running_loop():
        return
    bus = await asyncio.shield(closing.bus)
    if bus is not None:
        await bus.close()


async def _connect(
    make: Callable[[], Bus], env: Environment | None, logger: logging.Logger, retry_after_s: float | None
) -> Bus | None:
    try:
        if retry_after_s is not None:
            check_seconds("retry_after_s", retry_after_s)
        if not bus_enabled(os.environ if env is None else env):
            return None
        return await make().connect()
    except Exception as error:  # noqa: BLE001
        logger.warning("%s", error)
        return None
