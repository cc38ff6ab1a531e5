"""Reddit: one request a poll in turn, the owner's token kept to itself."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.models import Item
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    RateLimited,
    Reason,
    SourceError,
    SourceSetup,
    Temporary,
)
from desktop.sources.http import Http
from desktop.sources.reddit import RedditSource, account_of
from tests.conftest import NOW
from tests.servers import Reply, page
from tests.sources.contract_case import DATA
from tests.sources.sites.reddit import START, TOKEN, USER, RedditSite

SEARCH = "/search.rss"


@pytest.fixture
def reddit() -> Iterator[RedditSite]:
    with RedditSite() as site:
        yield site


def source(
    site: RedditSite,
    http: Http,
    terms: Sequence[str] = ("Ромашка",),
    *,
    user: str = USER,
    token: str = TOKEN,
    subreddits: str = "",
) -> RedditSource:
    fields = {"endpoint": site.url("/"), "user": user, "subreddits": subreddits}
    return RedditSource(SourceSetup(fields, {"feed_token": token}, tuple(terms)), http)


def polls(asked: RedditSource, count: int, cursor: str | None = None) -> list[FetchResult]:
    """So many polls, one after the other."""
    results: list[FetchResult] = []
    for _ in range(count):
        results.append(asked.fetch(cursor))
        cursor = results[-1].cursor
    return results


def texts(results: list[FetchResult]) -> list[str]:
    return sorted(item.text for result in results for item in result.items)


@pytest.mark.parametrize("missed", [0, 1, 24, 25, 26, 110])
def test_nothing_is_missed_and_nothing_comes_twice(
    reddit: RedditSite, http: Http, missed: int
) -> None:
    reddit.page = 25
    reddit.post("Ромашка: old")
    asked = source(reddit, http)
    (first,) = polls(asked, 1)
    assert len(first.items) == 1
    for number in range(missed):
        reddit.post(f"Ромашка {number}", at=START + timedelta(minutes=70, seconds=number))
    later = polls(asked, 8, first.cursor)
    assert texts(later) == sorted(f"Ромашка {n}" for n in range(missed))
    assert not any(result.more for result in later)


def test_a_poll_asks_one_thing_and_each_has_its_turn(reddit: RedditSite, http: Http) -> None:
    reddit.post("Ромашка")
    reddit.comment("not a word of it")
    asked = source(reddit, http, subreddits="coffee, r/coffee")
    results = polls(asked, 6)
    assert [each.path for each in reddit.requests] == 2 * [
        SEARCH,
        "/r/coffee/new/.rss",
        "/r/coffee/comments/.rss",
    ]
    assert texts(results) == ["not a word of it", "Ромашка"]
    assert [result.poll_after_min for result in results] == [5] * 6


def test_a_lone_search_is_asked_four_times_an_hour(reddit: RedditSite, http: Http) -> None:
    assert source(reddit, http).fetch(None).poll_after_min == 15


def test_words_are_searched_together(reddit: RedditSite, http: Http) -> None:
    source(reddit, http, ["Пекарня Ромашка", "romashka"]).fetch(None)
    (seen,) = reddit.requests
    assert seen.asked("q") == '"Пекарня Ромашка" OR "romashka"'
    assert (seen.asked("sort"), seen.asked("t")) == ("new", "week")
    assert seen.headers["user-agent"].endswith(f"(by /u/{USER})")


@pytest.mark.parametrize(
    ("user", "token"),
    [
        ("ann_k", "abc123"),
        ("/u/ann_k", " abc123 "),
        ("https://www.reddit.com/user/ann_k/", "abc123"),
        ("", "https://www.reddit.com/.rss?feed=abc123&user=ann_k"),
        ("ann_k", "https://www.reddit.com/.rss?feed=abc123"),
        ("other", "https://www.reddit.com/saved.rss?user=ann_k&feed=abc123"),
        ("", "https://www.reddit.com/.rss?feed=abc123&amp;user=ann_k"),
    ],
)
def test_a_whole_address_is_understood_as_the_token(user: str, token: str) -> None:
    assert account_of(user, token) == ("ann_k", "abc123")


def test_a_whole_address_stays_secret(reddit: RedditSite, http: Http) -> None:
    reddit.route(SEARCH, Reply(500, f"feed={TOKEN}".encode()))
    address = f"https://www.reddit.com/.rss?feed={TOKEN}&user={USER}"
    with pytest.raises(Temporary) as caught:
        source(reddit, http, user="", token=address).fetch(None)
    assert TOKEN not in str(caught.value)
    reddit.route(SEARCH)
    reddit.post("Ромашка")
    result = source(reddit, http, user="", token=address).fetch(None)
    assert (len(result.items), TOKEN in (result.cursor or "")) == (1, False)


@pytest.mark.parametrize(("user", "token"), [("ann_k", ""), ("", "abc123"), ("", "")])
def test_without_a_token_nothing_is_asked(
    reddit: RedditSite, http: Http, user: str, token: str
) -> None:
    with pytest.raises(AuthNeeded) as caught:
        source(reddit, http, user=user, token=token).fetch(None)
    assert caught.value.reason is Reason.KEY_MISSING
    assert not reddit.requests


def test_without_words_and_communities_nothing_is_asked(reddit: RedditSite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(reddit, http, ()).fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not reddit.requests


def test_a_blocked_network_is_left_alone_for_a_day(reddit: RedditSite, http: Http) -> None:
    reddit.route(SEARCH, Reply(403, page("Blocked").body, "text/html; charset=utf-8"))
    with pytest.raises(RateLimited) as caught:
        source(reddit, http).fetch(None)
    assert caught.value.retry_at == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("reply", "kind", "reason"),
    [
        (Reply(401, b'{"error": 401}', "application/json"), AuthNeeded, Reason.KEY_REFUSED),
        (Reply(403, b'{"error": 403}', "application/json"), AuthNeeded, Reason.KEY_REFUSED),
        (Reply(403, b'{"reason": "private"}', "application/json"), AuthNeeded, Reason.CLOSED),
        (Reply(404, b'{"reason": "banned"}', "application/json"), BadData, Reason.NOT_FOUND),
        (Reply(429, page("Slow").body, "text/html"), RateLimited, Reason.SLOW_DOWN),
        (Reply(200, page("Log in").body, "text/html"), BadData, Reason.NOT_A_FEED),
    ],
)
def test_refusals_are_named(
    reddit: RedditSite, http: Http, reply: Reply, kind: type[SourceError], reason: Reason
) -> None:
    reddit.route(SEARCH, reply)
    with pytest.raises(kind) as caught:
        source(reddit, http).fetch(None)
    assert caught.value.reason is reason


def test_a_pause_in_seconds_is_understood(reddit: RedditSite, http: Http) -> None:
    reddit.route(SEARCH, Reply(429).also(("x-ratelimit-reset", "412.5")))
    with pytest.raises(RateLimited) as caught:
        source(reddit, http).fetch(None)
    assert caught.value.retry_at == NOW + timedelta(seconds=412.5)


def test_a_closed_community_does_not_silence_the_rest(reddit: RedditSite, http: Http) -> None:
    reddit.post("Ромашка", at=START)
    asked = source(reddit, http, subreddits="nowhere")
    results = polls(asked, 6)
    assert texts(results) == ["Ромашка"]
    troubles = {name for result in results for name in result.troubles}
    assert troubles == {"r/nowhere", "r/nowhere/comments"}


def test_removed_posts_are_reported_and_not_delivered(reddit: RedditSite, http: Http) -> None:
    name = reddit.comment("Ромашка")
    asked = source(reddit, http, (), subreddits="coffee")
    results = polls(asked, 2)
    assert texts(results) == ["Ромашка"]
    reddit.entries[0]["text"] = "[removed]"
    later = polls(asked, 2, results[-1].cursor)
    assert [result.gone for result in later if result.gone] == [(name,)]
    assert texts(later) == []


def test_the_past_is_read_to_its_day_and_goes_on_after_a_failure(
    reddit: RedditSite, http: Http
) -> None:
    reddit.page = 25
    for number in range(120):
        reddit.post(f"Ромашка {number}", at=NOW - timedelta(days=number, minutes=1))
    since = NOW - timedelta(days=90)
    asked = source(reddit, http, ("Ромашка",), subreddits="nowhere")
    found: list[Item] = []
    cursor = None
    for number in range(40):
        if number % 3 == 1:
            for path in (SEARCH, "/r/nowhere/new/.rss", "/r/nowhere/comments/.rss"):
                reddit.route(path, Reply(502))
            with pytest.raises(Temporary):
                asked.history(cursor, since)
            for path in (SEARCH, "/r/nowhere/new/.rss", "/r/nowhere/comments/.rss"):
                reddit.route(path)
        step = asked.history(cursor, since)
        found += step.items
        cursor = step.cursor
        if step.is_done:
            break
    assert (step.is_done, step.reached) == (True, since)
    assert {item.text for item in found} == {f"Ромашка {n}" for n in range(90)}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chance=st.randoms(use_true_random=False))
def test_strange_answers_end_in_a_result_or_a_named_failure(
    reddit: RedditSite, http: Http, chance: random.Random
) -> None:
    body = bytearray((DATA / "reddit" / "normal.xml").read_bytes())
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(body))
        body[start : start + chance.randint(0, 60)] = chance.choice(
            [b"", b"<", b"&#0;", b"t3_", b"</entry>", b"<id/>", b"\xff", b"]]>", b"9999-99-99"]
        )
    reddit.route(SEARCH, Reply(body=bytes(body), content_type="application/atom+xml"))
    try:
        result = source(reddit, http).fetch(None)
    except SourceError:
        return
    assert all(item.external_id[:3] in ("t1_", "t3_") for item in result.items)
