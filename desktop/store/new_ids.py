"""Ids for new mentions: the time in the upper bits, a hash of the item in the lower ones."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.models import Prepared
from desktop.store.codes import ID_BITS, chunks, digest, epoch, marks
from desktop.store.database import Connection

_ID_MASK = (1 << ID_BITS) - 1


def free_ids(db: Connection, source_id: int, new: Sequence[Prepared], seen_s: int) -> list[int]:
    """Ids that carry the time and are nobody's yet."""
    wanted = []
    for each in new:
        created = each.item.created_at
        second = seen_s if created is None else epoch(created)
        low = digest(source_id, each.item.external_id) & _ID_MASK
        wanted.append(second << ID_BITS | low)
    taken: set[int] = set()
    for batch in chunks(wanted):
        sql = f"SELECT id FROM body WHERE id IN ({marks(batch)})"
        taken.update(row[0] for row in db.execute(sql, batch))
    ids = []
    for each_id in wanted:
        while each_id in taken:
            each_id = _next(each_id)
            if each_id not in taken and _exists(db, each_id):
                taken.add(each_id)
        taken.add(each_id)
        ids.append(each_id)
    return ids


def _next(mention_id: int) -> int:
    return mention_id & ~_ID_MASK | (mention_id + 1) & _ID_MASK


def _exists(db: Connection, mention_id: int) -> bool:
    return db.execute("SELECT 1 FROM body WHERE id = ?", (mention_id,)).fetchone() is not None
