"""Stored mentions and topics that change: matching again, and trying a query before saving it.

The full-text index offers candidates, `core.matching` decides, so that stored and new mentions
are matched by one rule.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.filters import MentionFilter
from desktop.core.matching import Spans, Text, match
from desktop.core.models import Mention, Topic
from desktop.core.query import Node, parse_query
from desktop.core.words import WordForms

if TYPE_CHECKING:
    from desktop.store.database import Connection

_BATCH = 500
_EVERY = MentionFilter(folds=False)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a query would find among the stored mentions, newest first.

    With `is_capped` counting ended at the limit. `added` and `lost` compare with the topic's
    present matches (ids; empty for a topic not saved yet).
    """

    count: int
    sample: tuple[Mention, ...]
    added: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    is_capped: bool = False


def rematch(
    db: Connection,
    topic: Topic,
    word_forms: WordForms,
    *,
    stop: threading.Event | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> int:
    """Match all stored mentions with a topic that is new or was changed; how many match.

    In short transactions; a stopped run is repeated harmlessly. `on_progress` gets the number of
    candidates looked at. Raises `QueryError` and `StoreProblem`; on the thread of `db`.
    """
    from desktop.store import topics
    from desktop.store.database import writing

    node = parse_query(topic.query)
    matching: set[int] = set()
    batch: dict[int, Spans] = {}
    for looked_at, (mention, spans) in enumerate(_candidates(db, node, word_forms), 1):
        if spans is not None:
            matching.add(mention.id)
            batch[mention.id] = spans
        if len(batch) >= _BATCH:
            with writing(db):
                topics.set_matches(db, topic.id, batch)
            batch = {}
        if looked_at % _BATCH == 0:
            if on_progress:
                on_progress(looked_at)
            if stop and stop.is_set():
                return len(matching)
    with writing(db):
        topics.set_matches(db, topic.id, batch)
    _clear_others(db, topic.id, matching)
    return len(matching)


def try_topic(
    db: Connection,
    node: Node,
    word_forms: WordForms,
    *,
    topic_id: int | None = None,
    limit: int = 2000,
    sample: int = 20,
) -> Trial:
    """What a query finds among the newest stored mentions, at most `limit` candidates of them."""
    found: list[Mention] = []
    ids: set[int] = set()
    oldest: int | None = None
    looked_at = 0
    for mention, spans in _candidates(db, node, word_forms, limit):
        looked_at += 1
        oldest = mention.id
        if spans is not None:
            ids.add(mention.id)
            if len(found) < sample:
                found.append(mention)
    is_capped = looked_at >= limit
    before = _matched(db, topic_id, oldest if is_capped else None) if topic_id else set()
    return Trial(
        len(ids),
        tuple(found),
        tuple(sorted(ids - before, reverse=True)) if topic_id else (),
        tuple(sorted(before - ids, reverse=True)),
        is_capped,
    )


def _candidates(
    db: Connection, node: Node, word_forms: WordForms, limit: int | None = None
) -> Iterator[tuple[Mention, Spans | None]]:
    from desktop.store import pages

    for mention in pages.each(db, _EVERY, node, word_forms, limit=limit):
        yield mention, match(node, Text(mention.body, word_forms), word_forms)


def _matched(db: Connection, topic_id: int, down_to: int | None) -> set[int]:
    from desktop.store import topics

    found: set[int] = set()
    after: int | None = None
    while page := topics.matched_ids(db, topic_id, after_id=after):
        found.update(each for each in page if down_to is None or each >= down_to)
        after = page[-1]
        if down_to is not None and after < down_to:
            break
    return found


def _clear_others(db: Connection, topic_id: int, matching: set[int]) -> None:
    from desktop.store import topics
    from desktop.store.database import writing

    gone = sorted(_matched(db, topic_id, None) - matching)
    for start in range(0, len(gone), _BATCH):
        with writing(db):
            topics.clear_matches(db, topic_id, gone[start : start + _BATCH])
