"""Entries of news searches and alerts as items (mapping: the source description of news)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from desktop.core.addresses import host_of, is_web_address
from desktop.core.models import Item
from desktop.sources.html_text import plain_title

_REDIRECTOR = "https://www.google.com/url?"


def article(item: Item, entry: Mapping[str, Any]) -> Item:
    """A find of the news search: its title names the publisher, its text repeats the title."""
    source = entry.get("source")
    name = plain_title(str(source.get("title") or "")) if isinstance(source, Mapping) else ""
    whole = item.title or item.text
    title, publisher = _parted(whole, name)
    return replace(item, title=title, text="", author_name=publisher or None)


def alert(item: Item, _entry: Mapping[str, Any]) -> Item:
    """A find of an alert: its link leads through a redirector, its author is left empty."""
    url = _behind(item.url or "")
    return replace(item, url=url, author_name=host_of(url) if url else None, edited_at=None)


def _parted(title: str, publisher: str) -> tuple[str, str]:
    """Title and publisher; a title that does not end with the known publisher stays whole."""
    if publisher:
        ending = f" - {publisher}"
        is_there = title.casefold().endswith(ending.casefold()) and len(title) > len(ending)
        return (title[: -len(ending)].rstrip() if is_there else title), publisher
    start, _, ending = title.rpartition(" - ")
    return (start, ending) if start else (title, "")


def _behind(url: str) -> str | None:
    """The page a redirector leads to; other addresses as they are; `None` for no web address."""
    if url.startswith(_REDIRECTOR):
        url = parse_qs(urlsplit(url).query).get("url", [""])[0]
    return url if is_web_address(url) else None
