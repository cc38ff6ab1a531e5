"""The full-text index: which forms of words are known, and making everything anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from desktop.core.words import WORDS_VERSION, WordForms, forms
from desktop.store.database import Connection, writing
from desktop.store.signs import signed
from desktop.store.troubles import StoreConnection, converting

_CACHED_FORMS = 200_000
_REBUILD_BATCH = 1000
_VERSION = "words_version"
_LAYOUT = "2"
"""Of what stands beside the words."""


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
    return f"{WORDS_VERSION}/{_LAYOUT}/{version}"


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
    total = db.execute("SELECT count(*) FROM body").fetchone()[0]
    with writing(db):
        db.execute("DELETE FROM meta WHERE name = ?", (_VERSION,))
        db.execute("DELETE FROM word_form")
        if isinstance(db, StoreConnection):
            db.forget()
    done, last = 0, -1
    while not is_stopped():
        with writing(db):
            rows = db.execute(_TEXTS, (last, _REBUILD_BATCH)).fetchall()
            if not rows:
                _mark(db, version)
                return True
            _reindex(db, rows, word_forms)
        done, last = done + len(rows), rows[-1][0]
        on_progress(done, total)
    return False


_TEXTS = """
    SELECT b.id, b.title, b.text, b.source_id, coalesce(m.tone, n.content ->> '$.row[3]', 0),
        CASE WHEN m.id IS NULL THEN (SELECT group_concat(value ->> 0) FROM
                json_each(n.content, '$.topics'))
            ELSE (SELECT group_concat(topic_id) FROM mention_topic WHERE mention_id = b.id) END
    FROM body b LEFT JOIN mention m ON m.id = b.id LEFT JOIN bin n ON n.id = b.id
    WHERE b.id > ? ORDER BY b.id LIMIT ?"""
"""Deleted mentions too: they may come back, and bring their words with them."""


def _reindex(db: Connection, rows: Sequence[tuple[Any, ...]], word_forms: WordForms) -> None:
    texts = [forms(f"{title}\n{text}" if title else text) for _, title, text, *_ in rows]
    learn(db, texts, word_forms)
    db.executemany("DELETE FROM word_index WHERE rowid = ?", [(row[0],) for row in rows])
    db.executemany(
        "INSERT INTO word_index (rowid, words) VALUES (?, ?)",
        [
            (row[0], signed(words, row[4], row[3], _numbers(row[5])))
            for row, words in zip(rows, texts, strict=True)
        ],
    )


def _numbers(listing: str | None) -> list[int]:
    return [int(each) for each in listing.split(",")] if listing else []
