"""When sources were really looked at: stretches of time, so that a gap is never read as quiet.

Every look lengthens the last stretch of its source, unless so much time went by since that the
computer must have slept or the network been away; then a new stretch begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from desktop.store.codes import epoch, marks, moment
from desktop.store.database import Connection
from desktop.store.troubles import converting

_PATIENCE = 2.5
_LEAST = timedelta(minutes=30)
"""Looks closer than this belong together however often a source is looked at."""


@converting
def note(db: Connection, source_id: int, now: datetime, interval_min: int) -> None:
    """A source was looked at, inside the caller's transaction. `interval_min`: how often it is.

    A clock that was set back begins a stretch of its own.
    """
    reach = max(_LEAST, timedelta(minutes=interval_min * _PATIENCE))
    at = epoch(now)
    changed = db.execute(
        """UPDATE look SET until = ? WHERE source_id = ? AND since =
        (SELECT max(since) FROM look WHERE source_id = ? AND since <= ?)
        AND until <= ? AND until >= ?""",
        (at, source_id, source_id, at, at, at - int(reach.total_seconds())),
    )
    if not changed.rowcount:
        db.execute("INSERT OR IGNORE INTO look VALUES (?, ?, ?)", (source_id, at, at))


@converting
def cover(db: Connection, source_id: int, start: datetime, end: datetime) -> None:
    """The past of a source between two times was read, inside the caller's transaction.

    As good as having looked at the time; stretches that touch it become one with it.
    """
    since, until = epoch(start), epoch(end)
    touching = "source_id = ? AND until >= ? AND since <= ?"
    which = (source_id, since, until)
    sql = f"SELECT min(since), max(until) FROM look WHERE {touching}"
    first, last = db.execute(sql, which).fetchone()
    if first is not None:
        since, until = min(since, first), max(until, last)
    db.execute(f"DELETE FROM look WHERE {touching}", which)
    db.execute("INSERT INTO look VALUES (?, ?, ?)", (source_id, since, until))


@converting
def between(
    db: Connection, start: datetime, end: datetime, source_ids: Sequence[int] = ()
) -> tuple[tuple[datetime, datetime], ...]:
    """Stretches (since, until) in which some of the sources was looked at, in order and apart.

    Without `source_ids` every source counts.
    """
    some = f"AND source_id IN ({marks(source_ids)})" if source_ids else ""
    rows = db.execute(
        f"SELECT since, until FROM look WHERE until >= ? AND since < ? {some} ORDER BY since",
        (epoch(start), epoch(end), *source_ids),
    )
    found: list[tuple[int, int]] = []
    for since, until in rows:
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(until, found[-1][1])
        else:
            found.append((since, until))
    return tuple((moment(since), moment(until)) for since, until in found)


@converting
def is_recorded(db: Connection) -> bool:
    """Whether anything was ever noted."""
    return db.execute("SELECT 1 FROM look LIMIT 1").fetchone() is not None


@converting
def prune(db: Connection, before: datetime) -> None:
    """Forget stretches that ended before a time, inside the caller's transaction."""
    db.execute("DELETE FROM look WHERE until < ?", (epoch(before),))
