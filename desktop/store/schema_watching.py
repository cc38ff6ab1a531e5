"""What migration `m002_watching` adds: histories, a source's rhythm, and mentions that are gone.

This text never changes once published.
"""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE source ADD COLUMN troubles TEXT NOT NULL DEFAULT '{}'",
    # Times of the latest items as seconds since 1970, oldest first.
    "ALTER TABLE source ADD COLUMN newest TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE source ADD COLUMN rechecked_at INTEGER",
    # Mentions with smaller ids are the next to be looked up again; NULL: from the newest on.
    "ALTER TABLE source ADD COLUMN recheck_below INTEGER",
    "ALTER TABLE body ADD COLUMN gone_at INTEGER",
    "CREATE INDEX body_gone ON body(gone_at) WHERE gone_at IS NOT NULL",
    """CREATE TABLE history (
        source_id INTEGER PRIMARY KEY REFERENCES source(id), since INTEGER NOT NULL,
        state TEXT NOT NULL, begun_at INTEGER, reached INTEGER, cursor TEXT,
        items INTEGER NOT NULL DEFAULT 0, new INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0, reason TEXT, next_at INTEGER) STRICT""",
)
