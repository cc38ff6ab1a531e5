"""A watched page: new blocks, lasting identities, honest failures, good manners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.models import MentionKind
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    RateLimited,
    Reason,
    SourceError,
    SourceSetup,
    Temporary,
)
from desktop.sources.http import Http
from desktop.sources.page import PageSource
from desktop.sources.page_blocks import lasting
from desktop.sources.page_facts import stars
from tests.conftest import NOW, FixedClock
from tests.servers import Reply, Site, redirect
from tests.sources.contract_case import DATA
from tests.sources.sites.page import TYPE, PageSite, Review


@pytest.fixture
def page_site() -> Iterator[PageSite]:
    with PageSite() as site:
        yield site


def source(site: Site, http: Http, block: str = ".review", path: str = "/reviews") -> PageSource:
    return PageSource(SourceSetup({"url": site.url(path), "block": block}), http)


def failed(asked: PageSource, cursor: str | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        asked.fetch(cursor)
    return caught.value


def page(site: Site, blocks: str, path: str = "/p") -> None:
    filler = "<p>" + "Слова о пекарне. " * 30 + "</p>"
    body = f"<html><head><title>T</title></head><body>{filler}{blocks}</body></html>"
    site.route(path, Reply(body=body.encode(), content_type=TYPE))


def only(result: FetchResult) -> str:
    (item,) = result.items
    return item.text


def test_new_blocks_come_and_what_moves_by_itself_is_nothing_new(
    page_site: PageSite, http: Http
) -> None:
    page_site.write("Торт опоздал")
    page_site.write("Круассаны хороши", "Игорь")
    asked = source(page_site, http)
    first = asked.fetch(None)
    assert [item.text.splitlines()[1] for item in first.items] == [
        "Торт опоздал",
        "Круассаны хороши",
    ]
    assert first.warnings == {"no_date": 2}
    page_site.age, page_site.likes = "вчера", 12
    second = asked.fetch(first.cursor)
    assert (second.items, second.not_modified) == ((), True)
    page_site.write("Хлеб чёрствый", "Ольга")
    third = asked.fetch(second.cursor)
    assert "Хлеб чёрствый" in only(third)
    page_site.age, page_site.likes = "12 марта 2026 г.", 100
    assert asked.fetch(third.cursor).items == ()


def test_an_unchanged_page_is_not_sent_again(page_site: PageSite, http: Http) -> None:
    page_site.write("Торт опоздал")
    asked = source(page_site, http)
    first = asked.fetch(None)
    second = asked.fetch(first.cursor)
    assert second.not_modified
    assert page_site.asked("/reviews")[1].headers["if-none-match"].startswith('"')
    page_site.write("Ещё")
    assert "Ещё" in only(asked.fetch(second.cursor))


def test_other_topics_look_at_everything_again(page_site: PageSite, http: Http) -> None:
    page_site.write("Торт опоздал")
    fields = {"url": page_site.url("/reviews"), "block": ".review"}
    first = PageSource(SourceSetup(fields, terms=("торт",)), http).fetch(None)
    assert (
        len(PageSource(SourceSetup(fields, terms=("хлеб",)), http).fetch(first.cursor).items) == 1
    )


def test_another_block_begins_afresh(page_site: PageSite, http: Http) -> None:
    page_site.write("Торт опоздал")
    first = source(page_site, http).fetch(None)
    error = failed(source(page_site, http, ".comment"), first.cursor)
    assert error.reason is Reason.BAD_SETTING
    assert source(page_site, http, ".review p").fetch(first.cursor).items[0].text == "Торт опоздал"


def test_blocks_that_vanish_are_a_changed_layout_and_no_silence(
    page_site: PageSite, http: Http
) -> None:
    page_site.write("Торт опоздал")
    asked = source(page_site, http)
    first = asked.fetch(None)
    page_site.name = "card-x"
    error = failed(asked, first.cursor)
    assert (type(error), error.reason) == (BadData, Reason.LAYOUT)
    page_site.name = "review"
    assert asked.fetch(first.cursor).items == ()


@pytest.mark.parametrize(
    ("block", "reason"),
    [(".nowhere", Reason.BAD_SETTING), ("div[", Reason.BAD_SETTING), ("", Reason.BAD_SETTING)],
)
def test_a_block_that_is_not_there_is_said_at_once(
    page_site: PageSite, http: Http, block: str, reason: Reason
) -> None:
    page_site.write("Торт опоздал")
    assert failed(source(page_site, http, block)).reason is reason


def test_a_page_made_by_scripts_is_told(site: Site, http: Http) -> None:
    body = b"<html><body><div id=app>Loading</div><script src=/a.js></script></body></html>"
    site.route("/p", Reply(body=body, content_type=TYPE))
    error = failed(source(site, http, path="/p"))
    assert (type(error), error.reason) == (BadData, Reason.LAYOUT)
    assert Reason.LAYOUT in PageSource.info.advice


def test_identity_by_an_address_of_its_own(site: Site, http: Http) -> None:
    def show(*reviews: tuple[int, str]) -> None:
        page(
            site,
            "".join(
                f"<div class=review id=item-{place}><a href='/users/anna'>Анна</a> "
                f"<a href='/reviews/{number}' rel=bookmark>#</a> "
                f"<a href='/reviews'>Все</a> {text}</div>"
                for place, (number, text) in enumerate(reviews)
            ),
        )

    show((2, "Хлеб"), (1, "Торт"))
    asked = source(site, http, path="/p")
    first = asked.fetch(None)
    assert [item.url for item in first.items] == [site.url("/reviews/1"), site.url("/reviews/2")]
    assert [item.external_id for item in first.items] == [item.url for item in first.items]
    show((3, "Пирог"), (2, "Чёрствый хлеб"), (1, "Торт"))
    edited, new = asked.fetch(first.cursor).items
    assert (edited.external_id, edited.text) == (site.url("/reviews/2"), "Анна # Все Чёрствый хлеб")
    assert new.external_id == site.url("/reviews/3")


@pytest.mark.parametrize(
    "head",
    [
        "<a href='/users/77'>Анна</a>",
        "<a href='/people/anna' rel=author>Анна Петрова из города Твери</a>",
        "<a href='/page'>Ответить</a>",
    ],
)
def test_links_to_people_and_buttons_are_no_identity(
    page_site: PageSite, http: Http, head: str
) -> None:
    page_site.write("Торт опоздал", head=head)
    (item,) = source(page_site, http).fetch(None).items
    assert item.external_id.startswith("block:")
    assert item.url == page_site.url("/reviews")


def test_places_in_a_list_are_no_identity(site: Site, http: Http) -> None:
    page(
        site, "<div class=review id=review-1>Новый</div><div class=review id=review-2>Старый</div>"
    )
    found = {item.external_id for item in source(site, http, path="/p").fetch(None).items}
    assert all(each.startswith("block:") for each in found)
    assert len(found) == 2


def test_answers_in_a_thread_are_blocks_of_their_own(page_site: PageSite, http: Http) -> None:
    top = page_site.write("Торт опоздал")
    top.inner.append(Review("Извините нас", "Пекарня"))
    result = source(page_site, http).fetch(None)
    texts = [item.text for item in result.items]
    assert len(texts) == 2
    assert sum("Извините" in text for text in texts) == 1


def test_the_same_words_twice_are_one_item(page_site: PageSite, http: Http) -> None:
    page_site.write("Супер")
    page_site.write("Супер")
    assert len(source(page_site, http).fetch(None).items) == 1


def test_rows_of_a_table_are_read(site: Site, http: Http) -> None:
    page(site, "<table><tr class=review><td>Анна</td><td>Торт</td></tr></table>")
    assert source(site, http, path="/p").fetch(None).items[0].text == "Анна Торт"


def test_json_ld_in_a_block_is_read(site: Site, http: Http) -> None:
    page(
        site,
        '<div class=review>Торт <script type="application/ld+json">{"@type": "Review", "author": '
        '{"name": "Анна"}, "datePublished": "2026-03-01", "reviewRating": {"ratingValue": "8", '
        '"bestRating": 10}}</script></div><div class=review>Хлеб<script '
        'type="application/ld+json">{"@type": ["Review"</script></div>',
    )
    bread, cake = source(site, http, path="/p").fetch(None).items
    assert (cake.author_name, cake.rating, cake.kind) == ("Анна", 4.0, MentionKind.REVIEW)
    assert cake.created_at == NOW.replace(day=1, hour=0)
    assert (bread.text, bread.rating) == ("Хлеб", None)


@pytest.mark.parametrize(
    ("label", "rating"),
    [
        ("4 of 5", 4.0),
        ("Rated 4.5 out of 5 stars", 4.5),
        ("Оценка: 3 из 5", 3.0),
        ("9/10", 4.5),
        ("5 звёзд", 5.0),
        ("Фото 1 из 5", None),
        ("Rated 7 out of 5", None),
        ("Star this", None),
        ("0 of 5", None),
    ],
)
def test_stars_in_labels(site: Site, http: Http, label: str, rating: float | None) -> None:
    page(site, f'<div class=review><i role=img aria-label="{label}"></i>Торт</div>')
    assert source(site, http, path="/p").fetch(None).items[0].rating == rating


def test_stars_on_other_scales() -> None:
    assert [stars(3), stars("4,5"), stars(50, 100), stars("0.2", 5)] == [3.0, 4.5, 2.5, 1.0]
    assert [stars(None), stars("x"), stars(6), stars(float("nan")), stars(3, 0)] == [None] * 5


@pytest.mark.parametrize("name", ["windows-1251", "koi8-r", "utf-8"])
@pytest.mark.parametrize("is_said_by_server", [True, False])
def test_old_encodings_are_read(site: Site, http: Http, name: str, is_said_by_server: bool) -> None:
    text = f"<meta charset={name}><p>{'Пекарня. ' * 60}</p><div class=review>Торт опоздал</div>"
    kind = f"text/html; charset={name}" if is_said_by_server else "text/html"
    site.route("/p", Reply(body=text.encode(name), content_type=kind))
    assert only(source(site, http, path="/p").fetch(None)) == "Торт опоздал"


def test_scripts_buttons_and_times_are_no_words() -> None:
    assert lasting("Анна, 2 часа назад: 5 ответов, вкусно!") == lasting("Анна, вчера: вкусно")
    assert lasting("12 марта 2026 г. Хлеб") == lasting("yesterday хлеб")
    assert lasting("Торт") != lasting("Хлеб")


RULES = b"User-agent: *\nDisallow: /reviews\n"


def test_a_site_that_says_no_is_obeyed(page_site: PageSite, http: Http) -> None:
    page_site.robots = Reply(body=RULES)
    error = failed(source(page_site, http))
    assert (type(error), error.reason) == (BadData, Reason.ROBOTS)
    assert not page_site.asked("/reviews")


def test_robots_are_asked_once_a_day(page_site: PageSite, http: Http, clock: FixedClock) -> None:
    page_site.write("Торт")
    page_site.robots = Reply(body=b"User-agent: *\nDisallow: /admin\n")
    asked = source(page_site, http)
    cursor = asked.fetch(None).cursor
    cursor = asked.fetch(cursor).cursor
    assert len(page_site.asked("/robots.txt")) == 1
    page_site.robots = Reply(body=RULES)
    clock.now = NOW + timedelta(days=1, minutes=1)
    assert failed(asked, cursor).reason is Reason.ROBOTS


@pytest.mark.parametrize(
    ("reply", "kind", "reason"),
    [
        (Reply(503), Temporary, Reason.SERVER_ERROR),
        (Reply(delay_s=30), Temporary, Reason.TIMEOUT),
        (Reply(429, headers=(("Retry-After", "60"),)), RateLimited, Reason.SLOW_DOWN),
    ],
)
def test_robots_that_cannot_be_had_now_allow_nothing_now(
    page_site: PageSite, http: Http, reply: Reply, kind: type[SourceError], reason: Reason
) -> None:
    page_site.robots = reply
    error = failed(source(page_site, http))
    assert (type(error), error.reason) == (kind, reason)
    assert not page_site.asked("/reviews")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_robots_that_are_not_there_allow_everything(
    page_site: PageSite, http: Http, status: int
) -> None:
    page_site.write("Торт")
    page_site.robots = Reply(status)
    assert len(source(page_site, http).fetch(None).items) == 1


def test_where_a_redirect_leads_is_asked_for_manners_too(page_site: PageSite, http: Http) -> None:
    page_site.route("/moved", redirect("/reviews", 302))
    page_site.write("Торт")
    page_site.robots = Reply(body=RULES)
    assert failed(source(page_site, http, path="/moved")).reason is Reason.ROBOTS


def test_a_page_that_moved_for_good_is_followed(page_site: PageSite, http: Http) -> None:
    page_site.route("/moved", redirect("/reviews", 301))
    page_site.write("Торт")
    result = source(page_site, http, path="/moved").fetch(None)
    assert result.moved_fields == {"url": page_site.url("/reviews")}


def test_a_closed_page_needs_no_key(site: Site, http: Http) -> None:
    site.route("/p", Reply(401))
    error = failed(source(site, http, path="/p"))
    assert (type(error), error.reason) == (AuthNeeded, Reason.CLOSED)


def test_a_page_that_is_no_page(site: Site, http: Http) -> None:
    for kind in ("application/pdf", "image/png", "application/json"):
        site.route("/p", Reply(body=b"<p>%PDF</p>" * 50, content_type=kind))
        assert failed(source(site, http, path="/p")).reason is Reason.UNREADABLE
    site.route("/p", Reply(body=b"<div>" * 50_000, content_type=TYPE))
    assert failed(source(site, http, path="/p")).reason is Reason.UNREADABLE


def test_an_address_without_its_server_stands_on_the_endpoint(
    page_site: PageSite, http: Http
) -> None:
    page_site.write("Торт")
    fields = {"endpoint": page_site.url("/"), "url": "/reviews", "block": ".review"}
    assert len(PageSource(SourceSetup(fields), http).fetch(None).items) == 1
    assert failed(PageSource(SourceSetup({"block": "p"}), http)).reason is Reason.BAD_ADDRESS


ORIGINAL = (DATA / "page" / "normal.html").read_text(encoding="utf-8")


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.tuples(st.integers(0, len(ORIGINAL)), st.integers(0, 60)), max_size=6),
    filling=st.sampled_from(
        ["", "<", "\x00", "</article>", "&#0;", '"', "<time datetime=x>", "\ud800"]
    ),
    block=st.sampled_from(["article.review", "*", "html", "article *", "meta", "body"]),
)
def test_a_damaged_page_ends_in_a_result_or_a_named_failure(
    site: Site, http: Http, cuts: list[tuple[int, int]], filling: str, block: str
) -> None:
    text = ORIGINAL
    for at, length in cuts:
        text = text[:at] + filling + text[at + length :]
    site.route("/p", Reply(body=text.encode("utf-8", "replace"), content_type=TYPE))
    asked = source(site, http, block, "/p")
    try:
        asked.fetch(asked.fetch(None).cursor)
    except SourceError:
        return
