"""Letting go of what is old: mentions past their time, what lay in the bin for a month, and what
its place deleted a month ago.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from desktop.core.models import Status
from desktop.store import bin, folding, looks
from desktop.store.codes import STATUS_CODES, epoch, first_id
from desktop.store.database import Connection, writing
from desktop.store.journal import forget
from desktop.store.saving import BY_PERSON
from desktop.store.troubles import converting

BIN_DAYS = 30
GONE_DAYS = 30
_BATCH = 200
_NOT_WORKED_ON = """m.assignee_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM note WHERE mention_id = m.id)
        AND NOT EXISTS (SELECT 1 FROM attachment WHERE mention_id = m.id)
        AND NOT EXISTS (SELECT 1 FROM mention_tag WHERE mention_id = m.id)"""


@converting
def prune(db: Connection, before: datetime, is_stopped: Callable[[], bool]) -> int:
    """Remove mentions published before a time, in short transactions; how many went.

    What somebody worked on stays: mentions in work, assigned, tagged, or with a note or an
    attachment. Pruned mentions cannot be brought back, and an item that a source still delivers
    is stored again: the intake should not take what is older than the retention.
    """
    sql = f"""SELECT m.id FROM mention m NOT INDEXED WHERE m.id > ? AND m.id < ?
        AND m.status <> ? AND {_NOT_WORKED_ON} ORDER BY m.id LIMIT ?"""
    in_work = STATUS_CODES[Status.IN_WORK]
    with writing(db):
        looks.prune(db, before)
    return _let_go(db, sql, (first_id(before), in_work), is_stopped)


@converting
def prune_gone(db: Connection, now: datetime, is_stopped: Callable[[], bool]) -> int:
    """Remove mentions that their place deleted more than `GONE_DAYS` ago; how many went.

    What somebody worked on stays: only new mentions go, without assignee, tag, note, attachment
    or a tone that a person gave. An item that its place shows again is stored again.
    """
    sql = f"""SELECT m.id FROM body b INDEXED BY body_gone JOIN mention m ON m.id = b.id
        WHERE m.id > ? AND b.gone_at < ? AND m.status = ? AND b.tone_by IS NOT ?
        AND {_NOT_WORKED_ON} ORDER BY m.id LIMIT ?"""
    oldest = epoch(now - timedelta(days=GONE_DAYS))
    return _let_go(db, sql, (oldest, STATUS_CODES[Status.NEW], BY_PERSON), is_stopped)


def _let_go(
    db: Connection, sql: str, values: tuple[object, ...], is_stopped: Callable[[], bool]
) -> int:
    """Destroy the mentions that a query finds, batch after batch, upwards by id."""
    removed, last = 0, -1
    while not is_stopped():
        with writing(db):
            ids = [row[0] for row in db.execute(sql, (last, *values, _BATCH))]
            forget(db, ids)
            folding.promote(db, ids)
            bin.hide(db, ids)
            removed += bin.destroy(db, ids)
        if len(ids) < _BATCH:
            break
        last = ids[-1]
    return removed


@converting
def purge_bin(db: Connection, now: datetime, is_stopped: Callable[[], bool] | None = None) -> int:
    """Empty the bin of what was deleted more than `BIN_DAYS` ago; how many went for good.

    Those deletions cannot be undone any more, and their items still do not come back.
    """
    oldest = epoch(now - timedelta(days=BIN_DAYS))
    removed = 0
    sql = "SELECT id FROM bin WHERE deleted_at < ? LIMIT ?"
    while not (is_stopped and is_stopped()):
        with writing(db):
            ids = [row[0] for row in db.execute(sql, (oldest, _BATCH))]
            forget(db, ids)
            bin.bury(db, ids)
            removed += bin.destroy(db, ids)
        if len(ids) < _BATCH:
            break
    return removed
