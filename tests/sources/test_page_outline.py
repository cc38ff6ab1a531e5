"""The outline of a page: the right block first, selectors that last."""

from __future__ import annotations

import re

import pytest

from desktop.core.sources import BadData, Reason, SourceSetup
from desktop.sources.http import Http
from desktop.sources.page import PageSource
from desktop.sources.page_outline import outline
from tests.servers import Reply, Site
from tests.sources.contract_case import DATA

TYPE = "text/html; charset=utf-8"
LONG = "Заказывали торт на день рождения, привезли вовремя и очень вкусно, спасибо пекарне."


def show(site: Site, body: str) -> str:
    site.route("/p", Reply(body=f"<html><body>{body}</body></html>".encode(), content_type=TYPE))
    return site.url("/p")


def best(site: Site, http: Http, body: str) -> str:
    return outline(http, show(site, body))[0].selector


def test_the_reviews_stand_first(site: Site, http: Http) -> None:
    body = (DATA / "page" / "normal.html").read_bytes()
    site.route("/p", Reply(body=body, content_type=TYPE))
    first = outline(http, site.url("/p"))[0]
    assert (first.selector, first.count) == ("article.review", 3)
    assert first.samples[1] == "Игорь\nЛучшие круассаны в городе <3"
    assert first.depth == 3


def test_what_is_chosen_is_what_the_source_finds(site: Site, http: Http) -> None:
    body = (DATA / "page" / "normal.html").read_bytes()
    site.route("/p", Reply(body=body, content_type=TYPE))
    for block in outline(http, site.url("/p")):
        setup = SourceSetup({"url": site.url("/p"), "block": block.selector})
        texts = [item.text for item in PageSource(setup, http).fetch(None).items]
        assert set(texts) <= set(block.samples), block.selector
        assert len(texts) == block.count, block.selector


@pytest.mark.parametrize(
    ("block", "selector"),
    [
        ('<div class="css-1x2y3z comment">{}</div>', "div.comment"),
        ('<div class="Card_card__a8Xz1 feedback">{}</div>', "div.feedback"),
        ('<li class="row" data-qa="review">{}</li>', "li.row"),
        ('<div class="x7Yq92k" itemprop="review">{}</div>', 'div[itemprop="review"]'),
        ("<article>{}</article>", "article"),
    ],
)
def test_selectors_are_made_of_names_that_last(
    site: Site, http: Http, block: str, selector: str
) -> None:
    blocks = "".join(block.format(f"{LONG} {'!' * n}") for n in range(4))
    assert best(site, http, f"<div>{blocks}</div>") == selector


def test_blocks_without_a_name_are_found_by_what_is_around_them(site: Site, http: Http) -> None:
    rows = "".join(f"<tr><td>{LONG} {n}</td></tr>" for n in range(5))
    assert best(site, http, f"<table id=guestbook><tbody>{rows}</tbody></table>") == (
        "#guestbook > tbody > tr"
    )
    items = "".join(f"<li><p>{LONG} {n}</p></li>" for n in range(5))
    assert best(site, http, f"<main><ul>{items}</ul></main>") == "main > ul > li"


def test_no_selector_counts_places(site: Site, http: Http) -> None:
    body = (DATA / "page" / "normal.html").read_text(encoding="utf-8")
    for block in outline(http, show(site, body)):
        assert "nth" not in block.selector
        assert not re.search(r"\d{3,}", block.selector)


def test_menus_and_repeated_words_stand_behind(site: Site, http: Http) -> None:
    menu = "".join(f"<li class=item>Раздел сайта с длинным названием {n}</li>" for n in range(9))
    same = "<div class=promo>Скидка на все торты по будням, только у нас в пекарне</div>" * 9
    cards = "".join(f"<div class=guest>{LONG} {n}</div>" for n in range(3))
    body = f"<header><ul>{menu}</ul></header>{same}<div>{cards}</div>"
    assert best(site, http, body) == "div.guest"


def test_one_review_is_enough_when_it_says_what_it_is(site: Site, http: Http) -> None:
    assert best(site, http, f"<div class=box>{LONG}</div><div class=review>{LONG}</div>") == (
        "div.review"
    )


def test_a_page_without_blocks_and_a_page_of_scripts_are_told_apart(site: Site, http: Http) -> None:
    for body, reason in (
        (f"<h1>Пекарня</h1><p>{LONG * 4}</p>", Reason.BAD_SETTING),
        ("<div id=app></div><script src=/a.js></script>", Reason.LAYOUT),
    ):
        with pytest.raises(BadData) as caught:
            outline(http, show(site, body))
        assert caught.value.reason is reason


def test_robots_are_obeyed(site: Site, http: Http) -> None:
    site.route("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /"))
    with pytest.raises(BadData) as caught:
        outline(http, show(site, LONG))
    assert caught.value.reason is Reason.ROBOTS
    assert not site.asked("/p")


def test_a_huge_page_is_looked_at_in_bounded_time(site: Site, http: Http) -> None:
    blocks = "".join(f"<div class='c{n % 50}x card'><p>{LONG}{n}</p></div>" for n in range(4000))
    found = outline(http, show(site, blocks))
    assert found[0].count == 4000
    assert len(found) <= 40


def test_wrappers_inside_wrappers_are_looked_at_in_bounded_time(site: Site, http: Http) -> None:
    names = [f"w{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400)]
    opening = "".join(f"<div class={name}></div><div class={name}>" for name in names)
    cards = "".join(f"<p class=card>{LONG} {n}</p>" for n in range(3000))
    assert best(site, http, opening + cards) == "p.card"
