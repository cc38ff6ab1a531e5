"""The places that are watched, with their state. Secrets are never here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from desktop.core.models import Keep
from desktop.core.sources import Health, Reason, StoredSource
from desktop.store.codes import chunks, epoch, moment, optional_epoch, optional_moment
from desktop.store.database import Connection, writing
from desktop.store.names import NameTaken, name_key, unique
from desktop.store.troubles import converting

__all__ = [
    "NameTaken",
    "add",
    "all",
    "by_name",
    "forgive",
    "get",
    "is_elsewhere",
    "note_newest",
    "remove",
    "save_state",
    "update",
]

KEPT_TIMES = 60
"""How many publications tell the rhythm of a source."""

_COLUMNS = """id, name, kind, fields, interval_min, keep, is_on, cursor, health, reason, detail,
    failures, last_try_at, last_ok_at, next_at, warnings, troubles, newest"""


@converting
def all(db: Connection) -> tuple[StoredSource, ...]:
    """All sources, by name."""
    sql = f"SELECT {_COLUMNS} FROM source WHERE NOT is_removed ORDER BY name_key"
    return tuple(map(_source, db.execute(sql)))


@converting
def get(db: Connection, source_id: int) -> StoredSource | None:
    """One source; `None` when there is none or it was removed."""
    sql = f"SELECT {_COLUMNS} FROM source WHERE id = ? AND NOT is_removed"
    row = db.execute(sql, (source_id,)).fetchone()
    return _source(row) if row else None


@converting
def by_name(db: Connection, name: str) -> StoredSource | None:
    """The source of that name, case aside."""
    sql = f"SELECT {_COLUMNS} FROM source WHERE name_key = ? AND NOT is_removed"
    row = db.execute(sql, (name.strip().casefold(),)).fetchone()
    return _source(row) if row else None


def _source(row: tuple[Any, ...]) -> StoredSource:
    return StoredSource(
        id=row[0],
        name=row[1],
        kind=row[2],
        fields=json.loads(row[3]),
        interval_min=row[4],
        keep=Keep(row[5]),
        is_on=bool(row[6]),
        cursor=row[7],
        health=Health(row[8]),
        reason=Reason(row[9]) if row[9] else None,
        detail=row[10],
        failures=row[11],
        last_try_at=optional_moment(row[12]),
        last_ok_at=optional_moment(row[13]),
        next_at=optional_moment(row[14]),
        warnings=json.loads(row[15]),
        troubles={part: Reason(each) for part, each in json.loads(row[16]).items()},
        newest=tuple(moment(each) for each in json.loads(row[17])),
    )


@converting
def add(
    db: Connection,
    name: str,
    kind: str,
    fields: Mapping[str, str],
    interval_min: int,
    keep: Keep,
    is_on: bool = True,
) -> StoredSource:
    """Configure a source. Raises `NameTaken`, `ValueError` for an empty name.

    A removed source of the same name and kind comes back with its mentions, so that what it
    delivers again is recognised.
    """
    key = name_key(name)
    health = Health.WAITING if is_on else Health.OFF
    values = (
        name.strip(), key, kind, _json(fields), interval_min, keep.value, is_on, health.value
    )  # fmt: skip
    with writing(db), unique(name):
        sql = "SELECT id FROM source WHERE name_key = ? AND kind = ? AND is_removed ORDER BY id"
        row = db.execute(sql, (key, kind)).fetchone()
        if row:
            db.execute(
                """UPDATE source SET name = ?, name_key = ?, kind = ?, fields = ?,
                interval_min = ?, keep = ?, is_on = ?, health = ?, is_removed = 0
                WHERE id = ?""",
                (*values, row[0]),
            )
        else:
            db.execute(
                """INSERT INTO source (name, name_key, kind, fields, interval_min, keep, is_on,
                health) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                values,
            )
        sql = f"SELECT {_COLUMNS} FROM source WHERE name_key = ? AND NOT is_removed"
        return _source(db.execute(sql, (key,)).fetchone())


@converting
def update(db: Connection, source: StoredSource) -> None:
    """Store name, fields, interval, `keep` and `is_on`; never the state. Raises `NameTaken`.

    Other fields mean another place: rhythm, troubles and pauses of the former one are forgotten.
    """
    sql = """UPDATE source SET name = ?, name_key = ?, fields = ?, interval_min = ?, keep = ?,
        is_on = ? WHERE id = ? AND NOT is_removed"""
    values = (
        source.name.strip(),
        name_key(source.name),
        _json(source.fields),
        source.interval_min,
        source.keep.value,
        source.is_on,
        source.id,
    )
    with writing(db), unique(source.name):
        if is_elsewhere(source.fields, _fields(db, source.id)):
            db.execute("UPDATE source SET newest = '[]' WHERE id = ?", (source.id,))
            forgive(db, source.id)
        db.execute(sql, values)


@converting
def forgive(db: Connection, source_id: int) -> None:
    """Forget what went wrong with a source, and the pause after it: a person mended something."""
    sql = """UPDATE source SET health = ?, reason = NULL, detail = '', failures = 0,
        next_at = NULL, troubles = '{}' WHERE id = ? AND is_on"""
    with writing(db):
        db.execute(sql, (Health.WAITING.value, source_id))


def is_elsewhere(fields: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two settings lead to different places, however they are reached."""
    return {**fields, "proxy": ""} != {**other, "proxy": ""}


def _fields(db: Connection, source_id: int) -> dict[str, str]:
    row = db.execute("SELECT fields FROM source WHERE id = ?", (source_id,)).fetchone()
    found: dict[str, str] = json.loads(row[0]) if row else {}
    return found


@converting
def save_state(db: Connection, source: StoredSource) -> None:
    """Store cursor, health and times of the last look, in the transaction of the rows it covers.

    Everything of it but `newest`, which `note_newest` keeps. A source removed meanwhile stays
    removed.
    """
    sql = """UPDATE source SET cursor = ?, health = ?, reason = ?, detail = ?, failures = ?,
        last_try_at = ?, last_ok_at = ?, next_at = ?, warnings = ?, troubles = ?
        WHERE id = ? AND NOT is_removed"""
    values = (
        source.cursor,
        source.health.value,
        source.reason.value if source.reason else None,
        source.detail,
        source.failures,
        optional_epoch(source.last_try_at),
        optional_epoch(source.last_ok_at),
        optional_epoch(source.next_at),
        _json(source.warnings),
        _json({part: reason.value for part, reason in source.troubles.items()}),
        source.id,
    )
    with writing(db):
        db.execute(sql, values)


@converting
def note_newest(db: Connection, source_id: int, times: Sequence[datetime]) -> None:
    """Remember when items of a source were published: the latest `KEPT_TIMES`, each once."""
    row = db.execute("SELECT newest FROM source WHERE id = ?", (source_id,)).fetchone()
    if row is None:
        return
    known = json.loads(row[0])
    latest = sorted({*known, *map(epoch, times)})[-KEPT_TIMES:]
    if latest != known:
        with writing(db):
            sql = "UPDATE source SET newest = ? WHERE id = ? AND NOT is_removed"
            db.execute(sql, (json.dumps(latest, separators=(",", ":")), source_id))


@converting
def remove(db: Connection, source_id: int, *, with_mentions: bool = False) -> None:
    """Stop watching a place. Its mentions stay and show its name, unless `with_mentions`."""
    with writing(db):
        db.execute(
            """UPDATE source SET is_removed = 1, is_on = 0, fields = '{}', cursor = NULL,
            health = 'off', reason = NULL, detail = '', failures = 0, last_try_at = NULL,
            last_ok_at = NULL, next_at = NULL, warnings = '{}', troubles = '{}', newest = '[]',
            rechecked_at = NULL, recheck_below = NULL WHERE id = ?""",
            (source_id,),
        )
        db.execute("DELETE FROM history WHERE source_id = ?", (source_id,))
        if with_mentions:
            _remove_mentions(db, source_id)


def _remove_mentions(db: Connection, source_id: int) -> None:
    from desktop.store import bin, folding  # rarely done; most only read sources
    from desktop.store.journal import forget

    rows = db.execute("SELECT id FROM body WHERE source_id = ?", (source_id,)).fetchall()
    ids = [row[0] for row in rows]
    forget(db, ids)
    folding.promote(db, ids)
    for batch in chunks(ids):
        bin.hide(db, batch)
        bin.destroy(db, batch)
    db.execute("DELETE FROM tombstone WHERE source_id = ?", (source_id,))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)
