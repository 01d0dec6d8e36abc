"""Where a bus lives: the event loop, and the process, in which it was connected first. Elsewhere it would not work, and say nothing: another
thread does not wake the loop, another loop waits for ever, and in a forked child even closing would end the parent's connection."""

from __future__ import annotations

import asyncio
import os
import threading
from asyncio import _get_running_loop
from typing import Final

_RULE: Final = "A bus belongs to the event loop that it was connected in"


class Home:
    __slots__ = ("_loop", "_process", "_thread")

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = self._process = 0

    def settle(self) -> None:
        """It is here, if it is nowhere yet."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._thread, self._process = threading.get_ident(), os.getpid()

    def leave(self) -> None:
        """What is closed may be asked anywhere."""
        self._loop = None

    def check(self) -> None:
        """Raises RuntimeError, as asyncio does of such a mistake, if this is elsewhere."""
        loop = self._loop
        if loop is not None and _get_running_loop() is not loop:
            self._check_stopped(loop)

    def _check_stopped(self, loop: asyncio.AbstractEventLoop) -> None:
        """Its own thread may use it while the loop stands still, between two runs."""
        if self._process != os.getpid():
            raise RuntimeError(
                f"{_RULE}, and that one is of the process {self._process}: call get_bus() after the fork."
            )
        if loop.is_closed():
            raise RuntimeError(f"{_RULE}, and that one has ended: call get_bus() in each.")
        if _get_running_loop() is not None or self._thread != threading.get_ident():
            raise RuntimeError(
                f"{_RULE}: from elsewhere, use loop.call_soon_threadsafe(bus.publish_nowait, topic, payload) with that loop,"
                " or another bus."
            )
