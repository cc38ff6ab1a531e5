"""What the shop looks for, and which mentions each topic matched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.core.models import Topic, TopicKind
from desktop.store import signs
from desktop.store.codes import chunks, marks, rows_changed
from desktop.store.database import Connection, writing
from desktop.store.names import NameTaken, name_key, unique
from desktop.store.troubles import converting

__all__ = [
    "NameTaken",
    "add",
    "all",
    "by_name",
    "clear_matches",
    "get",
    "matched_ids",
    "remove",
    "set_matches",
    "update",
]

_COLUMNS = "id, name, kind, query, is_expert, find, variants, exclude"


@converting
def all(db: Connection) -> tuple[Topic, ...]:
    """All topics, by name."""
    return tuple(map(_topic, db.execute(f"SELECT {_COLUMNS} FROM topic ORDER BY name_key")))


@converting
def get(db: Connection, topic_id: int) -> Topic | None:
    """One topic."""
    row = db.execute(f"SELECT {_COLUMNS} FROM topic WHERE id = ?", (topic_id,)).fetchone()
    return _topic(row) if row else None


@converting
def by_name(db: Connection, name: str) -> Topic | None:
    """The topic of that name, case aside."""
    sql = f"SELECT {_COLUMNS} FROM topic WHERE name_key = ?"
    row = db.execute(sql, (name.strip().casefold(),)).fetchone()
    return _topic(row) if row else None


def _topic(row: tuple[Any, ...]) -> Topic:
    lists = (tuple(json.loads(text)) for text in row[5:])
    return Topic(row[0], row[1], TopicKind(row[2]), row[3], bool(row[4]), *lists)


def _values(topic: Topic) -> tuple[Any, ...]:
    lists = (json.dumps(each, ensure_ascii=False) for each in _lists(topic))
    name = topic.name.strip()
    return (name, name_key(name), topic.kind.value, topic.query, topic.is_expert, *lists)


def _lists(topic: Topic) -> tuple[tuple[str, ...], ...]:
    return topic.find, topic.variants, topic.exclude


@converting
def add(db: Connection, topic: Topic) -> Topic:
    """Store a topic; its id is given by the store. Raises `NameTaken`."""
    sql = """INSERT INTO topic (name, name_key, kind, query, is_expert, find, variants, exclude)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
    with writing(db), unique(topic.name):
        cursor = db.execute(sql, _values(topic))
    return replace(topic, id=cursor.lastrowid or 0, name=topic.name.strip())


@converting
def update(db: Connection, topic: Topic) -> None:
    """Store what changed of a topic; its matches are another matter. Raises `NameTaken`."""
    sql = """UPDATE topic SET name = ?, name_key = ?, kind = ?, query = ?, is_expert = ?,
        find = ?, variants = ?, exclude = ? WHERE id = ?"""
    with writing(db), unique(topic.name):
        db.execute(sql, (*_values(topic), topic.id))


@converting
def remove(db: Connection, topic_id: int) -> None:
    """Delete a topic with its matches; the mentions stay. Nothing else is undone by it."""
    with writing(db):
        # Without its tally first, every match would be counted out one by one.
        db.execute("DELETE FROM tally_topic WHERE topic_id = ?", (topic_id,))
        db.execute("DELETE FROM mention_topic WHERE topic_id = ?", (topic_id,))
        db.execute("DELETE FROM topic WHERE id = ?", (topic_id,))


@converting
def set_matches(
    db: Connection, topic_id: int, matches: Mapping[int, Sequence[tuple[int, int]]]
) -> int:
    """Add or replace matches of one topic, spans by mention id; how many were new.

    A batch of some hundreds per call keeps the transaction short. Ids not there are left out.
    """
    sql = """INSERT INTO mention_topic SELECT ?, id, ? FROM mention WHERE id = ?
        ON CONFLICT DO UPDATE SET spans = excluded.spans"""
    with writing(db):
        known = _matched(db, topic_id, list(matches))
        from desktop.store.saving import spans_json  # writing; most only read topics

        rows = [(topic_id, spans_json(spans), each) for each, spans in matches.items()]
        touched = rows_changed(db.executemany(sql, rows))
        signs.mark(db, [(each, signs.of_topic(topic_id)) for each in matches])
    return touched - known


def _matched(db: Connection, topic_id: int, ids: Sequence[int]) -> int:
    n = 0
    for batch in chunks(ids):
        sql = f"""SELECT count(*) FROM mention_topic
            WHERE topic_id = ? AND mention_id IN ({marks(batch)})"""
        n += db.execute(sql, (topic_id, *batch)).fetchone()[0]
    return n


@converting
def clear_matches(db: Connection, topic_id: int, ids: Sequence[int]) -> None:
    """Take a topic off these mentions."""
    sql = "DELETE FROM mention_topic WHERE topic_id = ? AND mention_id = ?"
    with writing(db):
        db.executemany(sql, [(topic_id, each) for each in ids])


@converting
def matched_ids(
    db: Connection, topic_id: int, *, after_id: int | None = None, limit: int = 1000
) -> tuple[int, ...]:
    """Mentions of a topic below `after_id`, newest first."""
    place = "" if after_id is None else " AND mention_id < ?"
    sql = f"""SELECT mention_id FROM mention_topic WHERE topic_id = ?{place}
        ORDER BY mention_id DESC LIMIT ?"""
    values = (topic_id, limit) if after_id is None else (topic_id, after_id, limit)
    return tuple(row[0] for row in db.execute(sql, values))
