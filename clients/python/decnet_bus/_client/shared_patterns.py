"""The broker keeps a set of patterns for a connection, while any number of local subscriptions may want the same one: it is added with the
first and removed with the last. Connections come and go; what is wanted stays, and each new connection is asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from ..errors import BusError


H = TypeVar("H")


class Asked(Protocol):
    """A connection, as far as patterns go."""

    def subscribe(self, pattern: str) -> asyncio.Future[None]:
        ...

    def unsubscribe(self, pattern: str) -> asyncio.Future[None]:
        ...


class _Share(Generic[H]):
    __slots__ = ("confirmed", "holders")

    def __init__(self) -> None:
        # A dictionary, for its order.
        self.holders: dict[H, None] = {}
        # By the connection that there is now.
        self.confirmed = False


class SharedPatterns(Generic[H]):
    """`confirmed` hears who holds a pattern that the broker has; `refused` who held one that it does not take, and nobody holds it any more
    then."""

    def __init__(
        self, confirmed: Callable[[list[H]], None], refused: Callable[[str, list[H], BusError], None]
    ) -> None:
        self._shares: dict[str, _Share[H]] = {}
        self._confirmed = confirmed
        self._refused = refused
        self._connection: Asked | None = None

    def hold(self, pattern: str, holder: H) -> None:
        """One more wants the pattern."""
        share = self._shares.get(pattern)
        if share is None:
            share = self._shares[pattern] = _Share[H]()
            if self._connection is not None:
                self._ask(self._connection, pattern, share)
        share.holders[holder] = None

    def release(self, pattern: str, holder: H) -> asyncio.Future[None] | None:
        """One wants it no more. The future is done when the broker has let go of it; None if there is nothing to wait for."""
        share = self._shares.get(pattern)
        if share is None or holder not in share.holders:
            return None
        del share.holders[holder]
        if share.holders:
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

    def _ask(self, connection: Asked, pattern: str, share: _Share[H]) -> asyncio.Future[None]:
        answer = connection.subscribe(pattern)
        answer.add_done_callback(lambda done: self._answered(done, pattern, share, connection))
        return answer

    def _answered(self, answer: asyncio.Future[None], pattern: str, share: _Share[H], connection: Asked) -> None:
        # With a connection goes the question; the next one is asked anew.
        if self._connection is not connection or self._shares.get(pattern) is not share:
            return
        error = answer.exception()
        if error is None:
            share.confirmed = True
            self._confirmed(list(share.holders))
        elif isinstance(error, BusError):
            # What was refused is not shared: whoever wants it next asks anew, when there may be room for it.
            del self._shares[pattern]
            self._refused(pattern, list(share.holders), error)
