"""Mastodon: timelines without gaps, search with a token, refusals named."""

from __future__ import annotations

from collections.abc import Sequence
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
from desktop.sources.http import Http
from desktop.sources.mastodon import MastodonSource
from desktop.sources.statuses import newer
from tests.servers import Reply
from tests.sites import START, TOKEN, MastodonSite
from tests.sources.contract_case import DATA
from tests.sources.mangling import mangled

TAG = ("romashka",)


def source(
    site: MastodonSite,
    http: Http,
    hashtags: str = "#romashka",
    token: str = "",
    terms: Sequence[str] = (),
) -> MastodonSource:
    fields = {"endpoint": site.url("/"), "hashtags": hashtags}
    secrets = {"token": token} if token else {}
    return MastodonSource(SourceSetup(fields, secrets, tuple(terms)), http)


def everything(asked: MastodonSource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(50):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


@pytest.mark.parametrize("missed", [0, 1, 39, 40, 41, 95, 700])
def test_nothing_is_missed_and_nothing_comes_twice(
    mastodon_site: MastodonSite, http: Http, missed: int
) -> None:
    for number in range(3):
        mastodon_site.post(f"old {number}", tags=TAG)
    asked = source(mastodon_site, http)
    first, cursor = everything(asked)
    assert len(first) == 3
    for number in range(missed):
        mastodon_site.post(f"new {number}", tags=TAG)
    items, cursor = everything(asked, cursor)
    texts = [item.text for item in items]
    assert sorted(texts) == sorted(f"new {number} #romashka" for number in range(missed))
    assert everything(asked, cursor)[0] == []


def test_the_first_look_reads_a_few_pages_back(mastodon_site: MastodonSite, http: Http) -> None:
    for number in range(500):
        mastodon_site.post(f"post {number}", tags=TAG)
    items, _ = everything(source(mastodon_site, http))
    assert len(items) == 120


def test_edits_and_counters_of_recent_posts_come_again(
    mastodon_site: MastodonSite, http: Http
) -> None:
    post = mastodon_site.post("soup", tags=TAG)
    asked = source(mastodon_site, http)
    _, cursor = everything(asked)
    mastodon_site.edit(post, text="cold soup", likes=5, edited_at=post.at + timedelta(hours=1))
    (item,), _ = everything(asked, cursor)
    assert (item.text, item.likes) == ("cold soup #romashka", 5)


def test_search_needs_a_token_and_respects_its_authors(
    mastodon_site: MastodonSite, http: Http
) -> None:
    for number in range(45):
        mastodon_site.post(f"Пекарня Ромашка {number}")
    mastodon_site.post("Пекарня Ромашка", is_indexable=False)
    mastodon_site.post("Пекарня Ромашка", visibility="private")
    asked = source(mastodon_site, http, "", TOKEN, ["Пекарня Ромашка"])
    items, cursor = everything(asked)
    assert len(items) == 45
    mastodon_site.post("Пекарня Ромашка сгорела", at=START + timedelta(minutes=59))
    (fresh,), _ = everything(asked, cursor)
    assert fresh.text == "Пекарня Ромашка сгорела"
    assert mastodon_site.requests[-1].asked("q") == '"Пекарня Ромашка" after:2026-03-03'


def test_nothing_to_look_for_is_said(mastodon_site: MastodonSite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(mastodon_site, http, "", "", ["Ромашка"]).fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not mastodon_site.requests


@pytest.mark.parametrize(
    ("token", "reason"), [("", Reason.KEY_MISSING), ("wrong", Reason.KEY_REFUSED)]
)
def test_a_closed_server_asks_for_a_key(
    mastodon_site: MastodonSite, http: Http, token: str, reason: Reason
) -> None:
    mastodon_site.is_closed = True
    with pytest.raises(AuthNeeded) as caught:
        source(mastodon_site, http, token=token).fetch(None)
    assert caught.value.reason is reason


def test_a_limit_in_the_middle_keeps_what_was_read(mastodon_site: MastodonSite, http: Http) -> None:
    mastodon_site.post("one", tags=("one",))
    mastodon_site.post("two", tags=("two",))
    mastodon_site.remaining = 1
    asked = source(mastodon_site, http, "one, #two")
    first = asked.fetch(None)
    assert ([item.text for item in first.items], first.more) == (["one #one"], True)
    with pytest.raises(RateLimited) as caught:
        asked.fetch(first.cursor)
    assert caught.value.retry_at is not None
    mastodon_site.remaining = None
    items, _ = everything(asked, first.cursor)
    assert [item.text for item in items] == ["two #two"]


def test_one_bad_hashtag_does_not_silence_the_others(
    mastodon_site: MastodonSite, http: Http
) -> None:
    mastodon_site.post("two", tags=("two",))
    mastodon_site.route("/api/v1/timelines/tag/one", Reply(404, b"{}", "application/json"))
    result = source(mastodon_site, http, "one two").fetch(None)
    assert [item.text for item in result.items] == ["two #two"]
    assert dict(result.warnings) == {"not_read": 1}
    assert dict(result.troubles) == {"#one": Reason.NOT_FOUND}


def test_a_hashtag_in_any_script_is_asked_for(mastodon_site: MastodonSite, http: Http) -> None:
    mastodon_site.post("вкусно", tags=("ПекарняРомашка",), warning="еда")
    (item,) = source(mastodon_site, http, "#ПекарняРомашка").fetch(None).items
    assert item.text == "еда\nвкусно #ПекарняРомашка"


def test_ids_are_compared_as_text() -> None:
    assert newer("10000000000000000001", "9999999999999999999")
    assert newer("AbD9", "AbC9")
    assert not newer("115580000000000001", "115580000000000001")


def test_a_deleted_post_is_reported_and_one_without_its_hashtag_is_not(
    mastodon_site: MastodonSite, http: Http
) -> None:
    _, second, third = (mastodon_site.post(text, tags=TAG) for text in "abc")
    asked = source(mastodon_site, http)
    items, cursor = everything(asked)
    mastodon_site.remove(second)
    mastodon_site.edit(third, tags=(), text="changed")
    result = asked.fetch(cursor)
    assert result.gone == (items[1].external_id,)
    assert [item.text for item in result.items] == ["changed"]
    again = asked.fetch(result.cursor)
    assert (again.gone, again.items, again.not_modified) == ((), (), True)


def test_posts_that_moved_off_the_page_are_not_taken_for_deleted(
    mastodon_site: MastodonSite, http: Http
) -> None:
    for number in range(40):
        mastodon_site.post(f"old {number}", tags=TAG)
    asked = source(mastodon_site, http)
    _, cursor = everything(asked)
    for number in range(40):
        mastodon_site.post(f"new {number}", tags=TAG)
    before = len(mastodon_site.requests)
    assert asked.fetch(cursor).gone == ()
    assert not any("/statuses/" in each.path for each in mastodon_site.requests[before:])


def test_a_deletion_that_cannot_be_checked_is_checked_later(
    mastodon_site: MastodonSite, http: Http
) -> None:
    post = mastodon_site.post("a", tags=TAG)
    mastodon_site.post("b", tags=TAG)
    asked = source(mastodon_site, http)
    items, cursor = everything(asked)
    mastodon_site.remove(post)
    place = f"/api/v1/statuses/{115_580_000_000_000_001}"
    mastodon_site.route(place, Reply(503), Reply(404, b"{}", "application/json"))
    result = asked.fetch(cursor)
    assert (result.gone, dict(result.troubles)) == ((), {})
    assert asked.fetch(result.cursor).gone == (items[0].external_id,)


def test_mentions_of_the_owner_come_if_the_token_may_see_them(
    mastodon_site: MastodonSite, http: Http
) -> None:
    mastodon_site.scopes = {"read:search", "read:notifications"}
    mastodon_site.post("@shop hello")
    mastodon_site.post("@shop in private", visibility="direct")
    asked = source(mastodon_site, http, "", TOKEN)
    items, cursor = everything(asked)
    assert [item.text for item in items] == ["@shop hello"]
    for number in range(85):
        mastodon_site.post(f"@shop {number}")
    items, cursor = everything(asked, cursor)
    assert sorted(item.text for item in items) == sorted(f"@shop {n}" for n in range(85))
    assert asked.fetch(cursor).not_modified


def test_a_token_without_that_right_searches_and_says_nothing(
    mastodon_site: MastodonSite, http: Http
) -> None:
    mastodon_site.post("Ромашка")
    result = source(mastodon_site, http, "", TOKEN, ["Ромашка"]).fetch(None)
    assert [item.text for item in result.items] == ["Ромашка"]
    assert (dict(result.troubles), dict(result.warnings)) == ({}, {})


def test_a_token_that_may_not_search_is_told_apart(mastodon_site: MastodonSite, http: Http) -> None:
    mastodon_site.scopes = set()
    with pytest.raises(AuthNeeded) as caught:
        source(mastodon_site, http, "", TOKEN, ["Ромашка"]).fetch(None)
    assert caught.value.reason is Reason.RIGHT_MISSING


def test_a_server_that_does_not_know_the_operator_is_no_false_calm(
    mastodon_site: MastodonSite, http: Http
) -> None:
    mastodon_site.knows_operators = False
    mastodon_site.post("Ромашка 1")
    asked = source(mastodon_site, http, "", TOKEN, ["Ромашка"])
    _, cursor = everything(asked)
    mastodon_site.post("Ромашка 2")
    items, _ = everything(asked, cursor)
    assert [item.text for item in items] == ["Ромашка 2"]


def test_the_past_is_read_to_its_day_and_goes_on_after_a_failure(
    mastodon_site: MastodonSite, http: Http
) -> None:
    for number in range(200):
        mastodon_site.post(f"Ромашка {number}", tags=TAG if number % 2 else ())
    asked = source(mastodon_site, http, "#romashka #none", TOKEN, ["Ромашка"])
    since = START + timedelta(minutes=51)
    texts: list[str] = []
    cursor, reached = None, None
    for number in range(30):
        mastodon_site.remaining = 0 if number % 2 else None
        try:
            page = asked.history(cursor, since)
        except RateLimited:
            continue
        texts += [item.text.replace(" #romashka", "") for item in page.items]
        cursor, reached = page.cursor, page.reached
        if page.is_done:
            break
    assert page.is_done
    assert reached == since
    assert sorted(set(texts)) == sorted(f"Ромашка {n}" for n in range(50, 200))


@pytest.mark.parametrize("token", ["", TOKEN])
def test_own_posts_of_a_server_are_looked_up_again(
    mastodon_site: MastodonSite, http: Http, token: str
) -> None:
    mastodon_site.is_home = True
    kept, removed = (mastodon_site.post(text, tags=TAG) for text in "ab")
    asked = source(mastodon_site, http, token=token)
    items, _ = everything(asked)
    mastodon_site.edit(kept, likes=9)
    mastodon_site.remove(removed)
    found = asked.recheck(tuple(item.external_id for item in items))
    assert [(item.external_id, item.likes) for item in found.items] == [(items[0].external_id, 9)]
    assert found.gone == (items[1].external_id,)


def test_posts_of_other_servers_need_a_token_and_are_never_taken_for_deleted(
    mastodon_site: MastodonSite, http: Http
) -> None:
    kept, removed = (mastodon_site.post(text, tags=TAG) for text in "ab")
    items, _ = everything(source(mastodon_site, http))
    mastodon_site.edit(kept, likes=9)
    mastodon_site.remove(removed)
    ids = tuple(item.external_id for item in items)
    assert source(mastodon_site, http).recheck(ids).items == ()
    found = source(mastodon_site, http, token=TOKEN).recheck(ids)
    assert [item.likes for item in found.items] == [9]
    assert found.gone == ()


def test_a_failing_lookup_is_an_error_and_no_deletion(
    mastodon_site: MastodonSite, http: Http
) -> None:
    mastodon_site.is_home = True
    post = f"{mastodon_site.url()}/users/a/statuses/7"
    mastodon_site.route("/api/v1/statuses/7", Reply(500))
    with pytest.raises(Temporary):
        source(mastodon_site, http).recheck((post,))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=mangled(DATA / "mastodon" / "normal.json"))
def test_strange_answers_end_in_a_result_or_a_named_failure(
    mastodon_site: MastodonSite, http: Http, body: bytes
) -> None:
    place = "/api/v1/timelines/tag/romashka"
    mastodon_site.route(place, Reply(body=body, content_type="application/json"))
    try:
        result = source(mastodon_site, http).fetch(None)
    except SourceError:
        return
    assert all(item.external_id for item in result.items)
