"""Append-only steps that bring a store to the present shape; loaded only when one is pending.

A step is a function named `m<number>_<what>`, applied once, in one transaction with its record.
Its name is also listed in `desktop.store.schema.STEPS`, which is read without this module.
"""

from __future__ import annotations

import secrets
import sqlite3

from sqlite_utils import Database, Migrations

from desktop.store import schema, schema_watching

steps = Migrations("desktop")


@steps()
def m001_initial(db: Database) -> None:
    """All tables of the first version."""
    for statement in schema.STATEMENTS:
        db.conn.execute(statement)
    # Names of erased authors are kept only as a hash that needs this key.
    db.conn.execute("INSERT INTO meta VALUES ('erasure_key', ?)", (secrets.token_hex(32),))


@steps()
def m002_watching(db: Database) -> None:
    """Histories, the rhythm of sources, and what places say is gone."""
    for statement in schema_watching.STATEMENTS:
        db.conn.execute(statement)


def apply(db: sqlite3.Connection) -> None:
    """Apply every pending step. Call inside `writing`, so that two programs take turns."""
    # Plugins are third-party code found in the environment: never run on a person's data.
    steps.apply(Database(db, execute_plugins=False, recursive_triggers=False))
