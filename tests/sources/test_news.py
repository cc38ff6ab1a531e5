"""News: searches made of the topics' words, nothing lost off their end, alerts unwrapped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.models import Item
from desktop.core.sources import BadData, HistoryPage, Reason, SourceError, SourceSetup, Temporary
from desktop.i18n import LANGUAGES
from desktop.sources.answers import Answer
from desktop.sources.feed_items import read_feed
from desktop.sources.http import Http
from desktop.sources.news import NewsSource
from desktop.sources.news_items import alert, article
from desktop.sources.news_search import Days
from tests.conftest import NOW, FixedClock
from tests.servers import Reply
from tests.sources.contract_case import DATA
from tests.sources.sites.news import ALERT, NewsSite

DAY = timedelta(days=1)


@pytest.fixture
def news_site() -> Iterator[NewsSite]:
    with NewsSite() as site:
        yield site


def source(site: NewsSite, http: Http, *terms: str, **fields: str) -> NewsSource:
    return NewsSource(SourceSetup({"endpoint": site.url(), **fields}, {}, terms), http)


def everything(asked: NewsSource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(50):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


def past(asked: NewsSource, since: datetime) -> tuple[list[str], list[HistoryPage]]:
    found: list[str] = []
    pages: list[HistoryPage] = []
    while not pages or not pages[-1].is_done:
        assert len(pages) < 500
        pages.append(asked.history(pages[-1].cursor if pages else None, since))
        found += [item.external_id for item in pages[-1].items]
    return found, pages


def test_no_field_is_needed_and_the_edition_is_the_programs_language(
    news_site: NewsSite, http: Http
) -> None:
    news_site.publish("Romashka burns", NOW - DAY)
    (item,), _ = everything(source(news_site, http, "Romashka"))
    assert (item.title, item.author_name) == ("Romashka burns", "City news")
    query = news_site.requests[0].query
    assert query == {
        "q": ['"Romashka" when:8d'],
        "hl": ["en-US"],
        "gl": ["US"],
        "ceid": ["US:en"],
    }


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        ("ru", ("ru", "RU", "RU:ru")),
        ("en", ("en-US", "US", "US:en")),
        ("EN-GB", ("en-GB", "GB", "GB:en")),
        ("de", ("de", "DE", "DE:de")),
    ],
)
def test_the_three_words_for_the_edition_agree(
    news_site: NewsSite, http: Http, edition: str, said: tuple[str, ...]
) -> None:
    source(news_site, http, "x", edition=edition).fetch(None)
    seen = news_site.requests[0]
    assert tuple(seen.asked(name) for name in ("hl", "gl", "ceid")) == said


def test_an_unknown_edition_is_said(news_site: NewsSite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(news_site, http, "x", edition="Russia").fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not news_site.requests


def test_each_language_of_the_program_has_an_edition() -> None:
    choices = next(each for each in NewsSource.info.fields if each.name == "edition").choices
    assert set(LANGUAGES) <= set(choices)


def test_later_searches_reach_back_to_the_last_one_with_an_overlap(
    news_site: NewsSite, http: Http, clock: FixedClock
) -> None:
    asked = source(news_site, http, "Romashka")
    _, cursor = everything(asked)
    clock.now = news_site.now = NOW + 20 * DAY
    late = news_site.publish("Romashka, found late", NOW - DAY)
    items, cursor = everything(asked, cursor)
    assert [item.external_id for item in items] == [f"story-{late.number}"]
    assert news_site.requests[-1].asked("q") == '"Romashka" when:23d'
    assert everything(asked, cursor)[0] == []
    assert news_site.requests[-1].asked("q") == '"Romashka" when:3d'


def test_other_words_are_another_search(news_site: NewsSite, http: Http, clock: FixedClock) -> None:
    _, cursor = everything(source(news_site, http, "Romashka"))
    clock.now = NOW + DAY
    everything(source(news_site, http, "Romashka", "Buttercup"), cursor)
    assert news_site.requests[-1].asked("q") == '"Romashka" OR "Buttercup" when:8d'


@pytest.mark.parametrize("count", [99, 100, 101, 640])
def test_a_full_answer_is_asked_again_in_halves(
    news_site: NewsSite, http: Http, count: int
) -> None:
    for number in range(count):
        news_site.publish(f"Romashka {number}", NOW - timedelta(minutes=15 * number))
    items, cursor = everything(source(news_site, http, "Romashka"))
    assert len(items) == count
    assert len({item.external_id for item in items}) == count
    assert everything(source(news_site, http, "Romashka"), cursor)[0] == []


def test_a_day_with_more_than_is_shown_is_not_taken_for_whole(
    news_site: NewsSite, http: Http
) -> None:
    for number in range(150):
        news_site.publish(f"Romashka {number}", NOW - timedelta(minutes=number))
    warned = 0
    cursor, more = None, True
    while more:
        result = source(news_site, http, "Romashka").fetch(cursor)
        warned += result.warnings.get("not_all_shown", 0)
        cursor, more = result.cursor, result.more
    assert warned > 0


def test_newest_come_last_whatever_the_order_of_relevance(news_site: NewsSite, http: Http) -> None:
    for number in range(20):
        news_site.publish(f"Romashka {number}", NOW - timedelta(hours=number * 5 % 23))
    items, _ = everything(source(news_site, http, "Romashka"))
    times = [item.created_at for item in items if item.created_at]
    assert times == sorted(times)
    assert len(times) == 20


def test_nothing_to_search_for_is_said(news_site: NewsSite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(news_site, http).fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not news_site.requests


def alerts(site: NewsSite) -> None:
    body = (DATA / "news" / "alerts.xml").read_bytes()
    site.route(ALERT, Reply(body=body, content_type="application/atom+xml; charset=utf-8"))


def test_alerts_are_unwrapped(news_site: NewsSite, http: Http) -> None:
    alerts(news_site)
    items, _ = everything(source(news_site, http, alerts_url=news_site.url(ALERT)))
    by_id = {item.external_id[-1]: item for item in items}
    good = by_id["3"]
    assert good.title == "New Romashka cafe & bakery opens"
    assert good.text == "The Romashka team said ..."
    assert good.url == "https://news.example/a?id=5&b=1"
    assert (good.author_name, good.edited_at) == ("news.example", None)
    assert (by_id["4"].url, by_id["4"].author_name) == (None, None)
    assert by_id["5"].url == "https://www.google.com.evil.example/url?url=https://news.example/b"


def test_a_new_alert_without_finds_is_fine(news_site: NewsSite, http: Http) -> None:
    body = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Google Alert</title></feed>'
    news_site.route(ALERT, Reply(body=body, content_type="application/atom+xml"))
    assert source(news_site, http, alerts_url=news_site.url(ALERT)).fetch(None).items == ()


def test_a_deleted_alert_has_its_own_advice_and_holds_up_nothing(
    news_site: NewsSite, http: Http
) -> None:
    news_site.publish("Romashka burns", NOW - DAY)
    both = source(news_site, http, "Romashka", alerts_url=news_site.url(ALERT)).fetch(None)
    assert len(both.items) == 1
    assert dict(both.troubles) == {"Google Alerts": Reason.NOT_FOUND}
    with pytest.raises(BadData) as caught:
        source(news_site, http, alerts_url=news_site.url(ALERT)).fetch(None)
    assert caught.value.reason is Reason.NOT_FOUND
    assert "google.com/alerts" in NewsSource.info.advice[Reason.NOT_FOUND]


@pytest.mark.parametrize("status", [404, 403, 429, 500])
def test_an_alerts_address_never_reaches_an_error(
    news_site: NewsSite, http: Http, status: int
) -> None:
    news_site.route(ALERT, Reply(status, f"no {news_site.url(ALERT)} {ALERT}".encode()))
    with pytest.raises(SourceError) as caught:
        source(news_site, http, alerts_url=news_site.url(ALERT)).fetch(None)
    assert "0123456789012345" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value) or "…" in str(caught.value)


def test_an_alerts_address_that_is_none_is_said(news_site: NewsSite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(news_site, http, alerts_url="feeds/0123456789012345").fetch(None)
    assert caught.value.reason is Reason.BAD_ADDRESS
    assert "0123456789012345" not in str(caught.value)


@pytest.mark.parametrize("after_counts", [True, False])
@pytest.mark.parametrize("before_counts", [True, False])
def test_the_past_is_read_without_gaps(
    news_site: NewsSite, http: Http, after_counts: bool, before_counts: bool
) -> None:
    news_site.after_counts, news_site.before_counts = after_counts, before_counts
    for number in range(300):
        news_site.publish(f"Romashka {number}", NOW - timedelta(hours=7 * number))
    since = NOW - 60 * DAY
    found, pages = past(source(news_site, http, "Romashka", "x" * 190), since)
    wanted = {f"story-{each.number}" for each in news_site.stories if each.at >= since}
    assert wanted <= set(found)
    for page in pages:
        if page.reached is not None:
            newer = {
                f"story-{each.number}" for each in news_site.stories if each.at >= page.reached
            }
            read = pages[: pages.index(page) + 1]
            assert newer <= {item.external_id for each in read for item in each.items}
    assert pages[-1].reached == since
    assert pages[0].cursor != pages[1].cursor


def test_the_past_goes_on_where_it_broke_off(news_site: NewsSite, http: Http) -> None:
    for number in range(40):
        news_site.publish(f"Romashka {number}", NOW - number * DAY)
    asked = source(news_site, http, "Romashka")
    first = asked.history(None, NOW - 40 * DAY)
    news_site.route("/rss/search", Reply(500))
    with pytest.raises(Temporary):
        asked.history(first.cursor, NOW - 40 * DAY)
    news_site.route("/rss/search")
    again = asked.history(first.cursor, NOW - 40 * DAY)
    assert again == asked.history(first.cursor, NOW - 40 * DAY)
    assert not {each.external_id for each in first.items} >= {
        each.external_id for each in again.items
    }


def test_a_past_of_other_words_begins_anew(news_site: NewsSite, http: Http) -> None:
    first = source(news_site, http, "Romashka").history(None, NOW - 90 * DAY)
    source(news_site, http, "Buttercup").history(first.cursor, NOW - 90 * DAY)
    assert "before:2026-03-05" in news_site.requests[-1].asked("q")


def test_an_alert_has_no_past(news_site: NewsSite, http: Http) -> None:
    page = source(news_site, http, alerts_url=news_site.url(ALERT)).history(None, NOW - DAY)
    assert (page.is_done, page.items) == (True, ())
    assert not news_site.requests


def test_halves_cover_the_whole_and_end() -> None:
    days = Days(date(2026, 3, 1), date(2026, 3, 8))
    left, covered = [days], set()
    while left:
        each = left.pop()
        halves = each.halves()
        left += halves
        if not halves:
            covered |= {each.first, each.last}
    assert covered == {date(2026, 3, number) for number in range(1, 9)}


@settings(max_examples=60)
@given(st.data())
def test_mangled_feeds_are_named_or_read(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["normal.xml", "alerts.xml"]))
    body = bytearray((DATA / "news" / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
    answer = Answer(200, "https://news.example/", {"content-type": "application/xml"}, bytes(body))
    revise = article if name == "normal.xml" else alert
    try:
        feed = read_feed(answer, NOW, revise)
    except SourceError:
        return
    assert all(item.external_id for item in feed.items)
