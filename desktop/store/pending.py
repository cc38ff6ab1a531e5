"""Work on the store that was begun and not finished: it is taken up again at the next start."""

from __future__ import annotations

from desktop.core.models import Topic
from desktop.store import topics
from desktop.store.database import Connection, writing
from desktop.store.troubles import converting

_MATCHING = "matching_unfinished:"


@converting
def matching_begun(db: Connection, topic: Topic) -> None:
    """Stored mentions are still to be matched with this topic; call inside `writing(db)`."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_name(topic), topic.query))


@converting
def matching_done(db: Connection, topic: Topic) -> None:
    """All are matched; a topic that was changed once more in the meantime stays marked."""
    with writing(db):
        db.execute("DELETE FROM meta WHERE name = ? AND value = ?", (_name(topic), topic.query))


@converting
def unmatched(db: Connection) -> tuple[Topic, ...]:
    """The topics whose matching was not finished; those removed since are not among them."""
    sql = "SELECT name FROM meta WHERE name >= ? AND name < ?"
    names = {row[0] for row in db.execute(sql, (_MATCHING, _MATCHING + "~"))}
    return tuple(topic for topic in topics.all(db) if _name(topic) in names) if names else ()


def _name(topic: Topic) -> str:
    return f"{_MATCHING}{topic.id}"
