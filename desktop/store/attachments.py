"""Files kept with a mention, in the store itself, so that a backup has them too."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from desktop.core.models import Attachment
from desktop.store.codes import epoch, moment
from desktop.store.database import Connection, writing
from desktop.store.troubles import converting

LIMIT_BYTES = 10 * 1024 * 1024
"""Largest file that is taken."""


class AttachmentTooLarge(ValueError):
    """The file is larger than `LIMIT_BYTES`."""


@converting
def add(
    db: Connection, mention_id: int, name: str, media_type: str, content: bytes, now: datetime
) -> Attachment:
    """Keep a file; one with the same content on the same mention is kept once.

    Raises `AttachmentTooLarge`, and `LookupError` when the mention is gone. The answer carries
    no content.
    """
    if len(content) > LIMIT_BYTES:
        raise AttachmentTooLarge(name)
    sha256 = hashlib.sha256(content).hexdigest()
    sql = """INSERT INTO attachment (mention_id, name, media_type, sha256, added_at, content)
        SELECT id, ?, ?, ?, ?, ? FROM body WHERE id = ?"""
    with writing(db):
        for known in of(db, mention_id):
            if known.sha256 == sha256:
                return known
        values = (name, media_type, sha256, epoch(now), content, mention_id)
        cursor = db.execute(sql, values)
        if not cursor.rowcount:
            raise LookupError(f"no mention {mention_id}")
    number = cursor.lastrowid or 0
    return Attachment(number, mention_id, name, media_type, sha256, moment(epoch(now)))


@converting
def get(db: Connection, attachment_id: int) -> Attachment | None:
    """One file with its content."""
    sql = f"SELECT {_COLUMNS}, content FROM attachment WHERE id = ?"
    row = db.execute(sql, (attachment_id,)).fetchone()
    return _attachment(row, row[6]) if row else None


@converting
def remove(db: Connection, attachment_id: int) -> None:
    """Delete a file."""
    with writing(db):
        db.execute("DELETE FROM attachment WHERE id = ?", (attachment_id,))


@converting
def of(db: Connection, mention_id: int) -> tuple[Attachment, ...]:
    """The files of a mention without their contents, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM attachment WHERE mention_id = ? ORDER BY id"
    return tuple(_attachment(row) for row in db.execute(sql, (mention_id,)))


def _attachment(row: tuple[Any, ...], content: bytes = b"") -> Attachment:
    number, mention_id, name, media_type, sha256, added_at = row[:6]
    return Attachment(
        number, mention_id, name, media_type, sha256, moment(added_at), content=content
    )


_COLUMNS = "id, mention_id, name, media_type, sha256, added_at"
