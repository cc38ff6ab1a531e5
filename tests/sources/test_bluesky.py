"""Bluesky: few log-ins, search without gaps, wishes of authors respected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from desktop.core.models import Item
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    RateLimited,
    Reason,
    SourceError,
    SourceSetup,
    Temporary,
)
from desktop.sources.bluesky import BlueskySource
from desktop.sources.bluesky_api import Sessions, account_of, home_of
from desktop.sources.http import Http
from tests.conftest import NOW
from tests.servers import Reply, page
from tests.sources.contract_case import DATA
from tests.sources.mangling import mangled
from tests.sources.sites.bluesky import HANDLE, PASSWORD, START, BlueskySite, answer, error

LOGIN = "/xrpc/com.atproto.server.createSession"
RENEW = "/xrpc/com.atproto.server.refreshSession"
SEARCH = "/xrpc/app.bsky.feed.searchPosts"
ANSWERS = "/xrpc/app.bsky.notification.listNotifications"


@pytest.fixture
def bluesky() -> Iterator[BlueskySite]:
    with BlueskySite() as site:
        yield site


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


def source(
    site: BlueskySite,
    http: Http,
    sessions: Sessions,
    terms: Sequence[str] = ("Ромашка",),
    password: str = PASSWORD,
) -> BlueskySource:
    fields = {"endpoint": site.url("/"), "handle": f"@{HANDLE}"}
    return BlueskySource(
        SourceSetup(fields, {"app_password": password}, tuple(terms)), http, sessions
    )


def everything(asked: BlueskySource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(50):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


@pytest.mark.parametrize("ends_early", [False, True])
@pytest.mark.parametrize("missed", [0, 1, 99, 100, 101, 350])
def test_nothing_is_missed_and_nothing_comes_twice(
    bluesky: BlueskySite, http: Http, sessions: Sessions, missed: int, ends_early: bool
) -> None:
    bluesky.ends_early = ends_early
    bluesky.post("Ромашка: old")
    asked = source(bluesky, http, sessions)
    first, cursor = everything(asked)
    assert len(first) == 1
    for number in range(missed):
        bluesky.post(f"Ромашка {number}")
    items, cursor = everything(asked, cursor)
    assert sorted(item.text for item in items) == sorted(f"Ромашка {n}" for n in range(missed))
    assert everything(asked, cursor)[0] == []


def test_more_than_five_pages_are_read_over_several_looks(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    bluesky.post("Ромашка: old")
    asked = source(bluesky, http, sessions)
    cursor = asked.fetch(None).cursor
    for number in range(720):
        bluesky.post(f"Ромашка {number}")
    texts: list[str] = []
    for _ in range(3):
        before = len(bluesky.asked(SEARCH))
        result = asked.fetch(cursor)
        assert len(bluesky.asked(SEARCH)) - before <= 5
        cursor = result.cursor
        texts += [item.text for item in result.items]
    assert sorted(texts) == sorted(f"Ромашка {n}" for n in range(720))


def test_the_first_look_brings_the_newest_page(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    for number in range(250):
        bluesky.post(f"Ромашка {number}")
    items, _ = everything(source(bluesky, http, sessions))
    assert len(items) == 100


def test_the_account_is_logged_in_once_and_the_log_in_renewed(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    cursor = source(bluesky, http, sessions).fetch(None).cursor
    cursor = source(bluesky, http, sessions).fetch(cursor).cursor
    assert (len(bluesky.asked(LOGIN)), len(bluesky.asked(RENEW))) == (1, 0)
    bluesky.expire()
    bluesky.post("Ромашка")
    result = source(bluesky, http, sessions).fetch(cursor)
    assert len(result.items) == 1
    assert (len(bluesky.asked(LOGIN)), len(bluesky.asked(RENEW))) == (1, 1)
    assert bluesky.asked(RENEW)[0].body == b""
    bluesky.expire()
    bluesky.expire_refresh()
    source(bluesky, http, sessions).fetch(result.cursor)
    assert (len(bluesky.asked(LOGIN)), len(bluesky.asked(RENEW))) == (2, 2)


def test_neither_password_nor_tokens_are_kept_in_the_cursor(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    bluesky.post("Ромашка")
    cursor = source(bluesky, http, sessions).fetch(None).cursor or ""
    assert not any(each in cursor for each in (PASSWORD, "access-token", "refresh-token"))


def test_another_password_is_another_log_in(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    source(bluesky, http, sessions).fetch(None)
    with pytest.raises(AuthNeeded) as caught:
        source(bluesky, http, sessions, password="wrong-password").fetch(None)
    assert caught.value.reason is Reason.KEY_REFUSED
    assert "wrong-password" not in str(caught.value)


def test_the_account_is_asked_at_its_own_server(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    with BlueskySite() as home:
        bluesky.home = home.url()
        home.post("Ромашка")
        home.tokens = bluesky.tokens
        assert len(source(bluesky, http, sessions).fetch(None).items) == 1
        assert not bluesky.asked(SEARCH)


@pytest.mark.parametrize(
    ("endpoint", "named", "asked"),
    [
        ("https://a.example", "http://b.example", "https://a.example"),
        ("https://a.example", "ftp://b.example", "https://a.example"),
        ("https://a.example", "https://b.example/", "https://b.example"),
    ],
)
def test_a_token_goes_to_no_unsafe_server(endpoint: str, named: str, asked: str) -> None:
    value = {"didDoc": {"service": [{"id": "#atproto_pds", "serviceEndpoint": named}]}}
    assert home_of(value, endpoint) == asked


@pytest.mark.parametrize(
    ("place", "reply", "kind", "reason"),
    [
        (LOGIN, error(401, "AuthenticationRequired", "no"), AuthNeeded, Reason.KEY_REFUSED),
        (LOGIN, error(401, "AuthFactorTokenRequired", "no"), AuthNeeded, Reason.KEY_REFUSED),
        (LOGIN, error(401, "AccountTakedown", "no"), AuthNeeded, Reason.FORBIDDEN),
        (LOGIN, error(429, "RateLimitExceeded", "no"), RateLimited, Reason.SLOW_DOWN),
        (LOGIN, Reply(403, page("Blocked").body, "text/html"), Temporary, Reason.FORBIDDEN),
        (LOGIN, answer({"did": "did:plc:x"}), BadData, Reason.NOT_JSON),
        (SEARCH, error(400, "InvalidToken", "no"), AuthNeeded, Reason.KEY_REFUSED),
        (SEARCH, error(401, "AuthMissing", "no"), AuthNeeded, Reason.KEY_REFUSED),
        (SEARCH, error(400, "InvalidRequest", "no"), BadData, Reason.BAD_SETTING),
        (SEARCH, error(502, "UpstreamFailure", "no"), Temporary, Reason.SERVER_ERROR),
        (SEARCH, Reply(403, page("Blocked").body, "text/html"), Temporary, Reason.FORBIDDEN),
        (SEARCH, Reply(200, page("Hello").body, "text/html"), BadData, Reason.NOT_JSON),
    ],
)
def test_refusals_are_named(
    bluesky: BlueskySite,
    http: Http,
    sessions: Sessions,
    place: str,
    reply: Reply,
    kind: type[SourceError],
    reason: Reason,
) -> None:
    bluesky.route(place, reply)
    bluesky.route(ANSWERS, error(404, "NotFound", "no"))
    with pytest.raises(kind) as caught:
        source(bluesky, http, sessions).fetch(None)
    assert caught.value.reason is reason
    assert len(bluesky.asked(LOGIN)) <= 2


def test_a_limit_says_until_when(bluesky: BlueskySite, http: Http, sessions: Sessions) -> None:
    reset = str(int(NOW.timestamp()) + 240)
    limited = error(429, "RateLimitExceeded", "no").also(("RateLimit-Reset", reset))
    bluesky.route(SEARCH, limited)
    with pytest.raises(RateLimited) as caught:
        source(bluesky, http, sessions).fetch(None)
    assert caught.value.retry_at == NOW + timedelta(seconds=240)


@pytest.mark.parametrize("missing", ["handle", "app_password"])
def test_without_an_account_nothing_is_asked(
    bluesky: BlueskySite, http: Http, sessions: Sessions, missing: str
) -> None:
    fields = {"endpoint": bluesky.url(), "handle": HANDLE}
    secrets = {"app_password": PASSWORD}
    fields.pop(missing, None)
    secrets.pop(missing, None)
    with pytest.raises(AuthNeeded) as caught:
        BlueskySource(SourceSetup(fields, secrets, ("a",)), http, sessions).fetch(None)
    assert caught.value.reason is Reason.KEY_MISSING
    assert not bluesky.requests


def test_answers_to_the_account_come_with_their_counters(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    bluesky.post("@shop where is my order?", likeCount=3)
    (item,), cursor = everything(source(bluesky, http, sessions, ()))
    assert (item.text, item.likes, item.reposts) == ("@shop where is my order?", 3, None)
    for number in range(130):
        bluesky.post(f"@shop {number}")
    items, cursor = everything(source(bluesky, http, sessions, ()), cursor)
    assert len(items) == 130
    assert everything(source(bluesky, http, sessions, ()), cursor)[0] == []


def test_a_post_that_is_found_and_answers_keeps_its_counters(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    bluesky.post("@shop Ромашка", likeCount=3)
    (item,), _ = everything(source(bluesky, http, sessions))
    assert item.likes == 3


def test_authors_who_ask_for_it_stay_among_members_and_withdrawn_posts_are_passed_over(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    bluesky.post("Ромашка 1", author={"labels": [{"val": "!no-unauthenticated"}]})
    bluesky.post("Ромашка 2", labels=[{"val": "!hide"}])
    bluesky.post("Ромашка 3", labels=[{"val": "porn"}])
    result = source(bluesky, http, sessions).fetch(None)
    assert [item.text for item in result.items] == ["Ромашка 3"]
    assert dict(result.warnings) == {"for_members": 1}


@pytest.mark.parametrize(
    ("text", "link", "expected"),
    [
        ("☕ see shop.example/lo… ok", "https://shop.example/long", "☕ see {} ok"),
        ("☕ see here ok", "https://shop.example/long", "☕ see here ok"),
        ("<b>1 & 2</b>", "", "<b>1 & 2</b>"),
    ],
)
def test_text_is_taken_literally_and_short_links_are_made_whole(
    bluesky: BlueskySite, http: Http, sessions: Sessions, text: str, link: str, expected: str
) -> None:
    shown = next((word for word in text.split() if word.endswith("…") or word == "here"), "")
    start = len(text[: text.find(shown)].encode())
    index = {"byteStart": start, "byteEnd": start + len(shown.encode())}
    facets = [{"index": index, "features": [{"uri": link}]}] if link else []
    bluesky.post(f"{text}", record={"facets": facets})
    items, _ = everything(source(bluesky, http, sessions, (text.split()[-1],)))
    assert items[0].text == expected.format(link)


def test_pictures_and_cards_are_part_of_the_text(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    media = {"images": [{"alt": "Burnt bread"}], "external": {"title": "Menu"}}
    bluesky.post("Ромашка", embed={"media": media})
    items, _ = everything(source(bluesky, http, sessions))
    assert items[0].text == "Ромашка\nMenu\nBurnt bread"


def test_posts_are_looked_up_again(bluesky: BlueskySite, http: Http, sessions: Sessions) -> None:
    kept, removed = bluesky.post("Ромашка 1"), bluesky.post("Ромашка 2")
    bluesky.posts[0]["likeCount"] = 9
    bluesky.remove(removed)
    asked = source(bluesky, http, sessions)
    found = asked.recheck((kept, removed))
    assert [(item.external_id, item.likes) for item in found.items] == [(kept, 9)]
    assert found.gone == (removed,)
    assert asked.recheck(()).gone == ()


def test_an_answer_that_cannot_be_read_is_no_deletion(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    bluesky.route("/xrpc/app.bsky.feed.getPosts", answer({"unheard": "of"}))
    with pytest.raises(BadData):
        source(bluesky, http, sessions).recheck((bluesky.post("Ромашка"),))


def test_the_past_is_read_to_its_day_and_goes_on_after_a_failure(
    bluesky: BlueskySite, http: Http, sessions: Sessions
) -> None:
    for number in range(420):
        bluesky.post(f"Ромашка {number}")
    asked = source(bluesky, http, sessions, ("Ромашка", "nothing"))
    since = START + timedelta(minutes=51)
    texts: list[str] = []
    cursor = None
    for number in range(40):
        if number % 3 == 1:
            bluesky.route(SEARCH, error(502, "UpstreamFailure", "no"))
            with pytest.raises(Temporary):
                asked.history(cursor, since)
        bluesky.route(SEARCH)
        step = asked.history(cursor, since)
        texts += [item.text for item in step.items]
        cursor = step.cursor
        if step.is_done:
            break
    assert step.is_done
    assert step.reached == since
    assert sorted(set(texts)) == sorted(f"Ромашка {n}" for n in range(50, 420))


@pytest.mark.parametrize(
    "typed",
    [
        "shop.example",
        "@shop.example",
        " shop.example\u200b",
        "https://bsky.app/profile/shop.example",
    ],
)
def test_the_name_is_found_in_what_is_typed(typed: str) -> None:
    assert account_of(typed) == "shop.example"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=mangled(DATA / "bluesky" / "normal.json"))
def test_strange_answers_end_in_a_result_or_a_named_failure(
    bluesky: BlueskySite, http: Http, sessions: Sessions, body: bytes
) -> None:
    bluesky.route(SEARCH, Reply(body=body, content_type="application/json"))
    try:
        result = source(bluesky, http, sessions).fetch(None)
    except SourceError:
        return
    assert all(item.external_id.startswith("at://") for item in result.items)
