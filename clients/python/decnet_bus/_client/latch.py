"""Something that will be the case, once and for good, or never; and whoever waits for it. Needs no event loop before somebody does."""

from __future__ import annotations

import asyncio

from ..errors import BusError, anew


class Latch:
    def __init__(self) -> None:
        self._settled = False
        self._error: BusError | None = None
        self._settling: asyncio.Future[None] | None = None

    @property
    def settled(self) -> bool:
        return self._settled

    @property
    def settling(self) -> asyncio.Future[None]:
        """Done when it is settled, whichever way. All share it: not to be awaited but by `asyncio.wait`, which does not cancel it."""
        if self._settling is None:
            self._settling = asyncio.get_running_loop().create_future()
            if self._settled:
                self._settling.set_result(None)
        return self._settling

    def open(self) -> None:
        """It is the case. What comes later has no effect."""
        self._settle(None)

    def fail(self, error: BusError) -> None:
        """It never will be."""
        self._settle(error)

    async def wait(self) -> None:
        """Returns when it is the case; raises why it never will be."""
        if not self._settled:
            await asyncio.wait({self.settling})
        if self._error is not None:
            raise anew(self._error)

    def _settle(self, error: BusError | None) -> None:
        if self._settled:
            return
        self._settled = True
        self._error = error
        if self._settling is not None:
            self._settling.set_result(None)
