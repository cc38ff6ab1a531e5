"""Letting go of what is old: mentions past their time, and what lay in the bin for a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from desktop.core.models import Status
from desktop.store import bin, folding, looks
from desktop.store.codes import STATUS_CODES, epoch, first_id
from desktop.store.database import Connection, writing
from desktop.store.journal import forget
from desktop.store.troubles import converting

BIN_DAYS = 30
_BATCH = 200


@converting
def prune(db: Connection, before: datetime, is_stopped: Callable[[], bool]) -> int:
    """Remove mentions published before a time, in short transactions; how many went.

    What somebody worked on stays: mentions in work, assigned, tagged, or with a note or an
    attachment. Pruned mentions cannot be brought back, and an item that a source still delivers
    is stored again: the intake should not take what is older than the retention.
    """
    removed, last = 0, -1
    sql = """SELECT m.id FROM mention m NOT INDEXED WHERE m.id > ? AND m.id < ?
        AND m.status <> ? AND m.assignee_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM note WHERE mention_id = m.id)
        AND NOT EXISTS (SELECT 1 FROM attachment WHERE mention_id = m.id)
        AND NOT EXISTS (SELECT 1 FROM mention_tag WHERE mention_id = m.id)
        ORDER BY m.id LIMIT ?"""
    in_work = STATUS_CODES[Status.IN_WORK]
    with writing(db):
        looks.prune(db, before)
    while not is_stopped():
        with writing(db):
            rows = db.execute(sql, (last, first_id(before), in_work, _BATCH)).fetchall()
            ids = [row[0] for row in rows]
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
