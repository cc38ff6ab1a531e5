"""What all three marketplaces promise beyond the contract: pages, overlap, the past, two parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given, settings

from desktop.core.models import Item, MentionKind
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    RateLimited,
    Reason,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import use
from desktop.sources.answers import Answer
from desktop.sources.http import Http
from desktop.sources.market_source import MarketSource, list_in, object_of, stars_of, words_of
from desktop.sources.ozon import OzonSource
from desktop.sources.wildberries import WildberriesSource
from desktop.sources.yandex_market import YandexMarketSource
from tests.conftest import NOW
from tests.servers import Reply
from tests.source_tree import ROOT
from tests.sources.contract_case import DATA
from tests.sources.mangling import mangled
from tests.sources.sites.markets import (
    KEY,
    MarketSite,
    OzonSite,
    WildberriesSite,
    YandexMarketSite,
)


@dataclass(frozen=True)
class Market:
    """A kind, its stand-in, the size of its pages and the settings it needs."""

    source: Callable[[SourceSetup, Http], MarketSource]
    info: SourceInfo
    site: type[MarketSite]
    page: int
    fields: dict[str, str]
    reviews: str
    questions: str


MARKETS = {
    "wildberries": Market(
        WildberriesSource,
        WildberriesSource.info,
        WildberriesSite,
        100,
        {},
        "/api/v1/feedbacks",
        "/api/v1/questions",
    ),
    "ozon": Market(
        OzonSource,
        OzonSource.info,
        OzonSite,
        100,
        {"client_id": "836"},
        "/v2/review/list",
        "/v1/question/list",
    ),
    "yandex-market": Market(
        YandexMarketSource,
        YandexMarketSource.info,
        YandexMarketSite,
        50,
        {"business_id": "77"},
        "/v2/businesses/77/goods-feedback",
        "/v1/businesses/77/goods-questions",
    ),
}


@pytest.fixture(params=MARKETS.values(), ids=list(MARKETS))
def market(request: pytest.FixtureRequest) -> Market:
    found = request.param
    assert isinstance(found, Market)
    return found


@pytest.fixture
def shop(market: Market) -> Iterator[MarketSite]:
    with market.site() as site:
        yield site


@pytest.fixture
def asked(market: Market, shop: MarketSite, http: Http) -> MarketSource:
    return source(market, shop, http)


def source(market: Market, shop: MarketSite, http: Http, **secrets: str) -> MarketSource:
    fields = {"endpoint": shop.url("/"), **market.fields}
    return market.source(SourceSetup(fields, secrets or {"key": KEY}), http)


def everything(asked: MarketSource, cursor: str | None = None) -> tuple[list[Item], FetchResult]:
    items: list[Item] = []
    for _ in range(30):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, result
    raise AssertionError("it never ends")


def past(asked: MarketSource, days: int) -> list[Item]:
    items: list[Item] = []
    cursor, since = None, NOW - timedelta(days=days)
    for _ in range(60):
        page = asked.history(cursor, since)
        items += page.items
        cursor = page.cursor
        if page.is_done:
            assert page.reached == since
            return items
    raise AssertionError("it never ends")


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_nothing_is_missed_and_nothing_comes_twice(
    market: Market, shop: MarketSite, asked: MarketSource, extra: int
) -> None:
    shop.fill(3, "old", stars=5)
    _, result = everything(asked)
    wanted = shop.fill(market.page + extra, "review", stars=2)
    wanted += shop.fill(market.page + extra, "question")
    items, result = everything(asked, result.cursor)
    assert sorted(each.text for each in items) == sorted(wanted)
    again, result = everything(asked, result.cursor)
    assert (again, result.not_modified) == ([], True)


def test_reviews_have_stars_and_questions_have_none(shop: MarketSite, asked: MarketSource) -> None:
    shop.write("stale bread", stars=1)
    shop.write("is it fresh?")
    review, question = sorted(asked.fetch(None).items, key=lambda each: each.external_id)[::-1]
    assert (review.kind, review.rating, review.external_id[:7]) == (
        MentionKind.REVIEW,
        1.0,
        "review:",
    )
    assert (question.kind, question.rating, question.external_id[:9]) == (
        MentionKind.COMMENT,
        None,
        "question:",
    )


def test_edits_of_the_last_days_come_again(shop: MarketSite, asked: MarketSource) -> None:
    changed = shop.write("stale bread", stars=1, at=NOW - timedelta(days=2, hours=20))
    shop.write("newer", stars=5, at=NOW)
    first = asked.fetch(None)
    changed.stars, changed.text = 4, "fresh bread now"
    (item,) = asked.fetch(first.cursor).items
    assert (item.text, item.rating) == ("fresh bread now", 4.0)


def test_the_first_look_goes_back_two_weeks(shop: MarketSite, asked: MarketSource) -> None:
    shop.write("long ago", stars=1, at=NOW - timedelta(days=20))
    shop.write("lately", stars=1, at=NOW - timedelta(days=13))
    assert [each.text for each in everything(asked)[0]] == ["lately"]


def test_many_pages_are_read_over_several_fetches(
    market: Market, shop: MarketSite, asked: MarketSource
) -> None:
    shop.fill(3, "old", stars=5)
    _, result = everything(asked)
    wanted = shop.fill(market.page * 14, "review", stars=2)
    first = asked.fetch(result.cursor)
    assert first.more
    items, _ = everything(asked, first.cursor)
    assert {each.text for each in (*first.items, *items)} == set(wanted)


def test_the_past_is_read_to_the_wanted_day(
    market: Market, shop: MarketSite, asked: MarketSource
) -> None:
    shop.write("too old", stars=1, at=NOW - timedelta(days=80))
    wanted = [
        shop.write(f"review {day}", stars=3, at=NOW - timedelta(days=day)).text
        for day in range(69, 0, -1)
    ]
    wanted += [
        shop.write(f"question {day}", at=NOW - timedelta(days=day)).text for day in range(69, 0, -1)
    ]
    wanted += shop.fill(market.page + 1, "last", stars=3)
    found = {each.text for each in past(asked, 70)}
    assert found == set(wanted)


def test_a_failed_step_into_the_past_is_repeated(
    market: Market, shop: MarketSite, asked: MarketSource
) -> None:
    shop.fill(market.page + 5, "review", stars=3)
    since = NOW - timedelta(days=30)
    first = asked.history(None, since)
    shop.refused["reviews"] = Reply(500)
    with pytest.raises(Exception, match="server_error"):
        asked.history(first.cursor, since)
    del shop.refused["reviews"]
    second = asked.history(first.cursor, since)
    assert {each.text for each in (*first.items, *second.items)} == {
        each.text for each in shop.words
    }


def test_a_part_that_may_not_be_read_does_not_hold_up_the_other(
    shop: MarketSite, asked: MarketSource
) -> None:
    shop.write("stale bread", stars=1)
    denied = b'{"code": 7, "message": "Api-Key is missing a required role"}'
    shop.refused["questions"] = Reply(403, denied, "application/json")
    use("ru", ROOT / "resources" / "i18n")
    result = asked.fetch(None)
    assert [each.text for each in result.items] == ["stale bread"]
    assert [*result.troubles] == ["Вопросы"]
    assert result.troubles["Вопросы"] in (Reason.RIGHT_MISSING, Reason.FORBIDDEN)


def test_a_pause_keeps_what_was_read(shop: MarketSite, asked: MarketSource) -> None:
    shop.write("stale bread", stars=1)
    shop.refused["questions"] = Reply(429, headers=(("Retry-After", "60"),))
    first = asked.fetch(None)
    assert ([each.text for each in first.items], first.more) == (["stale bread"], True)
    with pytest.raises(RateLimited):
        asked.fetch(first.cursor)


def test_settings_that_are_missing_are_said(market: Market, shop: MarketSite, http: Http) -> None:
    with pytest.raises(AuthNeeded) as caught:
        source(market, shop, http, key=" ").fetch(None)
    assert caught.value.reason is Reason.KEY_MISSING
    for name in market.fields:
        fields = {"endpoint": shop.url(), **market.fields, name: ""}
        with pytest.raises(BadData) as bad:
            market.source(SourceSetup(fields, {"key": KEY}), http).history(None, NOW)
        assert bad.value.reason is Reason.BAD_SETTING
    assert not shop.requests


def test_a_wrong_key_is_refused_and_never_shown(
    market: Market, shop: MarketSite, http: Http
) -> None:
    with pytest.raises(AuthNeeded) as caught:
        source(market, shop, http, key="another-key-of-nobody").fetch(None)
    assert caught.value.reason is Reason.KEY_REFUSED
    assert "another-key" not in repr(caught.value)


def test_mangled_answers_are_read_or_refused(
    market: Market, shop: MarketSite, asked: MarketSource
) -> None:
    @settings(max_examples=40)
    @given(mangled(DATA / market.info.kind / "normal.json"))
    def check(body: bytes) -> None:
        shop.refused["reviews"] = Reply(body=body, content_type="application/json")
        items = asked.fetch(None).items
        assert all(each.external_id and (each.text or each.rating) for each in items)

    check()


def test_a_list_must_be_there() -> None:
    assert list_in({"reviews": None}, "reviews") == []
    answers: tuple[dict[str, object], ...] = ({}, {"reviews": {}}, {"reviews": "none"})
    for wrong in answers:
        with pytest.raises(BadData):
            list_in(wrong, "reviews")
    with pytest.raises(BadData):
        object_of(Answer(200, "https://market.example/", {}, b"[]"))


@pytest.mark.parametrize(
    ("stars", "shown"), [(1, 1.0), (5, 5.0), (0, None), (6, None), (True, None), ("5", None)]
)
def test_only_one_to_five_stars_are_stars(stars: object, shown: float | None) -> None:
    assert stars_of({"rating": stars}, "rating") == shown


def test_pieces_of_a_review_become_one_text() -> None:
    assert words_of(" soft  bread ", "taste", "", ["box", None]) == "soft bread\n+ taste\nbox"
    assert words_of("", "", "stale") == "− stale"
