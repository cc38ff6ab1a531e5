"""Ozon: two subscriptions, one code for every no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from desktop.core.sources import AuthNeeded, Reason, SourceSetup
from desktop.sources.http import Http
from desktop.sources.ozon import OzonSource
from tests.conftest import NOW
from tests.servers import Reply
from tests.sources.sites.markets import KEY, OzonSite, said

NO_ROLE = said({"code": 7, "message": "Api-Key is missing a required role for method"}, 403)


@pytest.fixture
def shop() -> Iterator[OzonSite]:
    with OzonSite() as site:
        yield site


@pytest.fixture
def asked(shop: OzonSite, http: Http) -> OzonSource:
    fields = {"endpoint": shop.url(), "client_id": "836"}
    return OzonSource(SourceSetup(fields, {"key": KEY}), http)


def test_the_request_is_the_documented_one(shop: OzonSite, asked: OzonSource) -> None:
    asked.fetch(None)
    reviews, questions = shop.requests
    start = "2026-02-18T12:00:00.000Z"
    assert reviews.json == {
        "filters": {"published_from": start},
        "limit": 100,
        "sort_dir": "DESC",
    }
    assert questions.json == {
        "filter": {"status": "ALL", "date_from": start},
        "limit": 100,
        "sort_dir": "DESC",
    }
    assert reviews.headers["client-id"] == "836"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("Invalid Api-Key, please contact support", Reason.KEY_REFUSED),
        ("Api-Key is deactivated, use another one or generate a new one", Reason.KEY_EXPIRED),
        ("Api-Key is missing a required role for method", Reason.RIGHT_MISSING),
        ("Premium Plus subscription is required", Reason.RIGHT_MISSING),
    ],
)
def test_one_code_has_several_meanings(
    shop: OzonSite, asked: OzonSource, message: str, reason: Reason
) -> None:
    reply = said({"code": 7, "message": message, "details": []}, 403)
    shop.refused = {"reviews": reply, "questions": reply}
    with pytest.raises(AuthNeeded) as caught:
        asked.fetch(None)
    assert caught.value.reason is reason


def test_questions_without_their_subscription_have_no_past_to_wait_for(
    shop: OzonSite, asked: OzonSource
) -> None:
    shop.write("stale bread", stars=1)
    shop.refused["questions"] = NO_ROLE
    since = NOW - timedelta(days=30)
    first = asked.history(None, since)
    assert [each.text for each in first.items] == ["stale bread"]
    assert asked.history(first.cursor, since).is_done


def test_reviews_without_their_subscription_are_said_in_the_past_too(
    shop: OzonSite, asked: OzonSource
) -> None:
    shop.refused["reviews"] = NO_ROLE
    with pytest.raises(AuthNeeded):
        asked.history(None, NOW - timedelta(days=30))


def test_a_question_leads_to_its_page(shop: OzonSite, asked: OzonSource) -> None:
    link = "https://www.ozon.ru/product/1649246352/questions/?qid=290180206"
    question = {
        "id": "q1",
        "text": "Свежий?",
        "author_name": "Анна",
        "published_at": "2026-03-03T12:02:01.889Z",
        "question_link": link,
        "answers_count": 1,
    }
    shop.refused["questions"] = said({"questions": [question, {"id": "q2"}], "last_id": ""})
    (item,) = asked.fetch(None).items
    assert (item.url, item.author_name, item.replies) == (link, "Анна", 1)


def test_an_answer_without_a_list_is_no_empty_one(shop: OzonSite, asked: OzonSource) -> None:
    shop.refused = {"questions": Reply(404), "reviews": said({"has_next": False})}
    with pytest.raises(Exception, match="not_json"):
        asked.fetch(None)
