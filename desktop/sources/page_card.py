"""One page somebody gave: the reviews it publishes in its markup, else what it says of itself.

Read once, on a person's command, and only where robots.txt allows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desktop.core.addresses import host_of, with_scheme
from desktop.core.models import Item, MentionKind
from desktop.core.sources import BadData, Reason
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import plain, text_below
from desktop.sources.http import Http
from desktop.sources.json_answer import text_of
from desktop.sources.page_facts import (
    author_of,
    date_of,
    is_of_type,
    linked_objects,
    named,
    rated,
    stars_of,
)
from desktop.sources.web_page import WebPage, asked_politely, page_of

_MOST = 50
_LONGEST = 10_000
_REVIEWS = ("Review", "UserReview", "CriticReview", "EmployerReview")
_TEXTS = (
    *("Article", "NewsArticle", "BlogPosting", "SocialMediaPosting", "DiscussionForumPosting"),
    *("Question", "VideoObject", "Comment"),
)
_BODIES = ("reviewBody", "articleBody", "text", "description", "headline")
_MARKED_REVIEWS = "[itemtype$='schema.org/Review'], [itemprop='review'][itemscope]"


def read_card(http: Http, url: str, proxy: str = "") -> tuple[Item, ...]:
    """What a page offers to be filed: its reviews, or one item about the page itself.

    Runs in a pool thread. Raises only `SourceError`.
    """
    answer, _ = asked_politely(http, with_scheme(url), proxy, {}, {})
    page = page_of(answer)
    items = card_items(page, http.clock())
    if not items:
        raise BadData(Reason.LAYOUT, "a page that says nothing of itself")
    return items


def card_items(page: WebPage, now: datetime) -> tuple[Item, ...]:
    """The items of a page that was read; none for one without a word about itself."""
    place = _own_address(page)
    things = list(linked_objects(page.tree.root)) if page.tree.root is not None else []
    linked = (_linked(each, place, now) for each in things if is_of_type(each, *_REVIEWS))
    found = [item for item in linked if item.text or item.rating is not None]
    found = found or _marked(page, now)
    if not found and (item := _about(page, things, place, now)).body:
        found = [item]
    return tuple({item.external_id: item for item in found}.values())[:_MOST]


def _linked(thing: Mapping[str, Any], place: str, now: datetime) -> Item:
    """The item of an object of JSON-LD."""
    title = _words(text_of(thing, "name") or text_of(thing, "headline"))
    text = next((words for name in _BODIES if (words := _words(text_of(thing, name)))), "")
    author, date = named(thing, "author"), parsed_date(text_of(thing, "datePublished"), now)
    return Item(
        external_id="\n".join((place, author, str(date), text[:200])),
        text=text or title,
        title="" if not text or title in text else title,
        kind=MentionKind.REVIEW if is_of_type(thing, *_REVIEWS) else MentionKind.ARTICLE,
        url=place,
        author_name=author or None,
        created_at=date,
        rating=rated(thing),
    )


def _marked(page: WebPage, now: datetime) -> list[Item]:
    """Reviews marked in the page's own text (microdata)."""
    place, found = _own_address(page), []
    for node in page.tree.css(_MARKED_REVIEWS)[:_MOST]:
        body = node.css_first("[itemprop='reviewBody'], [itemprop='description']")
        text = text_below(body if body is not None else node)[:_LONGEST]
        author, date, rating = author_of(node), date_of(node, now), stars_of(node)
        if text or rating is not None:
            found.append(
                Item(
                    external_id="\n".join((place, author, str(date), text[:200])),
                    text=text,
                    kind=MentionKind.REVIEW,
                    url=place,
                    author_name=author or None,
                    created_at=date,
                    rating=rating,
                )
            )
    return found


def _about(page: WebPage, things: list[Mapping[str, Any]], place: str, now: datetime) -> Item:
    """What a page says of itself as a whole."""
    linked = next((_linked(each, place, now) for each in things if is_of_type(each, *_TEXTS)), None)
    title = _meta(page, "og:title") or page.title
    text = _meta(page, "og:description", "description")
    author = _meta(page, "author")
    date = parsed_date(_meta(page, "article:published_time", "datePublished"), now)
    if linked is not None:
        title, text = title or linked.title, linked.text or text
        author, date = linked.author_name or author, linked.created_at or date
    return Item(
        external_id=place,
        text=text or title,
        title="" if not text or title in text else title,
        kind=MentionKind.ARTICLE,
        url=place,
        author_name=author or None,
        created_at=date,
    )


def _meta(page: WebPage, *names: str) -> str:
    for name in names:
        for mark in ("property", "name", "itemprop"):
            found = page.tree.css_first(f'meta[{mark}="{name}"][content]')
            words = _words(found.attributes.get("content") or "") if found is not None else ""
            if words:
                return words
    return ""


def _own_address(page: WebPage) -> str:
    """The address the page calls its own, if it is one of the same site."""
    link = page.tree.css_first("link[rel='canonical'][href]")
    named = page.absolute(link.attributes.get("href")) if link is not None else ""
    return named if named and host_of(named) == host_of(page.url) else page.url


def _words(text: str) -> str:
    return plain(text)[:_LONGEST]
