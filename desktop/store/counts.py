"""Counts for the rail of the window, read from tallies: as fast on a million mentions as on ten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.core.filters import UNKNOWN_TONE
from desktop.core.models import Status
from desktop.store.codes import STATUS_CODES, STATUSES, TONES
from desktop.store.database import Connection
from desktop.store.troubles import converting


@dataclass(frozen=True, slots=True)
class RailCounts:
    """New mentions per topic and source id, all per status and per tone value, and all together.

    `tones` is keyed by values of `Tone` and `UNKNOWN_TONE`. A topic or source without new
    mentions is absent.
    """

    topics: Mapping[int, int]
    sources: Mapping[int, int]
    statuses: Mapping[Status, int]
    tones: Mapping[str, int]
    total: int


@converting
def rail(db: Connection) -> RailCounts:
    """All counts at once."""
    new = STATUS_CODES[Status.NEW]
    sources: Counter[int] = Counter()
    statuses: Counter[Status] = Counter(dict.fromkeys(Status, 0))
    tones: Counter[str] = Counter()
    for source_id, status, tone, n in db.execute("SELECT * FROM tally WHERE n > 0"):
        statuses[STATUSES[status]] += n
        tones[TONES[tone] or UNKNOWN_TONE] += n
        if status == new:
            sources[source_id] += n
    rows = db.execute("SELECT topic_id, n FROM tally_topic WHERE status = ? AND n > 0", (new,))
    return RailCounts(
        dict(rows.fetchall()), dict(sources), dict(statuses), dict(tones), statuses.total()
    )


@converting
def newest_id(db: Connection) -> int | None:
    """The largest id; `None` when there are no mentions."""
    row = db.execute("SELECT max(id) FROM mention").fetchone()
    return None if row is None else row[0]
