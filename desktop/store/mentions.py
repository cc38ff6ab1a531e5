"""Storing what the intake prepared, and reading single mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.core.models import Mention, Prepared
from desktop.store import erased, rows, saving
from desktop.store.codes import chunks, digest, epoch, marks
from desktop.store.database import Connection
from desktop.store.troubles import converting

if TYPE_CHECKING:
    from desktop.core.words import WordForms


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of a batch.

    `same` were stored already and brought nothing new, or had been deleted by the person;
    `refused` are of an author whose data was erased.
    """

    new_ids: tuple[int, ...]
    changed_ids: tuple[int, ...]
    same: int
    refused: int = 0


@converting
def save_batch(
    db: Connection,
    source_id: int,
    prepared: Sequence[Prepared],
    seen_at: datetime,
    word_forms: WordForms,
) -> SaveResult:
    """Store a batch (500 is a good size) of one source. Call inside `writing`.

    An item is the same as a stored one when source and external id are equal; then counters and
    edited text are updated with all that is derived from the text, and what a person set
    stays. `None` never erases a known counter. `word_forms` gives the keys under which words
    not seen before can be searched. Of items with one external id the last counts.
    """
    fresh = {each.item.external_id: each for each in prepared}
    refused = erased.refused(db, fresh.values())
    for external_id in refused:
        del fresh[external_id]
    known = _known(db, source_id, list(fresh))
    buried = _buried(db, source_id, [each for each in fresh if each not in known])
    seen_s = epoch(seen_at)
    new = [
        each
        for external_id, each in fresh.items()
        if external_id not in known and external_id not in buried
    ]
    changed = [
        (known[each], fresh[each]) for each in known if saving.differs(known[each], fresh[each])
    ]
    new_ids = saving.insert(db, source_id, new, seen_s, word_forms)
    changed_ids = saving.update(db, source_id, changed, word_forms)
    same = len(prepared) - len(new_ids) - len(changed_ids) - len(refused)
    return SaveResult(new_ids, changed_ids, same, len(refused))


def _known(db: Connection, source_id: int, external_ids: list[str]) -> dict[str, saving.Known]:
    known: dict[str, saving.Known] = {}
    for start in range(0, len(external_ids), 500):
        batch = external_ids[start : start + 500]
        sql = saving.KNOWN.format(marks=marks(batch))
        for row in db.execute(sql, (source_id, *batch)):
            known[row[1]] = saving.Known(*row)
    return known


def _buried(db: Connection, source_id: int, external_ids: list[str]) -> set[str]:
    sql = "SELECT 1 FROM tombstone WHERE source_id = ? LIMIT 1"
    if not db.execute(sql, (source_id,)).fetchone():
        return set()
    digests = {digest(each): each for each in external_ids}
    found: set[str] = set()
    for batch in chunks(digests):
        sql = f"SELECT digest FROM tombstone WHERE source_id = ? AND digest IN ({marks(batch)})"
        found.update(digests[row[0]] for row in db.execute(sql, (source_id, *batch)))
    return found


@converting
def stored(db: Connection, source_id: int, external_ids: Sequence[str]) -> frozenset[str]:
    """Those of some items of a source that are stored and visible."""
    found: set[str] = set()
    for batch in chunks(external_ids):
        sql = f"""SELECT b.external_id FROM body b JOIN mention m ON m.id = b.id
            WHERE b.source_id = ? AND b.external_id IN ({marks(batch)})"""
        found.update(row[0] for row in db.execute(sql, (source_id, *batch)))
    return frozenset(found)


@converting
def mark_gone(
    db: Connection, source_id: int, external_ids: Sequence[str], now: datetime
) -> tuple[int, ...]:
    """Note that a place deleted items of a source; the ids of those it had not deleted before.

    Call inside `writing`. The mentions stay as they are until `retention.prune_gone`; one that is
    delivered again is not gone any more.
    """
    ids: list[int] = []
    for batch in chunks(dict.fromkeys(external_ids)):
        sql = f"""SELECT id FROM body
            WHERE source_id = ? AND gone_at IS NULL AND external_id IN ({marks(batch)})"""
        ids += [row[0] for row in db.execute(sql, (source_id, *batch))]
    at = epoch(now)
    db.executemany("UPDATE body SET gone_at = ? WHERE id = ?", [(at, each) for each in ids])
    return tuple(ids)


@converting
def get(db: Connection, mention_id: int) -> Mention | None:
    """One mention; `None` when it is not there (any more)."""
    found = rows.load(db, (mention_id,))
    return found[0] if found else None


@converting
def get_many(db: Connection, ids: Iterable[int]) -> list[Mention]:
    """Mentions in the order of `ids`; those not there are left out."""
    return rows.load(db, ids)


@converting
def copies(db: Connection, mention_id: int) -> tuple[Mention, ...]:
    """The repeats folded under a mention, oldest first."""
    sql = "SELECT id FROM mention WHERE repeat_of = ? ORDER BY id"
    return tuple(rows.load(db, [row[0] for row in db.execute(sql, (mention_id,))]))
