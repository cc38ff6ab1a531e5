"""The team: people a mention can be assigned to."""

from __future__ import annotations

from desktop.core.models import Person
from desktop.store.database import Connection, writing
from desktop.store.names import name_key, unique
from desktop.store.troubles import converting


@converting
def all(db: Connection) -> tuple[Person, ...]:
    """Everybody, by name."""
    rows = db.execute("SELECT id, name FROM person ORDER BY name_key")
    return tuple(Person(*row) for row in rows)


@converting
def add(db: Connection, name: str) -> Person:
    """The person of that name, made if there was none. `ValueError` for an empty name."""
    key = name_key(name)
    with writing(db):
        sql = "INSERT OR IGNORE INTO person (name, name_key) VALUES (?, ?)"
        db.execute(sql, (name.strip(), key))
        row = db.execute("SELECT id, name FROM person WHERE name_key = ?", (key,)).fetchone()
    return Person(*row)


@converting
def rename(db: Connection, person_id: int, name: str) -> None:
    """Give a person another name. Raises `NameTaken`."""
    sql = "UPDATE person SET name = ?, name_key = ? WHERE id = ?"
    with writing(db), unique(name):
        db.execute(sql, (name.strip(), name_key(name), person_id))


@converting
def remove(db: Connection, person_id: int) -> None:
    """Take a person off the team; what was theirs is nobody's then."""
    with writing(db):
        db.execute("UPDATE mention SET assignee_id = NULL WHERE assignee_id = ?", (person_id,))
        db.execute("DELETE FROM person WHERE id = ?", (person_id,))
