"""What a cycle tells about each source and about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop.core.sources import Health, Reason


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """One source in one cycle. `seen` counts what the place delivered, `new` what was stored of
    it for the first time, `changed` what was updated. With a `reason` the place could not be
    looked at, or not to its end. `troubles` are the parts that could not be read while others
    could. `position` of `total` is progress.
    """

    name: str
    kind: str
    health: Health
    new: int = 0
    changed: int = 0
    seen: int = 0
    reason: Reason | None = None
    detail: str = ""
    next_at: datetime | None = None
    warnings: Mapping[str, int] = field(default_factory=dict)
    troubles: Mapping[str, Reason] = field(default_factory=dict)
    position: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class CycleReport:
    """One whole cycle; `is_stopped` when it was ended before every source was looked at."""

    started: datetime
    finished: datetime
    outcomes: tuple[SourceOutcome, ...] = ()
    new_ids: tuple[int, ...] = ()
    is_stopped: bool = False

    @property
    def new(self) -> int:
        """Mentions stored for the first time."""
        return sum(outcome.new for outcome in self.outcomes)

    @property
    def failed(self) -> tuple[SourceOutcome, ...]:
        """Sources that could not be looked at."""
        return tuple(each for each in self.outcomes if each.reason is not None)
