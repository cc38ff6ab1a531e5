"""The full-text index: which forms of words are known, and making everything anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from desktop.core.words import WORDS_VERSION, WordForms, forms
from desktop.store.database import Connection, writing
from desktop.store.signs import signed
from desktop.store.troubles import StoreConnection, converting

_CACHED_FORMS = 200_000
_REBUILT_TEXTS = 100
_REBUILT_FORMS = 1000
"""In one transaction: a few hundredths of a second."""
_VERSION = "words_version"
_REACHED = "words_reached"
_LAYOUT = "2"
"""Of what stands beside the words."""


def learn(db: Connection, words: Iterable[tuple[str, ...]], word_forms: WordForms) -> None:
    """Store the keys of forms that no text had before."""
    known = db.known_forms if isinstance(db, StoreConnection) else set()
    if len(known) > _CACHED_FORMS:
        known.clear()
    version = getattr(word_forms, "version", None)
    if not known and version is not None:
        needs_rebuild(db, version)  # a store that gets its first texts takes on the version
    unmet = set().union(*words) - known
    if not unmet:
        return
    sql = """SELECT value FROM json_each(?)
        WHERE NOT EXISTS (SELECT 1 FROM word_form WHERE form = value)"""
    new = [row[0] for row in db.execute(sql, (json.dumps(sorted(unmet)),))]
    _add_keys(db, new, word_forms)
    known.update(unmet)


def _add_keys(db: Connection, found: Iterable[str], word_forms: WordForms) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO word_form VALUES (?, ?)",
        [(key, form) for form in found for key in word_forms.keys(form) or (form,)],
    )


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
    db.execute("DELETE FROM meta WHERE name = ?", (_REACHED,))


class _Reached(NamedTuple):
    """How far a rebuild has come, as kept in `meta`; `None` for a part that is finished.

    `form` is the last form whose keys were made anew, `id` the last text.
    """

    version: str
    form: str | None
    id: int | None


@converting
def rebuild_words(
    db: Connection,
    word_forms: WordForms,
    version: str,
    is_stopped: Callable[[], bool],
) -> bool:
    """Make the words of all texts anew, in short transactions; `False` when stopped half-way.

    The next call goes on where this one ended, also in another run of the program. Meanwhile
    everything is found: a form has its old keys until it gets its new ones in one transaction, and
    so have the words of a text. The texts stay as they are when only the analyser is another.
    """
    reached = _begin(db, _current(version))
    while not is_stopped():
        with writing(db):
            if reached.form is not None:
                reached = _next_forms(db, reached, word_forms)
            elif reached.id is not None:
                reached = _next_texts(db, reached, word_forms)
            else:
                _mark(db, version)
                return True
            _keep(db, reached)
    return False


def _begin(db: Connection, version: str) -> _Reached:
    """Where the rebuild to a version stands; a new one begins here."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (_REACHED,)).fetchone()
    reached = _Reached(*json.loads(row[0])) if row else None
    if reached is not None and reached.version == version:
        return reached
    row = db.execute("SELECT value FROM meta WHERE name = ?", (_VERSION,)).fetchone()
    has_same_texts = row is not None and row[0].startswith(f"{WORDS_VERSION}/{_LAYOUT}/")
    reached = _Reached(version, "", None if has_same_texts else -1)
    with writing(db):
        # An older program must not take what is half new for its own.
        db.execute("DELETE FROM meta WHERE name = ?", (_VERSION,))
        _keep(db, reached)
    return reached


def _keep(db: Connection, reached: _Reached) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_REACHED, json.dumps(reached)))


def _next_forms(db: Connection, reached: _Reached, word_forms: WordForms) -> _Reached:
    sql = "SELECT DISTINCT form FROM word_form WHERE form > ? ORDER BY form LIMIT ?"
    found = [row[0] for row in db.execute(sql, (reached.form, _REBUILT_FORMS))]
    if not found:
        return reached._replace(form=None)
    db.executemany("DELETE FROM word_form WHERE form = ?", [(form,) for form in found])
    _add_keys(db, found, word_forms)
    return reached._replace(form=found[-1])


def _next_texts(db: Connection, reached: _Reached, word_forms: WordForms) -> _Reached:
    rows = db.execute(_TEXTS, (reached.id, _REBUILT_TEXTS)).fetchall()
    if not rows:
        return reached._replace(id=None)
    _reindex(db, rows, word_forms)
    return reached._replace(id=rows[-1][0])


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
