"""The past of the news search: fortnight after fortnight, each query, fuller periods in halves."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from desktop.core.models import Item
from desktop.core.sources import HistoryPage
from desktop.sources.news_search import Days, stored_days
from desktop.sources.round import memory_of

_STEP_DAYS = 14


class NewsPast:
    """How far back the searches of the past have come; made from the cursor alone.

    `edge` is the first day of the fortnight under way; `todo` what is left to search in it: the
    number of a query and days.
    """

    def __init__(
        self, cursor: str | None, wanted: int, queries: int, today: date, since: datetime
    ) -> None:
        memory = memory_of(cursor)
        if memory.get("wanted") != wanted:
            memory = {}
        self._wanted = wanted
        self.edge = _day(memory.get("edge")) or today
        self.todo = list(_jobs(memory.get("todo"), queries))
        if not self.todo:
            first = max(self.edge - timedelta(days=_STEP_DAYS), _end(since))
            self.todo = [(each, Days(min(first, self.edge), self.edge)) for each in range(queries)]
            self.edge = min(first, self.edge)

    def done(self, *, is_full: bool) -> None:
        """The first of `todo` was searched."""
        number, days = self.todo.pop(0)
        if is_full:
            self.todo[:0] = [(number, half) for half in days.halves()]

    def page(self, items: tuple[Item, ...], since: datetime) -> HistoryPage:
        """The step as it is handed back."""
        todo = [[number, *days.stored()] for number, days in self.todo]
        memory = {"wanted": self._wanted, "edge": self.edge.isoformat(), "todo": todo}
        is_whole = not self.todo
        edge = datetime.combine(self.edge + timedelta(days=1), datetime.min.time(), since.tzinfo)
        is_done = is_whole and self.edge <= _end(since)
        return HistoryPage(
            items=items,
            cursor=json.dumps(memory),
            reached=since if is_done else edge if is_whole else None,
            is_done=is_done,
        )


def _jobs(value: object, queries: int) -> list[tuple[int, Days]]:
    jobs = []
    for each in value if isinstance(value, list) else ():
        if not isinstance(each, list) or len(each) != 3:
            continue
        days = stored_days([each[1:]])
        if days and isinstance(each[0], int) and 0 <= each[0] < queries:
            jobs.append((each[0], days[0]))
    return jobs


def _day(value: object) -> date | None:
    days = stored_days([[value, value]])
    return days[0].first if days else None


def _end(since: datetime) -> date:
    """The first day to search for; one more, as the search may not count in its bounds."""
    return since.astimezone(UTC).date() - timedelta(days=1)
