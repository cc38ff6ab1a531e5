"""X: nothing missed, nothing paid twice, never more than the owner allows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.models import Item
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    RateLimited,
    Reason,
    SourceError,
    SourceSetup,
    Temporary,
)
from desktop.sources.http import Http
from desktop.sources.x import XSource
from desktop.sources.x_api import next_month
from desktop.sources.x_items import post_items
from tests.conftest import NOW, FixedClock
from tests.servers import Reply
from tests.sources.contract_case import DATA
from tests.sources.sites.x import TOKEN, XSite

SEARCH = "/tweets/search/recent"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def xsite() -> Iterator[XSite]:
    with XSite() as site:
        yield site


def source(site: XSite, http: Http, *terms: str, token: str = TOKEN, **fields: str) -> XSource:
    setup = SourceSetup(
        {"endpoint": site.url(), **fields}, {"token": token} if token else {}, terms
    )
    return XSource(setup, http)


def everything(asked: XSource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(60):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


@pytest.mark.parametrize("missed", [0, 1, 9, 10, 11, 95])
@pytest.mark.parametrize("account", ["", "@romashka"])
def test_nothing_is_missed_and_nothing_paid_twice(
    xsite: XSite, http: Http, missed: int, account: str
) -> None:
    xsite.page = 10
    xsite.post("Romashka old", NOW - 2 * DAY)
    terms = () if account else ("Romashka",)
    asked = source(xsite, http, *terms, account=account)
    _, cursor = everything(asked)
    for number in range(missed):
        xsite.post(f"Romashka {number}", NOW - DAY + number * timedelta(minutes=1))
    items, cursor = everything(asked, cursor)
    assert sorted(item.text for item in items) == sorted(f"Romashka {n}" for n in range(missed))
    assert everything(asked, cursor)[0] == []
    assert xsite.read == 1 + missed


def test_the_first_look_is_one_page(xsite: XSite, http: Http) -> None:
    for number in range(250):
        xsite.post(f"Romashka {number}", NOW - DAY)
    items, cursor = everything(source(xsite, http, "Romashka"))
    assert (len(items), xsite.read) == (100, 100)
    assert everything(source(xsite, http, "Romashka"), cursor)[0] == []


def test_the_query_leaves_reposts_out_and_fits(xsite: XSite, http: Http) -> None:
    terms = ("Romashka", "пекарня Ромашка", *(f"слово {number}" for number in range(70)))
    everything(source(xsite, http, *terms))
    queries = [each.asked("query") for each in xsite.asked(SEARCH)]
    assert queries[0].startswith('("Romashka" OR "пекарня Ромашка" OR "слово 0"')
    assert all(each.endswith(") -is:retweet") and len(each) <= 512 for each in queries)
    assert sum(each.count(" OR ") + 1 for each in queries) == 72
    everything(source(xsite, http, "Romashka"))
    assert xsite.requests[-1].asked("query") == '"Romashka" -is:retweet'


def test_an_id_beyond_seven_days_gives_way_to_a_time(
    xsite: XSite, http: Http, clock: FixedClock
) -> None:
    xsite.post("Romashka old", NOW)
    asked = source(xsite, http, "Romashka")
    _, cursor = everything(asked)
    clock.now = xsite.now = NOW + 10 * DAY
    xsite.post("Romashka new", NOW + 9 * DAY)
    items, cursor = everything(asked, cursor)
    assert [item.text for item in items] == ["Romashka new"]
    assert xsite.requests[-1].asked("start_time") == "2026-03-07T13:00:00Z"
    everything(asked, cursor)
    assert xsite.requests[-1].asked("since_id")


def test_an_id_that_x_refuses_gives_way_to_a_time(xsite: XSite, http: Http) -> None:
    xsite.page = 10
    old = xsite.post("Romashka old", NOW - 7 * DAY + HOUR)
    asked = source(xsite, http, "Romashka")
    _, cursor = everything(asked)
    xsite.posts.remove(old)
    xsite.posts.append(old.__class__(old.number, old.text, NOW - 8 * DAY))
    for number in range(120):
        xsite.posts.append(old.__class__(number + 2, f"Romashka {number}", NOW - DAY))
    items, cursor = everything(asked, cursor)
    assert len(items) == 120
    assert xsite.read == 121
    asks = len(xsite.requests)
    everything(asked, cursor)
    assert len(xsite.requests) == asks + 1


def test_a_token_from_long_ago_loses_nothing(xsite: XSite, http: Http) -> None:
    xsite.page = 10
    xsite.post("Romashka old", NOW - DAY)
    asked = source(xsite, http, "Romashka")
    _, cursor = everything(asked)
    for number in range(120):
        xsite.post(f"Romashka {number}", NOW - HOUR)
    first = asked.fetch(cursor)
    assert first.more
    memory = json.loads(str(first.cursor))
    for mark in memory["marks"].values():
        mark["following"] = "stale"
    items, _ = everything(asked, json.dumps(memory))
    assert len({item.external_id for item in (*first.items, *items)}) == 120


def test_the_cap_is_never_exceeded_and_lasts_until_the_next_month(
    xsite: XSite, http: Http, clock: FixedClock
) -> None:
    xsite.page = 10
    xsite.post("Romashka old", NOW - DAY)
    asked = source(xsite, http, "Romashka", cap="35")
    result = asked.fetch(None)
    assert dict(result.warnings) == {"posts_read": 1}
    for number in range(60):
        xsite.post(f"Romashka {number}", NOW - HOUR)
    second = asked.fetch(result.cursor)
    assert (len(second.items), second.more, dict(second.warnings)) == (30, True, {})
    for _ in range(3):
        with pytest.raises(RateLimited) as caught:
            asked.fetch(second.cursor)
    assert caught.value.reason is Reason.QUOTA
    assert caught.value.retry_at == datetime(2026, 4, 1, tzinfo=UTC)
    assert xsite.read == 31
    clock.now = xsite.now = NOW + 2 * DAY
    more, cursor = everything(source(xsite, http, "Romashka", cap="1000"), second.cursor)
    assert len({item.external_id for item in (*second.items, *more)}) == 60
    clock.now = xsite.now = datetime(2026, 4, 1, tzinfo=UTC)
    xsite.post("Romashka in April", clock.now - HOUR)
    assert dict(asked.fetch(cursor).warnings) == {"posts_read": 1}


def test_the_count_outlives_a_change_of_topics(xsite: XSite, http: Http) -> None:
    for number in range(100):
        xsite.post(f"Romashka {number}", NOW - HOUR)
    result = source(xsite, http, "Romashka", cap="150").fetch(None)
    result = source(xsite, http, "Buttercup", cap="150").fetch(result.cursor)
    assert dict(result.warnings) == {"posts_read": 150}
    with pytest.raises(RateLimited):
        source(xsite, http, "Daisy", cap="150").fetch(result.cursor)


@pytest.mark.parametrize("cap", ["0", "many", "-5", "9999999999"])
def test_a_cap_that_is_none_is_said(xsite: XSite, http: Http, cap: str) -> None:
    with pytest.raises(BadData) as caught:
        source(xsite, http, "Romashka", cap=cap).fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not xsite.requests


def test_the_account_is_looked_up_once(xsite: XSite, http: Http) -> None:
    asked = source(xsite, http, account="https://x.com/romashka")
    _, cursor = everything(asked)
    everything(asked, cursor)
    assert len(xsite.asked("/users/by/username/romashka")) == 1
    with pytest.raises(BadData) as caught:
        source(xsite, http, account="@nobody").fetch(None)
    assert caught.value.reason is Reason.NOT_FOUND


def test_what_is_missing_is_said_without_asking(xsite: XSite, http: Http) -> None:
    with pytest.raises(AuthNeeded) as missing:
        source(xsite, http, "Romashka", token="").fetch(None)
    assert missing.value.reason is Reason.KEY_MISSING
    with pytest.raises(BadData) as nothing:
        source(xsite, http).fetch(None)
    assert nothing.value.reason is Reason.BAD_SETTING
    assert not xsite.requests


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason"),
    [
        (401, {"title": "Unauthorized"}, AuthNeeded, Reason.KEY_REFUSED),
        (402, {"title": "CreditsDepleted"}, AuthNeeded, Reason.NO_CREDIT),
        (403, {"errors": [{"message": "plan"}]}, AuthNeeded, Reason.NO_CREDIT),
        (400, {"errors": [{"message": "Invalid query"}]}, BadData, Reason.BAD_SETTING),
        (429, {"title": "Too Many Requests"}, RateLimited, Reason.SLOW_DOWN),
        (429, {"title": "UsageCapExceeded"}, RateLimited, Reason.QUOTA),
        (503, {"title": "Service Unavailable"}, Temporary, Reason.SERVER_ERROR),
    ],
)
def test_every_refusal_is_named(
    xsite: XSite,
    http: Http,
    status: int,
    body: dict[str, object],
    kind: type[SourceError],
    reason: Reason,
) -> None:
    reply = Reply(status, json.dumps({**body, "detail": TOKEN}).encode(), "application/json")
    xsite.route(SEARCH, reply)
    with pytest.raises(SourceError) as caught:
        source(xsite, http, "Romashka").fetch(None)
    assert (type(caught.value), caught.value.reason) == (kind, reason)
    assert TOKEN not in str(caught.value)


def test_the_reset_header_of_x_is_heeded(xsite: XSite, http: Http) -> None:
    reset = (("x-rate-limit-reset", str(int(NOW.timestamp()) + 600)),)
    xsite.route(SEARCH, Reply(429, b"", headers=reset))
    with pytest.raises(RateLimited) as caught:
        source(xsite, http, "Romashka").fetch(None)
    assert caught.value.retry_at == NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (NOW, datetime(2026, 4, 1, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_next_month(now: datetime, month: datetime) -> None:
    assert next_month(now) == month


def test_escaped_signs_are_decoded_once() -> None:
    post = {"id": "1", "text": "&amp;lt;b&amp;gt; &lt;i&gt; &amp;amp; &quot;"}
    (item,) = post_items({"data": [post]}, NOW)
    assert item.text == "&lt;b&gt; <i> &amp; &quot;"


def test_a_repost_without_its_original_stays_as_it_is() -> None:
    refs = [{"type": "retweeted", "id": "9"}]
    (item,) = post_items(
        {"data": [{"id": "1", "text": "RT @a: b", "referenced_tweets": refs}]}, NOW
    )
    assert (item.external_id, item.text) == ("1", "RT @a: b")


@settings(max_examples=80)
@given(st.data())
def test_mangled_posts_are_read_or_left_out(data: st.DataObject) -> None:
    values: st.SearchStrategy[Any] = (
        st.none() | st.integers() | st.text(max_size=4) | st.just([1]) | st.just({"a": {}})
    )
    whole = json.loads((DATA / "x" / "normal.json").read_text(encoding="utf-8"))
    records = [*whole["data"], *whole["includes"]["users"], *whole["includes"]["tweets"]]
    for record in (*records, whole["includes"], whole):
        for key in list(record):
            if data.draw(st.integers(0, 4)) == 0:
                record[key] = data.draw(values)
    for item in post_items(whole, NOW):
        assert item.external_id
