"""Rounds over several parts: turns, bounds, troubles, memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.models import Item
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    RateLimited,
    Reason,
    SourceError,
    Temporary,
)
from desktop.sources.round import Round, listed, mark_number, mark_text, memory_of

AT = datetime(2026, 3, 4, tzinfo=UTC)
PAGE = 3

SILENT = Temporary(Reason.SERVER_ERROR)
SLOWER = RateLimited(Reason.SLOW_DOWN, retry_at=AT)
REFUSED = AuthNeeded(Reason.KEY_REFUSED)
MISSING = BadData(Reason.NOT_FOUND)
PRIVATE = AuthNeeded(Reason.CLOSED)


def item(identity: str, text: str = "") -> Item:
    return Item(identity, text or identity, created_at=AT)


class Place:
    """Parts with things in them, read from the oldest a page at a time; some are broken.

    A list of troubles is raised one for each request, `None` standing for a good answer, the
    last one for ever.
    """

    def __init__(self, **parts: Iterable[str]) -> None:
        self.parts = {name: list(things) for name, things in parts.items()}
        self.troubles: dict[str, list[SourceError | None]] = {}
        self.asked: list[str] = []

    def fetch(
        self, cursor: str | None, most: int = 8, *, has_many_quotas: bool = False
    ) -> FetchResult:
        round = Round(cursor, most_requests=most, has_many_quotas=has_many_quotas)
        return round.visit([(name, self._work(round, name)) for name in self.parts])

    def _work(self, round: Round, name: str) -> Callable[[], bool]:
        def work() -> bool:
            mark = round.mark(name)
            while round.may_ask():
                round.asked()
                self._answer(name)
                start = mark_number(mark, "read")
                page = self.parts[name][start : start + PAGE]
                round.take(item(f"{name}/{each}") for each in page)
                mark["read"] = start + len(page)
                if len(page) < PAGE:
                    return True
            return False

        return work

    def _answer(self, name: str) -> None:
        self.asked.append(name)
        troubles = self.troubles.get(name)
        if troubles and (trouble := troubles.pop(0) if len(troubles) > 1 else troubles[0]):
            raise trouble


def identities(result: FetchResult) -> list[str]:
    return [each.external_id for each in result.items]


@settings(max_examples=200, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 11), min_size=1, max_size=6),
    most=st.integers(1, 9),
    grown=st.lists(st.integers(0, 7), max_size=6),
)
def test_whatever_the_bound_everything_comes_once(
    sizes: list[int], most: int, grown: list[int]
) -> None:
    place = Place(**{f"p{n}": [str(i) for i in range(size)] for n, size in enumerate(sizes)})
    found: list[str] = []
    cursor = None
    for more in ([], grown):
        for n, count in enumerate(more[: len(sizes)]):
            place.parts[f"p{n}"] += [f"new{i}" for i in range(count)]
        for _ in range(200):
            before = len(place.asked)
            result = place.fetch(cursor, most)
            assert len(place.asked) - before <= most
            found += identities(result)
            cursor = result.cursor
            if not result.more:
                break
        else:
            raise AssertionError("it never ends")
    assert sorted(found) == sorted(
        f"{name}/{e}" for name, all_ in place.parts.items() for e in all_
    )
    assert place.fetch(cursor, 1_000).not_modified


def test_more_parts_than_requests_each_get_one_turn() -> None:
    place = Place(**{f"p{n:02}": [] for n in range(20)})
    cursor, fetches = None, 0
    while True:
        result = place.fetch(cursor, most=8)
        cursor, fetches = result.cursor, fetches + 1
        if not result.more:
            break
    assert (fetches, place.asked) == (3, [f"p{n:02}" for n in range(20)])


@pytest.mark.parametrize("trouble", [MISSING, PRIVATE, SILENT])
def test_a_part_that_cannot_be_read_does_not_hold_up_the_others(trouble: SourceError) -> None:
    place = Place(a="1", b="2", c="3")
    place.troubles = {"b": [trouble]}
    result = place.fetch(None)
    assert identities(result) == ["c/3", "a/1"]
    assert (dict(result.troubles), result.more) == ({"b": trouble.reason}, False)
    place.troubles = {}
    assert identities(place.fetch(result.cursor)) == ["b/2"]


@pytest.mark.parametrize("trouble", [MISSING, PRIVATE, SILENT, SLOWER, REFUSED])
def test_when_nothing_could_be_read_that_is_raised(trouble: SourceError) -> None:
    place = Place(a="1", b="2", c="3")
    place.troubles = {key: [trouble] for key in "abc"}
    with pytest.raises(SourceError) as caught:
        place.fetch(None)
    assert caught.value is trouble


def test_a_place_that_answers_nobody_is_asked_twice_and_no_more() -> None:
    place = Place(**dict.fromkeys("abcdef", "1"))
    place.troubles = {key: [SILENT] for key in "abcdef"}
    with pytest.raises(Temporary):
        place.fetch(None)
    assert place.asked == ["a", "b"]


def test_a_place_that_falls_silent_keeps_what_was_read_and_says_so_next_time() -> None:
    place = Place(a="1", b="2", c="3", d="4")
    place.troubles = {key: [SILENT] for key in "bcd"}
    first = place.fetch(None)
    assert (identities(first), dict(first.troubles), first.more) == (["a/1"], {}, True)
    second = place.fetch(first.cursor)
    assert dict(second.troubles) == {"b": SILENT.reason, "c": SILENT.reason}
    assert not second.more
    place.asked.clear()
    place.fetch(second.cursor)
    assert place.asked == ["d", "a", "b", "c"]


def test_two_silent_neighbours_do_not_keep_the_others_from_their_turn() -> None:
    place = Place(**{name: [] for name in "abcdef"})
    place.troubles = {"c": [SILENT], "d": [SILENT]}
    cursor: str | None = None
    for _ in range(8):
        cursor = place.fetch(cursor).cursor
    assert {"a", "b", "e", "f"} <= {*place.asked}


@pytest.mark.parametrize("trouble", [SLOWER, REFUSED])
def test_a_trouble_of_the_whole_place_keeps_what_was_read(trouble: SourceError) -> None:
    place = Place(a="1", b="2", c="3")
    place.troubles = {"b": [trouble]}
    first = place.fetch(None)
    assert (identities(first), first.more) == (["a/1"], True)
    place.asked.clear()
    with pytest.raises(type(trouble)):
        place.fetch(first.cursor)
    assert place.asked == ["b"]
    place.troubles = {}
    assert identities(place.fetch(first.cursor)) == ["c/3", "b/2"]


def test_a_limit_that_always_comes_on_the_second_page_is_raised_once_nothing_new_comes() -> None:
    place = Place(a="1234567")
    place.troubles = {"a": [None, SLOWER]}
    first = place.fetch(None)
    assert (identities(first), first.more) == (["a/3", "a/2", "a/1"], True)
    with pytest.raises(RateLimited):
        place.fetch(first.cursor)


def test_a_silence_in_the_middle_of_the_only_part_is_its_trouble_and_ends_the_fetch() -> None:
    place = Place(a="1234567")
    place.troubles = {"a": [None, SILENT, None]}
    first = place.fetch(None)
    assert (len(first.items), dict(first.troubles), first.more) == (3, {"a": SILENT.reason}, False)
    assert len(place.fetch(first.cursor).items) == 4


def test_a_used_up_allowance_ends_the_round_unless_parts_have_their_own() -> None:
    spent = RateLimited(Reason.QUOTA)
    place = Place(a="1", b="2", c="3")
    place.troubles = {"b": [spent]}
    assert identities(place.fetch(None)) == ["a/1"]
    result = place.fetch(None, has_many_quotas=True)
    assert identities(result) == ["c/3", "a/1"]
    assert dict(result.troubles) == {"b": Reason.QUOTA}


@pytest.mark.parametrize("trouble", [MISSING, PRIVATE])
def test_a_place_of_which_nothing_can_be_read_says_so_however_few_requests(
    trouble: SourceError,
) -> None:
    place = Place(**{key: "1" for key in "abcde"})
    place.troubles = {key: [trouble] for key in "abcde"}
    cursor = None
    for _ in range(5):
        cursor = place.fetch(cursor, most=1).cursor
    for _ in range(20):
        with pytest.raises(SourceError) as caught:
            place.fetch(cursor, most=1)
        assert caught.value is trouble
    assert {*place.asked} == {*"abcde"}
    place.troubles = {key: [trouble] for key in "abde"}
    found: list[str] = []
    for _ in range(200):
        with suppress(SourceError):
            result = place.fetch(cursor, most=1)
            cursor, found = result.cursor, found + identities(result)
    assert found == ["c/1"]


@pytest.mark.parametrize("trouble", [MISSING, PRIVATE, SILENT])
def test_with_one_request_a_broken_part_delays_the_others_by_a_turn_at_most(
    trouble: SourceError,
) -> None:
    place = Place(a="1", b="2", c="3")
    place.troubles = {"a": [trouble]}
    cursor, found = None, []
    for _ in range(4):
        result = place.fetch(cursor, most=1)
        cursor = result.cursor
        found += identities(result)
    assert sorted(found) == ["b/2", "c/3"]


def test_parts_that_are_gone_are_forgotten_and_new_ones_begin_afresh() -> None:
    place = Place(a="1", b="2")
    cursor = place.fetch(None).cursor
    del place.parts["a"]
    place.parts["c"] = ["3"]
    result = place.fetch(cursor)
    assert identities(result) == ["c/3"]
    assert set(memory_of(result.cursor)["marks"]) == {"b", "c"}


def test_a_rest_of_turns_longer_than_the_parts_is_forgotten() -> None:
    place = Place(**{name: "1" for name in "abcdef"})
    cursor = place.fetch(None, most=1).cursor
    place.parts = {"a": ["1"], "b": ["1"]}
    result = place.fetch(cursor)
    assert (identities(result), result.more) == (["b/1"], False)


@pytest.mark.parametrize("is_search", [False, True])
def test_other_words_are_looked_for_again(is_search: bool) -> None:
    def fetch(cursor: str | None, terms: tuple[str, ...]) -> tuple[FetchResult, object]:
        round = Round(cursor, terms, is_search=is_search)
        mark = round.mark("a")
        before = mark.get("seen")

        def work() -> bool:
            mark["seen"] = 1
            round.take([item("1")])
            return True

        return round.visit([("a", work)]), before

    first, _ = fetch(None, ("one",))
    again, before = fetch(first.cursor, ("one",))
    assert (len(first.items), len(again.items), before) == (1, 0, 1)
    other, before = fetch(first.cursor, ("two",))
    assert (len(other.items), before) == (1, None if is_search else 1)


def test_an_item_on_two_pages_comes_once_in_its_later_form() -> None:
    round = Round(None)

    def work() -> bool:
        round.take([item("1", "old")])
        round.take([item("1", "new")])
        return True

    assert [each.text for each in round.visit([("a", work)]).items] == ["new"]


def test_small_troubles_deletions_notes_and_the_title_are_handed_on() -> None:
    round = Round(None)

    def work() -> bool:
        round.take([Item("1", "undated")])
        round.lost(["2", "2"])
        round.warn("no_text")
        round.notes["left"] = 5
        round.title = "Place"
        return True

    result = round.visit([("a", work)])
    assert dict(result.warnings) == {"bad_date": 1, "no_text": 1}
    assert (result.gone, result.title) == (("2",), "Place")
    assert Round(result.cursor).notes == {"left": 5}


def test_a_deletion_alone_is_news() -> None:
    round = Round(Round(None).visit([]).cursor)

    def work() -> bool:
        round.lost(["2"])
        return True

    assert not round.visit([("a", work)]).not_modified


@settings(max_examples=150, deadline=None)
@given(
    memory=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["marks", "at", "todo", "known", "wanted", "notes", "a", "read"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_any_cursor_is_survived(memory: object) -> None:
    place = Place(a="1", b="2")
    result = place.fetch(json.dumps(memory))
    json.loads(result.cursor or "")
    assert not place.fetch(result.cursor).items


def test_lists_and_marks_are_read_with_care() -> None:
    assert listed(" a, b\nc ,,a\n") == ("a", "b", "c")
    assert mark_text({"a": 1}, "a") == ""
    assert mark_number({"a": True, "b": "1"}, "a") == mark_number({}, "b") == 0
    assert memory_of("[") == memory_of("[]") == memory_of(None) == memory_of("[" * 100_000) == {}


def test_memory_stays_bounded() -> None:
    cursor = None
    for start in range(0, 6_000, 1_000):
        round = Round(cursor)
        things = [
            Item(f"{start + n}", "x", created_at=AT + timedelta(seconds=n)) for n in range(1_000)
        ]

        def work(round: Round = round, things: list[Item] = things) -> bool:
            round.take(things)
            return True

        cursor = round.visit([("a", work)]).cursor
    assert len(memory_of(cursor)["known"]) == 2_000
