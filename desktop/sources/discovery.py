"""Finding the feeds of a page whose address somebody pasted."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.sources import SourceError
from desktop.sources.answers import Answer
from desktop.sources.feed import ACCEPT
from desktop.sources.feed_items import read_feed
from desktop.sources.http import Http
from desktop.sources.xml_text import decoded

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_USUAL = ("/feed/", "/rss", "/feed.xml", "/atom.xml", "/index.xml", "/comments/feed/")
_MOST = 10


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that can be added; `title` is plain text and may be empty."""

    url: str
    title: str


def discover(http: Http, url: str, proxy: str = "") -> tuple[FoundFeed, ...]:
    """The feeds at an address: itself, those the page names, else those at usual places.

    Runs in a pool thread. Raises `SourceError` when the address itself cannot be looked at.
    """
    answer = http.get(with_scheme(url), accept=ACCEPT, proxy=proxy)
    if (feed := _feed_in(answer, http)) is not None:
        return (feed,)
    if named := _named(answer):
        return named
    found = (_asked(http, urljoin(answer.url, place), proxy) for place in _USUAL)
    return tuple(each for each in found if each is not None)


def _feed_in(answer: Answer, http: Http) -> FoundFeed | None:
    try:
        return FoundFeed(answer.moved_to or answer.url, read_feed(answer, http.clock()).title)
    except SourceError:
        return None


def _asked(http: Http, url: str, proxy: str) -> FoundFeed | None:
    try:
        return _feed_in(http.get(url, accept=ACCEPT, proxy=proxy), http)
    except SourceError:
        return None


def _named(answer: Answer) -> tuple[FoundFeed, ...]:
    """The feeds in the head of a page, in its order."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(decoded(answer.body, answer.charset)[:1_000_000])
    base = page.css_first("base[href]")
    start = urljoin(answer.url, (base.attributes.get("href") or "") if base else "")
    feeds: dict[str, FoundFeed] = {}
    for link in page.css("link[href][type]"):
        words = link.attributes
        if (words.get("type") or "").strip().lower() not in _TYPES:
            continue
        url = urljoin(start, (words.get("href") or "").strip())
        if "alternate" in (words.get("rel") or "").lower() and is_web_address(url):
            feeds.setdefault(url, FoundFeed(url, " ".join((words.get("title") or "").split())))
    return tuple(feeds.values())[:_MOST]
