"""The usual level: what a shop's own past lets one expect of a stretch of time. Pure.

A stretch ("bucket") is compared with earlier buckets of the same weekday and hour, because a shop
has its rhythm: Friday evening is not Monday morning. With too few of those, the same hour of any
day serves, and with too few of these the mean of the last two weeks. The band is the median with
the quartiles, so that one bad day of the past does not become what is usual.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HISTORY_NEEDED = timedelta(days=14)
"""A shop watched for a shorter time has no usual level yet."""
_ENOUGH_WEEKS = 4
_ENOUGH_DAYS = 7
_TRAILING = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier bucket: its start and how many mentions it had. Buckets in which nobody looked
    are left out by the caller: they are no evidence of quiet.
    """

    start: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for a bucket: the lower quartile, the middle and the upper quartile."""

    low: float
    middle: float
    high: float


def usual(past: Sequence[Past], starts: Iterable[datetime]) -> tuple[Usual | None, ...]:
    """The usual level for buckets that begin at `starts`, `None` where the history is too short.

    `past` is in time order; for each start only what lies before it is used, so that a rise never
    counts as its own normality. Weekday and hour are read from the datetimes as they are: give
    local ones. Buckets of `past` and of `starts` have the same length.
    """
    if not past:
        return tuple(None for _ in starts)
    weekly = _Slots(past, _weekday_and_hour)
    daily = _Slots(past, _hour)
    every = _Slots(past, _any)
    begin = past[0].start
    return tuple(
        _level(weekly, daily, every, start) if start - begin >= HISTORY_NEEDED else None
        for start in starts
    )


class _Slots:
    """Past counts grouped by a property of their start."""

    def __init__(self, past: Sequence[Past], slot_of: Callable[[datetime], Hashable]) -> None:
        self._slot_of = slot_of
        self._starts: dict[Hashable, list[datetime]] = {}
        self._counts: dict[Hashable, list[int]] = {}
        for each in past:
            slot = slot_of(each.start)
            self._starts.setdefault(slot, []).append(each.start)
            self._counts.setdefault(slot, []).append(each.count)

    def before(self, start: datetime, reach: timedelta | None = None) -> list[int]:
        slot = self._slot_of(start)
        starts = self._starts.get(slot, [])
        end = bisect_left(starts, start)
        begin = bisect_left(starts, start - reach) if reach else 0
        return self._counts.get(slot, [])[begin:end]


def _level(weekly: _Slots, daily: _Slots, every: _Slots, start: datetime) -> Usual | None:
    for slots, enough in ((weekly, _ENOUGH_WEEKS), (daily, _ENOUGH_DAYS)):
        counts = slots.before(start)
        if len(counts) >= enough:
            low, middle, high = _quartiles(counts)
            return Usual(low, middle, high)
    counts = every.before(start, _TRAILING)
    if not counts:
        return None
    middle = sum(counts) / len(counts)
    # Counts of rare events spread about as the square root of their mean.
    spread = middle**0.5 * 0.67
    return Usual(max(0.0, middle - spread), middle, middle + spread)


def _quartiles(counts: Sequence[int]) -> tuple[float, float, float]:
    """The three cuts, both ends being part of the whole (as `statistics` has them, loaded slower).

    Takes two counts or more.
    """
    ordered = sorted(counts)
    cuts = []
    for quarter in (1, 2, 3):
        at, rest = divmod(quarter * (len(ordered) - 1), 4)
        cuts.append((ordered[at] * (4 - rest) + ordered[at + 1] * rest) / 4)
    return cuts[0], cuts[1], cuts[2]


def _weekday_and_hour(start: datetime) -> Hashable:
    return start.weekday(), start.hour, start.minute


def _hour(start: datetime) -> Hashable:
    return start.hour, start.minute


def _any(_start: datetime) -> Hashable:
    return None
