"""Loops that wait for an event. Several share the events between them: each wake is for one of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class Waiters:
    """`work_left` says whether there is something to look at."""

    def __init__(self, work_left: Callable[[], bool]) -> None:
        self._work_left = work_left
        self._futures: deque[asyncio.Future[None]] = deque()

    def __bool__(self) -> bool:
        return bool(self._futures)

    async def wait(self) -> None:
        """Returns when it was woken."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._futures.append(future)
        try:
            await future
        except asyncio.CancelledError:
            if future in self._futures:
                self._futures.remove(future)
            elif self._work_left():
                # It was woken for something that it will not take.
                self.wake_one()
            raise

    def wake_one(self) -> None:
        while self._futures:
            future = self._futures.popleft()
            if not future.done():
                future.set_result(None)
                return

    def wake_all(self) -> None:
        while self._futures:
            self.wake_one()
