"""A Mastodon status as an item (mapping: the Mastodon source description)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from desktop.core.addresses import host_of, is_web_address
from desktop.core.models import Item, MentionKind
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import plain, tidy
from desktop.sources.json_answer import count_of, record_of, text_of

_VISIBLE = ("public", "unlisted")
_OWN = re.compile(r"/statuses/(\w+)$")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def shown(status: Mapping[str, Any]) -> Mapping[str, Any]:
    """The status itself, or the one that was boosted."""
    return record_of(status, "reblog") or status


def is_public(status: Mapping[str, Any]) -> bool:
    """Whether everybody may see it."""
    return status.get("visibility", "public") in _VISIBLE


def may_be_found(status: Mapping[str, Any]) -> bool:
    """Whether its author agrees to be found by a search; silence is no refusal."""
    account = record_of(status, "account")
    return account.get("indexable") is not False and account.get("noindex") is not True


def status_item(status: Mapping[str, Any], server: str, now: datetime) -> Item | None:
    """The item of a status as `server` (a host) shows it; `None` for one without identity."""
    identity = text_of(status, "uri") or text_of(status, "url")
    if not identity:
        return None
    account = record_of(status, "account")
    warning = tidy(text_of(status, "spoiler_text"))
    content = plain(text_of(status, "content"))
    created = parsed_date(text_of(status, "created_at"), now)
    edited = parsed_date(text_of(status, "edited_at"), now)
    return Item(
        external_id=identity,
        text=f"{warning}\n{content}".strip(),
        kind=MentionKind.COMMENT if status.get("in_reply_to_id") else MentionKind.POST,
        url=_address(text_of(status, "url")) or _address(identity),
        author_name=_name(account) or None,
        author_handle=_handle(account, server),
        author_url=_address(text_of(account, "url")),
        author_followers=count_of(account, "followers_count"),
        created_at=created,
        edited_at=edited,
        language=text_of(status, "language").lower()[:2] or None,
        likes=count_of(status, "favourites_count"),
        replies=count_of(status, "replies_count"),
        reposts=_reposts(status),
    )


def written_at(status: Mapping[str, Any], now: datetime) -> datetime | None:
    """When a status got to its place in a timeline: a boost later than what it boosts."""
    return parsed_date(text_of(status, "created_at"), now)


def local_id(uri: str, server: str) -> str:
    """The id that `server` (an address) knows one of its own posts by, "" for posts of others."""
    own = _OWN.search(uri)
    return own[1] if own and host_of(uri) == host_of(server) else ""


def age_order(identity: str) -> tuple[int, str]:
    """Sorts ids by age: they are digits beyond 2^53 or letters, so length goes before text."""
    return len(identity), identity


def newer(one: str, other: str) -> bool:
    """Whether the first id is newer."""
    return age_order(one) > age_order(other)


def _name(account: Mapping[str, Any]) -> str:
    name = _UNSEEN.sub("", text_of(account, "display_name")) or text_of(account, "username")
    return " ".join(tidy(name).split())


def _handle(account: Mapping[str, Any], server: str) -> str | None:
    name = text_of(account, "acct") or text_of(account, "username")
    if not name:
        return None
    home = urlsplit(text_of(account, "url")).netloc or server
    return f"@{name}" if "@" in name else f"@{name}@{home}"


def _reposts(status: Mapping[str, Any]) -> int | None:
    counts = [count_of(status, name) for name in ("reblogs_count", "quotes_count")]
    given = [count for count in counts if count is not None]
    return sum(given) if given else None


def _address(text: str) -> str | None:
    return text if is_web_address(text) else None
