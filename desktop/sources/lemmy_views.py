"""Posts and comments of Lemmy as items, in the forms of 0.19 and of 1.0."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desktop.core.addresses import host_of, is_web_address
from desktop.core.models import Item, MentionKind
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import tidy
from desktop.sources.json_answer import count_of, record_of, text_of
from desktop.sources.markdown_text import unmarked

View = Mapping[str, Any]


def body_of(view: View) -> View:
    """The comment of a view, or the post of one without."""
    return record_of(view, "comment") or record_of(view, "post")


def is_removed(view: View) -> bool:
    """Whether its author or a moderator took it away."""
    body = body_of(view)
    return body.get("deleted") is True or body.get("removed") is True


def written_at(view: View, now: datetime) -> datetime | None:
    """When it was published."""
    return _date(body_of(view), "published", now)


def view_item(view: View, languages: Mapping[int, str], now: datetime) -> Item | None:
    """The item of a view, `None` for one without identity. `languages` are the server's own."""
    body, post = body_of(view), record_of(view, "post")
    identity = text_of(body, "ap_id")
    if not is_web_address(identity):
        return None
    is_comment = bool(record_of(view, "comment"))
    creator = record_of(view, "creator")
    # 0.19 counts beside the post or comment, 1.0 inside of it.
    counts = record_of(view, "counts") or body
    profile = _address(text_of(creator, "actor_id") or text_of(creator, "ap_id"))
    return Item(
        external_id=identity,
        title=" ".join(tidy(text_of(post, "name")).split()),
        text=unmarked(text_of(body, "content" if is_comment else "body")),
        kind=MentionKind.COMMENT if is_comment else MentionKind.POST,
        url=identity,
        author_name=_name(creator),
        author_handle=_handle(creator, profile or ""),
        author_url=profile,
        created_at=_date(body, "published", now),
        edited_at=_date(body, "updated", now),
        language=_language(body, languages),
        likes=count_of(counts, "score"),
        replies=count_of(counts, "child_count" if is_comment else "comments"),
        parent_url=_address(text_of(post, "ap_id")) if is_comment else None,
    )


def _name(creator: View) -> str | None:
    name = tidy(text_of(creator, "display_name")) or tidy(text_of(creator, "name"))
    return " ".join(name.split()) or None


def _handle(creator: View, profile: str) -> str | None:
    name, host = text_of(creator, "name"), host_of(profile)
    if not name:
        return None
    return f"@{name}@{host}" if host else f"@{name}"


def _date(body: View, name: str, now: datetime) -> datetime | None:
    return parsed_date(text_of(body, f"{name}_at") or text_of(body, name), now)


def _language(body: View, languages: Mapping[int, str]) -> str | None:
    number = count_of(body, "language_id")
    return languages.get(number) if number else None


def _address(text: str) -> str | None:
    return text if is_web_address(text) else None
