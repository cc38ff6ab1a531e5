"""Lemmy: both interfaces, nothing missed, other servers' things left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
from desktop.sources.lemmy import LemmySource
from desktop.sources.markdown_text import unmarked
from tests.servers import Reply
from tests.sources.contract_case import DATA
from tests.sources.mangling import mangled
from tests.sources.sites.lemmy import START, LemmySite, answer

OLD, NEW = "0.19.5", "1.0.0-beta.3"
SEARCH = {OLD: "/api/v3/search", NEW: "/api/v4/search"}


@pytest.fixture
def lemmy() -> Iterator[LemmySite]:
    with LemmySite() as site:
        yield site


def source(site: LemmySite, http: Http, terms: Sequence[str] = ("ромашка",)) -> LemmySource:
    return LemmySource(SourceSetup({"endpoint": site.url("/")}, {}, tuple(terms)), http)


def everything(asked: LemmySource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(50):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


def write(site: LemmySite, count: int) -> list[str]:
    sorts = ("comment", "comment", "post")
    return [
        str(site.write(f"Ромашка {number}", sorts[number % 3])["ap_id"]) for number in range(count)
    ]


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize("missed", [0, 1, 49, 50, 51, 75, 150, 160])
def test_nothing_is_missed_and_nothing_comes_twice(
    lemmy: LemmySite, http: Http, missed: int, version: str
) -> None:
    lemmy.version = version
    write(lemmy, 1)
    asked = source(lemmy, http)
    first, cursor = everything(asked)
    assert len(first) == 1
    made = write(lemmy, missed)
    items, cursor = everything(asked, cursor)
    assert sorted(item.external_id for item in items) == sorted(made)
    assert everything(asked, cursor)[0] == []


@pytest.mark.parametrize("version", [OLD, NEW])
def test_both_forms_say_the_same(lemmy: LemmySite, http: Http, version: str) -> None:
    lemmy.version = version
    lemmy.write("Ромашка")
    (item,), _ = everything(source(lemmy, http))
    assert (item.likes, item.language, item.author_name) == (2, "ru", "Ann")
    assert item.author_handle == "@ann@127.0.0.1"
    assert item.created_at == START + timedelta(minutes=1)
    assert item.title == "Coffee"


def test_a_new_server_is_never_searched_the_old_way(lemmy: LemmySite, http: Http) -> None:
    lemmy.version = NEW
    source(lemmy, http).fetch(None)
    assert not lemmy.asked(SEARCH[OLD])
    lemmy.has_old_interface = False
    source(lemmy, http).fetch(None)
    assert len(lemmy.asked(SEARCH[NEW])) == 2


def test_a_server_that_is_updated_is_noticed(lemmy: LemmySite, http: Http) -> None:
    lemmy.write("Ромашка")
    _, cursor = everything(source(lemmy, http))
    lemmy.version = NEW
    made = str(lemmy.write("Ромашка 2")["ap_id"])
    lemmy.views[0]["comment"]["published_at"] = lemmy.views[0]["comment"].pop("published")
    items, _ = everything(source(lemmy, http), cursor)
    assert made in {item.external_id for item in items}


@pytest.mark.parametrize("value", [{"error": "no"}, {"version": ""}, []])
def test_a_site_that_is_no_lemmy_is_said(lemmy: LemmySite, http: Http, value: object) -> None:
    lemmy.route("/api/v3/site", answer(value))
    with pytest.raises(BadData) as caught:
        source(lemmy, http).fetch(None)
    assert caught.value.reason is Reason.NOT_JSON


@pytest.mark.parametrize(
    ("reply", "kind", "reason"),
    [
        (answer({"error": "rate_limit_error"}, 429), RateLimited, Reason.SLOW_DOWN),
        (answer({"error": "rate_limit_error"}, 400), RateLimited, Reason.SLOW_DOWN),
        (answer({"error": "too_many_requests"}, 429), RateLimited, Reason.SLOW_DOWN),
        (Reply(429), RateLimited, Reason.SLOW_DOWN),
        (answer({"error": "not_logged_in"}, 400), AuthNeeded, Reason.CLOSED),
        (answer({"error": "incorrect_login"}, 401), AuthNeeded, Reason.CLOSED),
        (answer({"error": "couldnt_find_post"}, 400), BadData, Reason.NOT_FOUND),
        (answer({"error": "other"}, 400), BadData, Reason.BAD_SETTING),
        (answer(["other"], 400), BadData, Reason.BAD_SETTING),
        (Reply(400), BadData, Reason.BAD_SETTING),
    ],
)
@pytest.mark.parametrize("version", [OLD, NEW])
def test_refusals_are_named(
    lemmy: LemmySite,
    http: Http,
    version: str,
    reply: Reply,
    kind: type[SourceError],
    reason: Reason,
) -> None:
    lemmy.version = version
    lemmy.route(SEARCH[version], reply)
    with pytest.raises(kind) as caught:
        source(lemmy, http).fetch(None)
    assert caught.value.reason is reason


@pytest.mark.parametrize("version", [OLD, NEW])
def test_what_was_taken_away_is_not_delivered(lemmy: LemmySite, http: Http, version: str) -> None:
    lemmy.version = version
    lemmy.write("Ромашка 1", deleted=True)
    lemmy.write("Ромашка 2", "post", removed=True)
    assert source(lemmy, http).fetch(None).items == ()


@pytest.mark.parametrize("version", [OLD, NEW])
def test_own_things_of_a_server_are_looked_up_again(
    lemmy: LemmySite, http: Http, version: str
) -> None:
    lemmy.version = version
    kept = lemmy.write("Ромашка", "post")
    removed = lemmy.write("Ромашка", removed=True)
    missing = lemmy.url("/post/77")
    kept["body"] = "changed"
    ids = (kept["ap_id"], removed["ap_id"], missing, "https://other.example/post/1", "nonsense")
    found = source(lemmy, http).recheck(ids)
    assert [(item.external_id, item.text) for item in found.items] == [(kept["ap_id"], "changed")]
    assert found.gone == (removed["ap_id"], missing)


def test_an_answer_that_cannot_be_read_is_no_deletion(lemmy: LemmySite, http: Http) -> None:
    lemmy.route("/api/v3/post", answer({"unheard": "of"}))
    with pytest.raises(BadData):
        source(lemmy, http).recheck((lemmy.url("/post/1"),))


@pytest.mark.parametrize("version", [OLD, NEW])
def test_the_past_is_read_to_its_day_and_goes_on_after_a_failure(
    lemmy: LemmySite, http: Http, version: str
) -> None:
    lemmy.version = version
    made = write(lemmy, 175)
    since = START + timedelta(minutes=26)
    asked = source(lemmy, http, ("ромашка", "nothing"))
    found: list[str] = []
    cursor = None
    for number in range(40):
        if number % 3 == 1:
            lemmy.route(SEARCH[version], Reply(502))
            with pytest.raises(Temporary):
                asked.history(cursor, since)
            lemmy.route(SEARCH[version])
        step = asked.history(cursor, since)
        found += [item.external_id for item in step.items]
        cursor = step.cursor
        if step.is_done:
            break
    assert (step.is_done, step.reached) == (True, since)
    assert {*found} == {*made[25:]}


def test_without_words_nothing_is_asked(lemmy: LemmySite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(lemmy, http, ()).fetch(None)
    assert caught.value.reason is Reason.BAD_SETTING
    assert not lemmy.requests


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**bold** and *soft* __u__ ~~gone~~ `code`", "bold and soft u gone code"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("[https://a.example](https://a.example)", "https://a.example"),
        ("[menu](<https://a.example> 'title')", "menu (https://a.example)"),
        ("![photo](https://a.example/x.jpg)", "photo"),
        ("```python\nx = 1\n```\nend", "x = 1\nend"),
        ("::: spoiler Hidden\ntext\n:::", "Hidden\ntext"),
        ("## Head\n> > quote\n- point", "Head\nquote\n- point"),
        (r"\*not soft\*", "*not soft*"),
        ("&amp;lt; &amp; <b>", "&lt; & <b>"),
        ("it's #1", "it's #1"),
    ],
)
def test_marks_are_taken_off_and_words_stay(markdown: str, text: str) -> None:
    assert unmarked(markdown) == text


@settings(max_examples=300, deadline=1_000)
@given(st.text(alphabet="*_`[]()!>#:\\~&;a \n", max_size=400))
def test_any_marks_are_survived_in_time(markdown: str) -> None:
    assert len(unmarked(markdown * 20)) <= len(markdown) * 20 + 3


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=mangled(DATA / "lemmy" / "normal.json"))
def test_strange_answers_end_in_a_result_or_a_named_failure(
    lemmy: LemmySite, http: Http, body: bytes
) -> None:
    lemmy.route(SEARCH[OLD], Reply(body=body, content_type="application/json"))
    try:
        result = source(lemmy, http).fetch(None)
    except SourceError:
        return
    assert all(item.external_id.startswith("http") for item in result.items)
