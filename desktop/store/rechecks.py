"""Which stored items of a source are to be looked up again, and when it was done last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.store.codes import epoch, first_id, optional_moment
from desktop.store.database import Connection, writing
from desktop.store.troubles import converting


@dataclass(frozen=True, slots=True)
class Rotation:
    """External ids to look up now; the next turn goes on `below` a mention, `None`: at the top."""

    external_ids: tuple[str, ...]
    below: int | None


@converting
def last_at(db: Connection, source_id: int) -> datetime | None:
    """When items of a source were looked up again; `None` when they never were."""
    sql = "SELECT rechecked_at FROM source WHERE id = ?"
    row = db.execute(sql, (source_id,)).fetchone()
    return optional_moment(row[0]) if row else None


@converting
def rotation(db: Connection, source_id: int, since: datetime, most: int) -> Rotation:
    """The next `most` mentions of a source published since a time, newest first, taking turns."""
    row = db.execute("SELECT recheck_below FROM source WHERE id = ?", (source_id,)).fetchone()
    below = row[0] if row else None
    found = _next(db, source_id, first_id(since), below, most)
    if not found and below is not None:
        found = _next(db, source_id, first_id(since), None, most)
    ids = tuple(external for _, external in found)
    return Rotation(ids, found[-1][0] if len(found) == most else None)


def _next(
    db: Connection, source_id: int, first: int, below: int | None, most: int
) -> Sequence[tuple[int, str]]:
    upto = "" if below is None else "AND m.id < ?"
    # By the index of the source: a source has few mentions among a million of others.
    sql = f"""SELECT m.id, b.external_id FROM mention m INDEXED BY mention_source
        JOIN body b ON b.id = m.id WHERE m.source_id = ? AND m.id >= ? {upto}
        ORDER BY m.id DESC LIMIT ?"""
    values = (source_id, first, most) if below is None else (source_id, first, below, most)
    return [(row[0], row[1]) for row in db.execute(sql, values)]


@converting
def note(db: Connection, source_id: int, now: datetime, below: int | None) -> None:
    """Items of a source were looked up, or could not be: the next turn is `below` that mention."""
    with writing(db):
        db.execute(
            "UPDATE source SET rechecked_at = ?, recheck_below = ? WHERE id = ?",
            (epoch(now), below, source_id),
        )
