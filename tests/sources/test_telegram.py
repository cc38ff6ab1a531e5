"""Telegram channels: nothing missed between two looks, and never a false calm."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
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
)
from desktop.sources.answers import Answer
from desktop.sources.http import Http
from desktop.sources.pacing import Pacing
from desktop.sources.telegram import TelegramSource
from desktop.sources.telegram_page import count_shown, read_preview
from tests.conftest import NOW, FixedClock
from tests.servers import Reply
from tests.sources.contract_case import DATA
from tests.sources.sites.telegram import PAGE, TelegramSite

PAGES = DATA / "telegram"


@pytest.fixture
def telegram() -> Iterator[TelegramSite]:
    with TelegramSite() as site:
        yield site


def source(
    site: TelegramSite, http: Http, channels: str = "@cityfood", terms: tuple[str, ...] = ()
) -> TelegramSource:
    return TelegramSource(
        SourceSetup({"endpoint": site.url(), "channels": channels}, {}, terms), http
    )


def everything(asked: TelegramSource, cursor: str | None = None) -> tuple[list[Item], FetchResult]:
    items: list[Item] = []
    for _ in range(60):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, result
    raise AssertionError("it never ends")


def fill(site: TelegramSite, count: int, words: str, channel: str = "cityfood") -> list[str]:
    return [site.post(channel, f"{words} {number}").text for number in range(count)]


@pytest.mark.parametrize("missed", [0, 1, 19, 20, 21, 40, 41, 230])
def test_nothing_is_missed_and_nothing_comes_twice(
    telegram: TelegramSite, http: Http, missed: int
) -> None:
    fill(telegram, 3, "old")
    asked = source(telegram, http)
    first, result = everything(asked)
    assert len(first) == 3
    new = fill(telegram, missed, "new")
    items, result = everything(asked, result.cursor)
    assert sorted(each.text for each in items) == sorted(new)
    again, result = everything(asked, result.cursor)
    assert (again, result.not_modified) == ([], True)


def test_the_first_look_reads_a_few_pages_back(telegram: TelegramSite, http: Http) -> None:
    fill(telegram, 200, "post")
    items, result = everything(source(telegram, http))
    assert len(items) == 3 * PAGE
    assert result.title == "cityfood!"
    assert {each.author_followers for each in items} == {1}


def test_views_and_edits_of_the_newest_page_come_again(telegram: TelegramSite, http: Http) -> None:
    fill(telegram, 5, "post")
    asked = source(telegram, http)
    _, result = everything(asked)
    telegram.channels["cityfood"][1].text = "post, edited"
    telegram.channels["cityfood"][3].views = "1.2K"
    items, _ = everything(asked, result.cursor)
    assert {(each.text, each.views) for each in items} == {("post, edited", None), ("post 3", 1200)}


def test_one_run_asks_for_ten_pages_at_most(telegram: TelegramSite, http: Http) -> None:
    fill(telegram, 1, "old")
    asked = source(telegram, http)
    first = asked.fetch(None)
    fill(telegram, 400, "new")
    before = len(telegram.requests)
    second = asked.fetch(first.cursor)
    assert (len(telegram.requests) - before, second.more) == (10, True)


@pytest.mark.parametrize(
    "typed",
    [
        "cityfood",
        "@cityfood",
        "t.me/cityfood",
        "https://t.me/s/cityfood/123",
        "http://t.me/CityFood",
    ],
)
def test_a_channel_may_be_named_in_every_usual_way(
    telegram: TelegramSite, http: Http, typed: str
) -> None:
    telegram.post("cityfood", "hello")
    (item,) = source(telegram, http, typed).fetch(None).items
    assert (item.external_id, item.url) == ("cityfood/1", "https://t.me/cityfood/1")
    assert telegram.requests[0].headers["accept-language"] == "en"


def test_a_channel_named_twice_is_asked_once(telegram: TelegramSite, http: Http) -> None:
    telegram.post("cityfood", "hello")
    source(telegram, http, "@cityfood, https://t.me/CityFood").fetch(None)
    assert len(telegram.requests) == 1


def test_a_channel_that_cannot_be_read_does_not_hold_up_the_others(
    telegram: TelegramSite, http: Http
) -> None:
    telegram.post("cityfood", "hello")
    telegram.nobody.add("nobody_here")
    typed = "yardchat, @nobody_here, https://t.me/+AbCdEf, City food, cityfood"
    result = source(telegram, http, typed).fetch(None)
    assert [each.text for each in result.items] == ["hello"]
    assert result.troubles == {
        "yardchat": Reason.CLOSED,
        "@nobody_here": Reason.NOT_FOUND,
        "https://t.me/+AbCdEf": Reason.CLOSED,
        "City food": Reason.BAD_SETTING,
    }


def test_a_single_closed_channel_is_said(telegram: TelegramSite, http: Http) -> None:
    with pytest.raises(AuthNeeded) as caught:
        source(telegram, http, "yardchat").fetch(None)
    assert caught.value.reason is Reason.CLOSED


def test_no_channels_are_a_setting_to_mend(telegram: TelegramSite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(telegram, http, " , ").fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING


def test_another_layout_is_never_an_empty_channel(telegram: TelegramSite, http: Http) -> None:
    fill(telegram, 5, "post")
    telegram.has_new_layout = True
    with pytest.raises(BadData) as caught:
        source(telegram, http).fetch(None)
    assert caught.value.reason is Reason.LAYOUT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"data-post=", b"data-message="),
        (b"tgme_widget_message_date", b"tgme_date"),
        (b"tgme_widget_message_wrap", b"tgme_wrap"),
    ],
)
def test_a_vanished_mark_is_a_new_layout(old: bytes, new: bytes) -> None:
    body = (PAGES / "normal.html").read_bytes()
    with pytest.raises(BadData) as caught:
        read_preview(Answer(200, "https://t.me/s/cityfood", {}, body.replace(old, new)), NOW)
    assert caught.value.reason is Reason.LAYOUT


def test_posts_without_known_contents_are_a_new_layout(telegram: TelegramSite, http: Http) -> None:
    fill(telegram, 3, "post")
    telegram.post("cityfood", "")
    result = source(telegram, http).fetch(None)
    assert (len(result.items), result.warnings) == (3, {"incomplete": 1})
    telegram.channels["cityfood"] = telegram.channels["cityfood"][-1:]
    with pytest.raises(BadData) as caught:
        source(telegram, http).fetch(None)
    assert caught.value.reason is Reason.LAYOUT


def test_a_channel_of_service_messages_is_an_empty_one(telegram: TelegramSite, http: Http) -> None:
    telegram.post("cityfood", "Channel created", is_service=True)
    result = source(telegram, http).fetch(None)
    assert (result.items, result.warnings) == ((), {})


def test_nothing_found_is_not_believed_where_posts_were(telegram: TelegramSite, http: Http) -> None:
    fill(telegram, 2, "post")
    asked = source(telegram, http)
    result = asked.fetch(None)
    telegram.is_weary = True
    with pytest.raises(BadData) as caught:
        asked.fetch(result.cursor)
    assert caught.value.reason is Reason.UNREADABLE


def test_tags_nested_without_end_are_refused_quickly(telegram: TelegramSite, http: Http) -> None:
    telegram.route("/s/cityfood", Reply(body=b"<div>" * 200_000, content_type="text/html"))
    with pytest.raises(BadData) as caught:
        source(telegram, http).fetch(None)
    assert caught.value.reason is Reason.LAYOUT


def test_too_many_requests_mean_an_hour_of_peace(telegram: TelegramSite, http: Http) -> None:
    telegram.route("/s/cityfood", Reply(429, headers=(("Retry-After", "5"),)))
    with pytest.raises(RateLimited) as caught:
        source(telegram, http).fetch(None)
    assert caught.value.retry_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("shown", "count"),
    [
        ("2", 2), ("1.2K", 1200), ("436.6K", 436_600), ("3.1M", 3_100_000), ("24 240", 24_240),
        ("1,234", 1234), ("1.5b", 1_500_000_000), ("", None), ("many", None), ("K", None),
    ],
)  # fmt: skip
def test_counters_are_read_as_shown(shown: str, count: int | None) -> None:
    assert count_shown(shown) == count


def past(asked: TelegramSource, days: int = 365) -> tuple[list[Item], int]:
    items: list[Item] = []
    cursor, since = None, NOW - timedelta(days=days)
    for step in range(60):
        page = asked.history(cursor, since)
        items += page.items
        if page.is_done:
            assert page.reached == since
            return items, step + 1
        cursor = page.cursor
    raise AssertionError("it never ends")


@pytest.mark.parametrize("count", [0, 1, 20, 40, 65])
def test_the_past_is_read_to_its_beginning(telegram: TelegramSite, http: Http, count: int) -> None:
    telegram.channels["cityfood"] = []
    wanted = fill(telegram, count, "food") + fill(telegram, 25, "yard", "yard_news")
    items, _ = past(source(telegram, http, "cityfood, yardchat, yard_news"))
    assert sorted(each.text for each in items) == sorted(wanted)


def test_the_past_ends_at_the_wanted_day(telegram: TelegramSite, http: Http) -> None:
    for number in range(100):
        telegram.post("cityfood", f"post {number}", at=NOW - timedelta(days=100 - number))
    items, steps = past(source(telegram, http), days=30)
    assert (len(items), steps) == (30, 2)
    assert min(each.created_at for each in items if each.created_at) == NOW - timedelta(days=30)


def test_a_broken_step_into_the_past_is_repeated(telegram: TelegramSite, http: Http) -> None:
    wanted = fill(telegram, 45, "post")
    asked = source(telegram, http)
    since = NOW - timedelta(days=365)
    first = asked.history(None, since)
    telegram.is_weary = True
    with pytest.raises(BadData):
        asked.history(first.cursor, since)
    telegram.is_weary = False
    second = asked.history(first.cursor, since)
    third = asked.history(second.cursor, since)
    found = [each.text for page in (first, second, third) for each in page.items]
    assert (sorted(found), third.is_done) == (sorted(wanted), True)


def test_single_posts_are_looked_up_again(telegram: TelegramSite, http: Http) -> None:
    fill(telegram, 3, "post")
    kept, deleted, _ = telegram.channels["cityfood"]
    kept.views = "15"
    telegram.channels["cityfood"].remove(deleted)
    ids = ("cityfood/1", "cityfood/4", "moved_away/9")
    found = source(telegram, http).recheck(ids)
    assert [(each.external_id, each.views) for each in found.items] == [("cityfood/1", 15)]
    assert found.gone == ("cityfood/4",)
    assert telegram.requests[0].query == {"embed": ["1"], "mode": ["tme"]}


def test_a_lookup_that_says_nothing_deletes_nothing(telegram: TelegramSite, http: Http) -> None:
    telegram.route("/cityfood/1", Reply(body=b"<html><body>Hello</body></html>"))
    with pytest.raises(BadData):
        source(telegram, http).recheck(("cityfood/1",))


def test_a_recorded_deletion_is_one(telegram: TelegramSite, http: Http) -> None:
    telegram.route("/cityfood/1", Reply(body=(PAGES / "deleted.html").read_bytes()))
    assert source(telegram, http).recheck(("cityfood/1",)).gone == ("cityfood/1",)


@pytest.mark.parametrize(
    ("page", "reason"), [("card.html", Reason.CLOSED), ("nobody.html", Reason.NOT_FOUND)]
)
def test_recorded_cards_are_told_apart(page: str, reason: Reason) -> None:
    answer = Answer(200, "https://t.me/cityfood", {}, (PAGES / page).read_bytes())
    with pytest.raises(SourceError) as caught:
        read_preview(answer, NOW)
    assert caught.value.reason is reason


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_a_mangled_page_is_refused_or_read(chance: random.Random) -> None:
    body = bytearray((PAGES / "normal.html").read_bytes())
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(body))
        body[at : at + chance.randint(0, 200)] = chance.choice(
            [b"", b"<", b'"', b">", b"\xff", b"</div>", b"<div>", b"999999999999999999999999"]
        )
    try:
        page = read_preview(Answer(200, "https://t.me/s/cityfood", {}, bytes(body)), NOW)
    except SourceError:
        return
    assert all(each.external_id and each.text for each in page.items)


def test_two_seconds_lie_between_two_requests(clock: FixedClock) -> None:
    waits: list[float] = []

    class Patient(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0.0)
            return False

    pacing = Pacing(floor_s=1.0, monotonic=lambda: 100.0)
    http = Http(stop=Patient(), clock=clock, pacing=pacing, agent="test").paced(2.0)
    for host in ("t.me", "t.me", "127.0.0.1:80", "127.0.0.1:80"):
        with http.hiding("secret").turn(host):
            pass
    assert waits == [0.0, 2.0, 0.0, 0.0]
