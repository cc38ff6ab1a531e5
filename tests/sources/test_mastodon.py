"""Mastodon: timelines without gaps, search with a token, refusals named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from desktop.core.models import Item
from desktop.core.sources import AuthNeeded, BadData, RateLimited, Reason, SourceSetup
from desktop.sources.http import Http
from desktop.sources.mastodon import MastodonSource
from desktop.sources.statuses import newer
from tests.servers import Reply
from tests.sites import START, TOKEN, MastodonSite

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


def test_a_hashtag_in_any_script_is_asked_for(mastodon_site: MastodonSite, http: Http) -> None:
    mastodon_site.post("вкусно", tags=("ПекарняРомашка",), warning="еда")
    (item,) = source(mastodon_site, http, "#ПекарняРомашка").fetch(None).items
    assert item.text == "еда\nвкусно #ПекарняРомашка"


def test_ids_are_compared_as_text() -> None:
    assert newer("10000000000000000001", "9999999999999999999")
    assert newer("AbD9", "AbC9")
    assert not newer("115580000000000001", "115580000000000001")
