"""What the client says. A warning that repeats is counted, not repeated: the same text is said once, and how often it was not said, with
the next one."""

from __future__ import annotations

import logging


class CalmLog:
    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._last: str | None = None
        self._repeated = 0

    def warning(self, message: str) -> None:
        if message == self._last:
            self._repeated += 1
            return
        self._say_repeated()
        self._last = message
        self._logger.warning("%s", message)

    def info(self, message: str) -> None:
        """Things are well again: what comes next is new, even if it is the same."""
        self._say_repeated()
        self._last = None
        self._logger.info("%s", message)

    def _say_repeated(self) -> None:
        repeated, self._repeated = self._repeated, 0
        if repeated:
            self._logger.warning("%s (%d more times)", self._last, repeated)
