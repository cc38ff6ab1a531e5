"""What a person decides about mentions. Every call is one transaction and one step of undo.

Each returns how many mentions really changed; with none there is no step. Ten thousand at once
are fine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from desktop.core.models import Score, Status, Tone
from desktop.store import bin, deleting, journal, signs
from desktop.store.codes import STATUS_CODES, TONE_CODES, chunks, epoch, marks
from desktop.store.database import Connection, writing
from desktop.store.journal import Record, Step, StepKind
from desktop.store.saving import BY_PERSON, deciding_json, toned
from desktop.store.tags import tag_id
from desktop.store.troubles import converting

__all__ = [
    "PERSON_SCORES",
    "Step",
    "StepKind",
    "add_tag",
    "assign",
    "clear_tone",
    "delete",
    "next_redo",
    "next_undo",
    "redo",
    "remove_tag",
    "set_status",
    "set_tone",
    "undo",
]

PERSON_SCORES = {Tone.NEGATIVE: -1.0, Tone.NEUTRAL: 0.0, Tone.POSITIVE: 1.0}
"""The score a mention has once a person set its tone: a person's word is certain."""


@converting
def set_status(db: Connection, ids: Sequence[int], status: Status, now: datetime) -> int:
    """Move mentions to a status ("not about us" is one)."""
    wanted = STATUS_CODES[status]
    return _act(db, StepKind.STATUS, status.value, ids, now, _statuses, _put_statuses, wanted)


@converting
def set_tone(db: Connection, ids: Sequence[int], tone: Tone, now: datetime) -> int:
    """Set the tone by hand; no engine overwrites it any more. Undo brings the engine's back."""
    wanted = [TONE_CODES[tone.value], PERSON_SCORES[tone], BY_PERSON]
    return _act(db, StepKind.TONE, tone.value, ids, now, _tones, _put_tones, wanted)


@converting
def clear_tone(
    db: Connection,
    ids: Sequence[int],
    score: Callable[[str, str | None, float | None], Score],
    now: datetime,
) -> int:
    """Give tones that a person set back to the engines, which judge body and stars anew.

    Undo brings the person's tone back. Judged before the transaction: engines may be slow.
    """
    columns = "b.tone_by, b.language, b.title, b.text, b.rating"
    found = journal.present(db, ids, columns)
    scores = {
        each: score(f"{title}\n{text}" if title else text, language, rating)
        for each, (by, language, title, text, rating) in found.items()
        if by == BY_PERSON
    }
    with writing(db):
        held = {each: old for each, old in _tones(db, list(scores)).items() if old[2] == BY_PERSON}
        if held:
            _put_tones(db, {each: [*toned(scores[each]), scores[each].by] for each in held})
            words = [(deciding_json(scores[each]), each) for each in held]
            db.executemany("UPDATE body SET deciding = ? WHERE id = ?", words)
            journal.write(db, StepKind.TONE, "", held, now)
    return len(held)


@converting
def assign(db: Connection, ids: Sequence[int], person_id: int | None, now: datetime) -> int:
    """Give mentions to a person, or to nobody."""
    row = db.execute("SELECT name FROM person WHERE id = ?", (person_id,)).fetchone()
    name = row[0] if row else ""
    return _act(
        db, StepKind.ASSIGN, name, ids, now, _assignees, _put_assignees, person_id if row else None
    )


def _act(
    db: Connection,
    kind: StepKind,
    value: str,
    ids: Sequence[int],
    now: datetime,
    read: Callable[[Connection, Sequence[int]], dict[int, Any]],
    put: Callable[[Connection, Mapping[int, Any]], None],
    wanted: Any,
) -> int:
    with writing(db):
        before = {each: old for each, old in read(db, ids).items() if old != wanted}
        if before:
            put(db, dict.fromkeys(before, wanted))
            journal.write(db, kind, value, before, now)
    return len(before)


def _statuses(db: Connection, ids: Sequence[int]) -> dict[int, Any]:
    return {each: row[0] for each, row in journal.present(db, ids, "m.status").items()}


def _put_statuses(db: Connection, values: Mapping[int, Any]) -> None:
    rows = [(status, each) for each, status in values.items()]
    db.executemany("UPDATE mention SET status = ? WHERE id = ?", rows)


def _tones(db: Connection, ids: Sequence[int]) -> dict[int, Any]:
    found = journal.present(db, ids, "m.tone, m.score, b.tone_by")
    return {each: list(row) for each, row in found.items()}


def _put_tones(db: Connection, values: Mapping[int, Any]) -> None:
    rows = [(tone, score, each) for each, (tone, score, _) in values.items()]
    db.executemany("UPDATE mention SET tone = ?, score = ? WHERE id = ?", rows)
    signs.mark(db, [(each, signs.toned(tone)) for each, (tone, _, _) in values.items()])
    makers = [(by, each) for each, (_, _, by) in values.items()]
    db.executemany("UPDATE body SET tone_by = ? WHERE id = ?", makers)


def _assignees(db: Connection, ids: Sequence[int]) -> dict[int, Any]:
    return {each: row[0] for each, row in journal.present(db, ids, "m.assignee_id").items()}


def _put_assignees(db: Connection, values: Mapping[int, Any]) -> None:
    # A person may have been removed since: then nobody it is.
    sql = "UPDATE mention SET assignee_id = (SELECT id FROM person WHERE id = ?) WHERE id = ?"
    db.executemany(sql, [(person, each) for each, person in values.items()])


@converting
def add_tag(db: Connection, ids: Sequence[int], name: str, now: datetime) -> int:
    """Put a tag on mentions, making the tag if it is new. `ValueError` for an empty name."""
    return _tag(db, ids, name, now, StepKind.TAG)


@converting
def remove_tag(db: Connection, ids: Sequence[int], name: str, now: datetime) -> int:
    """Take a tag off mentions."""
    return _tag(db, ids, name, now, StepKind.UNTAG)


def _tag(db: Connection, ids: Sequence[int], name: str, now: datetime, kind: StepKind) -> int:
    wanted = kind is StepKind.TAG
    with writing(db):
        key = tag_id(db, name)
        had = _tagged(db, key, ids)
        changed = [each for each in journal.present(db, ids, "1") if (each in had) != wanted]
        if changed:
            _put_tag(db, key, changed, wanted)
            journal.write(db, kind, name.strip(), dict.fromkeys(changed, 0), now)
    return len(changed)


def _tagged(db: Connection, key: int, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for batch in chunks(ids):
        sql = f"""SELECT mention_id FROM mention_tag
            WHERE tag_id = ? AND mention_id IN ({marks(batch)})"""
        found.update(row[0] for row in db.execute(sql, (key, *batch)))
    return found


def _put_tag(db: Connection, key: int, ids: Sequence[int], is_on: bool) -> None:
    sql = "DELETE FROM mention_tag WHERE tag_id = ? AND mention_id = ?"
    if is_on:
        sql = "INSERT OR IGNORE INTO mention_tag VALUES (?, ?)"
    db.executemany(sql, [(key, each) for each in ids])


@converting
def delete(db: Connection, ids: Sequence[int], now: datetime, *, at_a_time: int = 1500) -> int:
    """Move mentions to the bin; they do not come back when fetched again.

    Many are moved in several transactions, so that nobody else waits long to write; they are one
    step all the same, and a step cut short by a power cut is undone like any other.
    """
    before: dict[int, list[int]] = {}
    step_id: int | None = None
    total = 0
    for number, batch in enumerate(chunks(dict.fromkeys(ids), at_a_time)):
        with writing(db):
            moved = bin.put(db, batch, epoch(now))
            total += len(moved)
            if not moved:
                continue
            new = {each: [epoch(now), number] for each in moved}
            if step_id is None or not journal.extend(db, step_id, before | new):
                before = {}
                step_id = journal.write(db, StepKind.DELETE, "", new, now)
            before |= new
    return total


@converting
def undo(db: Connection) -> Step | None:
    """Take the last step back; `None` when there is nothing to take back."""
    return _exchange(db, is_undo=True)


@converting
def redo(db: Connection) -> Step | None:
    """Do again what was taken back last; `None` when there is nothing."""
    return _exchange(db, is_undo=False)


def _exchange(db: Connection, *, is_undo: bool) -> Step | None:
    deleting.turn_ahead(db, is_undo=is_undo)
    with writing(db):
        record = journal.last(db, is_undone=not is_undo)
        if record is None:
            return None
        kept = _TURNS[record.kind](db, record, is_undo)
        journal.mark(db, record, kept, is_undone=is_undo)
    return Step(record.kind, len(kept), record.value, tuple(kept))


def _turn_values(
    read: Callable[[Connection, Sequence[int]], dict[int, Any]],
    put: Callable[[Connection, Mapping[int, Any]], None],
) -> Callable[[Connection, Record, bool], dict[int, Any]]:
    def turn(db: Connection, record: Record, _is_undo: bool) -> dict[int, Any]:
        now = read(db, list(record.before))
        put(db, {each: record.before[each] for each in now})
        return now

    return turn


def _turn_tag(db: Connection, record: Record, is_undo: bool) -> dict[int, Any]:
    there = list(journal.present(db, list(record.before), "1"))
    is_on = (record.kind is StepKind.TAG) != is_undo
    _put_tag(db, tag_id(db, record.value), there, is_on)
    return dict.fromkeys(there, 0)


_TURNS = {
    StepKind.STATUS: _turn_values(_statuses, _put_statuses),
    StepKind.TONE: _turn_values(_tones, _put_tones),
    StepKind.ASSIGN: _turn_values(_assignees, _put_assignees),
    StepKind.TAG: _turn_tag,
    StepKind.UNTAG: _turn_tag,
    StepKind.DELETE: deleting.turn,
}


@converting
def next_undo(db: Connection) -> Step | None:
    """What `undo` would take back, without its ids."""
    return _announced(db, is_undone=False)


@converting
def next_redo(db: Connection) -> Step | None:
    """What `redo` would do again, without its ids."""
    return _announced(db, is_undone=True)


def _announced(db: Connection, *, is_undone: bool) -> Step | None:
    record = journal.last(db, is_undone=is_undone)
    return Step(record.kind, record.count, record.value) if record else None
