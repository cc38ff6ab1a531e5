"""What an author wrote before, and erasing an author's data everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.models import Mention
from desktop.core.words import forms
from desktop.store import bin, folding, rows
from desktop.store.codes import chunks, marks
from desktop.store.database import Connection, writing
from desktop.store.erased import folded_handle, name_digest
from desktop.store.journal import forget
from desktop.store.troubles import StoreConnection, converting


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


@converting
def erase(db: Connection, handle: str, *, with_evidence: bool = False) -> int:  # noqa: ARG001
    """Remove an author's mentions with all that hangs on them; how many there were.

    The author is found by handle (with or without @, case aside) in every network, or by a name
    that is exactly that. Deleted mentions go too. Only a keyed hash stays, by which the author's
    items are refused from now on. Then the freed parts of the file are overwritten, which takes
    a while on a large store; nobody else may be writing. The store keeps no evidence yet that
    `with_evidence` could spare: attachments go with their mention. `ValueError` for no handle.
    """
    names = {folded_handle(handle), handle.strip().casefold()}
    if not all(names):
        raise ValueError("an author needs a handle")
    db.execute("PRAGMA secure_delete = ON")
    try:
        with writing(db):
            removed = _erase(db, sorted(names))
        _overwrite(db)
    finally:
        db.execute("PRAGMA secure_delete = OFF")
    return removed


def _erase(db: Connection, names: Sequence[str]) -> int:
    wanted = marks(names)
    sql = f"""SELECT id FROM author WHERE handle IN ({wanted})
        UNION SELECT id FROM author WHERE name IN ({wanted}) AND handle IS NULL"""
    authors = [row[0] for row in db.execute(sql, [*names, *names])]
    ids = _written_by(db, authors)
    forget(db, ids)
    folding.promote(db, ids)
    for batch in chunks(ids):
        bin.hide(db, batch)
        bin.destroy(db, batch)
    _forget_forms(db)
    db.executemany("DELETE FROM author WHERE id = ?", [(each,) for each in authors])
    db.executemany(
        "INSERT OR IGNORE INTO erased_author VALUES (?)",
        [(name_digest(db, name),) for name in names],
    )
    if isinstance(db, StoreConnection):
        db.forget()
    return len(ids)


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
    binned = db.execute("SELECT b.title, b.text FROM bin JOIN body b ON b.id = bin.id")
    needed = {form for title, text in binned for form in forms(f"{title}\n{text}")}
    db.execute(
        """CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary
        USING fts5vocab(main, word_index, row)"""
    )
    sql = """SELECT DISTINCT form FROM word_form
        WHERE form NOT IN (SELECT term FROM temp.vocabulary)"""
    unused = [row for row in db.execute(sql).fetchall() if row[0] not in needed]
    db.executemany("DELETE FROM word_form WHERE form = ?", unused)


def _overwrite(db: Connection) -> None:
    """Leave nothing of removed rows in the file, its index or its journal."""
    with writing(db):
        # Merges the index into one segment: a deletion is only a mark until then.
        db.execute("INSERT INTO word_index (word_index) VALUES ('optimize')")
    # Writes the file anew: texts that were edited long ago left traces in unused places too.
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
