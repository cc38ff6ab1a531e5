"""Storing what one fetch brought, together with the state it leaves its source in.

The state is read again inside the transaction: somebody may have edited, switched off or removed
the source while it was being fetched, and that person is right.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.core.models import Item
from desktop.core.sources import (
    OF_KEY,
    OF_PACE,
    AuthNeeded,
    FetchResult,
    Gone,
    Health,
    RateLimited,
    Reason,
    SourceError,
    StoredSource,
)
from desktop.monitor.fetching import Task
from desktop.monitor.outcomes import SourceOutcome
from desktop.monitor.schedule import Schedule
from desktop.monitor.storing import Stored, Storing, batches, times_of

if TYPE_CHECKING:
    from desktop.store.database import Connection

log = logging.getLogger(__name__)


class Keeper:
    """Writes results of one cycle on the thread of `db`. `new_ids` collects what was stored."""

    def __init__(
        self,
        db: Connection,
        storing: Storing,
        clock: Callable[[], datetime],
        schedule: Schedule,
        stop: threading.Event,
    ) -> None:
        self._db = db
        self._storing = storing
        self._clock = clock
        self._schedule = schedule
        self._stop = stop
        self.new_ids: list[int] = []

    def keep(self, task: Task, result: FetchResult, is_last: bool) -> SourceOutcome | None:
        """Store one page; `None` when stopped before its end. Raises `StoreProblem`.

        The cursor is saved with the last rows of the page and not before.
        """
        task.seen += len(result.items)
        for kind, n in result.warnings.items():
            task.warnings[kind] = task.warnings.get(kind, 0) + n
        task.troubles.update(result.troubles)
        *whole, last = batches(result.items)
        for batch in whole:
            self._store(task, batch, None, False)
            if self._stop.is_set():
                return None
        return self._store(task, last, result, is_last)

    def failed(self, task: Task, error: Exception) -> SourceOutcome:
        """Record that a source could not be looked at. Raises `StoreProblem`."""
        if not isinstance(error, SourceError):
            # Our bug, already in the log: the owner sees a source that cannot be read.
            error = SourceError(Reason.UNREADABLE, type(error).__name__)
        # As text: whoever keeps the record would keep the answer in the frames of its trace.
        log.info("%s could not be looked at: %s", task.stored.kind, str(error))
        failures, next_at = self._schedule.failed(task.stored, error)
        state = replace(
            task.stored,
            health=self._health(error),
            reason=error.reason,
            detail=error.detail,
            failures=failures,
            last_try_at=self._clock(),
            next_at=next_at,
        )
        self._save(task, state)
        return self._outcome(task, state)

    def held(self, task: Task, until: datetime | None) -> SourceOutcome:
        """A source that is not asked because its place wants to be left alone."""
        reason = task.stored.reason
        reason = reason if reason in OF_PACE else Reason.SLOW_DOWN
        state = replace(task.stored, health=Health.WAITING, reason=reason, next_at=until)
        return self._outcome(task, state)

    def _health(self, error: SourceError) -> Health:
        if isinstance(error, AuthNeeded):
            return Health.NEEDS_KEY if error.reason in OF_KEY else Health.FAILING
        if isinstance(error, Gone):
            return Health.OFF
        if isinstance(error, RateLimited) or self._schedule.is_fresh:
            return Health.WAITING
        return Health.FAILING

    def _store(
        self, task: Task, items: Sequence[Item], result: FetchResult | None, is_last: bool
    ) -> SourceOutcome | None:
        from desktop.store import sources
        from desktop.store.database import writing

        now = self._clock()
        prepared = self._storing.prepare(task.stored, items, now)
        saved = Stored()
        with writing(self._db):
            current = self._current(task)
            if current is not None:
                gone = result.gone if result else ()
                saved = self._storing.save(current.id, prepared, gone, now)
                if result is not None:
                    current = self._looked_at(task, current, result, is_last, now)
                sources.note_newest(self._db, current.id, times_of(items, now))
        task.new += len(saved.new_ids)
        task.changed += saved.changed
        self.new_ids.extend(saved.new_ids)
        return self._outcome(task, current or task.stored)

    def _looked_at(
        self, task: Task, current: StoredSource, result: FetchResult, is_last: bool, now: datetime
    ) -> StoredSource:
        from desktop.store import looks, sources

        if result.moved_fields:
            current = replace(current, fields={**current.fields, **result.moved_fields})
            sources.update(self._db, current)
            task.stored = replace(task.stored, fields=current.fields)
        state = replace(current, cursor=result.cursor)
        if is_last:
            looks.note(self._db, current.id, now, current.interval_min)
            state = replace(
                state,
                health=Health.FINE,
                reason=None,
                detail="",
                failures=0,
                last_try_at=now,
                last_ok_at=now,
                next_at=self._schedule.succeeded(current, result.poll_after_min),
                warnings=dict(task.warnings),
                troubles=dict(task.troubles),
            )
        sources.save_state(self._db, state)
        return state

    def _current(self, task: Task) -> StoredSource | None:
        """The source as it is now; `None` when what was fetched is no longer wanted."""
        from desktop.store import sources

        current = sources.get(self._db, task.stored.id)
        if current is None or current.fields != task.stored.fields or not current.is_on:
            return None
        return current

    def _save(self, task: Task, state: StoredSource) -> None:
        from desktop.store import sources
        from desktop.store.database import writing

        with writing(self._db):
            current = self._current(task)
            if current is None:
                return
            state = replace(
                current,
                health=state.health,
                reason=state.reason,
                detail=state.detail,
                failures=state.failures,
                last_try_at=state.last_try_at,
                next_at=state.next_at,
            )
            if state.health is Health.OFF:
                sources.update(self._db, replace(current, is_on=False))
            sources.save_state(self._db, state)

    def _outcome(self, task: Task, state: StoredSource) -> SourceOutcome:
        return SourceOutcome(
            name=state.name,
            kind=state.kind,
            health=state.health,
            new=task.new,
            changed=task.changed,
            seen=task.seen,
            reason=state.reason,
            detail=state.detail if state.reason else "",
            next_at=state.next_at,
            warnings=dict(task.warnings),
            troubles=dict(task.troubles),
        )
