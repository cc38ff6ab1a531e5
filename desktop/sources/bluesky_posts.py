"""A Bluesky post as an item (mapping: the Bluesky source description)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from desktop.core.models import Item, MentionKind
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import tidy
from desktop.sources.json_answer import count_of, record_of, records_of, text_of

_URI = re.compile(r"^at://(did:[\w:.%-]+)/app\.bsky\.feed\.post/([\w.~:-]+)$")
_FOR_MEMBERS = "!no-unauthenticated"
_WITHDRAWN = ("!hide", "!takedown")
_SITE = "https://bsky.app/profile"


def is_for_members(view: Mapping[str, Any]) -> bool:
    """Whether the author asks not to be shown to people who are not signed in."""
    return _FOR_MEMBERS in _labels(record_of(view, "author"))


def is_withdrawn(view: Mapping[str, Any]) -> bool:
    """Whether the network itself took the post or its author out of sight."""
    labels = {*_labels(view), *_labels(record_of(view, "author"))}
    return not labels.isdisjoint(_WITHDRAWN)


def written_at(view: Mapping[str, Any], now: datetime) -> datetime | None:
    """When it was written; clients write any date, so not later than the network saw it."""
    created = parsed_date(text_of(record_of(view, "record"), "createdAt"), now)
    indexed = parsed_date(text_of(view, "indexedAt"), now)
    return min((each for each in (created, indexed) if each is not None), default=None)


def post_item(view: Mapping[str, Any], now: datetime) -> Item | None:
    """The item of a post, `None` for one without identity. A notification of a post will do."""
    uri = text_of(view, "uri")
    url = _web(uri)
    if url is None:
        return None
    record, author = record_of(view, "record"), record_of(view, "author")
    parent = text_of(record_of(record_of(record, "reply"), "parent"), "uri")
    languages = record.get("langs")
    language = languages[0] if isinstance(languages, list) and languages else ""
    handle, did = text_of(author, "handle"), text_of(author, "did")
    return Item(
        external_id=uri,
        text=tidy("\n".join((_whole_links(record), *_attached(view, record)))),
        kind=MentionKind.COMMENT if parent else MentionKind.POST,
        url=url,
        author_name=" ".join(tidy(text_of(author, "displayName")).split()) or handle or None,
        author_handle=f"@{handle}" if handle else did or None,
        author_url=f"{_SITE}/{did}" if did.startswith("did:") else None,
        created_at=written_at(view, now),
        language=language[:2].lower() or None if isinstance(language, str) else None,
        likes=count_of(view, "likeCount"),
        replies=count_of(view, "replyCount"),
        reposts=_reposts(view),
        parent_url=_web(parent),
    )


def _labels(record: Mapping[str, Any]) -> set[str]:
    return {text_of(each, "val") for each in records_of(record.get("labels"))}


def _web(uri: str) -> str | None:
    parts = _URI.match(uri)
    return f"{_SITE}/{parts[1]}/post/{parts[2]}" if parts else None


def _reposts(view: Mapping[str, Any]) -> int | None:
    given = [count_of(view, name) for name in ("repostCount", "quoteCount")]
    counts = [each for each in given if each is not None]
    return sum(counts) if counts else None


def _whole_links(record: Mapping[str, Any]) -> str:
    """The text with shortened addresses made whole; what marks them counts in UTF-8 bytes."""
    raw = text_of(record, "text").encode("utf-8", "replace")
    spans = sorted(
        (*span, text_of(feature, "uri"))
        for facet in records_of(record.get("facets"))
        if (span := _span(record_of(facet, "index"), len(raw)))
        for feature in records_of(facet.get("features"))
    )
    end = len(raw)
    for start, stop, uri in reversed(spans):
        visible = raw[start:stop].decode("utf-8", "replace").rstrip(".…")
        if visible and visible in uri and stop <= end:
            raw = raw[:start] + uri.encode("utf-8", "replace") + raw[stop:]
            end = start
    return raw.decode("utf-8", "replace")


def _span(index: Mapping[str, Any], length: int) -> tuple[int, int] | None:
    start, stop = count_of(index, "byteStart"), count_of(index, "byteEnd")
    if start is None or stop is None or not start < stop <= length:
        return None
    return start, stop


def _attached(view: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
    """Titles of linked pages and descriptions of pictures."""
    embed = record_of(view, "embed") or record_of(record, "embed")
    for holder in (embed, record_of(embed, "media")):
        yield text_of(record_of(holder, "external"), "title")
        for image in records_of(holder.get("images")):
            yield text_of(image, "alt")
