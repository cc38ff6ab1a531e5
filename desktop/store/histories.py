"""How far the past of each source was read: started, stopped and resumed by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from desktop.core.histories import HistoryProgress, HistoryState
from desktop.core.sources import Reason
from desktop.store.codes import epoch, moment, optional_epoch, optional_moment
from desktop.store.database import Connection, writing
from desktop.store.troubles import converting

_ROWS = """SELECT h.source_id, s.name, h.since, h.state, h.begun_at, h.reached, h.items, h.new,
    h.failures, h.reason, h.next_at, h.cursor
    FROM history h JOIN source s ON s.id = h.source_id WHERE NOT s.is_removed"""


@converting
def all(db: Connection) -> tuple[HistoryProgress, ...]:
    """Every history, by the name of its source."""
    return tuple(map(_history, db.execute(f"{_ROWS} ORDER BY s.name_key")))


@converting
def get(db: Connection, source_id: int) -> HistoryProgress | None:
    """The history of a source; `None` when none was ever started."""
    row = db.execute(f"{_ROWS} AND h.source_id = ?", (source_id,)).fetchone()
    return _history(row) if row else None


@converting
def is_running(db: Connection) -> bool:
    """Whether any is to be read on. Instant."""
    sql = "SELECT 1 FROM history WHERE state = ? LIMIT 1"
    return db.execute(sql, (HistoryState.RUNNING.value,)).fetchone() is not None


def _history(row: tuple[Any, ...]) -> HistoryProgress:
    return HistoryProgress(
        source_id=row[0],
        source=row[1],
        since=moment(row[2]),
        state=HistoryState(row[3]),
        begun_at=optional_moment(row[4]),
        reached=optional_moment(row[5]),
        items=row[6],
        new=row[7],
        failures=row[8],
        reason=Reason(row[9]) if row[9] else None,
        next_at=optional_moment(row[10]),
        cursor=row[11],
    )


@converting
def start(db: Connection, source_id: int, since: datetime) -> None:
    """Read the past of a source from its newest item back to `since`, from the beginning.

    What is stored already is recognised. It is read in the background, see
    `desktop.monitor.history`.
    """
    with writing(db):
        db.execute(
            "INSERT OR REPLACE INTO history (source_id, since, state) VALUES (?, ?, ?)",
            (source_id, epoch(since), HistoryState.RUNNING.value),
        )


@converting
def stop(db: Connection, source_id: int) -> None:
    """A person wants no more of it for now; nothing happens when it is not running."""
    sql = "UPDATE history SET state = ? WHERE source_id = ? AND state = ?"
    values = (HistoryState.STOPPED.value, source_id, HistoryState.RUNNING.value)
    with writing(db):
        db.execute(sql, values)


@converting
def resume(db: Connection, source_id: int) -> None:
    """Go on where it was stopped, at once; nothing happens when it is done."""
    sql = """UPDATE history SET state = ?, failures = 0, reason = NULL, next_at = NULL
        WHERE source_id = ? AND state <> ?"""
    values = (HistoryState.RUNNING.value, source_id, HistoryState.DONE.value)
    with writing(db):
        db.execute(sql, values)


@converting
def save(db: Connection, before: HistoryProgress, after: HistoryProgress) -> HistoryProgress | None:
    """Store a step that began at `before`, in the transaction of its rows; what is stored now.

    `None`, and nothing is stored, when it was started anew or its source removed meanwhile. One
    that a person stopped meanwhile keeps what it reached and stays stopped.
    """
    with writing(db):
        now = get(db, before.source_id)
        if now is None or (now.since, now.cursor) != (before.since, before.cursor):
            return None
        if now.state is HistoryState.STOPPED and after.state is HistoryState.RUNNING:
            after = replace(after, state=HistoryState.STOPPED)
        db.execute(
            """UPDATE history SET state = ?, begun_at = ?, reached = ?, items = ?, new = ?,
            failures = ?, reason = ?, next_at = ?, cursor = ? WHERE source_id = ?""",
            (
                after.state.value,
                optional_epoch(after.begun_at),
                optional_epoch(after.reached),
                after.items,
                after.new,
                after.failures,
                after.reason.value if after.reason else None,
                optional_epoch(after.next_at),
                after.cursor,
                after.source_id,
            ),
        )
    return after
