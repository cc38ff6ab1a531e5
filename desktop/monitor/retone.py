"""Judging stored mentions again when the program can judge better than when they came.

A language may get its first engine, and an engine a new version. What a person set stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.core.sentiment import ToneRouter

if TYPE_CHECKING:
    from desktop.store.database import Connection

_STRETCH = 200


def is_due(db: Connection, tones: ToneRouter) -> bool:
    """Whether stored tones may be of other engines than the present ones. Instant."""
    from desktop.store import retoning

    return retoning.progress(db) != retoning.Progress(tones.versions, None)


def retone(
    db: Connection,
    tones: ToneRouter,
    *,
    should_stop: Callable[[], bool] | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> int:
    """Judge anew all mentions that other engines judged, or none; how many tones changed.

    Newest first, in short transactions; a stopped run goes on next time where it was.
    `on_progress` gets the number of mentions looked at. Raises `StoreProblem`; on the thread of
    `db`.
    """
    from desktop.store import retoning

    engines = tones.versions
    known = retoning.progress(db)
    below = known.below if known and known.engines == engines else None
    changed = looked_at = 0
    while not (should_stop and should_stop()):
        found = retoning.outdated(db, engines, below=below, limit=_STRETCH)
        scores = [
            (each.id, tones.score(each.body, each.language, each.rating)) for each in found.outdated
        ]
        if scores:
            changed += retoning.save_scores(db, scores)
        looked_at += found.looked_at
        below = found.down_to
        if on_progress:
            on_progress(looked_at)
        if below is None:
            retoning.save_progress(db, retoning.Progress(engines, None))
            return changed
    if below is not None:
        retoning.save_progress(db, retoning.Progress(engines, below))
    return changed
