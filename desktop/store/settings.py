"""What the person set, and how columns of imported tables were understood."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict

from desktop.core.settings import Settings, from_stored
from desktop.store.database import Connection, writing
from desktop.store.troubles import converting

_log = logging.getLogger(__name__)


@converting
def load(db: Connection) -> Settings:
    """All settings; a bad value is its default and is logged."""
    stored = dict(db.execute("SELECT name, value FROM setting").fetchall())
    settings, bad = from_stored(stored)
    for name in bad:
        _log.warning("setting %s has a bad value; its default is used", name)
    return settings


@converting
def save(db: Connection, settings: Settings) -> None:
    """Write all settings; names of a newer program stay."""
    rows = [(name, json.dumps(v, ensure_ascii=False)) for name, v in asdict(settings).items()]
    with writing(db):
        db.executemany("INSERT OR REPLACE INTO setting VALUES (?, ?)", rows)


@converting
def mapping_of(db: Connection, fingerprint: str) -> Mapping[str, str] | None:
    """The columns of an import as the person mapped them last time; `None` for a new kind."""
    sql = "SELECT mapping FROM import_mapping WHERE fingerprint = ?"
    row = db.execute(sql, (fingerprint,)).fetchone()
    if row is None:
        return None
    mapping: dict[str, str] = json.loads(row[0])
    return mapping


@converting
def save_mapping(db: Connection, fingerprint: str, mapping: Mapping[str, str]) -> None:
    """Remember the columns of an import; `fingerprint` stands for its headings."""
    text = json.dumps(dict(mapping), ensure_ascii=False)
    with writing(db):
        db.execute("INSERT OR REPLACE INTO import_mapping VALUES (?, ?)", (fingerprint, text))
