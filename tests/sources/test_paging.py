"""Reading back to what is known and into the past, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop.core.models import Item
from desktop.core.sources import BadData, FetchResult, Reason, SourceError, Temporary
from desktop.sources.paging import Look, Step, phrase, read_new, step_back
from desktop.sources.round import Round, memory_of

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Place:
    """Things an hour apart, number 0 the newest, two on a page; `forgets` refuses old pages."""

    def __init__(self, count: int) -> None:
        self.times = [NOW - number * HOUR for number in range(count)]
        self.forgets = False
        self.asked: list[str] = []

    def look(self, on: str, _since: datetime | None) -> Step:
        self.asked.append(on)
        if on and self.forgets:
            raise BadData(Reason.BAD_SETTING)
        start = int(on or 0)
        page = self.times[start : start + 2]
        items = tuple(Item(at.isoformat(), "x", created_at=at) for at in page)
        return Step(items, str(start + 2) if start + 2 < len(self.times) else "")

    def fetch(self, cursor: str | None, most: int = 8, *, most_pages: int = 1_000) -> FetchResult:
        round = Round(cursor, most_requests=most)

        def work() -> bool:
            return read_new(round, "a", self.look, now=NOW, overlap=HOUR / 2, most_pages=most_pages)

        return round.visit([("a", work)])

    def grow(self, count: int) -> None:
        """Newer things, half a minute apart."""
        newest = self.times[0]
        more = [newest + timedelta(seconds=30 * n) for n in range(count, 0, -1)]
        self.times = more + self.times


def test_an_interrupted_look_goes_on_and_one_that_is_forgotten_begins_anew() -> None:
    place = Place(2)
    place.times = [at - 5 * HOUR for at in place.times]
    cursor = place.fetch(None).cursor
    place.grow(9)
    first = place.fetch(cursor, most=2)
    assert (len(first.items), first.more) == (4, True)
    place.forgets = True
    place.asked.clear()
    second = place.fetch(first.cursor, most=3)
    assert place.asked == ["4", "", "2"]
    assert dict(second.troubles) == {"a": Reason.BAD_SETTING}
    place.forgets = False
    found = [*first.items, *second.items]
    while second.more or second.troubles:
        second = place.fetch(second.cursor, most=3)
        found += second.items
    assert len({item.external_id for item in found}) == len(found) == 9


def test_what_a_fetch_leaves_over_is_read_by_the_next_one() -> None:
    place = Place(2)
    place.times = [at - 5 * HOUR for at in place.times]
    cursor = place.fetch(None).cursor
    place.grow(9)
    found = 0
    for _ in range(6):
        result = place.fetch(cursor, most_pages=1)
        assert not result.more
        cursor, found = result.cursor, found + len(result.items)
    assert found == 9


def test_a_post_from_the_future_hides_nothing() -> None:
    place = Place(2)
    place.times[0] = NOW + 20 * HOUR
    known = memory_of(place.fetch(None).cursor)["marks"]["a"]["known"]
    assert known == (NOW - HOUR / 2).isoformat()


def test_a_place_that_leads_to_the_same_page_is_at_its_end() -> None:
    def look(_on: str, _since: datetime | None) -> Step:
        return Step((Item("1", "x", created_at=NOW),), "same")

    page = step_back(None, NOW - 9 * HOUR, [("a", look)])
    assert not page.is_done
    assert step_back(page.cursor, NOW - 9 * HOUR, [("a", look)]).is_done


def test_the_past_ends_at_its_day_and_leaves_out_what_is_older() -> None:
    place, since = Place(9), NOW - 4 * HOUR
    cursor, found, reached = None, list[Item](), list[datetime | None]()
    parts: list[tuple[str, Look]] = [("a", place.look)]
    for _ in range(3):
        page = step_back(cursor, since, parts)
        cursor = page.cursor
        found += page.items
        reached.append(page.reached)
    assert page.is_done
    assert len(found) == 5
    assert reached == [NOW - HOUR, NOW - 3 * HOUR, since]
    assert step_back(cursor, since, parts).items == ()


@pytest.mark.parametrize("reason", [Reason.NOT_FOUND, Reason.CLOSED])
def test_a_part_that_is_gone_has_no_past_and_another_trouble_is_tried_again(
    reason: Reason,
) -> None:
    def gone(_on: str, _since: datetime | None) -> Step:
        raise SourceError(reason)

    def silent(_on: str, _since: datetime | None) -> Step:
        raise Temporary(Reason.TIMEOUT)

    page = step_back(None, NOW, [("gone", gone), ("a", Place(1).look)])
    assert (page.is_done, page.reached) == (False, None)
    assert step_back(page.cursor, NOW, [("gone", gone), ("a", Place(1).look)]).is_done
    with pytest.raises(Temporary):
        step_back(None, NOW, [("silent", silent)])


@pytest.mark.parametrize(
    ("term", "asked"),
    [("ромашка", "ромашка"), ("два слова", '"два слова"'), ('a "b', '"a  b"'), ("a-b", '"a-b"')],
)
def test_a_phrase_is_quoted(term: str, asked: str) -> None:
    assert phrase(term) == asked
