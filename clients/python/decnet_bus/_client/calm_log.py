"""What the client says. A warning that repeats is counted, not repeated, also if others come in between: an outage with two faces is still
one. How often a text was not said is told with the next one that is new."""

from __future__ import annotations

import logging
from typing import Final

_MOST_TEXTS: Final = 16
"""So many different warnings are remembered: a handler may raise another text each time."""


class CalmLog:
    def __init__(self, logger: logging.Logger) -> None:
        self.logger = logger
        # What was said since things were last well, and how often it was not said again.
        self._said: dict[str, int] = {}

    @property
    def has_warned(self) -> bool:
        """Since things were last well."""
        return bool(self._said)

    def warning(self, message: str, raised: BaseException | None = None) -> None:
        """`raised` is shown with its traceback, the first time."""
        if message in self._said:
            self._said[message] += 1
            return
        self._say_repeated()
        if len(self._said) >= _MOST_TEXTS:
            del self._said[next(iter(self._said))]
        self._said[message] = 0
        self.logger.warning("%s", message, exc_info=raised)

    def info(self, message: str) -> None:
        """Things are well again: what comes next is new, even if it is the same."""
        self._say_repeated()
        self._said.clear()
        self.logger.info("%s", message)

    def _say_repeated(self) -> None:
        for message, repeated in self._said.items():
            if repeated:
                self._said[message] = 0
                self.logger.warning("%s (%d more %s)", message, repeated, "time" if repeated == 1 else "times")
