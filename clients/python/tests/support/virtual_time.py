"""A loop in which time passes when nothing else can happen, and at once. For what goes over memory: a real socket would need real time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Iterator
from typing import Any

import pytest


class _JumpingSelector(selectors.SelectSelector):
    """Waits for nothing: the clock is set to where the wait would have ended."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is not None and timeout > 0:
            self.now += timeout
        # None = there is nothing to wait for, and somebody waits all the same: a test that hangs shall hang visibly.
        return super().select(0 if timeout is not None else None)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


@pytest.fixture
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Import it into a module to have its tests run in virtual time."""
    loop = VirtualTimeLoop()
    yield loop
    loop.close()


async def passed(seconds: float) -> None:
    await asyncio.sleep(seconds)


def now() -> float:
    return asyncio.get_running_loop().time()
