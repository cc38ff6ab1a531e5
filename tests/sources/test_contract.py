"""What every source promises, asked of every kind in `SOURCES` against misbehaving servers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from desktop.core.addresses import is_web_address
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    Gone,
    RateLimited,
    Reason,
    Source,
    SourceError,
    Temporary,
)
from desktop.sources import SOURCES
from desktop.sources.http import Http
from tests.conftest import NOW
from tests.servers import (
    Reply,
    Site,
    cut_short,
    dripping,
    endless,
    gzip_bomb,
    gzipped,
    page,
    redirect,
    slow_down,
    stalled,
)
from tests.sources.contract_case import DATA, SECRET, Case, case_of

WITHOUT_HTTP = ("imap",)
"""Kinds of another protocol; their own tests ask the same of them."""


@pytest.fixture(params=[each.info.kind for each in SOURCES if each.info.kind not in WITHOUT_HTTP])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def case(kind: str, site: Site) -> Case:
    case = case_of(kind)
    case.prepare(site)
    return case


@pytest.fixture
def source(kind: str, case: Case, site: Site, http: Http) -> Source:
    made = next(each for each in SOURCES if each.info.kind == kind)
    setup = case.setup(site)
    return made(setup, http.hiding(*setup.secrets.values()))


@pytest.fixture
def answer(kind: str, case: Case) -> Callable[[str], Reply]:
    def reply(name: str) -> Reply:
        return case.answer(kind, name)

    return reply


def failure(source: Source) -> SourceError:
    with pytest.raises(SourceError) as caught:
        source.fetch(None)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value.__context__)
    return caught.value


def test_a_recorded_answer_gives_the_expected_items(
    source: Source, site: Site, case: Case, kind: str, answer: Callable[[str], Reply]
) -> None:
    site.route(case.place, answer(case.normal))
    expected = json.loads((DATA / kind / case.expected).read_text(encoding="utf-8"))
    items = source.fetch(None).items
    fields = (*next(iter(expected)),)
    found = [{name: _plain(getattr(item, name)) for name in fields} for item in items]
    assert found == expected


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def test_items_keep_the_rules_of_the_record(
    source: Source, site: Site, case: Case, answer: Callable[[str], Reply]
) -> None:
    site.route(case.place, answer(case.normal))
    items = source.fetch(None).items
    assert items
    for item in items:
        assert isinstance(item.external_id, str)
        assert item.external_id
        assert item.created_at is None or item.created_at.tzinfo is UTC
        assert not re.search(r"<\w+[ />]|&(amp|quot|#\d+);", item.body)
        for count in (item.likes, item.replies, item.reposts, item.views, item.author_followers):
            assert count is None or type(count) is int


def test_no_secret_reaches_the_log(
    source: Source,
    site: Site,
    case: Case,
    answer: Callable[[str], Reply],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    site.route(case.place, answer(case.normal))
    source.fetch(None)
    assert SECRET not in caplog.text
    assert any(SECRET in repr(each) for each in site.requests) or not case.has_secret


def test_nothing_new_comes_twice_and_edits_come(
    source: Source, site: Site, case: Case, answer: Callable[[str], Reply]
) -> None:
    site.route(case.place, answer(case.normal))
    first = source.fetch(None)
    again = source.fetch(first.cursor)
    assert (again.items, again.not_modified) == ((), True)
    site.route(case.place, answer(case.edited))
    (edited,) = source.fetch(again.cursor).items
    assert edited.external_id in {item.external_id for item in first.items}
    assert edited not in first.items


def test_an_empty_place_is_looked_at_and_empty(
    source: Source, site: Site, case: Case, answer: Callable[[str], Reply]
) -> None:
    site.route(case.place, answer(case.empty))
    result = source.fetch(None)
    assert (result.items, result.more) == ((), False)


@pytest.mark.parametrize("cursor", ["", "not json", "[]", '{"known": 7, "tags": [], "at": "x"}'])
def test_a_cursor_that_cannot_be_read_starts_afresh(
    source: Source, site: Site, case: Case, answer: Callable[[str], Reply], cursor: str
) -> None:
    site.route(case.place, answer(case.normal))
    assert source.fetch(cursor).items


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        (401, AuthNeeded, Reason.KEY_REFUSED),
        (403, AuthNeeded, Reason.FORBIDDEN),
        (404, BadData, Reason.NOT_FOUND),
        (410, Gone, Reason.GONE),
        (429, RateLimited, Reason.SLOW_DOWN),
        (500, Temporary, Reason.SERVER_ERROR),
        (502, Temporary, Reason.SERVER_ERROR),
        (503, Temporary, Reason.SERVER_ERROR),
    ],
)
def test_statuses_are_named(
    source: Source,
    site: Site,
    case: Case,
    status: int,
    outcome: type[SourceError],
    reason: Reason,
) -> None:
    site.route(case.place, Reply(status, b'{"error": "no"}', "application/json"))
    error = failure(source)
    assert (type(error), error.reason) == case.beyond.get(status, (outcome, reason))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "90"}, 90),
        ({"Retry-After": "0"}, 0),
        ({"Retry-After": "86400"}, 3600),
        ({"Retry-After": format_datetime(NOW + timedelta(minutes=2), usegmt=False)}, 120),
        ({"Retry-After": format_datetime(NOW - timedelta(minutes=2), usegmt=False)}, 0),
        ({"X-RateLimit-Reset": (NOW + timedelta(minutes=3)).isoformat()}, 180),
        ({"X-RateLimit-Reset": "2026-03-04T12:03:00.123456Z"}, 180.123456),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 240)}, 240),
        ({"X-RateLimit-Reset": "17"}, 17),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_is_understood_in_every_form(
    source: Source,
    site: Site,
    case: Case,
    status: int,
    headers: dict[str, str],
    seconds: float | None,
) -> None:
    # The server's own clock says what a date is relative to, so it is made to agree with ours.
    date = ("Date", format_datetime(NOW))
    site.route(case.place, Reply(status, headers=(*headers.items(), date), is_dated=False))
    error = failure(source)
    if status == 503 and "Retry-After" not in headers:
        assert isinstance(error, Temporary)
        return
    assert isinstance(error, RateLimited)
    if status == 429 and case.least_pause_s is not None:
        seconds = max(seconds or 0, case.least_pause_s)
    assert error.retry_at == (None if seconds is None else NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("reply", "outcome", "reason"),
    [
        (stalled(), Temporary, {Reason.TIMEOUT}),
        (dripping(), Temporary, {Reason.TIMEOUT}),
        (Reply(delay_s=30), Temporary, {Reason.TIMEOUT}),
        (cut_short(b"<rss version='2.0'>"), Temporary, {Reason.CUT_SHORT}),
        (endless(), BadData, {Reason.TOO_LARGE}),
        (gzip_bomb(), BadData, {Reason.TOO_LARGE}),
        (slow_down(), RateLimited, {Reason.SLOW_DOWN}),
        (
            Reply(body=b"junk", headers=(("Content-Encoding", "gzip"),)),
            BadData,
            {Reason.UNREADABLE},
        ),
        (
            Reply(body=gzipped(page()).body[:40], headers=(("Content-Encoding", "gzip"),)),
            Temporary,
            {Reason.CUT_SHORT},
        ),
    ],
)
def test_misbehaviour_is_named(
    source: Source,
    site: Site,
    case: Case,
    reply: Reply,
    outcome: type[SourceError],
    reason: set[Reason],
) -> None:
    site.route(case.place, reply)
    error = failure(source)
    assert type(error) is outcome
    assert error.reason in reason


@pytest.mark.parametrize(
    "body",
    [
        page().body,
        b"",
        b"\x00\xff\xfe\x00" * 50,
        b'{"a": ' * 5000,
        b'{"a": 1',
        b"[]garbage",
        b"null",
    ],
)
def test_another_thing_than_expected_is_never_taken_for_nothing_new(
    source: Source, site: Site, case: Case, body: bytes
) -> None:
    is_page = body == page().body
    site.route(case.place, Reply(body=body, content_type="text/html" if is_page else ""))
    error = failure(source)
    assert type(error) is BadData
    assert error.reason in case.wrong_reasons


def test_a_good_answer_of_another_shape_is_no_empty_one(
    source: Source, site: Site, case: Case
) -> None:
    site.route(case.place, Reply(body=case.wrong, content_type=case.content_type))
    error = failure(source)
    assert type(error) is BadData
    assert error.reason in case.wrong_reasons


@pytest.mark.parametrize(
    ("target", "reason"),
    [("http://127.0.0.1:1/", Reason.NO_CONNECTION), ("file:///etc/passwd", Reason.BAD_ADDRESS)],
)
def test_a_redirect_leads_to_a_web_address_or_nowhere(
    source: Source, site: Site, case: Case, target: str, reason: Reason
) -> None:
    site.route(case.place, redirect(target))
    assert failure(source).reason is (Reason.BAD_ADDRESS if case.is_posted else reason)


def test_going_in_circles_ends(source: Source, site: Site, case: Case) -> None:
    site.route(case.place, redirect(case.place))
    reason = failure(source).reason
    if case.is_posted:
        assert (reason, len(site.asked(case.place))) == (Reason.BAD_ADDRESS, 1)
    else:
        assert (reason, len(site.asked(case.place))) == (Reason.TOO_MANY_REDIRECTS, 6)


def test_a_compressed_answer_is_read(
    source: Source, site: Site, case: Case, answer: Callable[[str], Reply]
) -> None:
    site.route(case.place, gzipped(answer(case.normal)))
    assert source.fetch(None).items


def test_every_kind_describes_itself() -> None:
    kinds = [source.info.kind for source in SOURCES]
    assert len(set(kinds)) == len(kinds)
    for source in SOURCES:
        info = source.info
        assert info.title
        assert info.summary
        assert info.steps
        assert 0 < info.floor_min <= info.interval_min
        assert all(field.title for field in info.fields)
        assert all(len(field.choices) == len(field.choice_titles) for field in info.fields) or all(
            not field.choice_titles for field in info.fields
        )
        assert not info.needs_key or is_web_address(info.key_url)
        assert (info.history_days > 0) == hasattr(source, "history")
        assert (info.recheck_most > 0) == hasattr(source, "recheck")
