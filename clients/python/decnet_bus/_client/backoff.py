"""How long to wait before the next attempt to connect: longer with each failure, and each client at another moment, so that a bus that
comes back is not met by all of them at once ("full jitter")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_FIRST_S: Final = 0.05
_MOST_S: Final = 5.0

_STABLE_S: Final = 5.0
"""A connection that lasted so long was a success; one that was shorter counts as one more failure."""

_MOST_DOUBLINGS: Final = 30


class Backoff:
    """`random` gives numbers from 0 to 1."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._failures = 0

    def next_s(self) -> float:
        """Seconds until the next attempt, at least 1 ms; more with each call."""
        most = min(_MOST_S, _FIRST_S * 2.0 ** min(self._failures, _MOST_DOUBLINGS))
        self._failures += 1
        return max(0.001, self._random() * most)

    def lasted(self, seconds: float) -> None:
        """A connection has ended that lasted so long."""
        if seconds >= _STABLE_S:
            self._failures = 0
