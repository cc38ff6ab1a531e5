"""Hacker News: nothing missed beyond a page, comments and stories read as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from desktop.core.models import Item
from desktop.core.sources import BadData, Reason, SourceError, SourceSetup, Temporary
from desktop.sources.hackernews import HackerNewsSource, hit_item
from desktop.sources.http import Http
from tests.conftest import NOW
from tests.servers import Reply
from tests.sources.contract_case import DATA
from tests.sources.mangling import mangled
from tests.sources.sites.hackernews import START, HackerNewsSite

SEARCH = "/search_by_date"


@pytest.fixture
def news() -> Iterator[HackerNewsSite]:
    with HackerNewsSite() as site:
        yield site


def source(
    site: HackerNewsSite, http: Http, terms: Sequence[str] = ("romashka",)
) -> HackerNewsSource:
    return HackerNewsSource(SourceSetup({"endpoint": site.url("/")}, {}, tuple(terms)), http)


def everything(asked: HackerNewsSource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(50):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


@pytest.mark.parametrize("missed", [0, 1, 99, 100, 101, 1_250])
def test_nothing_is_missed_and_nothing_comes_twice(
    news: HackerNewsSite, http: Http, missed: int
) -> None:
    news.story("Romashka: old", at=START)
    asked = source(news, http)
    first, cursor = everything(asked)
    assert len(first) == 1
    made = {news.story(f"Romashka {number}", at=START + 5 * number) for number in range(missed)}
    items, cursor = everything(asked, cursor)
    assert (len(items), {item.external_id for item in items}) == (missed, made)
    assert everything(asked, cursor)[0] == []


def test_a_full_page_of_one_second_does_not_stop_the_search(
    news: HackerNewsSite, http: Http
) -> None:
    news.story("Romashka: old", at=START)
    asked = source(news, http)
    _, cursor = everything(asked)
    before = [news.story("Romashka: before", at=START + 10 + n) for n in range(5)]
    for _ in range(100):
        news.story("Romashka: at once", at=START + 100)
    items, _ = everything(asked, cursor)
    assert {*before} <= {item.external_id for item in items}


def test_a_late_entry_of_the_index_is_found(news: HackerNewsSite, http: Http) -> None:
    late = news.story("Romashka: late", at=START + 60)
    news.hidden.add(late)
    news.story("Romashka: soon", at=START + 7_000)
    asked = source(news, http)
    _, cursor = everything(asked)
    news.hidden.clear()
    items, _ = everything(asked, cursor)
    assert [item.external_id for item in items] == [late]


def test_a_phrase_is_asked_for_as_one_and_near_words_are_not(
    news: HackerNewsSite, http: Http
) -> None:
    source(news, http, ["Romashka bakery"]).fetch(None)
    (seen,) = news.asked(SEARCH)
    assert seen.asked("query") == '"Romashka bakery"'
    assert (seen.asked("typoTolerance"), seen.asked("tags")) == ("false", "(story,comment)")


def test_without_words_nothing_is_asked(news: HackerNewsSite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(news, http, ()).fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not news.requests


def test_other_words_are_another_search(news: HackerNewsSite, http: Http) -> None:
    news.story("Romashka and Vasilyok")
    _, cursor = everything(source(news, http))
    items, _ = everything(source(news, http, ["romashka", "vasilyok"]), cursor)
    assert len(items) == 1


def test_what_was_read_is_looked_up_again_in_one_search(news: HackerNewsSite, http: Http) -> None:
    kept, removed, unseen = (news.story(f"Romashka {n}") for n in range(3))
    news.hits[0]["points"] = 70
    news.remove(removed)
    news.hidden.add(unseen)  # not in the index, and there all the same
    found = source(news, http).recheck((kept, removed, unseen, "not a number"))
    assert [(item.external_id, item.likes) for item in found.items] == [(kept, 70)]
    assert found.gone == (removed,)
    assert len(news.requests) == 3


def test_a_failing_lookup_is_no_deletion(news: HackerNewsSite, http: Http) -> None:
    news.route("/items/7", Reply(500))
    with pytest.raises(Temporary):
        source(news, http).recheck(("7",))


def test_the_past_is_read_to_its_day_and_goes_on_after_a_failure(
    news: HackerNewsSite, http: Http
) -> None:
    made = [news.story(f"Romashka {number}") for number in range(1_300)]
    since = datetime.fromtimestamp(START + 60 * 51, UTC)
    asked = source(news, http, ("romashka", "nothing"))
    found: list[str] = []
    cursor = None
    for number in range(40):
        if number % 3 == 1:
            news.route(SEARCH, Reply(502))
            with pytest.raises(Temporary):
                asked.history(cursor, since)
            news.route(SEARCH)
        step = asked.history(cursor, since)
        found += [item.external_id for item in step.items]
        cursor = step.cursor
        if step.is_done:
            break
    assert (step.is_done, step.reached) == (True, since)
    assert {*found} == {*made[50:]}


def test_a_title_is_no_markup() -> None:
    item = hit_item({"objectID": "1", "title": "Use <dialog> & wait"}, NOW)
    assert item is not None
    assert (item.title, item.text, item.likes, item.created_at) == (
        "Use <dialog> & wait",
        "",
        None,
        None,
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=mangled(DATA / "hackernews" / "normal.json"))
def test_strange_answers_end_in_a_result_or_a_named_failure(
    news: HackerNewsSite, http: Http, body: bytes
) -> None:
    news.route(SEARCH, Reply(body=body, content_type="application/json"))
    try:
        result = source(news, http).fetch(None)
    except SourceError:
        return
    assert all(item.external_id for item in result.items)
