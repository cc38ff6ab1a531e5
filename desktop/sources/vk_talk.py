"""What people write under posts and in discussions of a community.

Nothing tells that a comment is new but the counter of its post, so posts and topics are read
again when their counters changed since they were last read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from desktop.core.models import Item
from desktop.core.sources import AuthNeeded, Reason, SourceError
from desktop.sources.json_answer import count_of, record_of, records_of, text_of
from desktop.sources.vk_api import PEOPLE, Look, Page, is_of_one_place, number_of
from desktop.sources.vk_items import comment_id, comment_item, is_deleted

PAGE = 100
_SHOWN = 10
"""Replies that come with a comment; longer threads are asked for on their own."""
_SHIFT = 10
_MOST_OF_POST = 500
"""Comments under one post that are looked through again, the newest first; besides their replies.
"""
_MOST_OF_TOPIC = 500
_FRESH = timedelta(days=30)
_FRESH_TOPICS = 5


def comments(look: Look, mark: dict[str, Any], owner: int) -> bool:
    """Read the posts whose counters changed; whether none is left."""
    posts = mark.setdefault("posts", {})
    threads = {
        key: n for key, n in record_of(mark, "threads").items() if key.split("_")[0] in posts
    }
    mark["threads"] = threads
    for post, (now, read) in posts.items():
        if now == read:
            continue
        reading = mark.setdefault("reading", {})
        if reading.get("post") != post:
            reading = mark["reading"] = {"post": post, "offset": 0, "due": []}
        try:
            if not _read_post(look, owner, reading, threads):
                return False
        except SourceError as error:
            # Comments switched off, or the post deleted a moment ago: there is nothing to read.
            if not is_of_one_place(error):
                raise
        posts[post] = [now, now]
        del mark["reading"]
    return True


def discussions(look: Look, mark: dict[str, Any], owner: int) -> bool:
    """Read the topics in which something changed; whether none is left.

    A community that may be read and denies its discussions has them switched off.
    """
    if "topics_due" not in mark:
        if not look.round.may_ask():
            return False
        try:
            _note_topics(look, mark, owner)
        except AuthNeeded as error:
            if error.reason is Reason.CLOSED:
                return True
            raise
    due = mark["topics_due"]
    while due:
        if not look.round.may_ask():
            return False
        try:
            is_read = _read_topic(look, owner, due[0])
        except SourceError as error:
            # Deleted a moment ago: there is nothing to read.
            if not is_of_one_place(error):
                raise
            is_read = True
        if is_read:
            topic, _, _, _, state = due.pop(0)
            mark["topics"][str(topic)] = state
    del mark["topics_due"]
    return True


def _read_post(look: Look, owner: int, reading: dict[str, Any], threads: dict[str, Any]) -> bool:
    """Read a post's comments, then its long threads; whether all was read."""
    post, due = int(reading["post"]), reading["due"]
    while reading["offset"] is not None or due:
        if not look.round.may_ask():
            return False
        if due:
            _read_thread(look, owner, post, due, threads)
            continue
        offset = reading["offset"]
        page = look.page(
            "wall.getComments", *_comments_query(owner, post, offset), ("sort", "desc")
        )
        _take_comments(look, page, owner, post)
        due += _long_threads(page, post, threads)
        level = count_of(page.whole, "current_level_count")
        total = min(page.count or 0 if level is None else level, _MOST_OF_POST)
        is_last = offset + PAGE >= total or not page.records
        reading["offset"] = None if is_last else offset + PAGE - _SHIFT
    return True


def _read_thread(
    look: Look, owner: int, post: int, due: list[Any], threads: dict[str, Any]
) -> None:
    """Read a page of the first thread that is due; oldest replies come first."""
    comment, offset, count = due[0]
    query = _comments_query(owner, post, offset)
    page = look.page("wall.getComments", *query, ("comment_id", comment), ("sort", "asc"))
    _take_comments(look, page, owner, post, thread=comment)
    if offset + PAGE < count and page.records:
        due[0] = [comment, offset + PAGE - _SHIFT, count]
        return
    due.pop(0)
    threads[f"{post}_{comment}"] = count


def _take_comments(look: Look, page: Page, owner: int, post: int, thread: int = 0) -> None:
    place, now = f"wall{owner}_{post}", look.vk.now()
    items: list[Item | None] = []
    for comment in page.records:
        items.append(comment_item(comment, place, page.people, now, thread=thread))
        above = number_of(comment, "id")
        for reply in _replies(comment):
            items.append(comment_item(reply, place, page.people, now, thread=above))
    look.round.take(each for each in items if each is not None)
    _lose(look, page, place)


def _lose(look: Look, page: Page, place: str) -> None:
    for comment in page.records:
        for each in (comment, *_replies(comment)):
            if is_deleted(each) and number_of(each, "id"):
                look.round.lost([comment_id(place, number_of(each, "id"))])


def _replies(comment: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return records_of(record_of(comment, "thread").get("items"))


def _long_threads(page: Page, post: int, threads: Mapping[str, Any]) -> list[list[int]]:
    """Threads with more replies than were shown and than were read: comment, start, length."""
    due = []
    for comment in page.records:
        number = number_of(comment, "id")
        count = count_of(record_of(comment, "thread"), "count") or 0
        known = threads.get(f"{post}_{number}", 0)
        if count > len(_replies(comment)) and count != known:
            due.append([number, max(0, min(known, count) - _SHIFT), count])
    return due


def _comments_query(owner: int, post: int, offset: int) -> tuple[tuple[str, object], ...]:
    place = (("owner_id", owner), ("post_id", post), ("offset", offset), ("count", PAGE))
    return (*place, ("need_likes", 1), ("thread_items_count", _SHOWN), ("fields", PEOPLE))


def _note_topics(look: Look, mark: dict[str, Any], owner: int) -> None:
    """Find the topics that changed; at the first look only a few fresh ones are read."""
    query = (("group_id", -owner), ("order", 1), ("count", PAGE))
    page = look.page("board.getTopics", *query)
    known = mark.get("topics")
    oldest = (look.vk.now() - _FRESH).timestamp()
    states: dict[str, list[int]] = {}
    due: list[list[Any]] = []
    for topic in page.records:
        number, n = number_of(topic, "id"), count_of(topic, "comments") or 0
        updated = count_of(topic, "updated") or 0
        before = known.get(str(number)) if isinstance(known, dict) else None
        state = [n, updated]
        is_wanted = isinstance(known, dict) or (updated >= oldest and len(due) < _FRESH_TOPICS)
        states[str(number)] = before or state
        if before != state and is_wanted:
            unread = n - before[0] + _SHIFT if before else PAGE if known is None else n
            due.append(
                [number, text_of(topic, "title"), 0, min(max(unread, 1), _MOST_OF_TOPIC), state]
            )
    mark["topics"], mark["topics_due"] = states, due


def _read_topic(look: Look, owner: int, due: list[Any]) -> bool:
    """Read a page of a topic, newest comments first; whether it is read as far as is due."""
    topic, title, offset, wanted, _ = due
    place = (("group_id", -owner), ("topic_id", topic), ("offset", offset), ("count", PAGE))
    query = (*place, ("need_likes", 1), ("sort", "desc"), ("fields", PEOPLE))
    page = look.page("board.getComments", *query)
    name, now = f"topic{owner}_{topic}", look.vk.now()
    items = (comment_item(each, name, page.people, now, topic=title) for each in page.records)
    look.round.take(each for each in items if each is not None)
    _lose(look, page, name)
    due[2] = offset + PAGE - _SHIFT
    return offset + PAGE >= min(wanted, page.count or 0) or not page.records
