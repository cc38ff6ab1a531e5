"""Mentions the person deleted: out of every list, but whole until they are emptied for good.

The body with its notes, tags, attachments and words stays where it is; the narrow row and the
matches leave, and nothing without a narrow row is ever listed. A deleted item is not stored again
when its source delivers it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.store import folding
from desktop.store.codes import chunks, digest, marks, rows_changed
from desktop.store.database import Connection

_COLUMNS = "id, source_id, status, tone, score, engagement, author_id, assignee_id, fold_key"
_ASSIGNEE = 7


def put(db: Connection, ids: Sequence[int], deleted_s: int) -> list[int]:
    """Move mentions out of sight; the ids that were there."""
    moved: list[int] = []
    contents: list[tuple[int, int, str]] = []
    had = folding.promote(db, ids)
    for batch in chunks(dict.fromkeys(ids)):
        topics = _matches(db, batch)
        sql = f"SELECT {_COLUMNS}, repeat_of FROM mention WHERE id IN ({marks(batch)})"
        for row in db.execute(sql, batch).fetchall():
            content = {"row": row, "topics": topics.get(row[0], []), "copies": had.get(row[0], [])}
            contents.append((row[0], deleted_s, json.dumps(content)))
            moved.append(row[0])
    hide(db, moved)
    db.executemany("INSERT INTO bin VALUES (?, ?, ?)", contents)
    return moved


def _matches(db: Connection, ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    sql = (
        f"SELECT mention_id, topic_id, spans FROM mention_topic WHERE mention_id IN ({marks(ids)})"
    )
    for mention_id, topic_id, spans in db.execute(sql, ids):
        found.setdefault(mention_id, []).append((topic_id, spans))
    return found


def hide(db: Connection, ids: Iterable[int]) -> None:
    """Take mentions out of lists, tallies and matches; bodies and their words stay."""
    db.executemany("DELETE FROM mention WHERE id = ?", [(each,) for each in ids])


def present(db: Connection, ids: Iterable[int]) -> set[int]:
    """Those of some mentions that are in the bin."""
    found: set[int] = set()
    for batch in chunks(ids):
        sql = f"SELECT id FROM bin WHERE id IN ({marks(batch)})"
        found.update(row[0] for row in db.execute(sql, batch))
    return found


def take(db: Connection, ids: Iterable[int]) -> list[int]:
    """Bring mentions back as they were; the ids that were still in the bin."""
    contents: list[dict[str, Any]] = []
    for batch in chunks(ids):
        sql = f"SELECT content FROM bin WHERE id IN ({marks(batch)}) ORDER BY id"
        contents += [json.loads(text) for (text,) in db.execute(sql, batch)]
    back = [content["row"][0] for content in contents]
    _restore(db, [content["row"] for content in contents])
    db.executemany(
        "INSERT INTO mention_topic SELECT id, ?, ? FROM topic WHERE id = ?",
        [(c["row"][0], spans, topic) for c in contents for topic, spans in c["topics"]],
    )
    # Leads first, then whoever followed them: a copy may have come back in the same step.
    copies = [(c["row"][0], copy) for c in contents for copy in c["copies"]]
    db.executemany("UPDATE mention SET repeat_of = ? WHERE id = ?", copies)
    # Newer repeats have gathered under the copy that led meanwhile.
    db.executemany("UPDATE mention SET repeat_of = ? WHERE repeat_of = ?", copies)
    db.executemany("DELETE FROM bin WHERE id = ?", [(each,) for each in back])
    return back


def _restore(db: Connection, rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    # A lead or a person may have gone for good since.
    sql = f"""INSERT INTO mention ({_COLUMNS}, repeat_of) VALUES ({marks(rows[0][:_ASSIGNEE])},
        (SELECT id FROM person WHERE id = ?), ?,
        (SELECT coalesce(repeat_of, id) FROM mention WHERE id = ?))"""
    db.executemany(sql, rows)


def destroy(db: Connection, ids: Sequence[int]) -> int:
    """Delete bodies with words, notes, tags and files for good; their mentions must be hidden."""
    keys = [(each,) for each in ids]
    db.executemany("DELETE FROM word_index WHERE rowid = ?", keys)
    db.executemany("DELETE FROM bin WHERE id = ?", keys)
    return rows_changed(db.executemany("DELETE FROM body WHERE id = ?", keys))


def bury(db: Connection, ids: Sequence[int]) -> None:
    """Remember the items of bodies about to be destroyed, so that they do not come back."""
    for batch in chunks(ids):
        sql = f"SELECT source_id, external_id FROM body WHERE id IN ({marks(batch)})"
        rows = [(source, digest(external)) for source, external in db.execute(sql, batch)]
        db.executemany("INSERT OR IGNORE INTO tombstone VALUES (?, ?)", rows)
