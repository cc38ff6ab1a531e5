"""Yandex Market: reviews in either order, questions a month at a time, its own limit status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest

from desktop.core.sources import BadData, RateLimited, Reason, SourceSetup
from desktop.sources.http import Http
from desktop.sources.yandex_market import PAGE, YandexMarketSource
from tests.conftest import NOW
from tests.servers import Reply
from tests.sources.sites.markets import KEY, YandexMarketSite, said


@pytest.fixture
def shop() -> Iterator[YandexMarketSite]:
    with YandexMarketSite() as site:
        yield site


def source(shop: YandexMarketSite, http: Http, business: str = "77") -> YandexMarketSource:
    fields = {"endpoint": shop.url(), "business_id": business}
    return YandexMarketSource(SourceSetup(fields, {"key": KEY}), http)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_either_order_of_reviews_is_read_whole(
    shop: YandexMarketSite, http: Http, is_reversed: bool
) -> None:
    shop.is_reversed = is_reversed
    words = shop.fill(PAGE * 3, "review", stars=2)
    asked = source(shop, http)
    first = asked.fetch(None)
    assert ({each.text for each in first.items}, first.more) == (set(words), False)
    new = shop.write("new", stars=1)
    assert [each.text for each in asked.fetch(first.cursor).items] == [new.text]
    page = asked.history(None, NOW - timedelta(days=30))
    assert (page.reached, page.is_done) == (None, False)


def test_questions_of_long_ago_are_asked_for_by_month(shop: YandexMarketSite, http: Http) -> None:
    shop.write("long ago", at=NOW - timedelta(days=85))
    asked, since = source(shop, http), NOW - timedelta(days=90)
    page = asked.history(None, since)
    texts = [each.text for each in page.items]
    while not page.is_done:
        page = asked.history(page.cursor, since)
        texts += [each.text for each in page.items]
    assert texts == ["long ago"]
    days = [
        (each.json["dateFrom"], each.json["dateTo"])
        for each in shop.asked("/v1/businesses/77/goods-questions")
    ]
    assert days == [
        ("2026-02-05", "2026-03-05"),
        ("2026-01-08", "2026-02-05"),
        ("2025-12-11", "2026-01-08"),
        ("2025-12-04", "2025-12-11"),
    ]


def test_more_than_half_a_year_is_never_asked_for(shop: YandexMarketSite, http: Http) -> None:
    source(shop, http).history(None, NOW - timedelta(days=400))
    (seen,) = shop.requests
    assert seen.json == {"dateTimeFrom": (NOW - timedelta(days=180)).isoformat()}
    assert seen.query == {"limit": ["50"]}


def test_questions_of_shops_are_left_out(shop: YandexMarketSite, http: Http) -> None:
    own = {"questionIdentifiers": {"id": 1}, "text": "Мы", "author": {"type": "BUSINESS"}}
    shop.refused["questions"] = said({"status": "OK", "result": {"questions": [own]}})
    assert source(shop, http).fetch(None).items == ()


@pytest.mark.parametrize("business", ["", "my shop", "77/../78"])
def test_a_business_id_is_a_number(shop: YandexMarketSite, http: Http, business: str) -> None:
    with pytest.raises(BadData) as caught:
        source(shop, http, business).fetch(None)
    assert (caught.value.reason, shop.requests) == (Reason.BAD_SETTING, [])


@pytest.mark.parametrize("minutes", [0, 25, None])
def test_its_own_limit_status_names_the_moment(
    shop: YandexMarketSite, http: Http, minutes: int | None
) -> None:
    headers = [("Date", format_datetime(NOW, usegmt=True))]
    if minutes is not None:
        until = format_datetime(NOW + timedelta(minutes=minutes), usegmt=True)
        headers.append(("X-RateLimit-Resource-Until", until))
    shop.refused["reviews"] = Reply(420, headers=tuple(headers), is_dated=False)
    with pytest.raises(RateLimited) as caught:
        source(shop, http).fetch(None)
    expected = None if minutes is None else NOW + timedelta(minutes=minutes)
    assert caught.value.retry_at == expected


def test_an_error_inside_a_good_answer_is_no_empty_list(shop: YandexMarketSite, http: Http) -> None:
    wrong = said({"status": "ERROR", "errors": [{"code": "INTERNAL", "message": "no"}]})
    shop.refused = {"reviews": wrong, "questions": wrong}
    with pytest.raises(BadData) as caught:
        source(shop, http).fetch(None)
    assert caught.value.reason is Reason.UNREADABLE
