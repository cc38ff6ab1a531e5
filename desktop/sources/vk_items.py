"""A post or comment of VK as an item (mapping: the VK source description)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from desktop.core.models import Item, MentionKind
from desktop.sources.dates import epoch_date
from desktop.sources.html_text import decoded_once, tidy
from desktop.sources.json_answer import count_of, record_of, records_of, text_of
from desktop.sources.vk_api import Page, number_of

SITE = "https://vk.com"

_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_LINKED = re.compile(
    r"\[(?:(?:id|club|public|event)\d+(?::bp-?\d+_\d+)?|https?://[^|\]\s]+)\|([^\]|]*)\]"
)
_TAGGED = re.compile(r"\[#[^|\]]*\|([^|\]]*)\|[^\]]*\]")
_NAMED = ("title", "question", "caption", "text")
_MOST_ATTACHED = 10


def post_id(post: Mapping[str, Any]) -> str:
    """The identity of a post, of a comment where search found one; "" where it has none."""
    owner, number = number_of(post, "owner_id"), number_of(post, "id")
    if not owner or not number:
        return ""
    above = number_of(post, "post_id")
    if post.get("post_type") == "reply" and above:
        return comment_id(f"wall{owner}_{above}", number)
    return f"{owner}_{number}"


def comment_id(place: str, number: int) -> str:
    """The identity of a comment under a post or in a discussion, as VK names those in addresses."""
    return f"{place}_r{number}"


def is_deleted(record: Mapping[str, Any]) -> bool:
    """Whether VK shows an empty place where something was."""
    return record.get("is_deleted") is True or record.get("deleted") is True


def post_items(page: Page, now: datetime) -> list[Item]:
    """The posts of a page; deleted and nameless ones are left out."""
    return [
        _post(each, page.people, now)
        for each in page.records
        if post_id(each) and not is_deleted(each)
    ]


def deleted_posts(page: Page) -> list[str]:
    """Identities of posts that a page shows as deleted."""
    return [name for each in page.records if is_deleted(each) and (name := post_id(each))]


def comment_item(
    comment: Mapping[str, Any],
    place: str,
    people: Mapping[int, Mapping[str, Any]],
    now: datetime,
    *,
    thread: int = 0,
    topic: str | None = None,
) -> Item | None:
    """The comment at `place` (`wall-1_2`, or `topic-1_2` with its title as `topic`).

    `thread` is the comment under which it stands. `None` for one that has no identity, was
    deleted, or says nothing in words, as a sticker.
    """
    number = number_of(comment, "id")
    text = _text(comment)
    if not number or is_deleted(comment) or not text:
        return None
    link = f"?post={number}" if topic is not None else f"?reply={number}"
    name, handle, url, followers = _author(comment, people)
    return Item(
        external_id=comment_id(place, number),
        text=text,
        title=plain_words(topic or ""),
        kind=MentionKind.COMMENT,
        url=f"{SITE}/{place}{link}{f'&thread={thread}' if thread else ''}",
        author_name=name,
        author_handle=handle,
        author_url=url,
        author_followers=followers,
        created_at=epoch_date(comment.get("date"), now),
        likes=count_of(record_of(comment, "likes"), "count"),
        replies=count_of(record_of(comment, "thread"), "count"),
        parent_url=f"{SITE}/{place}",
    )


def plain_words(text: str) -> str:
    """Text as people see it: markup replaced by its visible part, references decoded once."""
    text = _LINKED.sub(r"\1", _TAGGED.sub(r"\1", _BREAK.sub("\n", text)))
    return tidy(decoded_once(text))


def _name(person: Mapping[str, Any]) -> str:
    """What a person or a community calls itself."""
    own = text_of(person, "name")
    full = own or f"{text_of(person, 'first_name')} {text_of(person, 'last_name')}"
    return " ".join(plain_words(full).split())


def _post(post: Mapping[str, Any], people: Mapping[int, Mapping[str, Any]], now: datetime) -> Item:
    identity = post_id(post)
    owner, number = number_of(post, "owner_id"), number_of(post, "id")
    is_reply = "_r" in identity
    place = f"wall{owner}_{number_of(post, 'post_id') if is_reply else number}"
    name, handle, url, followers = _author(post, people)
    return Item(
        external_id=identity,
        text=_shared_text(post),
        kind=MentionKind.COMMENT if is_reply else MentionKind.POST,
        url=f"{SITE}/{place}{_reply_link(post) if is_reply else ''}",
        author_name=name,
        author_handle=handle,
        author_url=url,
        author_followers=followers,
        created_at=epoch_date(post.get("date"), now),
        edited_at=epoch_date(post.get("edited"), now),
        likes=count_of(record_of(post, "likes"), "count"),
        replies=count_of(record_of(post, "comments"), "count"),
        reposts=count_of(record_of(post, "reposts"), "count"),
        views=count_of(record_of(post, "views"), "count"),
        parent_url=f"{SITE}/{place}" if is_reply else None,
    )


def _reply_link(post: Mapping[str, Any]) -> str:
    stack = post.get("parents_stack")
    thread = stack[0] if isinstance(stack, list) and stack else 0
    above = f"&thread={thread}" if isinstance(thread, int) and thread > 0 else ""
    return f"?reply={number_of(post, 'id')}{above}"


def _shared_text(post: Mapping[str, Any]) -> str:
    """A post's own words and those of what it passes on: the shop may be named only there."""
    originals = records_of(post.get("copy_history"))[:1]
    texts = (_text(each) for each in (post, *originals))
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _text(record: Mapping[str, Any]) -> str:
    """The words and, below, the titles of what is attached."""
    own = plain_words(text_of(record, "text"))
    return "\n".join(each for each in (own, *_attached(record)) if each)


def _attached(record: Mapping[str, Any]) -> Iterable[str]:
    for each in records_of(record.get("attachments"))[:_MOST_ATTACHED]:
        thing = record_of(each, text_of(each, "type"))
        named = (plain_words(text_of(thing, name)) for name in _NAMED)
        yield next((words for words in named if words), "")


def _author(
    record: Mapping[str, Any], people: Mapping[int, Mapping[str, Any]]
) -> tuple[str | None, str | None, str | None, int | None]:
    """Name, handle, address and followers: of the person behind a community's post, if named."""
    signer = number_of(record, "signer_id")
    who = signer if signer in people else number_of(record, "from_id")
    if not who:
        return None, None, None, None
    person = people.get(who, {})
    handle = text_of(person, "screen_name") or (f"id{who}" if who > 0 else f"club{-who}")
    followers = count_of(person, "followers_count" if who > 0 else "members_count")
    return _name(person) or None, f"@{handle}", f"{SITE}/{handle}", followers
