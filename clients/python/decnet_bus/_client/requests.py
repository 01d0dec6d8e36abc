"""Questions that wait for their answer, by ref: Subscribe and Unsubscribe for a Result, Ping for a Pong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ..errors import BusError

_LAST_REF = 0xFFFF_FFFF


class Requests:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pending: dict[int, asyncio.Future[None]] = {}
        self._last_ref = 0
        self._failed: BusError | None = None

    def ask(self, ask: Callable[[int], None]) -> asyncio.Future[None]:
        """Gives `ask` a fresh ref. The future is done when it is answered, and fails with the refusal; nobody has to look at it."""
        future: asyncio.Future[None] = self._loop.create_future()
        # Looked at, as far as asyncio is concerned: what is not awaited is no mistake.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        if self._failed is not None:
            future.set_exception(self._failed)
            return future
        # 32 bits on the wire; 0 is left out so that a ref that was never set answers nothing.
        self._last_ref = self._last_ref % _LAST_REF + 1
        self._pending[self._last_ref] = future
        ask(self._last_ref)
        return future

    def settle(self, ref: int, refusal: BusError | None = None) -> None:
        """An answer came; one that nobody asked for is ignored."""
        future = self._pending.pop(ref, None)
        if future is None or future.done():
            return
        if refusal is None:
            future.set_result(None)
        else:
            future.set_exception(refusal)

    def fail_all(self, error: BusError) -> None:
        """No answer will come any more."""
        self._failed = self._failed or error
        pending, self._pending = self._pending, {}
        for future in pending.values():
            if not future.done():
                future.set_exception(error)
