"""The day's allowance of searches at YouTube, which is small: counted, and spread over the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from desktop.sources.pacific_time import pacific_midnight
from desktop.sources.round import mark_number

SEARCHES_A_DAY = 100
PLAN = SEARCHES_A_DAY * 2 // 3
"""What ordinary looks may use: the rest is a reserve for history and for the owner's own use."""
_AT_ONCE = 6
"""How far the count may run ahead of the clock: a person may press "check now" a few times."""


class Allowance:
    """Searches used today, counted in `notes`, which outlive a fetch."""

    def __init__(self, notes: dict[str, Any], now: datetime, most: int = PLAN) -> None:
        self._most = most
        self.opens_at = pacific_midnight(now)
        day = str((self.opens_at - timedelta(hours=12)).date())
        if notes.get("day") != day:
            notes.update(day=day, searches=0)
        self._notes = notes
        left = (self.opens_at - now) / timedelta(days=1)
        self._by_now = most if most < PLAN else _AT_ONCE + int(most * (1 - min(left, 1.0)))

    @property
    def is_used_up(self) -> bool:
        """Whether nothing is left until `opens_at`."""
        return self._used >= self._most

    @property
    def may_search(self) -> bool:
        """Whether another search keeps to the plan, which spreads them over the day."""
        return self._used < min(self._most, self._by_now)

    def searched(self) -> None:
        """Count a search; call before each."""
        self._notes["searches"] = self._used + 1

    def close(self) -> None:
        """The service says that nothing is left."""
        self._notes["searches"] = self._most

    @property
    def _used(self) -> int:
        return mark_number(self._notes, "searches")
