"""Entries of Reddit's feeds as items (mapping: the Reddit source description)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desktop.core.models import Item, MentionKind
from desktop.sources.answers import Answer
from desktop.sources.feed_items import read_feed

_SIGNATURE = re.compile(
    r"\s*submitted by\s+/?u/\S+(?:\s+to\s+/?r/\S+)?(?:\s+\[(?:link|comments)\]){0,2}\s*$"
)
_COMMENT_TITLE = re.compile(r"^/?u/\S+ on ")
_THREAD = re.compile(r"^(.*/comments/\w+/[^/]+/)\w+/?$")
_WITHDRAWN = ("[removed]", "[deleted]")
_NOBODY = "[deleted]"


@dataclass(frozen=True, slots=True)
class Listing:
    """A page: its items, what was removed, the name of its last entry and the oldest time."""

    items: tuple[Item, ...]
    removed: list[str]
    last: str
    oldest: datetime | None


def read_listing(answer: Answer, now: datetime) -> Listing:
    """The page in an answer. Raises `BadData` when it is none."""
    names: list[str] = []
    times: list[datetime] = []
    removed: list[str] = []

    def revised(item: Item, _entry: Mapping[str, Any]) -> Item | None:
        # The parser takes an identity for an address and makes it whole.
        name = item.external_id.rpartition("/")[2]
        names.append(name)
        times.extend([item.created_at] if item.created_at else [])
        meant = _entry_item(replace(item, external_id=name))
        if meant is not None and meant.text in _WITHDRAWN:
            removed.append(meant.external_id)
            return None
        return meant

    feed = read_feed(answer, now, revised)
    last = names[-1] if names else ""
    return Listing(tuple(feed.items), removed, last, min(times, default=None))


def _entry_item(item: Item) -> Item | None:
    """A post or comment; `None` for communities and people, which a search finds as well."""
    is_comment = item.external_id.startswith("t1_")
    if not is_comment and not item.external_id.startswith("t3_"):
        return None
    author = (item.author_name or "").removeprefix("/").removeprefix("u/")
    is_known = bool(author) and author != _NOBODY
    url = item.url.partition("?")[0] if item.url else None
    thread = _THREAD.match(url) if url and is_comment else None
    return replace(
        item,
        title=_COMMENT_TITLE.sub("", item.title) if is_comment else item.title,
        text=_SIGNATURE.sub("", item.text).strip(),
        kind=MentionKind.COMMENT if is_comment else MentionKind.POST,
        url=url,
        author_name=author if is_known else None,
        author_handle=f"u/{author}" if is_known else None,
        author_url=f"https://www.reddit.com/user/{author}" if is_known else None,
        parent_url=thread[1] if thread else None,
    )
