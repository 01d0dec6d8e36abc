"""What was discarded since somebody was last told: the content of a Dropped notice, and of an event's gap."""

from __future__ import annotations

from dataclasses import dataclass

from .._gen.decnet.bus.v1.frame_pb2 import Dropped
from .limits import MAX_DROPPED_TOPICS


@dataclass(frozen=True, slots=True)
class Drops:
    """A loss: how many, and of which topics."""

    count: int
    """Never 0 in a notice."""

    topics: dict[str, int]
    """Topics and how many of each, at most 16."""

    truncated: bool
    """There were more topics than named."""


def drops_of(notice: Dropped) -> Drops:
    topics = {dropped.topic: dropped.count for dropped in notice.topics}
    return Drops(notice.count, topics, notice.topics_truncated)


class DropTally:
    """Gathers losses."""

    def __init__(self) -> None:
        self._count = 0
        self._topics: dict[str, int] = {}
        self._truncated = False

    def add(self, topic: str, count: int = 1) -> None:
        self._count += count
        if topic in self._topics:
            self._topics[topic] += count
        elif len(self._topics) < MAX_DROPPED_TOPICS:
            self._topics[topic] = count
        else:
            self._truncated = True

    def merge(self, drops: Drops) -> None:
        """Adds a loss that somebody else has counted."""
        for topic, count in drops.topics.items():
            self.add(topic, count)
        self._count += drops.count - sum(drops.topics.values())
        self._truncated |= drops.truncated

    def take(self) -> Drops | None:
        """What has gathered since the last call, or None if nothing has."""
        if self._count == 0:
            return None
        drops = Drops(self._count, self._topics, self._truncated)
        self._count, self._topics, self._truncated = 0, {}, False
        return drops
