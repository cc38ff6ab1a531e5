"""The day by which Google counts allowances: it ends at midnight in California.

The zone is worked out here: Windows has no zone database of its own, and the rule is short.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def pacific_midnight(now: datetime) -> datetime:
    """The next midnight in California (UTC)."""
    local = (now + _offset(now)).replace(hour=0, minute=0, second=0, microsecond=0)
    midnight = local + timedelta(days=1)
    return midnight - _offset(midnight - timedelta(hours=-8))


def _offset(moment: datetime) -> timedelta:
    """Pacific time less UTC: summer time from the second Sunday of March to the first of November,
    both at two in the morning.
    """
    year = moment.year
    start = _sunday(year, 3, 8) + timedelta(hours=10)
    end = _sunday(year, 11, 1) + timedelta(hours=9)
    return timedelta(hours=-7 if start <= moment < end else -8)


def _sunday(year: int, month: int, day: int) -> datetime:
    """The first Sunday at or after a day, its midnight in UTC."""
    first = datetime(year, month, day, tzinfo=UTC)
    return first + timedelta(days=(6 - first.weekday()) % 7)
