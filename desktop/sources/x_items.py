"""Posts of X as items (mapping: its source description)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desktop.core.addresses import is_web_address
from desktop.core.models import Item, MentionKind
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import tidy
from desktop.sources.json_answer import count_of, record_of, records_of, text_of

_SITE = "https://x.com/"


def post_items(answer: Mapping[str, Any], now: datetime) -> list[Item]:
    """The posts of an answer; in place of a bare repost the post that was reposted."""
    includes = record_of(answer, "includes")
    users = {text_of(each, "id"): each for each in records_of(includes.get("users"))}
    others = {text_of(each, "id"): each for each in records_of(includes.get("tweets"))}
    items = (_item(_original(each, others), users, now) for each in records_of(answer.get("data")))
    return [each for each in items if each is not None]


def _original(
    post: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Any]:
    """A repost's text is cut and says nothing new."""
    identity = _referenced(post, "retweeted")
    return others.get(identity, post)


def _item(
    post: Mapping[str, Any], users: Mapping[str, Mapping[str, Any]], now: datetime
) -> Item | None:
    identity = text_of(post, "id")
    if not identity:
        return None
    user = users.get(text_of(post, "author_id"), {})
    name, counts = text_of(user, "username"), record_of(post, "public_metrics")
    answered, language = _referenced(post, "replied_to"), text_of(post, "lang").lower()
    history = post.get("edit_history_tweet_ids")
    # An edit gets an id of its own; the first one is the post.
    first = str(history[0]) if isinstance(history, list) and history else identity
    return Item(
        external_id=first if first.isdigit() else identity,
        text=_text(post),
        kind=MentionKind.COMMENT if answered else MentionKind.POST,
        url=f"{_SITE}{name or 'i'}/status/{identity}",
        author_name=tidy(text_of(user, "name")) or None,
        author_handle=f"@{name}" if name else None,
        author_url=f"{_SITE}{name}" if name else None,
        author_followers=count_of(record_of(user, "public_metrics"), "followers_count"),
        created_at=parsed_date(text_of(post, "created_at"), now),
        language=language if len(language) == 2 else None,
        likes=count_of(counts, "like_count"),
        replies=count_of(counts, "reply_count"),
        reposts=_reposts(counts),
        views=count_of(counts, "impression_count"),
        parent_url=f"{_SITE}i/status/{answered}" if answered else None,
    )


def _text(post: Mapping[str, Any]) -> str:
    """The whole text with its links written out; escaped by X once, for three signs."""
    note = record_of(post, "note_tweet")
    whole = note if text_of(note, "text") else post
    text = text_of(whole, "text")
    for link in records_of(record_of(whole, "entities").get("urls")):
        short, target = text_of(link, "url"), text_of(link, "expanded_url")
        if short and is_web_address(target):
            text = text.replace(short, target.replace("&", "&amp;"))
    return tidy(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _referenced(post: Mapping[str, Any], how: str) -> str:
    """The id of the post this one reposts or answers, "" when it does not."""
    for each in records_of(post.get("referenced_tweets")):
        if text_of(each, "type") == how:
            return text_of(each, "id")
    return ""


def _reposts(counts: Mapping[str, Any]) -> int | None:
    given = [count_of(counts, name) for name in ("retweet_count", "quote_count")]
    return sum(each for each in given if each is not None) if given != [None, None] else None
