"""Questions that wait for their answer, by ref: Subscribe and Unsubscribe for a Result, Ping for a Pong."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from .._wire.limits import MAX_UNANSWERED_BYTES
from ..errors import BusError

_LAST_REF: Final = 0xFFFF_FFFF

_MOST_UNANSWERED: Final = 64
"""Questions that are out at a time; the others wait here. A broker keeps only so many answers for a client (TOO_MANY_UNANSWERED), and
cannot tell one that is about to read them from one that never will."""

_QUESTION_BYTES: Final = 16
"""What a question costs besides its text, about: size, tags, ref."""


class _Question(NamedTuple):
    ask: Callable[[int], None]
    size: int
    answer: asyncio.Future[None]


class Requests:
    """`overrun` is called when more questions wait than may, for it is not read what is asked; `fail_all` is expected of it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, overrun: Callable[[], None]) -> None:
        self._loop = loop
        self._overrun = overrun
        self._pending: dict[int, asyncio.Future[None]] = {}
        # Those that were not asked yet.
        self._waiting: deque[_Question] = deque()
        self._waiting_bytes = 0
        self._last_ref = 0
        self._failed: BusError | None = None

    def ask(self, ask: Callable[[int], None], text_bytes: int = 0) -> asyncio.Future[None]:
        """Gives `ask` a fresh ref, in its turn. The future is done when it is answered, and fails with the refusal; nobody has to look at
        it. `text_bytes`: what is long in the question."""
        future: asyncio.Future[None] = self._loop.create_future()
        # Looked at, as far as asyncio is concerned: what is not awaited is no mistake.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        size = _QUESTION_BYTES + text_bytes
        if self._waiting_bytes + size > MAX_UNANSWERED_BYTES:
            self._overrun()
        if self._failed is not None:
            future.set_exception(self._failed)
            return future
        self._waiting.append(_Question(ask, size, future))
        self._waiting_bytes += size
        self._ask_next()
        return future

    def settle(self, ref: int, refusal: BusError | None = None) -> None:
        """An answer came; one that nobody asked for is ignored."""
        future = self._pending.pop(ref, None)
        if future is None:
            return
        if not future.done():
            if refusal is None:
                future.set_result(None)
            else:
                future.set_exception(refusal)
        self._ask_next()

    def fail_all(self, error: BusError) -> None:
        """No answer will come any more."""
        self._failed = self._failed or error
        failed = [*self._pending.values(), *(question.answer for question in self._waiting)]
        self._pending.clear()
        self._waiting.clear()
        self._waiting_bytes = 0
        for future in failed:
            if not future.done():
                future.set_exception(error)

    def _ask_next(self) -> None:
        if not self._waiting or len(self._pending) >= _MOST_UNANSWERED:
            return
        question = self._waiting.popleft()
        self._waiting_bytes -= question.size
        # 32 bits on the wire; 0 is left out so that a ref that was never set answers nothing.
        ref = self._last_ref = self._last_ref % _LAST_REF + 1
        self._pending[ref] = question.answer
        question.ask(ref)
