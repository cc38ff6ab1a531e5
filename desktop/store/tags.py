"""Words of the team's own that mentions are sorted by. Putting them on is in `triage`."""

from __future__ import annotations

from desktop.store.database import Connection
from desktop.store.troubles import converting


@converting
def all(db: Connection) -> tuple[tuple[str, int], ...]:
    """Names of tags in use with how many visible mentions have them, by name."""
    sql = """SELECT t.name, count(*) FROM tag t JOIN mention_tag x ON x.tag_id = t.id
        JOIN mention m ON m.id = x.mention_id GROUP BY t.id ORDER BY t.name_key"""
    return tuple(db.execute(sql).fetchall())


def tag_id(db: Connection, name: str) -> int:
    """The id of a tag, made if it is new; case does not count. `ValueError` when empty."""
    name = name.strip()
    if not name:
        raise ValueError("a tag needs a name")
    db.execute("INSERT OR IGNORE INTO tag (name, name_key) VALUES (?, ?)", (name, name.casefold()))
    row = db.execute("SELECT id FROM tag WHERE name_key = ?", (name.casefold(),)).fetchone()
    return int(row[0])
