"""What an author wrote before, and erasing an author's data everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from desktop.core.models import Mention
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.store import bin, folding, rows
from desktop.store.codes import chunks, marks
from desktop.store.database import Connection, writing
from desktop.store.erased import folded_handle, name_digest
from desktop.store.journal import forget
from desktop.store.troubles import StoreConnection, converting, path_of, troubles

_PENDING = "erasing_unfinished"


@converting
def earlier(db: Connection, mention: Mention, limit: int = 20) -> tuple[Mention, ...]:
    """Mentions of the same author published before this one, newest first.

    An author is a handle, or a name where there is none, within one kind of source.
    """
    sql = """SELECT id FROM mention INDEXED BY mention_author
        WHERE author_id = (SELECT author_id FROM mention WHERE id = ?) AND id < ?
        ORDER BY id DESC LIMIT ?"""
    found = db.execute(sql, (mention.id, mention.id, limit)).fetchall()
    return tuple(rows.load(db, [row[0] for row in found]))


class Erased(NamedTuple):
    """What `erase` did.

    `kept` mentions are evidence and stay whole. With `is_pending` the rows are gone, but the file
    could not be overwritten yet: `finish_erasing` does that later.
    """

    removed: int
    kept: int
    is_pending: bool = False


@converting
def erase(db: Connection, handle: str, *, with_evidence: bool = False) -> Erased:
    """Remove an author's mentions with all that hangs on them.

    The author is found by handle (with or without @, case aside) in every network, and by a name
    that is exactly that where a mention has no handle at all. Mentions in the bin go too. What
    the team attached a file to is evidence and stays, unless `with_evidence`. A keyed hash stays,
    by which the author's items are refused from now on. Then the freed parts of the file are
    overwritten, which takes a while on a large store. `ValueError` for no handle.
    """
    names = {folded_handle(handle), handle.strip().casefold()}
    if not all(names):
        raise ValueError("an author needs a handle")
    db.execute("PRAGMA secure_delete = ON")
    try:
        with writing(db):
            removed, kept = _erase(db, sorted(names), with_evidence)
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, '')", (_PENDING,))
    finally:
        db.execute("PRAGMA secure_delete = OFF")
    return Erased(removed, kept, not finish_erasing(db))


@converting
def finish_erasing(db: Connection) -> bool:
    """Overwrite what erasing left in unused parts of the file, if that is still to be done.

    Whether nothing is left to do: somebody else at work on the store, or a full disk, puts it off.
    """
    if not db.execute("SELECT 1 FROM meta WHERE name = ?", (_PENDING,)).fetchone():
        return True
    db.execute("PRAGMA secure_delete = ON")
    try:
        with troubles(path_of(db)):
            is_done = _overwrite(db)
    except StoreProblem as problem:
        if problem.trouble not in (StoreTrouble.LOCKED, StoreTrouble.FULL):
            raise
        is_done = False
    finally:
        db.execute("PRAGMA secure_delete = OFF")
    if is_done:
        with writing(db):
            db.execute("DELETE FROM meta WHERE name = ?", (_PENDING,))
    return is_done


def _erase(db: Connection, names: Sequence[str], with_evidence: bool) -> tuple[int, int]:
    wanted = marks(names)
    sql = f"""SELECT id FROM author WHERE handle IN ({wanted})
        UNION SELECT id FROM author WHERE name IN ({wanted}) AND handle IS NULL"""
    authors = [row[0] for row in db.execute(sql, [*names, *names])]
    written = _written_by(db, authors)
    kept = set() if with_evidence else _evidence(db, written)
    ids = [each for each in written if each not in kept]
    forget(db, ids)
    folding.promote(db, ids)
    for batch in chunks(ids):
        bin.hide(db, batch)
        bin.destroy(db, batch)
    _forget_forms(db)
    db.executemany(
        """DELETE FROM author WHERE id = ?1
        AND NOT EXISTS (SELECT 1 FROM mention WHERE author_id = ?1)""",
        [(each,) for each in authors],
    )
    db.executemany(
        "INSERT OR IGNORE INTO erased_author VALUES (?)",
        [(name_digest(db, name),) for name in names],
    )
    if isinstance(db, StoreConnection):
        db.forget()
    return len(ids), len(kept)


def _evidence(db: Connection, ids: Sequence[int]) -> set[int]:
    """Mentions in sight that somebody attached a file to; what was deleted is no evidence."""
    found: set[int] = set()
    for batch in chunks(ids):
        sql = f"""SELECT id FROM mention WHERE id IN ({marks(batch)})
            AND EXISTS (SELECT 1 FROM attachment WHERE mention_id = mention.id)"""
        found.update(row[0] for row in db.execute(sql, batch))
    return found


def _written_by(db: Connection, authors: Sequence[int]) -> list[int]:
    ids: set[int] = set()
    for batch in chunks(authors):
        sql = f"SELECT id FROM mention WHERE author_id IN ({marks(batch)})"
        ids.update(row[0] for row in db.execute(sql, batch))
        # The bin keeps narrow rows as JSON: id, source, status, tone, score, engagement, author.
        sql = f"SELECT id FROM bin WHERE content ->> '$.row[6]' IN ({marks(batch)})"
        ids.update(row[0] for row in db.execute(sql, batch))
    return sorted(ids)


def _forget_forms(db: Connection) -> None:
    """Words that no text has any more would betray those that had them: a nickname, a rare word."""
    db.execute(
        """CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary
        USING fts5vocab(main, word_index, row)"""
    )
    sql = """SELECT DISTINCT form FROM word_form
        WHERE form NOT IN (SELECT term FROM temp.vocabulary)"""
    unused = db.execute(sql).fetchall()
    db.executemany("DELETE FROM word_form WHERE form = ?", unused)


def _overwrite(db: Connection) -> bool:
    """Leave nothing of removed rows in the file, its index or its journal; whether all went."""
    with writing(db):
        # Merges the index into one segment: a deletion is only a mark until then.
        db.execute("INSERT INTO word_index (word_index) VALUES ('optimize')")
    # Writes the file anew: texts that were edited long ago left traces in unused places too.
    db.execute("VACUUM")
    is_busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy
