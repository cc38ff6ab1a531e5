"""Mentions whose tone another engine gave than the present one, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from desktop.core.models import Score
from desktop.store import signs
from desktop.store.database import Connection, writing
from desktop.store.saving import BY_PERSON, deciding_json, toned
from desktop.store.troubles import converting

_PROGRESS = "toned"


class Outdated(NamedTuple):
    """A mention to be judged again; `body` as in `Mention.body`."""

    id: int
    language: str
    body: str
    rating: float | None = None


class Stretch(NamedTuple):
    """`looked_at` mentions in a row; `down_to` is the lowest id of them, `None` at the end."""

    outdated: tuple[Outdated, ...]
    looked_at: int
    down_to: int | None


class Progress(NamedTuple):
    """Tones of mentions from the newest down to the id `below` are of these `engines`.

    `below` is `None` when that holds for all of them.
    """

    engines: Mapping[str, str]
    below: int | None


@converting
def progress(db: Connection) -> Progress | None:
    """How far judging anew has come; `None` when it was never begun."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (_PROGRESS,)).fetchone()
    return Progress(*json.loads(row[0])) if row else None


@converting
def save_progress(db: Connection, reached: Progress) -> None:
    """Remember how far judging anew has come."""
    text = json.dumps(reached, ensure_ascii=False, sort_keys=True)
    with writing(db):
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_PROGRESS, text))


@converting
def outdated(
    db: Connection, engines: Mapping[str, str], *, below: int | None = None, limit: int = 1000
) -> Stretch:
    """Of the next `limit` mentions below an id, newest first, those to be judged again.

    Those a person judged are left out, and those in a language without engine.
    """
    where, first = ("", ()) if below is None else ("WHERE id < ?", (below,))
    sql = f"""SELECT b.id, b.language, b.tone_by, b.title, b.text, b.rating
        FROM (SELECT id FROM mention NOT INDEXED {where} ORDER BY id DESC LIMIT ?) m
        JOIN body b ON b.id = m.id"""
    found, count, lowest = [], 0, None
    for each, language, by, title, text, rating in db.execute(sql, (*first, limit)):
        count += 1
        lowest = each if lowest is None else min(lowest, each)
        if by != BY_PERSON and language in engines and by != engines[language]:
            body = f"{title}\n{text}" if title else text
            found.append(Outdated(each, language, body, rating))
    return Stretch(tuple(found), count, lowest if count == limit else None)


@converting
def save_scores(db: Connection, scores: Sequence[tuple[int, Score]]) -> int:
    """Store new judgements, except where a person judged meanwhile; how many changed their tone."""
    changed = 0
    with writing(db):
        for each, score in scores:
            sql = """UPDATE body SET tone_by = ?, deciding = ?
                WHERE id = ? AND tone_by IS NOT ? RETURNING 1"""
            values = (score.by, deciding_json(score), each, BY_PERSON)
            if db.execute(sql, values).fetchone() is None:
                continue
            code, value = toned(score)
            sql = "UPDATE mention SET score = ?, tone = ? WHERE id = ? AND tone <> ? RETURNING 1"
            if db.execute(sql, (value, code, each, code)).fetchone() is None:
                db.execute("UPDATE mention SET score = ? WHERE id = ?", (value, each))
                continue
            signs.mark(db, [(each, signs.toned(code))])
            changed += 1
    return changed
