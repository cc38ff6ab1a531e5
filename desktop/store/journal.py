"""The steps of triage with what was there before, so that each can be taken back and done again.

A step keeps, per mention, the value it replaced; undoing exchanges the values with what is there
now, so undo and redo are the same exchange. Ids and small values only: no texts of people.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from desktop.store.codes import chunks, epoch, marks
from desktop.store.database import Connection

KEPT_STEPS = 500

Values = Mapping[int, Any]


class StepKind(StrEnum):
    """What a step did."""

    STATUS = "status"
    TONE = "tone"
    ASSIGN = "assign"
    TAG = "tag"
    UNTAG = "untag"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a person on `count` mentions.

    `value` is the status, tone, person or tag it was about, "" for none. `ids` are the mentions
    it touched; empty where a step is only announced.
    """

    kind: StepKind
    count: int
    value: str
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A stored step."""

    id: int
    kind: StepKind
    value: str
    before: dict[int, Any]
    count: int


def write(db: Connection, kind: StepKind, value: str, before: Values, now: datetime) -> int:
    """Append a step; its id. What had been undone can no longer be done again; the oldest go."""
    db.execute("DELETE FROM step WHERE is_undone")
    cursor = db.execute(
        "INSERT INTO step (at, kind, value, before, count) VALUES (?, ?, ?, ?, ?)",
        (epoch(now), kind.value, value, packed(before), len(before)),
    )
    db.execute(
        "DELETE FROM step WHERE id <= (SELECT id FROM step ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (KEPT_STEPS,),
    )
    return cursor.lastrowid or 0


def extend(db: Connection, step_id: int, before: Values) -> bool:
    """Let a step that grows replace its values; whether it is still there to be undone."""
    cursor = db.execute(
        "UPDATE step SET before = ?, count = ? WHERE id = ? AND NOT is_undone",
        (packed(before), len(before), step_id),
    )
    return cursor.rowcount > 0


def packed(before: Values) -> str:
    """Values by mention as JSON."""
    return json.dumps(list(before.items()), ensure_ascii=False, separators=(",", ":"))


def last(db: Connection, *, is_undone: bool) -> Record | None:
    """The step to take back (the latest), or to do again (the earliest that was taken back)."""
    direction = "ASC" if is_undone else "DESC"
    row = db.execute(
        f"""SELECT id, kind, value, before, count FROM step WHERE is_undone = ?
        ORDER BY id {direction} LIMIT 1""",
        (is_undone,),
    ).fetchone()
    if row is None:
        return None
    return Record(row[0], StepKind(row[1]), row[2], dict(json.loads(row[3])), row[4])


def mark(db: Connection, record: Record, before: Values, *, is_undone: bool) -> None:
    """Remember that a step was taken back or done again, and what it replaced."""
    db.execute(
        "UPDATE step SET is_undone = ?, before = ? WHERE id = ?",
        (is_undone, packed(before), record.id),
    )


def forget(db: Connection, ids: Sequence[int]) -> None:
    """Take mentions out of all steps; a step left with none goes."""
    gone = set(ids)
    for step_id, text in db.execute("SELECT id, before FROM step").fetchall():
        before = dict(json.loads(text))
        kept = {each: value for each, value in before.items() if each not in gone}
        if len(kept) == len(before):
            continue
        if kept:
            db.execute("UPDATE step SET before = ? WHERE id = ?", (packed(kept), step_id))
        else:
            db.execute("DELETE FROM step WHERE id = ?", (step_id,))


def present(db: Connection, ids: Sequence[int], columns: str) -> dict[int, tuple[Any, ...]]:
    """Columns of visible mentions and their bodies, by id; ids not there are left out."""
    found: dict[int, tuple[Any, ...]] = {}
    for batch in chunks(dict.fromkeys(ids)):
        sql = f"""SELECT m.id, {columns} FROM mention m JOIN body b ON b.id = m.id
            WHERE m.id IN ({marks(batch)})"""
        for row in db.execute(sql, batch):
            found[row[0]] = row[1:]
    return found


def grouped(values: Values) -> dict[Any, list[int]]:
    """Ids by value."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for mention_id, value in values.items():
        groups[value].append(mention_id)
    return groups
