"""Work that several wait for together. One who is cancelled leaves it to the others; with the last of them it is cancelled, too."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class SharedTask:
    def __init__(self, work: Coroutine[Any, Any, None]) -> None:
        self.task = asyncio.create_task(work)
        self._waiting = 0
        # Whoever waits has it; that nobody waits any more is no mistake.
        self.task.add_done_callback(lambda done: done.cancelled() or done.exception())

    @property
    def joinable(self) -> bool:
        """It is under way, and nobody has given it up."""
        return not self.task.done() and not self.task.cancelling()

    async def wait(self) -> None:
        """Returns when the work has come to its end, whichever that is."""
        self._waiting += 1
        try:
            await asyncio.wait({self.task})
        finally:
            self._waiting -= 1
            if self._waiting == 0:
                self.task.cancel()
