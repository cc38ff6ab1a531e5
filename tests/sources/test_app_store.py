"""App Store: pages of reviews by country, and an emptiness that is not believed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.models import Item
from desktop.core.sources import BadData, HistoryPage, RateLimited, Reason, SourceError, SourceSetup
from desktop.sources.answers import Answer
from desktop.sources.app_store import AppStoreSource
from desktop.sources.app_store_items import json_reviews
from desktop.sources.http import Http
from tests.conftest import NOW
from tests.servers import Reply, Seen, Site
from tests.sources.contract_case import DATA

APP = "1234567890"
DAY = timedelta(days=1)
_PLACE = re.compile(r"/(\w\w)/rss/customerreviews/page=(\d+)/id=(\d+)/sortby=mostrecent/(\w+)")


class Store(Site):
    """Fifty reviews a page, ten pages, each country on its own; `is_mute` shows nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.reviews: dict[str, list[tuple[int, datetime]]] = {"ru": [], "kz": []}
        self.is_mute = False
        self.has_json = False

    def review(self, country: str, at: datetime) -> None:
        number = sum(map(len, self.reviews.values())) + 1
        self.reviews[country].insert(0, (number, at))

    def missing(self, seen: Seen) -> Reply:
        found = _PLACE.fullmatch(seen.path)
        if found is None or found[1] not in self.reviews or found[3] != APP:
            return super().missing(seen)
        start = 50 * (int(found[2]) - 1)
        shown = self.reviews[found[1]][start : start + 50] if int(found[2]) <= 10 else []
        if found[4] == "json":
            if not self.has_json:
                return super().missing(seen)
            entries = [
                {"id": {"label": str(number)}, "im:rating": {"label": "1"}, "title": {"label": "x"}}
                for number, _ in shown
            ]
            return Reply(body=json.dumps({"feed": {"entry": entries}}).encode())
        entries_xml = "".join(
            f"<entry><updated>{at.isoformat()}</updated><id>{number}</id><title>Title</title>"
            f'<content type="text">review {number}</content><im:rating>1</im:rating></entry>'
            for number, at in ([] if self.is_mute else shown)
        )
        body = (
            '<feed xmlns:im="http://itunes.apple.com/rss" xmlns="http://www.w3.org/2005/Atom">'
            f"<title>Reviews</title>{entries_xml}</feed>"
        )
        return Reply(body=body.encode(), content_type="text/xml")


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as store:
        yield store


def source(site: Site, http: Http, app: str = APP, country: str = "ru") -> AppStoreSource:
    fields = {"endpoint": site.url(), "app_id": app, "country": country}
    return AppStoreSource(SourceSetup(fields), http)


def everything(asked: AppStoreSource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(20):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


@pytest.mark.parametrize("missed", [0, 1, 49, 50, 51, 100, 430])
def test_no_review_is_missed_and_none_comes_twice(store: Store, http: Http, missed: int) -> None:
    for number in range(3):
        store.review("ru", NOW - 100 * DAY + number * DAY)
    asked = source(store, http)
    first, cursor = everything(asked)
    assert len(first) == 3
    for number in range(missed):
        store.review("ru", NOW - 90 * DAY + timedelta(hours=number))
    items, cursor = everything(asked, cursor)
    assert len(items) == missed
    assert everything(asked, cursor)[0] == []


def test_a_sudden_emptiness_is_not_believed(store: Store, http: Http) -> None:
    store.review("ru", NOW - DAY)
    store.review("kz", NOW - DAY)
    asked = source(store, http, country="ru, KZ")
    _, cursor = everything(asked)
    store.reviews["ru"].clear()
    result = asked.fetch(cursor)
    assert dict(result.troubles) == {"ru": Reason.LAYOUT}
    store.is_mute = True
    with pytest.raises(BadData) as caught:
        asked.fetch(result.cursor)
    assert caught.value.reason is Reason.LAYOUT
    assert Reason.LAYOUT in AppStoreSource.info.advice


def test_the_other_form_is_tried_when_one_is_empty(store: Store, http: Http) -> None:
    store.review("ru", NOW - DAY)
    store.is_mute = store.has_json = True
    (item,), _ = everything(source(store, http))
    assert (item.external_id, item.rating, item.created_at) == ("1", 1.0, None)


def test_an_app_without_reviews_is_fine(store: Store, http: Http) -> None:
    asked = source(store, http)
    _, cursor = everything(asked)
    assert asked.fetch(cursor).not_modified


@pytest.mark.parametrize("status", [403, 429])
def test_a_refusal_asks_for_a_pause(store: Store, http: Http, status: int) -> None:
    path = f"/ru/rss/customerreviews/page=1/id={APP}/sortby=mostrecent/xml"
    store.route(path, Reply(status, headers=(("Retry-After", "60"),)))
    with pytest.raises(RateLimited) as caught:
        source(store, http).fetch(None)
    assert (caught.value.reason, caught.value.retry_at) == (
        Reason.SLOW_DOWN,
        NOW + timedelta(seconds=60),
    )


@pytest.mark.parametrize(
    ("app", "country", "asked_for"),
    [
        (f"https://apps.apple.com/kz/app/romashka/id{APP}?l=ru", "", "kz"),
        (f"https://apps.apple.com/kz/app/romashka/id{APP}", "ru", "ru"),
        (f" {APP} ", "RU", "ru"),
        (APP, "", "us"),
    ],
)
def test_app_and_country_are_read_from_what_was_typed(
    store: Store, http: Http, app: str, country: str, asked_for: str
) -> None:
    store.reviews["us"] = []
    source(store, http, app, country).fetch(None)
    assert store.requests[0].path.startswith(f"/{asked_for}/rss/customerreviews/page=1/id={APP}/")


@pytest.mark.parametrize(("app", "country"), [("", "ru"), ("Romashka", "ru"), (APP, "Russia")])
def test_a_setting_that_is_none_is_said(store: Store, http: Http, app: str, country: str) -> None:
    with pytest.raises(BadData) as caught:
        source(store, http, app, country).fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not store.requests


def test_the_past_is_read_to_its_end_or_to_the_wanted_day(store: Store, http: Http) -> None:
    for country, count in (("ru", 520), ("kz", 120)):
        for number in range(count):
            store.review(country, NOW - 600 * DAY + number * DAY)
    asked = source(store, http, country="ru, kz")
    pages: list[HistoryPage] = []
    since = NOW - 300 * DAY
    while not pages or not pages[-1].is_done:
        pages.append(asked.history(pages[-1].cursor if pages else None, since))
    read = {item.external_id for page in pages for item in page.items}
    wanted = {str(n) for each in store.reviews.values() for n, at in each if at >= since}
    assert wanted <= read
    assert len(store.requests) == 6
    assert [page.reached for page in pages] == [None, since]


def test_the_past_goes_on_where_it_broke_off(store: Store, http: Http) -> None:
    for number in range(400):
        store.review("ru", NOW - 400 * DAY + number * DAY)
    asked = source(store, http)
    first = asked.history(None, NOW - 390 * DAY)
    store.route(f"/ru/rss/customerreviews/page=5/id={APP}/sortby=mostrecent/xml", Reply(503))
    with pytest.raises(SourceError):
        asked.history(first.cursor, NOW - 390 * DAY)
    store.route(f"/ru/rss/customerreviews/page=5/id={APP}/sortby=mostrecent/xml")
    again = asked.history(first.cursor, NOW - 390 * DAY)
    ids = {each.external_id for each in first.items} | {each.external_id for each in again.items}
    assert len(ids) == 300


def test_a_single_review_in_the_other_form() -> None:
    body = (DATA / "app-store" / "one.json").read_bytes()
    answer = Answer(200, "https://x.example", {"content-type": "text/javascript"}, body)
    (item,) = json_reviews(answer, NOW, "ru", APP)
    assert (item.external_id, item.title, item.rating, item.likes) == ("9000000001", "Slow", 2, 1)
    assert item.text == "Order screen hangs & crashes"


@settings(max_examples=60)
@given(st.data())
def test_mangled_reviews_are_named_or_read(data: st.DataObject) -> None:
    value: Any = json.loads((DATA / "app-store" / "one.json").read_text(encoding="utf-8"))
    entry = value["feed"]["entry"]
    for name in list(entry):
        if data.draw(st.booleans()):
            entry[name] = data.draw(
                st.none()
                | st.integers()
                | st.text(max_size=4)
                | st.just([1])
                | st.just({"label": 5})
            )
    answer = Answer(200, "https://x.example", {}, json.dumps(value).encode())
    for item in json_reviews(answer, NOW, "ru", APP):
        assert item.external_id
