"""What the settings show of all sources, read in one go off the GUI thread. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop.core.histories import HistoryProgress
from desktop.core.rhythm import Silence
from desktop.core.sources import SourceInfo, StoredSource
from desktop.monitor import history
from desktop.monitor.silence import silences
from desktop.store import histories, sources
from desktop.store.database import Connection, writing


@dataclass(frozen=True, slots=True)
class Watching:
    """The sources, and by their ids what was read of their past and who is unusually quiet."""

    sources: tuple[StoredSource, ...] = ()
    histories: Mapping[int, HistoryProgress] = field(default_factory=dict)
    silences: Mapping[int, Silence] = field(default_factory=dict)


def watching(db: Connection, now: datetime) -> Watching:
    """Everything at `now`. Runs in the reader's thread."""
    past = {each.source_id: each for each in histories.all(db)}
    return Watching(sources.all(db), past, silences(db, now))


def reading_past(
    source: StoredSource, info: SourceInfo | None, now: datetime, *, is_wanted: bool
) -> Callable[[Connection], None]:
    """The work to hand to the writer: read the past of a source, go on with it, or stop."""

    def _work(db: Connection) -> None:
        with writing(db):
            if not is_wanted:
                histories.stop(db, source.id)
            elif histories.get(db, source.id) is None:
                history.begin(db, info, source.id, now)
            else:
                histories.resume(db, source.id)

    return _work
