"""VK: search without gaps, walls, comments and discussions, refusals inside good answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

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
from desktop.sources.vk import VkSource
from desktop.sources.vk_items import plain_words
from desktop.sources.vk_walls import owner_in
from tests.conftest import NOW
from tests.servers import Reply, Site
from tests.sources.contract_case import DATA
from tests.sources.mangling import mangled
from tests.sources.sites.vk import KEY, SHOP, VkSite

HOUR = timedelta(hours=1)


@pytest.fixture
def vk_site() -> Iterator[VkSite]:
    with VkSite() as site:
        yield site


def source(
    site: Site, http: Http, *, terms: Sequence[str] = (), communities: str = "", key: str = KEY
) -> VkSource:
    fields = {"endpoint": site.url("/")} | ({"communities": communities} if communities else {})
    return VkSource(SourceSetup(fields, {"key": key} if key else {}, tuple(terms)), http)


def everything(asked: VkSource, cursor: str | None = None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(60):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


def ids(items: Sequence[Item]) -> list[str]:
    return [item.external_id for item in items]


@pytest.mark.parametrize("missed", [0, 1, 199, 200, 201, 1000, 1001, 2450])
def test_search_misses_nothing_and_brings_nothing_twice(
    vk_site: VkSite, http: Http, missed: int
) -> None:
    old = vk_site.post("Ромашка", timedelta(hours=20))
    asked = source(vk_site, http, terms=["Ромашка"])
    first, cursor = everything(asked)
    assert ids(first) == [f"{SHOP}_{old.number}"]
    made = [vk_site.post("Ромашка", timedelta(seconds=7 * n)) for n in range(missed)]
    items, cursor = everything(asked, cursor)
    assert sorted(ids(items)) == sorted(f"{SHOP}_{post.number}" for post in made)
    assert everything(asked, cursor)[0] == []


def test_a_thousand_posts_in_one_second_do_not_stop_the_search(vk_site: VkSite, http: Http) -> None:
    vk_site.post("Ромашка", timedelta(hours=30))
    asked = source(vk_site, http, terms=["Ромашка"])
    _, cursor = everything(asked)
    for _ in range(1100):
        vk_site.post("Ромашка", HOUR)
    last = vk_site.post("Ромашка", 2 * HOUR)
    items, _ = everything(asked, cursor)
    assert f"{SHOP}_{last.number}" in ids(items)
    assert len(set(ids(items))) == 1001


def test_search_always_says_from_when_and_looks_back_for_late_finds(
    vk_site: VkSite, http: Http
) -> None:
    vk_site.post("Пекарня Ромашка", HOUR)
    asked = source(vk_site, http, terms=["Пекарня Ромашка"])
    _, cursor = everything(asked)
    late = vk_site.post("Пекарня Ромашка", 5 * HOUR)
    items, _ = everything(asked, cursor)
    assert ids(items) == [f"{SHOP}_{late.number}"]
    starts = [int(seen.asked("start_time")) for seen in vk_site.called("newsfeed.search")]
    assert starts == [int((NOW - each).timestamp()) for each in (timedelta(days=7), 7 * HOUR)]
    assert {seen.asked("q") for seen in vk_site.requests} == {'"Пекарня Ромашка"'}


def test_the_first_look_brings_the_newest_only(vk_site: VkSite, http: Http) -> None:
    for n in range(900):
        vk_site.post("Ромашка", timedelta(minutes=n))
    items, _ = everything(source(vk_site, http, terms=["Ромашка"]))
    assert len(items) == 400


def test_other_words_are_searched_from_the_start(vk_site: VkSite, http: Http) -> None:
    vk_site.post("Ромашка и Лютик", timedelta(days=2))
    _, cursor = everything(source(vk_site, http, terms=["Ромашка"]))
    items, _ = everything(source(vk_site, http, terms=["Ромашка", "Лютик"]), cursor)
    assert len(items) == 1


def test_posts_that_are_shown_as_deleted_are_lost(vk_site: VkSite, http: Http) -> None:
    post = vk_site.post("Ромашка")
    asked = source(vk_site, http, terms=["Ромашка"])
    _, cursor = everything(asked)
    post.is_deleted = True
    result = asked.fetch(cursor)
    assert (result.items, result.gone) == ((), (f"{SHOP}_{post.number}",))


def test_many_words_are_asked_less_often(vk_site: VkSite, http: Http) -> None:
    terms = [f"слово{n}" for n in range(30)]
    asked = source(vk_site, http, terms=terms)
    result = asked.fetch(None)
    assert result.more
    assert result.poll_after_min == 48
    everything(asked, result.cursor)
    assert len(vk_site.called("newsfeed.search")) == 30


@pytest.mark.parametrize("missed", [0, 1, 99, 100, 101, 350])
def test_a_wall_misses_nothing_and_brings_nothing_twice(
    vk_site: VkSite, http: Http, missed: int
) -> None:
    vk_site.post("Добро пожаловать", timedelta(days=400), is_pinned=True)
    for n in range(120):
        vk_site.post("было", timedelta(days=30, minutes=n))
    asked = source(vk_site, http, communities="club555")
    first, cursor = everything(asked)
    assert len(first) == 100
    made = [vk_site.post("новое", timedelta(minutes=n)) for n in range(missed)]
    items, cursor = everything(asked, cursor)
    found = [item.external_id for item in items if item.text == "новое"]
    assert sorted(found) == sorted(f"{SHOP}_{post.number}" for post in made)
    assert everything(asked, cursor)[0] == []


def test_a_wall_is_named_in_any_form() -> None:
    for entry in ("club555", "public555", "event555", "-555", "555", "vk.com/club555",
                  "https://m.vk.com/public555?w=1", "https://vk.ru/wall-555_3", "vk.com/board555",
                  "https://vk.com/romashka?w=wall-555_9", "vk.com/topic-555_1"):  # fmt: skip
        assert owner_in(entry) == SHOP, entry
    assert owner_in("https://vk.com/id11") == 11
    assert [owner_in(each) for each in ("romashka", "@romashka", "clubhouse", "")] == [0] * 4


def test_a_short_name_is_asked_for_once(vk_site: VkSite, http: Http) -> None:
    vk_site.post("привет")
    asked = source(vk_site, http, communities="https://vk.com/romashka")
    first, cursor = everything(asked)
    assert len(first) == 1
    everything(asked, cursor)
    (seen,) = vk_site.called("utils.resolveScreenName")
    assert seen.asked("screen_name") == "romashka"


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("nobody_here", Reason.NOT_FOUND),
        ("game", Reason.NOT_FOUND),
        ("Пекарня Ромашка", Reason.BAD_SETTING),
    ],
)
def test_a_name_that_is_none_is_said_and_holds_up_nobody(
    vk_site: VkSite, http: Http, entry: str, reason: Reason
) -> None:
    vk_site.post("привет")
    result = source(vk_site, http, communities=f"{entry}\nclub555").fetch(None)
    assert len(result.items) == 1
    assert result.troubles == {entry: reason}


def test_a_person_s_wall_has_no_discussions(vk_site: VkSite, http: Http) -> None:
    vk_site.post("привет", owner=11)
    items, _ = everything(source(vk_site, http, communities="vk.com/anna_p"))
    assert ids(items) == ["11_1"]
    assert not vk_site.called("board.getTopics")


def test_comments_come_when_the_counter_changed(vk_site: VkSite, http: Http) -> None:
    post, quiet = vk_site.post("вопрос"), vk_site.post("тишина")
    one = vk_site.comment(post, "первый")
    asked = source(vk_site, http, communities="club555")
    first, cursor = everything(asked)
    assert f"wall-555_{post.number}_r{one.number}" in ids(first)
    read = len(vk_site.called("wall.getComments"))
    _, cursor = everything(asked, cursor)
    assert len(vk_site.called("wall.getComments")) == read
    reply = vk_site.reply(one, "ответ")
    items, cursor = everything(asked, cursor)
    (found,) = [item for item in items if item.text == "ответ"]
    assert found.url == (
        f"https://vk.com/wall-555_{post.number}?reply={reply.number}&thread={one.number}"
    )
    assert found.parent_url == f"https://vk.com/wall-555_{post.number}"
    assert (found.author_name, found.author_followers) == ('Иван "Ваня"', 70)
    assert (found.likes, found.views, found.replies) == (2, None, None)
    assert str(quiet.number) not in {
        seen.asked("post_id") for seen in vk_site.called("wall.getComments")
    }


@pytest.mark.parametrize("n", [99, 100, 101, 260])
def test_all_comments_of_a_post_are_read(vk_site: VkSite, http: Http, n: int) -> None:
    post = vk_site.post("спор")
    made = {vk_site.comment(post, f"мнение {each}").number for each in range(n)}
    items, _ = everything(source(vk_site, http, communities="club555"))
    found = [item.external_id for item in items if item.text.startswith("мнение")]
    assert sorted(found) == sorted(f"wall-555_{post.number}_r{each}" for each in made)


@pytest.mark.parametrize("n", [10, 11, 100, 130, 250])
def test_long_threads_are_read_and_then_only_their_ends(
    vk_site: VkSite, http: Http, n: int
) -> None:
    post = vk_site.post("спор")
    top = vk_site.comment(post, "начало")
    for each in range(n):
        vk_site.reply(top, f"ответ {each}")
    asked = source(vk_site, http, communities="club555")
    items, cursor = everything(asked)
    replies = [item.external_id for item in items if item.text.startswith("ответ")]
    assert len(replies) == len(set(replies)) == n
    for each in range(n, n + 3):
        vk_site.reply(top, f"ответ {each}")
    before = len(vk_site.called("wall.getComments"))
    items, _ = everything(asked, cursor)
    assert {f"ответ {each}" for each in range(n, n + 3)} <= {item.text for item in items}
    assert len(vk_site.called("wall.getComments")) == before + 2


def test_deleted_comments_are_lost_and_their_replies_are_not(vk_site: VkSite, http: Http) -> None:
    post = vk_site.post("спор")
    top = vk_site.comment(post, "грубость", is_deleted=True)
    vk_site.reply(top, "а я отвечу")
    result = source(vk_site, http, communities="club555").fetch(None)
    assert "а я отвечу" in {item.text for item in result.items}
    assert result.gone == (f"wall-555_{post.number}_r{top.number}",)


def test_old_posts_are_not_read_at_first_but_when_somebody_comments(
    vk_site: VkSite, http: Http
) -> None:
    post = vk_site.post("старый", timedelta(days=90))
    vk_site.comment(post, "давно", timedelta(days=89))
    asked = source(vk_site, http, communities="club555")
    first, cursor = everything(asked)
    assert [item.text for item in first] == ["старый"]
    vk_site.comment(post, "сейчас")
    items, _ = everything(asked, cursor)
    assert {"давно", "сейчас"} <= {item.text for item in items}


@pytest.mark.parametrize("code", [212, 15, 100])
def test_a_post_whose_comments_are_closed_holds_up_no_other(
    vk_site: VkSite, http: Http, code: int
) -> None:
    closed, open_ = vk_site.post("закрыт"), vk_site.post("открыт", 2 * HOUR)
    vk_site.comment(closed, "нельзя")
    vk_site.comment(open_, "можно")
    vk_site.errors[f"wall.getComments {closed.number}"] = code
    result = source(vk_site, http, communities="club555").fetch(None)
    assert "можно" in {item.text for item in result.items}
    assert (result.troubles, result.more) == ({}, False)


def test_discussions_are_read_when_something_changed(vk_site: VkSite, http: Http) -> None:
    topic = vk_site.topic("Отзывы &amp; предложения")
    for n in range(130):
        vk_site.comment(topic, f"отзыв {n}", timedelta(days=2))
    asked = source(vk_site, http, communities="club555")
    first, cursor = everything(asked)
    assert len(first) == 100
    assert (first[0].title, first[0].parent_url) == (
        "Отзывы & предложения",
        f"https://vk.com/topic-555_{topic.number}",
    )
    before = len(vk_site.called("board.getComments"))
    _, cursor = everything(asked, cursor)
    assert len(vk_site.called("board.getComments")) == before
    made = [vk_site.comment(topic, f"новый {n}") for n in range(105)]
    items, _ = everything(asked, cursor)
    found = {item.external_id: item for item in items}
    assert {f"topic-555_{topic.number}_r{each.number}" for each in made} <= set(found)
    assert found[f"topic-555_{topic.number}_r{made[0].number}"].url == (
        f"https://vk.com/topic-555_{topic.number}?post={made[0].number}"
    )


def test_discussions_that_are_switched_off_are_no_trouble(vk_site: VkSite, http: Http) -> None:
    vk_site.post("привет")
    vk_site.errors["board.getTopics"] = 15
    result = source(vk_site, http, communities="club555").fetch(None)
    assert (len(result.items), result.troubles) == (1, {})


def test_a_topic_deleted_a_moment_ago_holds_up_no_other(vk_site: VkSite, http: Http) -> None:
    gone, there = vk_site.topic("Цены"), vk_site.topic("Отзывы")
    vk_site.comment(gone, "дорого")
    vk_site.comment(there, "вкусно")
    vk_site.errors[f"board.getComments {gone.number}"] = 100
    items, _ = everything(source(vk_site, http, communities="club555"))
    assert [item.text for item in items] == ["вкусно"]


@pytest.mark.parametrize(
    ("code", "kind", "reason", "pause"),
    [
        (1, Temporary, Reason.SERVER_ERROR, None),
        (10, Temporary, Reason.SERVER_ERROR, None),
        (2, AuthNeeded, Reason.KEY_REFUSED, None),
        (5, AuthNeeded, Reason.KEY_REFUSED, None),
        (27, AuthNeeded, Reason.KEY_REFUSED, None),
        (28, AuthNeeded, Reason.KEY_REFUSED, None),
        (6, RateLimited, Reason.SLOW_DOWN, timedelta(seconds=2)),
        (9, RateLimited, Reason.SLOW_DOWN, timedelta(minutes=10)),
        (29, RateLimited, Reason.QUOTA, timedelta(hours=9, minutes=5)),
        (14, AuthNeeded, Reason.HUMAN_CHECK, None),
        (17, AuthNeeded, Reason.HUMAN_CHECK, None),
        (7, AuthNeeded, Reason.CLOSED, None),
        (15, AuthNeeded, Reason.CLOSED, None),
        (30, AuthNeeded, Reason.CLOSED, None),
        (203, AuthNeeded, Reason.CLOSED, None),
        (210, AuthNeeded, Reason.CLOSED, None),
        (212, AuthNeeded, Reason.CLOSED, None),
        (18, BadData, Reason.NOT_FOUND, None),
        (125, BadData, Reason.NOT_FOUND, None),
        (100, BadData, Reason.BAD_SETTING, None),
        (3, BadData, Reason.UNREADABLE, None),
        (8, BadData, Reason.UNREADABLE, None),
        (4242, BadData, Reason.UNREADABLE, None),
    ],
)
def test_refusals_inside_good_answers_are_named(
    vk_site: VkSite,
    http: Http,
    caplog: pytest.LogCaptureFixture,
    code: int,
    kind: type[SourceError],
    reason: Reason,
    pause: timedelta | None,
) -> None:
    caplog.set_level("DEBUG")
    vk_site.errors["wall.get"] = code
    with pytest.raises(SourceError) as caught:
        source(vk_site, http, communities="club555").fetch(None)
    error = caught.value
    assert (type(error), error.reason) == (kind, reason)
    assert KEY not in str(error) + caplog.text
    assert "access_token" not in str(error)
    if isinstance(error, RateLimited):
        assert error.retry_at == (NOW + pause if pause else None)


def test_a_key_that_expired_is_told_from_a_wrong_one(site: Site, http: Http) -> None:
    error = {"error_code": 5, "error_msg": "User authorization failed: access_token has expired."}
    site.route("/method/newsfeed.search", Reply(body=json.dumps({"error": error}).encode()))
    with pytest.raises(AuthNeeded) as caught:
        source(site, http, terms=["Ромашка"]).fetch(None)
    assert caught.value.reason is Reason.KEY_EXPIRED


def test_a_closed_wall_holds_up_nobody_else(vk_site: VkSite, http: Http) -> None:
    vk_site.post("привет", owner=-9)
    vk_site.errors["wall.get -555"] = 15
    result = source(vk_site, http, communities="club555, club9").fetch(None)
    assert (len(result.items), result.troubles) == (1, {"club555": Reason.CLOSED})


def test_used_up_searches_leave_the_walls_readable(vk_site: VkSite, http: Http) -> None:
    vk_site.post("Ромашка")
    vk_site.left["newsfeed.search"] = 1
    asked = source(vk_site, http, terms=["роза", "ромашка", "лютик"], communities="club555")
    result = asked.fetch(None)
    assert len(result.items) == 1
    assert result.troubles == {"ромашка": Reason.QUOTA, "лютик": Reason.QUOTA}
    assert len(vk_site.called("newsfeed.search")) == 2
    again = asked.fetch(result.cursor)
    assert len(vk_site.called("newsfeed.search")) == 2
    assert again.troubles == dict.fromkeys(("роза", "ромашка", "лютик"), Reason.QUOTA)


def test_an_allowance_opens_again_the_next_day(vk_site: VkSite, http: Http, clock: object) -> None:
    vk_site.post("Ромашка")
    vk_site.left["newsfeed.search"] = 0
    asked = source(vk_site, http, terms=["Ромашка"], communities="club9")
    result = asked.fetch(None)
    assert result.troubles == {"Ромашка": Reason.QUOTA}
    del vk_site.left["newsfeed.search"]
    http.clock.now = NOW + timedelta(hours=9, minutes=6)  # type: ignore[attr-defined]
    assert len(asked.fetch(result.cursor).items) == 1


def test_used_up_comments_leave_walls_and_discussions_readable(vk_site: VkSite, http: Http) -> None:
    post = vk_site.post("вопрос")
    comment = vk_site.comment(post, "ответ")
    vk_site.comment(vk_site.topic("Отзывы"), "вкусно")
    vk_site.left["wall.getComments"] = 0
    asked = source(vk_site, http, communities="club555")
    result = asked.fetch(None)
    assert {item.text for item in result.items} == {"вопрос", "вкусно"}
    assert result.troubles == {"club555": Reason.QUOTA}
    del vk_site.left["wall.getComments"]
    http.clock.now = NOW + timedelta(days=1)  # type: ignore[attr-defined]
    assert f"wall-555_{post.number}_r{comment.number}" in ids(asked.fetch(result.cursor).items)


def test_a_pause_in_the_middle_keeps_what_was_read(vk_site: VkSite, http: Http) -> None:
    post = vk_site.post("вопрос")
    vk_site.comment(post, "ответ")
    vk_site.errors["wall.getComments"] = 6
    asked = source(vk_site, http, communities="club555")
    result = asked.fetch(None)
    assert ([item.text for item in result.items], result.more) == (["вопрос"], True)
    with pytest.raises(RateLimited):
        asked.fetch(result.cursor)
    vk_site.errors.clear()
    items, _ = everything(asked, result.cursor)
    assert "ответ" in {item.text for item in items}


def test_a_fetch_asks_a_few_times_and_goes_on(vk_site: VkSite, http: Http) -> None:
    for _ in range(30):
        vk_site.comment(vk_site.post("вопрос"), "ответ")
    asked = source(vk_site, http, communities="club555")
    result = asked.fetch(None)
    assert (len(vk_site.requests), result.more) == (8, True)
    items, _ = everything(asked, result.cursor)
    assert sum(item.text == "ответ" for item in (*result.items, *items)) == 15


def test_what_cannot_work_is_said_before_anything_is_asked(vk_site: VkSite, http: Http) -> None:
    for asked, reason in (
        (source(vk_site, http, terms=["Ромашка"], key=""), Reason.KEY_MISSING),
        (source(vk_site, http), Reason.BAD_SETTING),
        (VkSource(SourceSetup({"endpoint": "vk"}, {"key": KEY}, ("x",)), http), Reason.BAD_ADDRESS),
    ):
        with pytest.raises(SourceError) as caught:
            asked.fetch(None)
        assert caught.value.reason is reason
    assert not vk_site.requests


def test_history_reads_search_and_walls_back_and_resumes(vk_site: VkSite, http: Http) -> None:
    for n in range(1500):
        vk_site.post("Ромашка", timedelta(hours=n), owner=-9)
    for n in range(250):
        vk_site.post("стена", timedelta(days=n), comments=[])
    asked = source(vk_site, http, terms=["Ромашка"], communities="romashka, club77")
    vk_site.errors["wall.get -77"] = 15
    since = NOW - timedelta(days=50)
    cursor, reached = None, []
    items: dict[str, Item] = {}
    for step in range(60):
        if step == 3:
            vk_site.errors["newsfeed.search"] = vk_site.errors["wall.get"] = 10
            with pytest.raises(Temporary):
                asked.history(cursor, since)
            del vk_site.errors["newsfeed.search"], vk_site.errors["wall.get"]
        page = asked.history(cursor, since)
        cursor = page.cursor
        items |= {item.external_id: item for item in page.items}
        reached.append(page.reached)
        if page.is_done:
            break
    else:
        raise AssertionError("it never ends")
    assert sum(item.text == "Ромашка" for item in items.values()) == 50 * 24 + 1
    assert sum(item.text == "стена" for item in items.values()) == 51
    times = [each for each in reached if each is not None]
    assert times == sorted(times, reverse=True)
    assert times[-1] == since
    assert reached[0] is None
    assert len(vk_site.called("utils.resolveScreenName")) == 1


def test_history_says_no_more_than_was_delivered(vk_site: VkSite, http: Http) -> None:
    for n in range(2000):
        vk_site.post("Ромашка", timedelta(minutes=n), owner=-9)
    asked = source(vk_site, http, terms=["Ромашка"])
    page = asked.history(None, NOW - timedelta(days=5))
    assert page.reached is not None
    assert not page.is_done
    delivered = {item.external_id for item in page.items}
    assert {f"-9_{each.number}" for each in vk_site.posts if each.at > page.reached} <= delivered


def test_posts_are_looked_up_again_and_comments_are_not(vk_site: VkSite, http: Http) -> None:
    edited, deleted = vk_site.post("было"), vk_site.post("зря")
    edited.text, edited.more["edited"] = "стало", int(NOW.timestamp())
    deleted.is_deleted = True
    asked = source(vk_site, http, terms=["Ромашка"])
    wanted = (f"{SHOP}_{edited.number}", f"{SHOP}_{deleted.number}", "-555_404", "wall-555_1_r9")
    result = asked.recheck(wanted)
    assert [(item.external_id, item.text, item.edited_at) for item in result.items] == [
        (wanted[0], "стало", NOW)
    ]
    assert result.gone == (wanted[1],)
    (seen,) = vk_site.requests
    assert seen.asked("posts") == ",".join(wanted[:3])
    vk_site.requests.clear()
    assert asked.recheck(("wall-555_1_r9",)).items == ()
    assert not vk_site.requests


def test_markup_shows_its_visible_part() -> None:
    for markup, visible in (
        ("[id1|Анна], привет", "Анна, привет"),
        ("[id6099:bp-1_2|Пекарня], вкусно", "Пекарня, вкусно"),
        ("[club1|Ромашка &amp; Ко]", "Ромашка & Ко"),
        ("[#alias|сюда|https://a.example/?b=1]", "сюда"),
        ("[https://vk.com/a|тут]", "тут"),
        ("строка<br>строка<br/>строка", "строка\nстрока\nстрока"),
        ("соль & перец &", "соль & перец &"),
        ("&amp;lt;b&amp;gt; &#12288;x", "&lt;b&gt; x"),
        ("[1] сноска [id|x]", "[1] сноска [id|x]"),
        ("a?x=1&copy=2", "a?x=1&copy=2"),
    ):
        assert plain_words(markup) == visible


def test_a_date_in_the_future_hides_nothing(vk_site: VkSite, http: Http) -> None:
    for owner in (SHOP, -9):
        vk_site.post("Ромашка", owner=owner, more={"date": int(NOW.timestamp()) + 9_000_000})
        vk_site.post("Ромашка", owner=owner)
    asked = source(vk_site, http, terms=["Ромашка"], communities="club555")
    _, cursor = everything(asked)
    made = [vk_site.post("Ромашка", timedelta(0), owner=owner) for owner in (SHOP, -9)]
    items, _ = everything(asked, cursor)
    assert {f"{each.owner}_{each.number}" for each in made} == set(ids(items))


def test_dates_that_cannot_be_are_none(vk_site: VkSite, http: Http) -> None:
    vk_site.post("без даты", more={"date": 0})
    vk_site.post("из будущего", more={"date": int(datetime(2040, 1, 1, tzinfo=UTC).timestamp())})
    result = source(vk_site, http, communities="club555").fetch(None)
    assert [item.created_at for item in result.items] == [None, None]
    assert dict(result.warnings) == {"bad_date": 2}


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=mangled(DATA / "vk" / "normal.json"))
def test_strange_values_end_in_a_result_or_a_named_failure(
    site: Site, http: Http, body: bytes
) -> None:
    for method in ("newsfeed.search", "wall.get", "wall.getComments", "wall.getById"):
        site.route(f"/method/{method}", Reply(body=body, content_type="application/json"))
    for method in ("board.getTopics", "board.getComments"):
        site.route(f"/method/{method}", Reply(body=body, content_type="application/json"))
    asked = source(site, http, terms=["Ромашка"], communities="club555")
    try:
        asked.fetch(asked.fetch(None).cursor)
        asked.history(None, NOW - timedelta(days=3))
        asked.recheck(("-555_77",))
    except SourceError:
        return
