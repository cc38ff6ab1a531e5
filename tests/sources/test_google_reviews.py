"""Google reviews: five at most, and word of those that are not shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.models import Keep
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    RateLimited,
    Reason,
    SourceError,
    SourceSetup,
)
from desktop.sources.google_reviews import GoogleReviewsSource, _review
from desktop.sources.http import Http
from tests.conftest import NOW, FixedClock
from tests.servers import Reply, Site
from tests.sources.contract_case import DATA, SECRET

PLACE = "ChIJxxxxxxxx"
PATH = f"/v1/places/{PLACE}"


def source(site: Site, http: Http, place: str = PLACE, key: str = SECRET) -> GoogleReviewsSource:
    fields = {"endpoint": site.url(), "place_id": place}
    return GoogleReviewsSource(SourceSetup(fields, {"key": key} if key else {}), http)


def shows(site: Site, count: int | None, *numbers: int, at: datetime = NOW) -> None:
    reviews = [
        {
            "name": f"places/{PLACE}/reviews/{number}",
            "rating": 1,
            "publishTime": at.isoformat(),
            "originalText": {"text": f"review {number}"},
        }
        for number in numbers
    ]
    place = {"id": PLACE, "reviews": reviews} | ({"userRatingCount": count} if count else {})
    site.route(PATH, Reply(body=json.dumps(place).encode(), content_type="application/json"))


def test_key_and_mask_stand_in_headers(site: Site, http: Http) -> None:
    shows(site, 1, 1)
    source(site, http).fetch(None)
    (seen,) = site.requests
    assert seen.headers["x-goog-api-key"] == SECRET
    assert set(seen.headers["x-goog-fieldmask"].split(",")) == {
        *("id", "displayName", "rating", "userRatingCount", "googleMapsUri", "reviews")
    }
    assert seen.query == {"languageCode": ["en"]}


@pytest.mark.parametrize("pasted", [f"places/{PLACE}", f" {PLACE} ", f"place_id:{PLACE}"])
def test_the_place_id_is_found_in_what_was_pasted(site: Site, http: Http, pasted: str) -> None:
    shows(site, 1, 1)
    assert len(source(site, http, pasted).fetch(None).items) == 1


@pytest.mark.parametrize("pasted", ["", "Ромашка", "https://maps.example/?q=1 2", "a/../b"])
def test_what_is_no_place_id_is_said_without_asking(site: Site, http: Http, pasted: str) -> None:
    with pytest.raises(BadData) as caught:
        source(site, http, pasted).fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not site.requests


def test_without_a_key_nothing_is_asked(site: Site, http: Http) -> None:
    with pytest.raises(AuthNeeded) as caught:
        source(site, http, key="").fetch(None)
    assert caught.value.reason is Reason.KEY_MISSING
    assert not site.requests


def test_a_review_that_google_does_not_show_is_told_of(
    site: Site, http: Http, clock: FixedClock
) -> None:
    asked = source(site, http)
    shows(site, 80, 1, 2)
    first = asked.fetch(None)
    assert dict(first.warnings) == {}
    clock.now = NOW + timedelta(days=30)
    shows(site, 80, 1, 2)
    second = asked.fetch(first.cursor)
    assert dict(second.warnings) == {}
    shows(site, 81, 1, 2)
    third = asked.fetch(second.cursor)
    assert (dict(third.warnings), third.items) == ({"review_not_shown": 1}, ())
    assert dict(asked.fetch(third.cursor).warnings) == {}
    shows(site, 82, 1, 3, at=clock.now)
    fourth = asked.fetch(third.cursor)
    assert {item.text for item in fourth.items} >= {"review 3"}
    assert dict(fourth.warnings) == {}
    shows(site, 83, 4, at=NOW - timedelta(days=300))
    assert dict(asked.fetch(fourth.cursor).warnings) == {"review_not_shown": 1}


def test_a_count_that_shrinks_or_is_missing_is_no_news(site: Site, http: Http) -> None:
    asked = source(site, http)
    shows(site, 80, 1)
    cursor = asked.fetch(None).cursor
    for count in (79, None, 79):
        shows(site, count, 1)
        result = asked.fetch(cursor)
        assert dict(result.warnings) == {}
        cursor = result.cursor


@pytest.mark.parametrize(
    ("code", "status", "reason", "message", "kind", "named"),
    [
        (400, "INVALID_ARGUMENT", "API_KEY_INVALID", "", AuthNeeded, Reason.KEY_REFUSED),
        (400, "INVALID_ARGUMENT", "", "API key expired.", AuthNeeded, Reason.KEY_EXPIRED),
        (400, "INVALID_ARGUMENT", "", "The Place ID is wrong", BadData, Reason.BAD_SETTING),
        (403, "PERMISSION_DENIED", "SERVICE_DISABLED", "", AuthNeeded, Reason.RIGHT_MISSING),
        (403, "PERMISSION_DENIED", "", "no", AuthNeeded, Reason.RIGHT_MISSING),
        (403, "PERMISSION_DENIED", "", "enable Billing", AuthNeeded, Reason.NO_CREDIT),
        (404, "NOT_FOUND", "", "no longer valid", BadData, Reason.NOT_FOUND),
        (429, "RESOURCE_EXHAUSTED", "", "limit per day", RateLimited, Reason.QUOTA),
        (429, "RESOURCE_EXHAUSTED", "", "limit per minute", RateLimited, Reason.SLOW_DOWN),
    ],
)
def test_every_refusal_is_named(
    site: Site,
    http: Http,
    code: int,
    status: str,
    reason: str,
    message: str,
    kind: type[SourceError],
    named: Reason,
) -> None:
    error: dict[str, Any] = {"code": code, "status": status, "message": message}
    error["details"] = [{"reason": reason, "metadata": {"key": SECRET}}] if reason else []
    body = json.dumps({"error": error}).encode()
    site.route(PATH, Reply(code, body, "application/json"))
    with pytest.raises(SourceError) as caught:
        source(site, http).fetch(None)
    assert (type(caught.value), caught.value.reason) == (kind, named)
    assert SECRET not in str(caught.value)
    if named is Reason.QUOTA:
        assert getattr(caught.value, "retry_at", None) == datetime(2026, 3, 5, 8, 0, tzinfo=UTC)


def test_paid_looks_are_rare() -> None:
    info = GoogleReviewsSource.info
    assert (info.interval_min, info.keep, info.needs_key) == (720, Keep.EVERYTHING, True)


@settings(max_examples=60)
@given(st.data())
def test_mangled_reviews_are_read_or_left_out(data: st.DataObject) -> None:
    whole = json.loads((DATA / "google-reviews" / "normal.json").read_text(encoding="utf-8"))
    for review in whole["reviews"]:
        for name in list(review):
            if data.draw(st.booleans()):
                review[name] = data.draw(
                    st.none()
                    | st.integers()
                    | st.text(max_size=4)
                    | st.just([])
                    | st.just({"a": 1})
                )
        item = _review(review, "", NOW)
        assert item is None or (item.external_id and item.rating in (None, 1, 2, 3, 4, 5))
