"""Wildberries: its two lists of each part, its pauses, its refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from desktop.core.sources import AuthNeeded, BadData, RateLimited, Reason, SourceSetup
from desktop.sources.http import Http
from desktop.sources.wildberries import PAGE, WildberriesSource
from tests.conftest import NOW
from tests.servers import Reply
from tests.sources.sites.markets import KEY, WildberriesSite, said


@pytest.fixture
def shop() -> Iterator[WildberriesSite]:
    with WildberriesSite() as site:
        yield site


@pytest.fixture
def asked(shop: WildberriesSite, http: Http) -> WildberriesSource:
    return WildberriesSource(SourceSetup({"endpoint": shop.url()}, {"key": KEY}), http)


def test_answered_ones_are_asked_for_too(shop: WildberriesSite, asked: WildberriesSource) -> None:
    shop.write("waits", stars=1)
    shop.write("answered", stars=5, is_answered=True)
    result = asked.fetch(None)
    assert {each.text for each in result.items} == {"waits", "answered"}
    query = shop.asked("/api/v1/feedbacks")[0].query
    start = str(int((NOW - timedelta(days=14)).timestamp()))
    assert query == {
        "isAnswered": ["false"],
        "take": ["100"],
        "skip": ["0"],
        "order": ["dateDesc"],
        "dateFrom": [start],
    }


def test_an_answer_given_between_two_pages_hides_nothing(
    shop: WildberriesSite, asked: WildberriesSource
) -> None:
    words = shop.fill(PAGE + 50, "review", stars=2)
    page = asked.history(None, NOW - timedelta(days=30))
    for word in shop.of("reviews")[:5]:
        word.is_answered = True
    found = {each.text for each in page.items}
    while not page.is_done:
        page = asked.history(page.cursor, NOW - timedelta(days=30))
        found |= {each.text for each in page.items}
    assert found == set(words)


def test_the_answer_of_the_shop_is_no_mention(
    shop: WildberriesSite, asked: WildberriesSource
) -> None:
    shop.write("stale", stars=1, is_answered=True)
    (item,) = asked.fetch(None).items
    assert "Спасибо" not in item.body
    assert item.url == "https://www.wildberries.ru/catalog/123456/feedbacks"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (said({"title": "unauthorized", "detail": "token expired"}, 401), Reason.KEY_EXPIRED),
        (said({"title": "unauthorized", "detail": "token problem"}, 401), Reason.KEY_REFUSED),
        (said({"error": True, "errorText": "Доступ запрещён"}, 403), Reason.RIGHT_MISSING),
    ],
)
def test_refusals_have_their_meaning(
    shop: WildberriesSite, asked: WildberriesSource, reply: Reply, reason: Reason
) -> None:
    shop.refused = {"reviews": reply, "questions": reply}
    with pytest.raises(AuthNeeded) as caught:
        asked.fetch(None)
    assert caught.value.reason is reason


def test_an_error_inside_a_good_answer_is_no_empty_list(
    shop: WildberriesSite, asked: WildberriesSource
) -> None:
    wrong = said({"data": None, "error": True, "errorText": "Ошибка"})
    shop.refused = {"reviews": wrong, "questions": wrong}
    with pytest.raises(BadData) as caught:
        asked.fetch(None)
    assert caught.value.reason is Reason.UNREADABLE


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((("X-Ratelimit-Retry", "12"), ("X-Ratelimit-Reset", "720")), 12),
        ((("X-Ratelimit-Reset", "720"),), 720),
        ((("X-Ratelimit-Retry", "86400"),), 3600),
    ],
)
def test_the_pause_is_in_headers_of_its_own(
    shop: WildberriesSite,
    asked: WildberriesSource,
    headers: tuple[tuple[str, str], ...],
    seconds: int,
) -> None:
    shop.refused["reviews"] = Reply(429, headers=headers)
    with pytest.raises(RateLimited) as caught:
        asked.fetch(None)
    assert caught.value.retry_at == NOW + timedelta(seconds=seconds)
