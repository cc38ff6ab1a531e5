"""Videos and comments of YouTube as items (mapping: its source description)."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from desktop.core.addresses import is_web_address
from desktop.core.models import Item, MentionKind
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import tidy
from desktop.sources.json_answer import count_of, record_of, records_of, text_of

WATCH = "https://www.youtube.com/watch?v="
CHANNEL = "https://www.youtube.com/channel/"


def video_item(video: Mapping[str, Any], now: datetime, followers: int | None) -> Item | None:
    """A video as the list of videos gives it; its words are plain text already."""
    identity = text_of(video, "id")
    if not identity:
        return None
    snippet, counts = record_of(video, "snippet"), record_of(video, "statistics")
    channel = text_of(snippet, "channelId")
    return Item(
        external_id=identity,
        text=tidy(text_of(snippet, "description")),
        title=" ".join(tidy(text_of(snippet, "title")).split()),
        kind=MentionKind.VIDEO,
        url=WATCH + identity,
        author_name=tidy(text_of(snippet, "channelTitle")) or None,
        author_handle=channel or None,
        author_url=CHANNEL + channel if channel else None,
        author_followers=followers,
        created_at=parsed_date(text_of(snippet, "publishedAt"), now),
        likes=number_of(counts, "likeCount"),
        replies=number_of(counts, "commentCount"),
        views=number_of(counts, "viewCount"),
    )


def found_video(found: Mapping[str, Any], now: datetime) -> Item | None:
    """A video as the search gives it: a shortened text, written with HTML references."""
    snippet = record_of(found, "snippet")
    words = {name: html.unescape(text_of(snippet, name)) for name in ("title", "description")}
    channel = html.unescape(text_of(snippet, "channelTitle"))
    video = {
        "id": text_of(record_of(found, "id"), "videoId"),
        "snippet": {**snippet, **words, "channelTitle": channel},
    }
    return video_item(video, now, None)


def feed_video(item: Item, entry: Mapping[str, Any]) -> Item | None:
    """A video as a channel's feed gives it. Its `updated` moves with every counter."""
    identity = str(entry.get("yt_videoid") or "")
    if not identity:
        return None
    author = entry.get("author_detail")
    channel = str(author.get("href") or "") if isinstance(author, Mapping) else ""
    stars = entry.get("media_starrating")
    return replace(
        item,
        external_id=identity,
        title=" ".join(tidy(str(entry.get("title") or "")).split()),
        text=tidy(str(entry.get("summary") or "")),
        kind=MentionKind.VIDEO,
        url=WATCH + identity,
        author_handle=str(entry.get("yt_channelid") or "") or None,
        author_url=channel if is_web_address(channel) else None,
        edited_at=None,
        likes=number_of(stars, "count") if isinstance(stars, Mapping) else None,
        rating=None,
    )


def thread_items(thread: Mapping[str, Any], now: datetime) -> list[Item]:
    """A comment and those of its answers that came with it."""
    snippet = record_of(thread, "snippet")
    top = record_of(snippet, "topLevelComment")
    video = text_of(snippet, "videoId")
    item = comment_item(top, now, video, count_of(snippet, "totalReplyCount"))
    answers = (comment_item(each, now, video) for each in inline(thread))
    return [each for each in (item, *answers) if each is not None]


def inline(thread: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The answers that came with a thread, a few at most."""
    return records_of(record_of(thread, "replies").get("comments"))


def comment_item(
    comment: Mapping[str, Any], now: datetime, video: str = "", replies: int | None = None
) -> Item | None:
    """A comment; `video` is where it stands, "" for one on a channel as a whole."""
    identity = text_of(comment, "id")
    if not identity:
        return None
    snippet = record_of(comment, "snippet")
    video = video or text_of(snippet, "videoId")
    parent = text_of(snippet, "parentId")
    created = parsed_date(text_of(snippet, "publishedAt"), now)
    updated = parsed_date(text_of(snippet, "updatedAt"), now)
    name = tidy(text_of(snippet, "authorDisplayName"))
    channel = text_of(record_of(snippet, "authorChannelId"), "value")
    return Item(
        external_id=identity,
        text=tidy(text_of(snippet, "textOriginal") or text_of(snippet, "textDisplay")),
        kind=MentionKind.COMMENT,
        url=_place(video, text_of(snippet, "channelId"), identity),
        author_name=name or None,
        author_handle=(name if name.startswith("@") else channel) or None,
        author_url=_author(text_of(snippet, "authorChannelUrl"), channel),
        created_at=created,
        edited_at=updated if updated and created and updated > created else None,
        likes=count_of(snippet, "likeCount"),
        replies=replies,
        parent_url=_place(video, "", parent) if parent else WATCH + video if video else None,
    )


def number_of(record: Mapping[str, Any], name: str) -> int | None:
    """A counter that comes as text, `None` where it is missing."""
    text = text_of(record, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _place(video: str, channel: str, comment: str) -> str | None:
    if video:
        return f"{WATCH}{video}&lc={comment}"
    return CHANNEL + channel if channel else None


def _author(address: str, channel: str) -> str | None:
    if is_web_address(address):
        return address
    return CHANNEL + channel if channel else None
