"""How far the past of a source was read: values shared by the store and the screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.core.sources import Reason

HISTORY_DAYS = 90
"""A new source is read back this far where its place and the retention allow it."""


class HistoryState(StrEnum):
    """Whether the past of a source is still being read."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class HistoryProgress:
    """How far the past of one source was read, all times aware UTC.

    `since` is the day it is to be read back to. Everything published between `reached` and
    `begun_at` has been delivered; both are `None` while that cannot be said. `items` were
    delivered so far, `new` of them were stored as mentions. `reason` is the last trouble, `None`
    when the last step went well; `next_at` is when the next step may be tried.
    """

    source_id: int
    source: str
    since: datetime
    state: HistoryState = HistoryState.RUNNING
    begun_at: datetime | None = None
    reached: datetime | None = None
    items: int = 0
    new: int = 0
    failures: int = 0
    reason: Reason | None = None
    next_at: datetime | None = None
    cursor: str | None = None

    @property
    def share(self) -> float:
        """The part that is done, 0 to 1, for a progress bar."""
        if self.state is HistoryState.DONE:
            return 1.0
        if self.begun_at is None or self.reached is None or self.begun_at <= self.since:
            return 0.0
        whole = (self.begun_at - self.since).total_seconds()
        return min(max((self.begun_at - self.reached).total_seconds() / whole, 0.0), 1.0)
