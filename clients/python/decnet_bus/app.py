"""One bus for the whole process, for request handlers that must not open a socket each. A failure is remembered: the process stays healthy
without a bus, and does not try again with every request."""

from __future__ import annotations

import asyncio
import logging
import os
from functools import partial
from typing import Any

from ._client.given import check_seconds
from .bus import Bus
from .config import bus_enabled
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


async def get_app_bus(*, retry_after_s: float | None = None, **options: Any) -> Bus | None:
    """The process's shared, connected bus; None if the bus is disabled, or was down at the first call.

    Concurrent first calls share one attempt, and `options`, those of `get_bus`, count for that one alone. Once connected it stays the
    same bus, and comes back by itself. Never raises. After a failure, the first call that comes `retry_after_s` later tries again;
    by default none does, for the life of the process.
    """
    global _shared
    loop = asyncio.get_running_loop()
    shared = _shared
    if shared is None or not shared.serves(loop):
        shared = _shared = _Shared(loop, loop.create_task(_connect(retry_after_s, options)))
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


async def _connect(retry_after_s: float | None, options: dict[str, Any]) -> Bus | None:
    env = options.get("env")
    try:
        if retry_after_s is not None:
            check_seconds("retry_after_s", retry_after_s)
        if not bus_enabled(os.environ if env is None else env):
            return None
        return await get_bus(**options).connect()
    except Exception as error:  # noqa: BLE001
        logger: logging.Logger = options.get("logger") or _LOGGER
        logger.warning("%s", error)
        return None
