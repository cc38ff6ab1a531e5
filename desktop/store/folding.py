"""Repeats: a text seen before within thirty days is folded under its first-seen copy.

The copy that the others point to is called the lead here; it has no `repeat_of` itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from desktop.store.codes import ID_BITS, chunks, marks
from desktop.store.database import Connection

WINDOW_IDS = 30 * 24 * 3600 << ID_BITS
"""Thirty days, as a distance between ids."""


def leads(db: Connection, ids: Sequence[int], fold_keys: Sequence[int | None]) -> list[int | None]:
    """The lead of each new mention, `None` for one that leads (or is too short to fold)."""
    known: dict[int, list[int]] = defaultdict(list)
    wanted = dict.fromkeys(key for key in fold_keys if key is not None)
    for batch in chunks(wanted):
        sql = f"""SELECT fold_key, id FROM mention
            WHERE fold_key IN ({marks(batch)}) AND fold_key IS NOT NULL AND repeat_of IS NULL"""
        for key, lead in db.execute(sql, batch):
            known[key].append(lead)
    found: list[int | None] = []
    for mention_id, key in zip(ids, fold_keys, strict=True):
        lead = _nearest(mention_id, known[key]) if key is not None else None
        if key is not None and lead is None:
            known[key].append(mention_id)
        found.append(lead)
    return found


def _nearest(mention_id: int, candidates: Sequence[int]) -> int | None:
    near = [(abs(each - mention_id), each) for each in candidates if each != mention_id]
    distance, lead = min(near, default=(WINDOW_IDS + 1, 0))
    return lead if distance <= WINDOW_IDS else None


def promote(db: Connection, leaving: Sequence[int]) -> dict[int, list[int]]:
    """Give the copies of leads that are about to leave a new lead: the oldest one that stays.

    Returns the copies each lead had, so that it can be put back.
    """
    going = set(leaving)
    had: dict[int, list[int]] = defaultdict(list)
    for batch in chunks(leaving):
        sql = f"SELECT repeat_of, id FROM mention WHERE repeat_of IN ({marks(batch)}) ORDER BY id"
        for lead, copy in db.execute(sql, batch):
            had[lead].append(copy)
    changes = []
    for copies in had.values():
        staying = [each for each in copies if each not in going]
        changes += [(None if each == staying[0] else staying[0], each) for each in staying]
    db.executemany("UPDATE mention SET repeat_of = ? WHERE id = ?", changes)
    return dict(had)


def refold(db: Connection, fold_keys: Mapping[int, int | None]) -> None:
    """Fold mentions anew whose text was edited; one whose key did not change stays as it is."""
    stored: dict[int, int | None] = {}
    for batch in chunks(fold_keys):
        sql = f"SELECT id, fold_key FROM mention WHERE id IN ({marks(batch)})"
        stored.update(db.execute(sql, batch).fetchall())
    moved = [each for each in stored if stored[each] != fold_keys[each]]
    promote(db, moved)
    db.executemany(
        "UPDATE mention SET fold_key = NULL, repeat_of = NULL WHERE id = ?",
        [(each,) for each in moved],
    )
    keys = [fold_keys[each] for each in moved]
    changes = zip(keys, leads(db, moved, keys), moved, strict=True)
    db.executemany("UPDATE mention SET fold_key = ?, repeat_of = ? WHERE id = ?", changes)
