"""The full-text index: which forms of words are known, and making everything anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from desktop.core.words import WORDS_VERSION, WordForms, forms
from desktop.store.database import Connection, writing
from desktop.store.troubles import StoreConnection, converting

_CACHED_FORMS = 200_000
_REBUILD_BATCH = 1000
_VERSION = "words_version"


def learn(db: Connection, words: Iterable[tuple[str, ...]], word_forms: WordForms) -> None:
    """Store the keys of forms that no text had before."""
    known = db.known_forms if isinstance(db, StoreConnection) else set()
    if len(known) > _CACHED_FORMS:
        known.clear()
    unmet = set().union(*words) - known
    if not unmet:
        return
    sql = """SELECT value FROM json_each(?)
        WHERE NOT EXISTS (SELECT 1 FROM word_form WHERE form = value)"""
    new = [row[0] for row in db.execute(sql, (json.dumps(sorted(unmet)),))]
    db.executemany(
        "INSERT OR IGNORE INTO word_form VALUES (?, ?)",
        [(key, form) for form in new for key in word_forms.keys(form) or (form,)],
    )
    known.update(unmet)


def _current(version: str) -> str:
    return f"{WORDS_VERSION}/{version}"


@converting
def needs_rebuild(db: Connection, version: str) -> bool:
    """Whether the stored words were made by another word analyser than `version`.

    An empty store takes on the version and needs nothing.
    """
    row = db.execute("SELECT value FROM meta WHERE name = ?", (_VERSION,)).fetchone()
    if row is None and not db.execute("SELECT 1 FROM body LIMIT 1").fetchone():
        with writing(db):
            _mark(db, version)
        return False
    return row is None or row[0] != _current(version)


def _mark(db: Connection, version: str) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_VERSION, _current(version)))


@converting
def rebuild_words(
    db: Connection,
    word_forms: WordForms,
    version: str,
    on_progress: Callable[[int, int], None],
    is_stopped: Callable[[], bool],
) -> bool:
    """Make the words of all texts anew, in short transactions; `False` when stopped half-way.

    The version is written last, so that a rebuild cut short starts again.
    """
    total = db.execute("SELECT count(*) FROM mention").fetchone()[0]
    with writing(db):
        db.execute("DELETE FROM meta WHERE name = ?", (_VERSION,))
        db.execute("DELETE FROM word_form")
        if isinstance(db, StoreConnection):
            db.forget()
    done, last = 0, -1
    while not is_stopped():
        with writing(db):
            sql = """SELECT b.id, b.title, b.text FROM mention m CROSS JOIN body b ON b.id = m.id
                WHERE m.id > ? ORDER BY m.id LIMIT ?"""
            rows = db.execute(sql, (last, _REBUILD_BATCH)).fetchall()
            if not rows:
                _mark(db, version)
                return True
            _reindex(db, rows, word_forms)
        done, last = done + len(rows), rows[-1][0]
        on_progress(done, total)
    return False


def _reindex(db: Connection, rows: Iterable[tuple[int, str, str]], word_forms: WordForms) -> None:
    texts = [(each, forms(f"{title}\n{text}" if title else text)) for each, title, text in rows]
    learn(db, (words for _, words in texts), word_forms)
    db.executemany("DELETE FROM word_index WHERE rowid = ?", [(each,) for each, _ in texts])
    db.executemany(
        "INSERT INTO word_index (rowid, words) VALUES (?, ?)",
        [(each, " ".join(words)) for each, words in texts],
    )
