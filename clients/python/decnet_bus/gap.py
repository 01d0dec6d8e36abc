"""Loss, as a consumer sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from ._wire.drops import Drops, DropTally

__all__ = ["Gap", "GapReason"]

GapReason = Literal["decode", "overflow", "reconnect", "restart"]
"""Why events are missing. `overflow`: a queue was full. `decode`: bytes could not be decoded. `reconnect`: the connection was lost for a
while. `restart`: the bus itself was."""

# From what says least to what says most.
_REASONS: Final[tuple[GapReason, ...]] = ("decode", "overflow", "reconnect", "restart")


@dataclass(frozen=True, slots=True)
class Gap:
    """Events of a subscription that were lost. Look into the database: the bus is a hint."""

    reason: GapReason
    """Of several the one that says most."""

    count: int | None = None
    """How many; None where nobody knows. At most so many where `topics_truncated`: some may have been other subscriptions'."""

    topics: Mapping[str, int] = field(default_factory=dict)
    """Of which topics, at most 16, and how many of each, as far as that is known."""

    topics_truncated: bool = False
    """There were more topics than named."""


class GapTally:
    """Gathers losses until the next event is there to carry them."""

    __slots__ = ("_count_known", "_drops", "rank")

    def __init__(self) -> None:
        self._drops = DropTally()
        self.rank = -1
        """Below 0 as long as nothing is missing."""
        self._count_known = True

    def add(self, reason: GapReason, topic: str) -> None:
        self.rank = max(self.rank, _REASONS.index(reason))
        self._drops.add(topic)

    def merge(self, gap: Gap) -> None:
        self.rank = max(self.rank, _REASONS.index(gap.reason))
        self._drops.merge(Drops(gap.count or 0, dict(gap.topics), gap.topics_truncated))
        self._count_known &= gap.count is not None

    def take(self) -> Gap | None:
        if self.rank < 0:
            return None
        drops = self._drops.take() or Drops(0, {}, False)
        gap = Gap(_REASONS[self.rank], drops.count, drops.topics, drops.truncated)
        known = self._count_known
        self.rank, self._count_known = -1, True
        return gap if known else replace(gap, count=None)
