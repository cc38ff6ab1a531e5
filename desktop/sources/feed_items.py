"""Entries of RSS, Atom and JSON Feed as items (mapping: the feeds' source description).

feedparser is imported on first use.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from desktop.core.addresses import is_web_address, normal_url
from desktop.core.models import Item, MentionKind
from desktop.core.sources import BadData, Reason
from desktop.sources.answers import Answer
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import plain, plain_title, tidy
from desktop.sources.json_answer import record_of, records_of, text_of
from desktop.sources.xml_text import decoded, safe_xml

MOST_ENTRIES = 2_000
"""Entries of a feed that are read at most; the memory of the cursor holds as many."""
_COMMENTS = re.compile(r"(?:<!--.*?-->\s*)*+", re.DOTALL)
"""Possessive: tried in every grouping, a few dozen comments would take hours."""
_HTML = re.compile(r"<(!doctype\s+html|html|head|body)", re.IGNORECASE)
_MAIL_AUTHOR = re.compile(r"^[^@\s]+@\S+\s*\((?P<name>.+)\)$")
_PERIODS_MIN = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}


Revise = Callable[[Item, Mapping[str, Any]], Item | None]
"""A service's own reading of an entry: from the usual item and what feedparser read, the item as
it is meant there, `None` for an entry that is no publication."""


@dataclass(slots=True)
class Feed:
    """A parsed feed: `pause_min` is how long it asks not to be asked again, in minutes."""

    title: str = ""
    items: list[Item] = field(default_factory=list)
    pause_min: int | None = None
    warnings: Counter[str] = field(default_factory=Counter)


def read_feed(answer: Answer, now: datetime, revise: Revise | None = None) -> Feed:
    """The feed in an answer. Raises `BadData` when it holds none.

    `revise` is for services that publish RSS or Atom with conventions of their own.
    """
    text = decoded(answer.body, answer.charset)
    if text.startswith("{"):
        return _json_feed(text, answer, now)
    start = text[:5000]
    if _HTML.match(_COMMENTS.sub("", start, count=1)) and "<rss" not in start:
        raise BadData(Reason.NOT_A_FEED, f"a page: {answer.excerpt()}")
    return _xml_feed(safe_xml(text), answer, now, revise)


def _xml_feed(xml: bytes, answer: Answer, now: datetime, revise: Revise | None) -> Feed:
    from desktop.sources import feed_parser

    try:
        parsed = feed_parser.parsed(xml, answer.url)
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ):
        raise BadData(Reason.UNREADABLE, f"damaged feed: {answer.excerpt()}") from None
    if not parsed.get("version"):
        reason = Reason.NOT_A_FEED if xml.lstrip()[:1] == b"<" else Reason.UNREADABLE
        raise BadData(reason, f"{answer.media_type or 'no type'}: {answer.excerpt()}")
    head = parsed.get("feed", {})
    feed = Feed(plain_title(str(head.get("title", ""))), pause_min=_pause(head))
    is_atom = str(parsed["version"]).startswith("atom")
    for entry in parsed.get("entries", [])[:MOST_ENTRIES]:
        item = _Entry(entry, head, answer.url, is_atom, now, feed.warnings).item()
        _keep(feed, revise(item, entry) if revise else item)
    return feed


def _keep(feed: Feed, item: Item | None) -> None:
    if item is None:
        return
    if item.title or item.text:
        feed.items.append(item)
    else:
        feed.warnings["no_text"] += 1


class _Entry:
    """One entry of feedparser's, read field by field."""

    def __init__(
        self,
        entry: dict[str, Any],
        head: Mapping[str, Any],
        base: str,
        is_atom: bool,
        now: datetime,
        warnings: Counter[str],
    ) -> None:
        self._entry = entry
        self._head = head
        self._base = base
        self._is_atom = is_atom
        self._now = now
        self._warnings = warnings

    def item(self) -> Item:
        """The entry in the program's own terms."""
        title, text, url = self._title(), self._text(), self._url()
        created = dated(self._first("published", "created", "updated"), self._now, self._warnings)
        return Item(
            external_id=self._identity(url, title, text),
            text=text,
            title="" if title == text else title,
            kind=MentionKind.ARTICLE,
            url=url,
            author_name=self._author(),
            created_at=created,
            edited_at=self._edited(created),
            replies=_count(self._first("slash_comments", "thr_total") or self._reply_count()),
            views=_count(str(_mapping(self._entry.get("media_statistics")).get("views", ""))),
            rating=_stars(_mapping(self._entry.get("media_starrating"))),
        )

    def _first(self, *names: str) -> str:
        # Not `entry.get`: feedparser then answers `updated` with `published`, and warns of it.
        for name in names:
            if dict.__contains__(self._entry, name) and (value := dict.get(self._entry, name)):
                return str(value).strip()
        return ""

    def _title(self) -> str:
        return plain_title(self._markup(_mapping(self._entry.get("title_detail"))))

    def _text(self) -> str:
        contents = [_mapping(each) for each in self._entry.get("content") or ()]
        for detail in (*contents, _mapping(self._entry.get("summary_detail"))):
            if detail.get("value"):
                return self._plain(detail)
        return ""

    def _plain(self, detail: Mapping[str, Any]) -> str:
        is_literal = self._is_atom and detail.get("type") == "text/plain"
        return tidy(str(detail["value"])) if is_literal else plain(str(detail["value"]))

    def _markup(self, detail: Mapping[str, Any]) -> str:
        value = str(detail.get("value", ""))
        is_literal = self._is_atom and detail.get("type") == "text/plain"
        return value.replace("<", "&lt;") if is_literal else value

    def _url(self) -> str | None:
        for link in self._entry.get("links") or ():
            if link.get("rel", "alternate") == "alternate":
                return _web(link.get("href", ""), self._base)
        guid = self._first("id")
        return guid if self._entry.get("guidislink") and is_web_address(guid) else None

    def _identity(self, url: str | None, title: str, text: str) -> str:
        if guid := self._first("id"):
            return guid
        if url:
            return normal_url(url)
        seed = f"{title}\n{self._first('published', 'updated') or text}"
        return hashlib.sha1(seed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()

    def _author(self) -> str | None:
        name = self._first("author")
        if not _MAIL_AUTHOR.match(name):
            name = str(_mapping(self._entry.get("author_detail")).get("name", "")) or name
        if not name and self._is_atom:
            name = str(_mapping(self._head.get("author_detail")).get("name", ""))
        mail = _MAIL_AUTHOR.match(name.strip())
        return plain_title(mail["name"] if mail else name) or None

    def _edited(self, created: datetime | None) -> datetime | None:
        if not self._is_atom or created is None:
            return None
        updated = parsed_date(self._first("updated"), self._now)
        return updated if updated is not None and updated > created else None

    def _reply_count(self) -> str:
        links = self._entry.get("links") or ()
        return next((str(each["thr:count"]) for each in links if "thr:count" in each), "")


def dated(text: str, now: datetime, warnings: Counter[str]) -> datetime | None:
    """The moment a date names; an unusable one is counted as a small trouble, the item stays."""
    moment = parsed_date(text, now)
    if moment is None:
        warnings["bad_date" if text else "no_date"] += 1
    return moment


def _json_feed(text: str, answer: Answer, now: datetime) -> Feed:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise BadData(Reason.UNREADABLE, f"damaged JSON: {answer.excerpt()}") from None
    if "jsonfeed.org" not in str(value.get("version", "")) or not isinstance(
        value.get("items"), list
    ):
        raise BadData(Reason.NOT_A_FEED, f"JSON, but no feed: {answer.excerpt()}")
    feed = Feed(plain_title(text_of(value, "title")))
    for entry in records_of(value["items"])[:MOST_ENTRIES]:
        _keep(feed, _json_item(entry, answer.url, now, feed.warnings))
    return feed


def _json_item(entry: Mapping[str, Any], base: str, now: datetime, warnings: Counter[str]) -> Item:
    title = tidy(text_of(entry, "title"))
    text = tidy(text_of(entry, "content_text")) or plain(text_of(entry, "content_html"))
    url = _web(text_of(entry, "url") or text_of(entry, "external_url"), base)
    authors = records_of(entry.get("authors")) or [record_of(entry, "author")]
    published, modified = text_of(entry, "date_published"), text_of(entry, "date_modified")
    created = dated(published or modified, now, warnings)
    edited = parsed_date(modified, now)
    seed = f"{title}\n{published or text}"
    return Item(
        external_id=text_of(entry, "id")
        or (normal_url(url) if url else "")
        or hashlib.sha1(seed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest(),
        text=text or tidy(text_of(entry, "summary")),
        title=" ".join(title.split()),
        kind=MentionKind.ARTICLE,
        url=url,
        author_name=tidy(text_of(authors[0], "name")) or None,
        author_url=_web(text_of(authors[0], "url"), base),
        created_at=created,
        edited_at=edited if edited and created and edited > created else None,
    )


def _pause(head: Mapping[str, Any]) -> int | None:
    ttl = _count(str(head.get("ttl", "")))
    period = _PERIODS_MIN.get(str(head.get("sy_updateperiod", "")).strip().lower())
    if period:
        period //= max(1, _count(str(head.get("sy_updatefrequency", ""))) or 1)
    return max(filter(None, (ttl, period)), default=None)


def _web(href: str, base: str) -> str | None:
    try:
        address = urljoin(base, href.strip()) if href.strip() else ""
    except ValueError:
        return None
    return address if is_web_address(address) else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _stars(rating: Mapping[str, Any]) -> float | None:
    """An average of one to five stars; 0 means that nobody has voted."""
    try:
        stars = float(rating.get("average", ""))
    except ValueError:
        return None
    return stars if 1 <= stars <= 5 else None
