"""Something that will be the case, once and for good, or never; and whoever waits for it. Needs no event loop before somebody does."""

from __future__ import annotations

import asyncio


class Latch:
    def __init__(self) -> None:
        self._settled = False
        self._error: BaseException | None = None
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def settled(self) -> bool:
        return self._settled

    def open(self) -> None:
        """It is the case. What comes later has no effect."""
        self._settle(None)

    def fail(self, error: BaseException) -> None:
        """It never will be."""
        self._settle(error)

    async def wait(self) -> None:
        """Returns when it is the case; raises why it never will be."""
        if not self._settled:
            future = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            try:
                await future
            finally:
                if future in self._waiting:
                    self._waiting.remove(future)
        if self._error is not None:
            raise self._error

    def _settle(self, error: BaseException | None) -> None:
        if self._settled:
            return
        self._settled = True
        self._error = error
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)
