"""Where a bus lives: the event loop, and the process, in which it was connected first. Elsewhere it would not work, and say nothing: another
thread does not wake the loop, another loop waits for ever, and in a forked child even closing would end the parent's connection."""

from __future__ import annotations

import asyncio
import os
import threading
from dataclasses import dataclass
from typing import Final

_RULE: Final = "A bus belongs to the event loop that it was connected in"


@dataclass(frozen=True, slots=True)
class _Place:
    loop: asyncio.AbstractEventLoop
    thread: int
    process: int


class Home:
    def __init__(self) -> None:
        self._place: _Place | None = None

    def settle(self) -> None:
        """It is here, if it is nowhere yet."""
        if self._place is None:
            self._place = _Place(asyncio.get_running_loop(), threading.get_ident(), os.getpid())

    def leave(self) -> None:
        """What is closed may be asked anywhere."""
        self._place = None

    def check(self) -> None:
        """Raises RuntimeError, as asyncio does of such a mistake, if this is elsewhere."""
        place = self._place
        if place is not None and asyncio._get_running_loop() is not place.loop:
            _check_stopped(place)


def _check_stopped(place: _Place) -> None:
    """Its own thread may use it while the loop stands still, between two runs."""
    if place.process != os.getpid():
        raise RuntimeError(f"{_RULE}, and that one is of the process {place.process}: call get_bus() after the fork.")
    if place.loop.is_closed():
        raise RuntimeError(f"{_RULE}, and that one has ended: call get_bus() in each.")
    if asyncio._get_running_loop() is not None or place.thread != threading.get_ident():
        raise RuntimeError(
            f"{_RULE}: from elsewhere, use loop.call_soon_threadsafe(bus.publish_nowait, topic, payload) with that loop,"
            " or another bus."
        )
