"""One page read on command: its reviews, or what it says of itself."""

from __future__ import annotations

import json

import pytest

from desktop.core.models import Item, MentionKind
from desktop.core.sources import BadData, Reason
from desktop.sources.http import Http
from desktop.sources.page_card import read_card
from tests.conftest import NOW
from tests.servers import Reply, Site

TYPE = "text/html; charset=utf-8"


def read(site: Site, http: Http, head: str, body: str = "<p>Пекарня</p>") -> tuple[Item, ...]:
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    site.route("/p", Reply(body=page.encode(), content_type=TYPE))
    return read_card(http, site.url("/p"))


def linked(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def test_the_page_itself(site: Site, http: Http) -> None:
    (item,) = read(
        site,
        http,
        "<title>Отравились в &laquo;Ромашке&raquo; | Городской форум</title>"
        '<meta property="og:title" content="Отравились в «Ромашке»">'
        '<meta name="description" content="Пишет &amp;quot;Анна&amp;quot; о торте">'
        '<meta name="author" content="Анна Котова">'
        '<meta property="article:published_time" content="2026-03-01T10:00:00+03:00">'
        f'<link rel=canonical href="{site.url("/topic/7")}">',
    )
    assert (item.title, item.text) == ("Отравились в «Ромашке»", 'Пишет "Анна" о торте')
    assert (item.author_name, item.kind, item.rating) == (
        "Анна Котова", MentionKind.ARTICLE, None,
    )  # fmt: skip
    assert item.url == site.url("/topic/7")
    assert item.created_at == NOW.replace(day=1, hour=7)


def test_an_address_of_another_site_is_not_believed(site: Site, http: Http) -> None:
    (item,) = read(site, http, "<title>T</title><link rel=canonical href='https://evil.example/'>")
    assert item.url == site.url("/p")


def test_reviews_in_json_ld(site: Site, http: Http) -> None:
    thing = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Bakery",
                "name": "Ромашка",
                "aggregateRating": {"ratingValue": 4.1},
                "review": [
                    {
                        "@type": "Review",
                        "author": {"@type": "Person", "name": "Анна"},
                        "datePublished": "2026-03-01",
                        "reviewBody": "Торт &amp; чай<br>опоздали",
                        "reviewRating": {"@type": "Rating", "ratingValue": "2"},
                    },
                    {
                        "@type": ["Review"],
                        "author": "Игорь",
                        "description": "Вкусно",
                        "reviewRating": 5,
                    },
                    {"@type": "Review", "author": {"name": ["x"]}},
                ],
            }
        ],
    }
    anna, igor = read(site, http, f"<title>Отзывы</title>{linked(thing)}")
    assert (anna.author_name, anna.text, anna.rating) == ("Анна", "Торт & чай\nопоздали", 2.0)
    assert anna.created_at == NOW.replace(day=1, hour=0)
    assert (igor.author_name, igor.text, igor.rating) == ("Игорь", "Вкусно", None)
    assert {anna.kind, igor.kind} == {MentionKind.REVIEW}


def test_reviews_in_microdata(site: Site, http: Http) -> None:
    body = "".join(
        '<div itemscope itemtype="https://schema.org/Review">'
        f'<span itemprop="author">{name}</span><meta itemprop="ratingValue" content="{n}">'
        f'<p itemprop="reviewBody">{text}</p></div>'
        for name, n, text in (("Анна", 1, "Долго"), ("Игорь", 5, "Вкусно"))
    )
    found = read(site, http, "<title>Отзывы</title>", body)
    assert [(each.author_name, each.rating, each.text) for each in found] == [
        ("Анна", 1.0, "Долго"),
        ("Игорь", 5.0, "Вкусно"),
    ]


def test_an_article_in_json_ld(site: Site, http: Http) -> None:
    thing = {"@type": "NewsArticle", "headline": "Пожар", "author": [{"name": "Пётр"}]}
    (item,) = read(site, http, f"<title>Пожар</title>{linked(thing)}")
    assert (item.body, item.author_name) == ("Пожар", "Пётр")


@pytest.mark.parametrize(
    "text", ["{", "[]", "null", '{"@type": 7}', '{"@type": "Review"}', "[" * 5000, '{"@graph": 1}']
)
def test_damaged_json_ld_hides_nothing(site: Site, http: Http, text: str) -> None:
    script = f'<script type="application/ld+json">{text}</script>'
    assert read(site, http, f"<title>Отзыв о торте</title>{script}")[0].body == "Отзыв о торте"


def test_a_page_that_says_nothing_is_told(site: Site, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        read(site, http, "")
    assert caught.value.reason is Reason.LAYOUT


def test_robots_are_obeyed(site: Site, http: Http) -> None:
    site.route("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /"))
    with pytest.raises(BadData) as caught:
        read(site, http, "<title>T</title>")
    assert caught.value.reason is Reason.ROBOTS
