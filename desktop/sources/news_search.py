"""What a news search is asked, slice by slice of days, so that nothing falls off its end.

The search shows at most a hundred articles and orders them by relevance: a fuller period is
asked again in halves. Pure functions; safe in any thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MOST_SHOWN = 100
"""Articles in one answer at most."""


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days, both ends included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days these are."""
        return (self.last - self.first).days + 1

    def words(self) -> str:
        """The period in the words of the search.

        Neighbouring periods share a day: whether the search counts its bounds in is not known.
        """
        return f"after:{self.first} before:{self.last + timedelta(days=1)}"

    def halves(self) -> tuple[Days, ...]:
        """Two shorter periods, the newer first; nothing for a single day."""
        length = (self.last - self.first).days
        if length < 1:
            return ()
        middle = self.first + timedelta(days=length // 2)
        return Days(middle if length > 1 else self.last, self.last), Days(self.first, middle)

    def stored(self) -> list[str]:
        """The form for a cursor."""
        return [self.first.isoformat(), self.last.isoformat()]


def stored_days(value: object) -> list[Days]:
    """Periods out of a cursor; what is none is left out."""
    return [days for each in _lists(value) if (days := _days(each)) is not None]


def _lists(value: object) -> Iterable[list[Any]]:
    return (each for each in value if isinstance(each, list)) if isinstance(value, list) else ()


def _days(value: Sequence[object]) -> Days | None:
    try:
        first, last = (date.fromisoformat(str(each)) for each in value)
    except ValueError:
        return None
    return Days(first, last) if first <= last else None
