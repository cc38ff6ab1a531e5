"""Which sources are silent for unusually long: their rhythm and the time they were looked at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop.core.rhythm import FEWEST_GAPS, Silence
from desktop.core.rhythm import silence as judged
from desktop.core.sources import StoredSource

if TYPE_CHECKING:
    from desktop.store.database import Connection


def silence(db: Connection, source: StoredSource, now: datetime) -> Silence | None:
    """The silence of a source when it is unusual. A few rows are read. Raises `StoreProblem`."""
    from desktop.store import looks

    if not source.is_on or len(source.newest) <= FEWEST_GAPS:
        return None
    looked = looks.between(db, source.newest[-1], now, (source.id,))
    return judged(source.newest, looked, now)


def silences(db: Connection, now: datetime) -> dict[int, Silence]:
    """All sources that are silent for unusually long, by id. Raises `StoreProblem`."""
    from desktop.store import sources

    found = {each.id: silence(db, each, now) for each in sources.all(db)}
    return {source_id: each for source_id, each in found.items() if each is not None}
