"""Facebook and Instagram over their common interface: nothing missed, refusals and limits named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.models import Item, Keep, MentionKind
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    HistoryPage,
    RateLimited,
    Reason,
    SourceError,
    SourceSetup,
    Temporary,
)
from desktop.sources import facebook, instagram
from desktop.sources.answers import Answer
from desktop.sources.facebook import FacebookSource
from desktop.sources.http import Http
from desktop.sources.instagram import InstagramSource
from desktop.sources.meta_graph import explained, usage
from desktop.sources.meta_source import MetaSource
from tests.conftest import NOW, FixedClock
from tests.sources.contract_case import DATA
from tests.sources.sites.graph import TOKEN, GraphSite

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BOTH = pytest.mark.parametrize("kind", [FacebookSource, InstagramSource])


@pytest.fixture
def graph() -> Iterator[GraphSite]:
    with GraphSite() as site:
        yield site


def source(
    site: GraphSite,
    http: Http,
    kind: type[MetaSource] = FacebookSource,
    token: str = TOKEN,
    account: str = "100",
) -> MetaSource:
    fields = {"endpoint": site.url(), "account": account}
    return kind(SourceSetup(fields, {"token": token} if token else {}), http)


def everything(asked: MetaSource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(60):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        assert TOKEN not in str(cursor)
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


def comments(items: list[Item]) -> list[str]:
    return sorted(item.text for item in items if item.kind is MentionKind.COMMENT)


@BOTH
@pytest.mark.parametrize("missed", [0, 1, 3, 4, 50])
def test_no_comment_is_missed_and_none_comes_twice(
    graph: GraphSite, http: Http, kind: type[MetaSource], missed: int
) -> None:
    post, other = graph.post("Hello", NOW - 9 * DAY), graph.post("Soup", NOW - 8 * DAY)
    for number in range(7):
        graph.comment(post, f"old {number}", NOW - 8 * DAY + number * HOUR)
    asked = source(graph, http, kind)
    items, cursor = everything(asked)
    assert len(comments(items)) == 7
    for number in range(missed):
        graph.comment((post, other)[number % 2], f"new {number}", NOW - 7 * DAY + number * HOUR)
    items, cursor = everything(asked, cursor)
    assert comments(items) == sorted(f"new {number}" for number in range(missed))
    asks = len(graph.requests)
    assert everything(asked, cursor)[0] == []
    assert len(graph.requests) - asks == 2


@BOTH
@pytest.mark.parametrize("missed", [1, 2, 3, 4, 9])
def test_new_posts_and_tags_come_without_gaps(
    graph: GraphSite, http: Http, kind: type[MetaSource], missed: int
) -> None:
    graph.tag("old tag", NOW - 9 * DAY)
    graph.comment(graph.post("Hello", NOW - 9 * DAY), "old", NOW - 9 * DAY)
    asked = source(graph, http, kind)
    _, cursor = everything(asked)
    for number in range(missed):
        graph.tag(f"tag {number}", NOW - 8 * DAY + number * HOUR)
        graph.comment(graph.post("Post", NOW - 8 * DAY + number * HOUR), f"c {number}", NOW - DAY)
    items, _ = everything(asked, cursor)
    tags = sorted(item.text for item in items if item.text.startswith("tag"))
    assert tags == sorted(f"tag {number}" for number in range(missed))
    assert comments(items) == sorted(f"c {number}" for number in range(missed))


def test_the_pages_own_posts_are_no_mentions(graph: GraphSite, http: Http) -> None:
    graph.post("We opened", NOW - DAY)
    graph.post("It was cold", NOW - DAY, author="77")
    items, _ = everything(source(graph, http))
    assert [item.text for item in items] == ["It was cold"]
    assert everything(source(graph, http, InstagramSource))[0] == []


def test_an_edited_comment_comes_again(graph: GraphSite, http: Http) -> None:
    post = graph.post("We opened", NOW - DAY)
    comment = graph.comment(post, "Cold", NOW - HOUR)
    asked = source(graph, http)
    _, cursor = everything(asked)
    comment.text = "Very cold"
    graph.comment(post, "Me too", NOW)
    assert comments(everything(asked, cursor)[0]) == ["Me too", "Very cold"]


def test_a_post_that_was_deleted_is_gone(graph: GraphSite, http: Http) -> None:
    post = graph.post("It was cold", NOW - DAY, author="77")
    graph.comment(post, "Yes", NOW)
    asked = source(graph, http)
    graph.route("/100_1/comments", _refused(100, 33))
    result = asked.fetch(None)
    assert (result.gone, result.more) == ((post.id,), False)


def _refused(code: int, subcode: int = 0, message: str = "no") -> Any:
    from tests.sources.sites.graph import refusal

    return refusal(code, subcode, message)


def test_a_missing_right_for_tags_does_not_silence_the_rest(graph: GraphSite, http: Http) -> None:
    graph.comment(graph.post("We opened", NOW - DAY), "Cold", NOW - HOUR)
    graph.route("/100/tagged", _refused(200))
    result = source(graph, http).fetch(None)
    assert comments([*result.items]) == ["Cold"]
    assert dict(result.troubles) == {"100/tagged": Reason.RIGHT_MISSING}


@pytest.mark.parametrize(
    ("code", "subcode", "message", "kind", "reason"),
    [
        (190, 463, "Session has expired", AuthNeeded, Reason.KEY_EXPIRED),
        (190, 467, "invalid", AuthNeeded, Reason.KEY_REFUSED),
        (190, 0, "token has expired on", AuthNeeded, Reason.KEY_EXPIRED),
        (10, 0, "x", AuthNeeded, Reason.RIGHT_MISSING),
        (200, 0, "x", AuthNeeded, Reason.RIGHT_MISSING),
        (299, 0, "x", AuthNeeded, Reason.RIGHT_MISSING),
        (4, 0, "x", RateLimited, Reason.SLOW_DOWN),
        (17, 0, "x", RateLimited, Reason.SLOW_DOWN),
        (32, 0, "x", RateLimited, Reason.SLOW_DOWN),
        (613, 0, "x", RateLimited, Reason.SLOW_DOWN),
        (100, 33, "x", BadData, Reason.NOT_FOUND),
        (100, 0, "x", BadData, Reason.BAD_SETTING),
        (12, 0, "x", BadData, Reason.LAYOUT),
        (1, 0, "x", Temporary, Reason.SERVER_ERROR),
        (2, 0, "x", Temporary, Reason.SERVER_ERROR),
    ],
)
def test_every_refusal_is_named(
    graph: GraphSite,
    http: Http,
    code: int,
    subcode: int,
    message: str,
    kind: type[SourceError],
    reason: Reason,
) -> None:
    graph.failure = (code, subcode, f"{message} {TOKEN}")
    for asked in (source(graph, http), source(graph, http, InstagramSource)):
        with pytest.raises(SourceError) as caught:
            asked.fetch(None)
        assert (type(caught.value), caught.value.reason) == (kind, reason)
        assert TOKEN not in str(caught.value)


def test_a_limit_says_when_it_is_regained(graph: GraphSite, http: Http) -> None:
    graph.failure = (4, 0, "too often")
    usage = {"100": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19}]}
    graph.headers = (("X-Business-Use-Case-Usage", json.dumps(usage)),)
    with pytest.raises(RateLimited) as caught:
        source(graph, http).fetch(None)
    assert caught.value.retry_at == NOW + timedelta(minutes=19)


@pytest.mark.parametrize(
    ("name", "usage", "is_slow"),
    [
        ("X-App-Usage", {"call_count": 79, "total_time": 3}, False),
        ("X-App-Usage", {"call_count": 28, "total_cputime": 80}, True),
        ("X-Page-Usage", {"call_count": 95}, True),
        ("X-Business-Use-Case-Usage", {"1": [{"type": "x", "call_count": 81}]}, True),
        ("X-Business-Use-Case-Usage", "garbage", False),
    ],
)
def test_a_nearly_used_limit_slows_down(
    graph: GraphSite, http: Http, clock: FixedClock, name: str, usage: Any, is_slow: bool
) -> None:
    graph.post("It was cold", NOW - DAY, author="77")
    graph.headers = ((name, json.dumps(usage)),)
    asked = source(graph, http)
    first = asked.fetch(None)
    assert (len(first.items), first.more) == (1, is_slow)
    assert len(graph.requests) == (1 if is_slow else 2)
    if not is_slow:
        return
    with pytest.raises(RateLimited) as caught:
        asked.fetch(first.cursor)
    assert caught.value.retry_at == NOW + timedelta(minutes=15)
    assert len(graph.requests) == 1
    clock.now = NOW + timedelta(minutes=16)
    graph.headers = ()
    assert not asked.fetch(first.cursor).more


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, (0, 0)),
        ({"x-app-usage": "[1]"}, (0, 0)),
        ({"x-app-usage": '{"call_count": true, "total_time": "90"}'}, (0, 0)),
        ({"x-app-usage": '{"call_count": 1e300}'}, (1e300, 0)),
        ({"x-business-use-case-usage": '{"1": {"call_count": 90}, "2": [3]}'}, (0, 0)),
    ],
)
def test_strange_usage_is_read_with_care(
    headers: dict[str, str], expected: tuple[float, float]
) -> None:
    assert usage(headers) == expected


@pytest.mark.parametrize(
    "body", [b"", b"<p>", b"[]", b'{"error": 1}', b'{"error": {"code": null}}']
)
def test_a_refusal_without_words_is_what_it_usually_is(body: bytes) -> None:
    assert explained(Answer(400, "https://x.example/", {}, body), NOW) is None


def test_the_token_stands_in_a_header_and_nowhere_else(graph: GraphSite, http: Http) -> None:
    for number in range(9):
        graph.post(f"post {number}", NOW - DAY, author="77")
    everything(source(graph, http))
    assert len(graph.asked("/100/feed")) == 2
    for seen in graph.requests:
        assert TOKEN not in repr((seen.path, seen.query))


@pytest.mark.parametrize("typed", ["https://www.facebook.com/romashka.bakery/", "@romashka.bakery"])
def test_the_account_is_read_from_what_was_typed(graph: GraphSite, http: Http, typed: str) -> None:
    source(graph, http, account=typed).fetch(None)
    assert graph.requests[0].path == "/romashka.bakery/feed"


@BOTH
def test_what_is_missing_is_said_without_asking(
    graph: GraphSite, http: Http, kind: type[MetaSource]
) -> None:
    with pytest.raises(AuthNeeded) as caught:
        source(graph, http, kind, token="").fetch(None)
    assert caught.value.reason is Reason.KEY_MISSING
    with pytest.raises(BadData):
        source(graph, http, kind, account="две пекарни").fetch(None)
    assert not graph.requests


@BOTH
def test_the_law_is_obeyed_beside_the_name(kind: type[MetaSource]) -> None:
    assert "Meta" in kind.info.notice
    assert kind.info.keep is Keep.EVERYTHING


@BOTH
def test_the_past_is_read_whole(graph: GraphSite, http: Http, kind: type[MetaSource]) -> None:
    for number in range(20):
        post = graph.post(f"post {number}", NOW - number * 10 * DAY, author="77")
        for count in range(number % 5):
            graph.comment(post, f"{number} {count}", post.at + HOUR)
    pages: list[HistoryPage] = []
    since = NOW - 100 * DAY
    asked = source(graph, http, kind)
    while not pages or not pages[-1].is_done:
        assert len(pages) < 100
        before = len(graph.requests)
        pages.append(asked.history(pages[-1].cursor if pages else None, since))
        assert len(graph.requests) - before <= 4
        assert TOKEN not in str(pages[-1].cursor)
    found = [item for page in pages for item in page.items]
    wanted = {each.text for post in graph.posts if post.at >= since for each in post.comments}
    assert wanted <= set(comments(found))
    assert [page.reached for page in pages if page.reached] == [since]


def test_the_past_goes_on_where_it_broke_off(graph: GraphSite, http: Http) -> None:
    for number in range(12):
        graph.comment(graph.post(f"post {number}", NOW - number * DAY), f"c {number}", NOW)
    asked = source(graph, http)
    first = asked.history(None, NOW - 90 * DAY)
    graph.failure = (2, 0, "later")
    with pytest.raises(Temporary):
        asked.history(first.cursor, NOW - 90 * DAY)
    graph.failure = None
    again = asked.history(first.cursor, NOW - 90 * DAY)
    assert not {*comments([*first.items])} & {*comments([*again.items])}
    assert again == asked.history(first.cursor, NOW - 90 * DAY)


@settings(max_examples=80)
@given(st.data())
def test_mangled_records_are_read_or_left_out(data: st.DataObject) -> None:
    values: st.SearchStrategy[Any] = (
        st.none() | st.integers() | st.text(max_size=4) | st.just([1]) | st.just({"a": {}})
    )
    for folder, name, read in (
        ("facebook", "normal", lambda each: [facebook.post_item(each, NOW)]),
        ("facebook", "comments", lambda each: facebook.comment_items(each, "", NOW)),
        ("instagram", "tags", lambda each: [instagram.tagged_item(each, NOW)]),
        ("instagram", "comments", lambda each: instagram.comment_items(each, "", NOW)),
    ):
        whole = json.loads((DATA / folder / f"{name}.json").read_text(encoding="utf-8"))
        for record in whole["data"]:
            for key in list(record):
                if data.draw(st.booleans()):
                    record[key] = data.draw(values)
            for item in read(record):
                assert item is None or item.external_id
