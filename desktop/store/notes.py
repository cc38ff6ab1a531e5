"""Remarks of the team on a mention."""

from __future__ import annotations

from datetime import datetime

from desktop.core.models import Note
from desktop.store.codes import epoch, moment
from desktop.store.database import Connection, writing
from desktop.store.troubles import converting


@converting
def add(db: Connection, mention_id: int, text: str, now: datetime) -> Note:
    """Write a note. `LookupError` when the mention is gone."""
    sql = """INSERT INTO note (mention_id, written_at, text)
        SELECT id, ?, ? FROM body WHERE id = ?"""
    with writing(db):
        cursor = db.execute(sql, (epoch(now), text, mention_id))
        if not cursor.rowcount:
            raise LookupError(f"no mention {mention_id}")
    return Note(cursor.lastrowid or 0, mention_id, moment(epoch(now)), text)


@converting
def change(db: Connection, note_id: int, text: str) -> None:
    """Replace the text of a note."""
    with writing(db):
        db.execute("UPDATE note SET text = ? WHERE id = ?", (text, note_id))


@converting
def remove(db: Connection, note_id: int) -> None:
    """Delete a note."""
    with writing(db):
        db.execute("DELETE FROM note WHERE id = ?", (note_id,))


@converting
def of(db: Connection, mention_id: int) -> tuple[Note, ...]:
    """The notes of a mention, oldest first."""
    sql = "SELECT id, mention_id, written_at, text FROM note WHERE mention_id = ? ORDER BY id"
    return tuple(
        Note(each, of_id, moment(written), text)
        for each, of_id, written, text in db.execute(sql, (mention_id,))
    )
