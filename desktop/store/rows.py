"""Reading whole mentions: one query for the rows and one each for their topics, tags and counts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.core.models import Deciding, Mention, MentionKind, Span
from desktop.store.codes import (
    ID_BITS,
    STATUSES,
    TONES,
    chunks,
    marks,
    moment,
    optional_moment,
)
from desktop.store.database import Connection

_ROWS = """
    SELECT m.id, m.source_id, s.name, s.kind, b.external_id, b.kind, b.title, b.text, b.seen_at,
        m.status, b.is_dated, b.url, b.author_name, b.author_handle, b.author_url,
        b.author_followers, b.edited_at, b.language, b.likes, b.replies, b.reposts, b.views,
        b.rating, b.parent_url, m.tone, m.score, b.tone_by, b.deciding, p.name, b.gone_at
    FROM mention m JOIN body b ON b.id = m.id JOIN source s ON s.id = m.source_id
        LEFT JOIN person p ON p.id = m.assignee_id
    WHERE m.id IN ({marks})"""
_TOPICS = """
    SELECT x.mention_id, x.topic_id, t.name, x.spans
    FROM mention_topic x JOIN topic t ON t.id = x.topic_id
    WHERE x.mention_id IN ({marks}) ORDER BY t.name_key"""
_TAGS = """
    SELECT x.mention_id, t.name FROM mention_tag x JOIN tag t ON t.id = x.tag_id
    WHERE x.mention_id IN ({marks}) ORDER BY t.name_key"""
_NOTES = "SELECT mention_id, text FROM note WHERE mention_id IN ({marks}) ORDER BY id"
_COUNTS = {
    "attachments": """SELECT mention_id, count(*) FROM attachment
        WHERE mention_id IN ({marks}) GROUP BY 1""",
    "repeats": """SELECT repeat_of, count(*) FROM mention
        WHERE repeat_of IN ({marks}) GROUP BY 1""",
}


def load(db: Connection, ids: Iterable[int]) -> list[Mention]:
    """The mentions of `ids` in that order; ids that are not (visibly) there are left out."""
    mentions: list[Mention] = []
    for batch in chunks(ids):
        mentions.extend(_load_batch(db, batch))
    return mentions


def _load_batch(db: Connection, ids: Sequence[int]) -> list[Mention]:
    counts = {
        name: dict(db.execute(sql.format(marks=marks(ids)), ids).fetchall())
        for name, sql in _COUNTS.items()
    }
    names, spans = _topics(db, ids)
    tags, notes = _texts(db, _TAGS, ids), _texts(db, _NOTES, ids)
    rows = {row[0]: row for row in db.execute(_ROWS.format(marks=marks(ids)), ids)}
    return [
        _mention(
            rows[each],
            topics=tuple(names[each]),
            spans=tuple(sorted(spans[each], key=_place)),
            tags=tuple(tags[each]),
            notes=tuple(notes[each]),
            **{name: of.get(each, 0) for name, of in counts.items()},
        )
        for each in ids
        if each in rows
    ]


def _texts(db: Connection, sql: str, ids: Sequence[int]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = defaultdict(list)
    for mention_id, text in db.execute(sql.format(marks=marks(ids)), ids):
        texts[mention_id].append(text)
    return texts


def _topics(
    db: Connection, ids: Sequence[int]
) -> tuple[dict[int, list[str]], dict[int, list[Span]]]:
    names: dict[int, list[str]] = defaultdict(list)
    spans: dict[int, list[Span]] = defaultdict(list)
    for mention_id, topic_id, name, places in db.execute(_TOPICS.format(marks=marks(ids)), ids):
        names[mention_id].append(name)
        spans[mention_id].extend(Span(a, b, topic_id) for a, b in json.loads(places))
    return names, spans


def _place(span: Span) -> tuple[int, int, int]:
    return span.start, span.end, span.topic_id


def _mention(row: tuple[Any, ...], **more: Any) -> Mention:
    return Mention(
        id=row[0],
        source_id=row[1],
        source=row[2],
        source_kind=row[3],
        external_id=row[4],
        kind=MentionKind(row[5]),
        title=row[6],
        text=row[7],
        created_at=moment(row[0] >> ID_BITS),
        seen_at=moment(row[8]),
        status=STATUSES[row[9]],
        is_dated=bool(row[10]),
        url=row[11],
        author_name=row[12],
        author_handle=row[13],
        author_url=row[14],
        author_followers=row[15],
        edited_at=optional_moment(row[16]),
        language=row[17],
        likes=row[18],
        replies=row[19],
        reposts=row[20],
        views=row[21],
        rating=row[22],
        parent_url=row[23],
        tone=TONES[row[24]],
        score=row[25],
        tone_by=row[26],
        deciding=deciding_of(row[27]),
        assignee=row[28],
        gone_at=optional_moment(row[29]),
        **more,
    )


def deciding_of(text: str) -> tuple[Deciding, ...]:
    """Deciding words from their JSON."""
    if text == "[]":
        return ()
    return tuple(Deciding(*each) for each in json.loads(text))
