"""Calls `on_gap`. Losses that come together are told together, in the next turn, or before the event after them is handed out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ..gap import Gap, GapReason, GapTally

OnGap = Callable[[Gap], object]


class GapTeller:
    """`report` hears of what `on_gap` raises."""

    def __init__(self, on_gap: OnGap | None, report: Callable[[BaseException], None]) -> None:
        self._on_gap = on_gap
        self._report = report
        self._untold: GapTally | None = None

    def add(self, reason: GapReason, topic: str) -> None:
        if self._on_gap is not None:
            self._tally().add(reason, topic)

    def merge(self, gap: Gap) -> None:
        if self._on_gap is not None:
            self._tally().merge(gap)

    def tell_now(self) -> None:
        untold, self._untold = self._untold, None
        gap = None if untold is None else untold.take()
        if gap is None or self._on_gap is None:
            return
        try:
            self._on_gap(gap)
        except Exception as error:  # noqa: BLE001
            self._report(error)

    def _tally(self) -> GapTally:
        if self._untold is None:
            self._untold = GapTally()
            asyncio.get_running_loop().call_soon(self.tell_now)
        return self._untold
