"""Named filters of the Mentions tab."""

from __future__ import annotations

from desktop.core.models import SavedSearch
from desktop.store.database import Connection, writing
from desktop.store.names import name_key, unique
from desktop.store.troubles import converting


@converting
def all(db: Connection) -> tuple[SavedSearch, ...]:
    """All saved searches, by name."""
    rows = db.execute("SELECT id, name, filter FROM saved_search ORDER BY name_key")
    return tuple(SavedSearch(*row) for row in rows)


@converting
def add(db: Connection, name: str, filter: str) -> SavedSearch:
    """Save a filter (its JSON) under a name. Raises `NameTaken`; `ValueError` when empty."""
    sql = "INSERT INTO saved_search (name, name_key, filter) VALUES (?, ?, ?)"
    with writing(db), unique(name):
        cursor = db.execute(sql, (name.strip(), name_key(name), filter))
    return SavedSearch(cursor.lastrowid or 0, name.strip(), filter)


@converting
def update(db: Connection, search: SavedSearch) -> None:
    """Save another name or filter. Raises `NameTaken`."""
    sql = "UPDATE saved_search SET name = ?, name_key = ?, filter = ? WHERE id = ?"
    with writing(db), unique(search.name):
        db.execute(sql, (search.name.strip(), name_key(search.name), search.filter, search.id))


@converting
def remove(db: Connection, search_id: int) -> None:
    """Forget a saved search."""
    with writing(db):
        db.execute("DELETE FROM saved_search WHERE id = ?", (search_id,))
