"""The broker keeps a set of patterns for a connection, while any number of local subscriptions may want the same one: it is added with the
first and removed with the last. Connections come and go; what is wanted stays, and each new connection is asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from ..errors import BusError


class Asked(Protocol):
    """A connection, as far as patterns go."""

    def subscribe(self, pattern: str) -> asyncio.Future[None]:
        ...

    def unsubscribe(self, pattern: str) -> asyncio.Future[None]:
        ...


class _Share:
    __slots__ = ("confirmed", "holders")

    def __init__(self) -> None:
        self.holders = 0
        # By the connection that there is now.
        self.confirmed = False


class SharedPatterns:
    """`confirmed` hears of a pattern that the broker has; `refused` of one that it does not take, and nobody holds it any more then."""

    def __init__(self, confirmed: Callable[[str], None], refused: Callable[[str, BusError], None]) -> None:
        self._shares: dict[str, _Share] = {}
        self._confirmed = confirmed
        self._refused = refused
        self._connection: Asked | None = None

    def hold(self, pattern: str) -> None:
        """One more wants the pattern."""
        share = self._shares.get(pattern)
        if share is None:
            share = self._shares[pattern] = _Share()
            if self._connection is not None:
                self._ask(self._connection, pattern, share)
        share.holders += 1

    def release(self, pattern: str) -> asyncio.Future[None] | None:
        """One wants it no more. The future is done when the broker has let go of it; None if there is nothing to wait for."""
        share = self._shares.get(pattern)
        if share is None:
            return None
        share.holders -= 1
        if share.holders > 0:
            return None
        del self._shares[pattern]
        # A lost connection has no patterns: that is what was asked for.
        return None if self._connection is None else self._connection.unsubscribe(pattern)

    def has(self, pattern: str) -> bool:
        """The broker has confirmed it on the connection that there is now."""
        share = self._shares.get(pattern)
        return share is not None and share.confirmed

    def attach(self, connection: Asked) -> list[asyncio.Future[None]]:
        """There is a connection: asks it for all that is wanted. Each future is done when it has answered, or is gone."""
        self._connection = connection
        return [self._ask(connection, pattern, share) for pattern, share in list(self._shares.items())]

    def detach(self) -> None:
        """The connection is gone; what is wanted waits for the next one."""
        self._connection = None
        for share in self._shares.values():
            share.confirmed = False

    def end(self) -> None:
        """There will be no connection."""
        self._connection = None
        self._shares.clear()

    def _ask(self, connection: Asked, pattern: str, share: _Share) -> asyncio.Future[None]:
        answer = connection.subscribe(pattern)
        answer.add_done_callback(lambda done: self._answered(done, pattern, share, connection))
        return answer

    def _answered(self, answer: asyncio.Future[None], pattern: str, share: _Share, connection: Asked) -> None:
        # With a connection goes the question; the next one is asked anew.
        if self._connection is not connection or self._shares.get(pattern) is not share:
            return
        error = answer.exception()
        if error is None:
            share.confirmed = True
            self._confirmed(pattern)
        elif isinstance(error, BusError):
            # What was refused is not shared: whoever wants it next asks anew, when there may be room for it.
            del self._shares[pattern]
            self._refused(pattern, error)
