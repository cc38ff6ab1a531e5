"""YouTube: channels without a key, search within the day's allowance, comments without gaps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.models import Item, MentionKind
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
from desktop.sources.answers import Answer
from desktop.sources.http import Http
from desktop.sources.pacific_time import pacific_midnight
from desktop.sources.youtube import YoutubeSource
from desktop.sources.youtube_api import explained
from desktop.sources.youtube_items import found_video, thread_items, video_item
from desktop.sources.youtube_quota import PLAN, Allowance
from tests.conftest import NOW, FixedClock
from tests.servers import Reply
from tests.sources.contract_case import DATA
from tests.sources.sites.youtube import KEY, OTHER, OWN, YoutubeSite, refusal

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def tube() -> Iterator[YoutubeSite]:
    with YoutubeSite() as site:
        yield site


def source(
    site: YoutubeSite, http: Http, channels: str = "", key: str = KEY, terms: tuple[str, ...] = ()
) -> YoutubeSource:
    fields = {"endpoint": site.url(), "channels": channels}
    return YoutubeSource(SourceSetup(fields, {"key": key} if key else {}, terms), http)


def everything(asked: YoutubeSource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(80):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


def texts(items: list[Item]) -> list[str]:
    return sorted(item.text for item in items if item.kind is MentionKind.COMMENT)


def test_a_channel_without_a_key_is_read_from_its_feed(tube: YoutubeSite, http: Http) -> None:
    tube.publish("Soup & <b>bread</b>", NOW - HOUR, channel=OWN)
    asked = source(tube, http, f"https://www.youtube.com/channel/{OWN}", key="")
    (item,), cursor = everything(asked)
    assert (item.external_id, item.kind) == ("video000001", MentionKind.VIDEO)
    assert (item.title, item.text) == ("Soup & <b>bread</b>", "About Soup & <b>bread</b>")
    assert (item.views, item.likes, item.rating, item.edited_at) == (70, 7, None, None)
    assert item.url == "https://www.youtube.com/watch?v=video000001"
    assert (item.author_name, item.author_handle) == ("Romashka", OWN)
    assert everything(asked, cursor)[0] == []
    assert {each.path for each in tube.requests} == {"/feeds/videos.xml"}


@pytest.mark.parametrize("name", ["@romashka", "https://www.youtube.com/@romashka", "romashka"])
def test_a_name_without_a_key_is_said_to_need_one(tube: YoutubeSite, http: Http, name: str) -> None:
    with pytest.raises(BadData) as caught:
        source(tube, http, name, key="").fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert "key" in YoutubeSource.info.advice[Reason.BAD_SETTING]
    tube.publish("Soup", channel=OWN)
    result = source(tube, http, f"{name}\n{OWN}", key="").fetch(None)
    assert (len(result.items), dict(result.troubles)) == (1, {name: Reason.BAD_SETTING})


def test_a_name_is_looked_up_once(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Soup", channel=OWN)
    tube.comment(video, "Cold soup", NOW - HOUR)
    asked = source(tube, http, "@romashka")
    items, cursor = everything(asked)
    assert texts(items) == ["Cold soup"]
    everything(asked, cursor)
    assert len([each for each in tube.asked("/channels") if each.asked("forHandle")]) == 1
    with pytest.raises(BadData) as caught:
        source(tube, http, "@nobody").fetch(None)
    assert caught.value.reason is Reason.NOT_FOUND


def test_the_key_stands_in_a_header_only(tube: YoutubeSite, http: Http) -> None:
    tube.publish("Romashka")
    source(tube, http, terms=("Romashka",)).fetch(None)
    for seen in tube.requests:
        assert seen.headers["x-goog-api-key"] == KEY
        assert KEY not in repr((seen.path, seen.query))


def test_found_videos_come_whole_with_their_comments(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Romashka's soup & bread", NOW - HOUR)
    comment = tube.comment(video, "Cold", NOW - HOUR)
    for number in range(7):
        tube.answer(comment, f"Yes {number}", NOW - HOUR)
    closed = tube.publish("Romashka closed", NOW - HOUR, is_closed=True)
    items, _ = everything(source(tube, http, terms=("Romashka",)))
    by_id = {item.external_id: item for item in items}
    assert texts(items) == ["Cold", *(f"Yes {number}" for number in range(7))]
    whole = by_id[video.id]
    assert (whole.title, whole.replies, whole.author_followers) == (
        "Romashka's soup & bread",
        8,
        1200,
    )
    assert by_id[closed.id].replies is None
    answer = next(item for item in items if item.text == "Yes 6")
    assert "." in answer.external_id
    assert answer.url == f"https://www.youtube.com/watch?v={video.id}&lc={answer.external_id}"
    assert answer.parent_url == f"https://www.youtube.com/watch?v={video.id}&lc=Ug0000000001"


@pytest.mark.parametrize("missed", [0, 1, 4, 5, 6, 33])
def test_no_comment_of_a_channel_is_missed_and_none_comes_twice(
    tube: YoutubeSite, http: Http, missed: int
) -> None:
    video = tube.publish("Soup", NOW - 90 * DAY, channel=OWN)
    for number in range(8):
        tube.comment(video, f"old {number}", NOW - 80 * DAY + number * HOUR)
    asked = source(tube, http, OWN)
    items, cursor = everything(asked)
    assert len(texts(items)) == 8
    for number in range(missed):
        tube.comment(video, f"new {number}", NOW - 70 * DAY + number * HOUR)
    items, cursor = everything(asked, cursor)
    assert texts(items) == sorted(f"new {number}" for number in range(missed))
    assert texts(everything(asked, cursor)[0]) == []


def test_comments_that_break_off_go_on_where_they_stopped(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Soup", NOW - 90 * DAY, channel=OWN)
    tube.comment(video, "old", NOW - 80 * DAY)
    asked = source(tube, http, OWN)
    _, cursor = everything(asked)
    for number in range(60):
        tube.comment(video, f"new {number:02}", NOW - 70 * DAY + number * HOUR)
    first = asked.fetch(cursor)
    assert first.more
    tube.units_left = 0
    with pytest.raises(RateLimited):
        asked.fetch(first.cursor)
    tube.units_left = 1000
    seen = len(tube.requests)
    items, _ = everything(asked, first.cursor)
    assert any(each.asked("pageToken") for each in tube.requests[seen:][:4])
    assert {"new 00"} <= set(texts(items))


def test_a_page_that_went_stale_loses_nothing(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Soup", NOW - 90 * DAY, channel=OWN)
    tube.comment(video, "old", NOW - 80 * DAY)
    asked = source(tube, http, OWN)
    _, cursor = everything(asked)
    for number in range(70):
        tube.comment(video, f"new {number:02}", NOW - 70 * DAY + number * HOUR)
    first = asked.fetch(cursor)
    memory = json.loads(str(first.cursor))
    for step in memory["marks"][OWN]["steps"]:
        step["page"] = "stale" if "page" in step else ""
    items, _ = everything(asked, json.dumps(memory))
    assert len({*texts([*first.items]), *texts(items)}) == 70


def test_answers_to_an_old_comment_come_when_their_number_grows(
    tube: YoutubeSite, http: Http
) -> None:
    video = tube.publish("Soup", NOW - DAY, channel=OWN)
    comment = tube.comment(video, "Cold", NOW - DAY)
    for number in range(3):
        tube.answer(comment, f"Yes {number}", NOW - DAY)
    asked = source(tube, http, OWN)
    _, cursor = everything(asked)
    before = len(tube.asked("/comments"))
    everything(asked, cursor)
    assert len(tube.asked("/comments")) == before
    tube.answer(comment, "Me too", NOW - HOUR)
    items, _ = everything(asked, cursor)
    assert texts(items) == ["Cold", "Me too"]


def test_new_comments_under_a_found_video_come(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Romashka", NOW - DAY)
    asked = source(tube, http, terms=("Romashka",))
    _, cursor = everything(asked)
    assert not tube.asked("/commentThreads")
    tube.comment(video, "Cold", NOW)
    items, cursor = everything(asked, cursor)
    assert texts(items) == ["Cold"]
    asks = len(tube.asked("/commentThreads"))
    everything(asked, cursor)
    assert len(tube.asked("/commentThreads")) == asks


def test_closed_comments_are_remembered(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Romashka", NOW - DAY)
    tube.comment(video, "Cold", NOW)
    tube.route("/commentThreads", refusal(403, "commentsDisabled", "off"))
    asked = source(tube, http, terms=("Romashka",))
    items, cursor = everything(asked)
    assert [item.external_id for item in items] == [video.id]
    tube.comment(video, "Colder", NOW)
    everything(asked, cursor)
    assert len(tube.asked("/commentThreads")) == 1


def test_a_video_that_vanishes_is_gone(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Romashka", NOW - DAY)
    asked = source(tube, http, terms=("Romashka",))
    _, cursor = everything(asked)
    tube.videos.remove(video)
    result = asked.fetch(cursor)
    assert (result.gone, result.not_modified) == ((video.id,), False)
    assert asked.fetch(result.cursor).gone == ()


def test_words_are_joined_and_later_searches_begin_a_day_back(
    tube: YoutubeSite, http: Http
) -> None:
    tube.publish("Ромашка", NOW - 3 * DAY)
    asked = source(tube, http, terms=("Ромашка", "пекарня Ромашка"))
    _, cursor = everything(asked)
    seen = tube.asked("/search")[0]
    assert seen.asked("q") == '"Ромашка"|"пекарня Ромашка"'
    assert (seen.asked("order"), seen.asked("publishedAfter")) == ("date", "")
    assert seen.asked("relevanceLanguage") == "ru"
    everything(asked, cursor)
    assert tube.asked("/search")[1].asked("publishedAfter") == "2026-02-28T12:00:00Z"


@pytest.mark.parametrize("count", [4, 5, 6, 11])
def test_pages_of_a_search_overlap_and_nothing_is_lost(
    tube: YoutubeSite, http: Http, count: int
) -> None:
    tube.publish("Romashka old", NOW - 20 * DAY)
    asked = source(tube, http, terms=("Romashka",))
    _, cursor = everything(asked)
    for number in range(count):
        tube.publish(f"Romashka {number}", NOW - number * HOUR)
    items, cursor = everything(asked, cursor)
    assert len({item.external_id for item in items}) == count
    assert everything(asked, cursor)[0] == []


def test_more_found_than_is_read_is_said(tube: YoutubeSite, http: Http) -> None:
    tube.publish("Romashka old", NOW - 20 * DAY)
    asked = source(tube, http, terms=("Romashka",))
    _, cursor = everything(asked)
    for number in range(40):
        tube.publish(f"Romashka {number}", NOW - number * timedelta(minutes=1))
    assert asked.fetch(cursor).warnings.get("not_all_shown") == 1


def test_searches_keep_to_the_plan_of_the_day(
    tube: YoutubeSite, http: Http, clock: FixedClock
) -> None:
    tube.publish("Romashka", NOW - DAY)
    clock.now = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)  # midnight in California
    cursor, rests, counts = None, 0, []
    asked = source(tube, http, terms=tuple(f"Romashka {'ы' * 150} {n}" for n in range(6)))
    for minute in range(0, 2 * 24 * 60, 10):
        clock.now = datetime(2026, 3, 4, 8, 0, tzinfo=UTC) + timedelta(minutes=minute)
        result = asked.fetch(cursor)
        while result.more:
            result = asked.fetch(result.cursor)
        cursor = result.cursor
        rests += result.warnings.get("search_rests", 0)
        counts.append(len(tube.asked("/search")))
    assert counts[143] == PLAN
    assert counts[-1] == 2 * PLAN
    assert counts[0] <= 6
    assert counts[71] <= 6 + PLAN // 2 + 1
    assert rests > 0
    asks = [each.asked("q") for each in tube.asked("/search")]
    shares = [asks.count(each) for each in set(asks)]
    assert len(shares) == 6
    assert max(shares) - min(shares) <= 2


def test_the_count_of_searches_outlives_a_change_of_topics(tube: YoutubeSite, http: Http) -> None:
    cursor = None
    for number in range(40):
        cursor = source(tube, http, terms=(f"word{number}",)).fetch(cursor).cursor
    assert len(tube.asked("/search")) <= PLAN // 2


def test_a_used_up_allowance_rests_until_midnight_in_california(
    tube: YoutubeSite, http: Http
) -> None:
    tube.searches_left = 0
    with pytest.raises(RateLimited) as caught:
        source(tube, http, terms=("Romashka",)).fetch(None)
    assert caught.value.reason is Reason.QUOTA
    assert caught.value.retry_at == datetime(2026, 3, 5, 8, 0, tzinfo=UTC)


def test_channels_are_read_while_the_search_rests(tube: YoutubeSite, http: Http) -> None:
    tube.searches_left = 0
    video = tube.publish("Soup", NOW - DAY, channel=OWN)
    tube.comment(video, "Cold", NOW - DAY)
    asked = source(tube, http, OWN, terms=("Romashka",))
    result = asked.fetch(None)
    assert texts([*result.items]) == ["Cold"]
    assert dict(result.warnings) == {"search_rests": 1}
    asked.fetch(result.cursor)
    assert len(tube.asked("/search")) == 1


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-03-04T12:00:00", "2026-03-05T08:00:00"),
        ("2026-03-04T07:59:59", "2026-03-04T08:00:00"),
        ("2026-03-04T08:00:00", "2026-03-05T08:00:00"),
        ("2026-03-08T09:59:00", "2026-03-09T07:00:00"),
        ("2026-03-08T12:00:00", "2026-03-09T07:00:00"),
        ("2026-07-01T12:00:00", "2026-07-02T07:00:00"),
        ("2026-11-01T06:00:00", "2026-11-01T07:00:00"),
        ("2026-11-01T08:30:00", "2026-11-02T08:00:00"),
        ("2026-12-31T12:00:00", "2027-01-01T08:00:00"),
    ],
)
def test_midnight_in_california(now: str, midnight: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(midnight).replace(tzinfo=UTC)
    assert pacific_midnight(moment) == expected
    notes: dict[str, Any] = {}
    Allowance(notes, moment).searched()
    Allowance(notes, expected - timedelta(seconds=1))
    assert notes["searches"] == 1
    Allowance(notes, expected)
    assert notes["searches"] == 0


@pytest.mark.parametrize(
    ("status", "reason", "message", "kind", "named"),
    [
        (403, "quotaExceeded", "x", RateLimited, Reason.QUOTA),
        (403, "dailyLimitExceeded", "x", RateLimited, Reason.QUOTA),
        (429, "rateLimitExceeded", "Search Queries per day", RateLimited, Reason.QUOTA),
        (403, "rateLimitExceeded", "x", RateLimited, Reason.QUOTA),
        (429, "rateLimitExceeded", "Queries per minute", RateLimited, Reason.SLOW_DOWN),
        (400, "keyInvalid", "Bad Request", AuthNeeded, Reason.KEY_REFUSED),
        (400, "badRequest", "API key not valid.", AuthNeeded, Reason.KEY_REFUSED),
        (400, "badRequest", "API key expired. Renew it.", AuthNeeded, Reason.KEY_EXPIRED),
        (400, "badRequest", "x", BadData, Reason.BAD_SETTING),
        (403, "accessNotConfigured", "x", AuthNeeded, Reason.RIGHT_MISSING),
        (403, "commentsDisabled", "x", AuthNeeded, Reason.CLOSED),
        (403, "forbidden", "x", AuthNeeded, Reason.FORBIDDEN),
        (404, "videoNotFound", "x", BadData, Reason.NOT_FOUND),
        (400, "processingFailure", "x", Temporary, Reason.SERVER_ERROR),
        (500, "backendError", "x", Temporary, Reason.SERVER_ERROR),
    ],
)
def test_every_refusal_is_named(
    tube: YoutubeSite,
    http: Http,
    status: int,
    reason: str,
    message: str,
    kind: type[SourceError],
    named: Reason,
) -> None:
    tube.route("/search", refusal(status, reason, f"{message} key={KEY}"))
    with pytest.raises(SourceError) as caught:
        source(tube, http, terms=("Romashka",)).fetch(None)
    assert (type(caught.value), caught.value.reason) == (kind, named)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"error": 7}', b'{"error": {"errors": 1}}']
)
def test_a_refusal_without_words_is_what_it_usually_is(body: bytes) -> None:
    assert explained(Answer(403, "https://x.example/", {}, body), NOW) is None


def test_nothing_to_look_for_is_said(tube: YoutubeSite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(tube, http, key="", terms=("Romashka",)).fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not tube.requests


def past(
    asked: YoutubeSource, since: datetime, pages: list[HistoryPage] | None = None
) -> list[HistoryPage]:
    pages = [] if pages is None else pages
    while not pages or not pages[-1].is_done:
        assert len(pages) < 300
        pages.append(asked.history(pages[-1].cursor if pages else None, since))
    return pages


def test_the_past_is_read_without_gaps(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Soup", NOW - 400 * DAY, channel=OWN)
    for number in range(60):
        tube.comment(video, f"comment {number:02}", NOW - number * 3 * DAY - HOUR)
    for number in range(20):
        tube.publish(f"Romashka {number}", NOW - number * 9 * DAY - HOUR)
    since = NOW - 120 * DAY
    pages = past(source(tube, http, f"@romashka, @nobody, {OWN}", terms=("Romashka",)), since)
    found = [item for page in pages for item in page.items]
    assert {f"comment {number:02}" for number in range(40)} <= set(texts(found))
    titles = {item.title for item in found}
    assert {f"Romashka {number}" for number in range(14)} <= titles
    assert "Romashka 14" not in titles
    reached = [page.reached for page in pages if page.reached]
    assert reached == sorted(reached, reverse=True)
    assert reached[-1] == since
    assert max(tube.requests.count(each) for each in tube.requests) <= 3
    for at, page in enumerate(pages):
        if page.reached:
            read = {item.external_id for each in pages[: at + 1] for item in each.items}
            assert {each.id for each in tube.videos[1:] if each.at >= page.reached} <= read


def test_the_past_goes_on_where_it_broke_off(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Soup", NOW - 400 * DAY, channel=OWN)
    for number in range(60):
        tube.comment(video, f"comment {number:02}", NOW - number * DAY)
    asked = source(tube, http, OWN)
    first = asked.history(None, NOW - 90 * DAY)
    tube.units_left = 0
    with pytest.raises(RateLimited):
        asked.history(first.cursor, NOW - 90 * DAY)
    tube.units_left = 1000
    again = asked.history(first.cursor, NOW - 90 * DAY)
    assert not {*texts([*first.items])} & {*texts([*again.items])}
    assert again == asked.history(first.cursor, NOW - 90 * DAY)


def test_the_past_searches_sparingly(tube: YoutubeSite, http: Http, clock: FixedClock) -> None:
    asked = source(tube, http, terms=tuple(f"Romashka {'ы' * 150} {n}" for n in range(4)))
    pages: list[HistoryPage] = []
    with pytest.raises(RateLimited) as caught:
        past(asked, NOW - 365 * DAY, pages)
    assert caught.value.reason is Reason.QUOTA
    assert caught.value.retry_at == datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
    assert len(tube.asked("/search")) == 25
    clock.now = NOW + DAY
    assert asked.history(pages[-1].cursor, NOW - 365 * DAY).cursor != pages[-1].cursor


def test_without_a_key_there_is_no_past_and_nothing_to_recheck(
    tube: YoutubeSite, http: Http
) -> None:
    asked = source(tube, http, OWN, key="")
    assert asked.history(None, NOW - DAY).is_done
    assert asked.recheck(("video000001",)).gone == ()
    assert not tube.requests


def test_rechecking_brings_edits_and_names_what_is_gone(tube: YoutubeSite, http: Http) -> None:
    video = tube.publish("Romashka", NOW - DAY)
    comment = tube.comment(video, "Cold", NOW - DAY)
    tube.answer(comment, "Yes", NOW - DAY)
    tube.answer(comment, "No", NOW - DAY)
    asked = source(tube, http, terms=("Romashka",))
    items, _ = everything(asked)
    ids = tuple(item.external_id for item in items)
    assert {each.external_id: each.url for each in asked.recheck(ids).items} == {
        each.external_id: each.url for each in items
    }
    comment.text, comment.edited_at = "Cold soup", NOW - HOUR
    comment.answers.pop()
    checked = asked.recheck((*ids, "video000099", "Ug0000000099"))
    by_text = {each.text: each for each in checked.items}
    assert by_text["Cold soup"].edited_at == NOW - HOUR
    assert set(checked.gone) == {"Ug0000000001.3", "video000099", "Ug0000000099"}
    assert len(checked.items) == 3


def test_a_comment_on_a_channel_has_no_video() -> None:
    top = {"id": "Ug1", "snippet": {"textDisplay": "Hi", "channelId": OTHER}}
    (item,) = thread_items({"id": "Ug1", "snippet": {"topLevelComment": top}}, NOW)
    assert item.url == f"https://www.youtube.com/channel/{OTHER}"
    assert (item.parent_url, item.author_name, item.likes, item.replies) == (None,) * 4


def _values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats()
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
        ),
        max_leaves=4,
    )


def _mangled(value: Any, data: st.DataObject) -> Any:
    if data.draw(st.integers(0, 9)) == 0:
        return data.draw(_values())
    if isinstance(value, dict):
        return {key: _mangled(each, data) for key, each in value.items()}
    return [_mangled(each, data) for each in value] if isinstance(value, list) else value


@settings(max_examples=30)
@given(st.data())
def test_mangled_records_are_read_or_left_out(data: st.DataObject) -> None:
    for name, read in (
        ("threads", lambda each: thread_items(each, NOW)),
        ("videos", lambda each: [video_item(each, NOW, None)]),
        ("normal", lambda each: [found_video(each, NOW)]),
    ):
        whole = json.loads((DATA / "youtube" / f"{name}.json").read_text(encoding="utf-8"))
        for record in whole["items"]:
            mangled = _mangled(record, data)
            for item in read(mangled) if isinstance(mangled, dict) else ():
                assert item is None or item.external_id


def test_a_list_that_is_none_is_no_empty_one(tube: YoutubeSite, http: Http) -> None:
    tube.route("/search", Reply(body=b'{"items": {}}', content_type="application/json"))
    with pytest.raises(BadData) as caught:
        source(tube, http, terms=("Romashka",)).fetch(None)
    assert caught.value.reason is Reason.NOT_JSON
