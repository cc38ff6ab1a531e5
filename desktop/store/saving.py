"""The statements of `mentions.save_batch`: rows and all that hangs on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.core.models import Item, Prepared, Score
from desktop.store import erased, folding, signs
from desktop.store.codes import (
    chunks,
    digest,
    marks,
    optional_epoch,
    tone_code,
)
from desktop.store.database import Connection
from desktop.store.new_ids import free_ids
from desktop.store.twins import page_key
from desktop.store.word_index import learn

if TYPE_CHECKING:
    from desktop.core.words import WordForms

BY_PERSON = "person"


class Known(NamedTuple):
    """What is stored of an item that was delivered again."""

    id: int
    external_id: str
    digest: int
    followers: int | None
    likes: int | None
    replies: int | None
    reposts: int | None
    views: int | None
    rating: float | None
    tone_by: str | None
    is_visible: int
    gone_at: int | None


KNOWN = """
    SELECT b.id, b.external_id, b.digest, b.author_followers, b.likes, b.replies, b.reposts,
        b.views, b.rating, b.tone_by, m.id IS NOT NULL, b.gone_at
    FROM body b LEFT JOIN mention m ON m.id = b.id
    WHERE b.source_id = ? AND b.external_id IN ({marks})"""

_INSERT_BODY = f"""
    INSERT INTO body (id, source_id, external_id, kind, title, text, url, author_name,
        author_handle, author_url, author_followers, is_dated, edited_at, seen_at, language, likes,
        replies, reposts, views, rating, parent_url, tone_by, deciding, digest, page)
    VALUES ({marks(range(25))})"""
_INSERT_MENTION = """
    INSERT INTO mention (id, source_id, status, tone, score, engagement, author_id, fold_key,
        repeat_of) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)"""
_INSERT_TOPIC = """
    INSERT INTO mention_topic VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET spans = excluded.spans"""
_INSERT_WORDS = "INSERT INTO word_index (rowid, words) VALUES (?, ?)"
_UPDATE_COUNTERS = """
    UPDATE body SET author_followers = coalesce(?, author_followers), likes = coalesce(?, likes),
        replies = coalesce(?, replies), reposts = coalesce(?, reposts),
        views = coalesce(?, views), rating = coalesce(?, rating) WHERE id = ?"""
_UPDATE_ENGAGEMENT = """
    UPDATE mention SET engagement = (SELECT coalesce(likes, 0) + coalesce(replies, 0)
        + coalesce(reposts, 0) FROM body WHERE body.id = mention.id) WHERE id = ?"""
_UPDATE_TEXT = """
    UPDATE body SET kind = ?, title = ?, text = ?, url = ?, author_name = ?, author_handle = ?,
        author_url = ?, edited_at = ?, language = ?, parent_url = ?, deciding = ?, digest = ?,
        page = ? WHERE id = ?"""
_UPDATE_TONE = "UPDATE mention SET tone = ?, score = ? WHERE id = ?"
_UPDATE_TONE_BY = "UPDATE body SET tone_by = ? WHERE id = ?"
_UPDATE_AUTHOR = "UPDATE mention SET author_id = ? WHERE id = ?"
_UPDATE_WORDS = "UPDATE word_index SET words = ? WHERE rowid = ?"


def counters(item: Item) -> tuple[int | float | None, ...]:
    """The numbers a network gives, in the order of `Known`."""
    return (
        item.author_followers,
        item.likes,
        item.replies,
        item.reposts,
        item.views,
        item.rating,
    )


def content_digest(item: Item) -> int:
    """Hash of everything of an item that is not a counter."""
    return digest(
        item.kind.value,
        item.title,
        item.text,
        item.url,
        item.author_name,
        item.author_handle,
        item.author_url,
        optional_epoch(item.edited_at),
        item.parent_url,
    )


def differs(known: Known, prepared: Prepared) -> bool:
    """Whether an item brings anything new to a stored, visible mention.

    That it is there at all is news of one that was gone.
    """
    if not known.is_visible:
        return False
    if known.gone_at is not None or content_digest(prepared.item) != known.digest:
        return True
    old = known[3:9]
    return any(
        new is not None and new != had
        for new, had in zip(counters(prepared.item), old, strict=True)
    )


def insert(
    db: Connection, source_id: int, new: Sequence[Prepared], seen_s: int, word_forms: WordForms
) -> tuple[int, ...]:
    """Store items that are not there yet; their ids in the order of `new`."""
    if not new:
        return ()
    ids = free_ids(db, source_id, new, seen_s)
    authors = erased.author_ids(db, source_id, [each.item for each in new])
    leads = folding.leads(db, ids, [each.fold_key for each in new])
    learn(db, (each.words for each in new), word_forms)
    # In the order of ids: the full-text index writes out what it gathered whenever one goes back,
    # and feeds bring the newest first.
    found = sorted(zip(ids, new, authors, leads, strict=True), key=itemgetter(0))
    db.executemany(_INSERT_BODY, [_body(i, source_id, each, seen_s) for i, each, *_ in found])
    db.executemany(
        _INSERT_MENTION,
        [
            (i, source_id, *toned(e.score), _engagement(e.item), author, e.fold_key, lead)
            for i, e, author, lead in found
        ],
    )
    db.executemany(_INSERT_TOPIC, [row for i, each, *_ in found for row in _topics(i, each)])
    db.executemany(
        _INSERT_WORDS,
        [
            (i, signs.signed(e.words, toned(e.score)[0], source_id, e.topic_ids))
            for i, e, *_ in found
        ],
    )
    return tuple(ids)


def toned(score: Score) -> tuple[int, float | None]:
    """Tone and score as stored: both or neither."""
    tone, value = score.tone, score.value
    return (0, None) if tone is None or value is None else (tone_code(tone), value)


def _engagement(item: Item) -> int:
    return (item.likes or 0) + (item.replies or 0) + (item.reposts or 0)


def _body(mention_id: int, source_id: int, each: Prepared, seen_s: int) -> tuple[Any, ...]:
    item = each.item
    return (
        mention_id,
        source_id,
        item.external_id,
        item.kind.value,
        item.title,
        item.text,
        item.url,
        item.author_name,
        item.author_handle,
        item.author_url,
        item.author_followers,
        item.created_at is not None,
        optional_epoch(item.edited_at),
        seen_s,
        each.language,
        item.likes,
        item.replies,
        item.reposts,
        item.views,
        item.rating,
        item.parent_url,
        each.score.by,
        deciding_json(each.score),
        content_digest(item),
        page_key(item.url),
    )


def deciding_json(score: Score) -> str:
    """The deciding words as they are stored."""
    deciding = score.deciding
    if not deciding:
        return "[]"
    bare = [(each.start, each.end, each.word, each.weight) for each in deciding]
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"))


def _topics(mention_id: int, each: Prepared) -> list[tuple[int, int, str]]:
    return [
        (
            topic_id,
            mention_id,
            spans_json([(s.start, s.end) for s in each.spans if s.topic_id == topic_id]),
        )
        for topic_id in dict.fromkeys(each.topic_ids)
    ]


def spans_json(spans: Sequence[tuple[int, int]]) -> str:
    """Matched places as they are stored with a topic."""
    return "[" + ",".join(f"[{start},{end}]" for start, end in spans) + "]"


def update(
    db: Connection,
    source_id: int,
    changed: Sequence[tuple[Known, Prepared]],
    word_forms: WordForms,
) -> tuple[int, ...]:
    """Bring stored mentions up to date; the ids of `changed`."""
    if not changed:
        return ()
    back = [(known.id,) for known, _ in changed if known.gone_at is not None]
    db.executemany("UPDATE body SET gone_at = NULL WHERE id = ?", back)
    db.executemany(_UPDATE_COUNTERS, [(*counters(e.item), known.id) for known, e in changed])
    db.executemany(_UPDATE_ENGAGEMENT, [(known.id,) for known, _ in changed])
    edited = [(k, e) for k, e in changed if content_digest(e.item) != k.digest]
    if edited:
        _update_texts(db, source_id, edited, word_forms)
    return tuple(known.id for known, _ in changed)


def _update_texts(
    db: Connection,
    source_id: int,
    edited: Sequence[tuple[Known, Prepared]],
    word_forms: WordForms,
) -> None:
    authors = erased.author_ids(db, source_id, [each.item for _, each in edited])
    learn(db, (each.words for _, each in edited), word_forms)
    db.executemany(_UPDATE_TEXT, [_text_row(known, each) for known, each in edited])
    free = [(known.id, each) for known, each in edited if known.tone_by != BY_PERSON]
    db.executemany(_UPDATE_TONE, [(*toned(each.score), i) for i, each in free])
    db.executemany(_UPDATE_TONE_BY, [(each.score.by, i) for i, each in free])
    pairs = zip(authors, edited, strict=True)
    db.executemany(_UPDATE_AUTHOR, [(author, known.id) for author, (known, _) in pairs])
    tones = stored_tones(db, [known.id for known, _ in edited])
    db.executemany(
        _UPDATE_WORDS,
        [
            (signs.signed(e.words, tones[known.id], source_id, e.topic_ids), known.id)
            for known, e in edited
        ],
    )
    db.executemany(
        "DELETE FROM mention_topic WHERE mention_id = ?", [(known.id,) for known, _ in edited]
    )
    db.executemany(_INSERT_TOPIC, [row for k, each in edited for row in _topics(k.id, each)])
    folding.refold(db, {known.id: each.fold_key for known, each in edited})


def stored_tones(db: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Column values of the tones of mentions."""
    tones: dict[int, int] = {}
    for batch in chunks(ids):
        sql = f"SELECT id, tone FROM mention WHERE id IN ({marks(batch)})"
        tones.update(db.execute(sql, batch).fetchall())
    return tones


def _text_row(known: Known, each: Prepared) -> tuple[Any, ...]:
    item = each.item
    return (
        item.kind.value,
        item.title,
        item.text,
        item.url,
        item.author_name,
        item.author_handle,
        item.author_url,
        optional_epoch(item.edited_at),
        each.language,
        item.parent_url,
        deciding_json(each.score),
        content_digest(item),
        page_key(item.url),
        known.id,
    )
