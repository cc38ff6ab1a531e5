"""Storing what one fetch brought, together with the state it leaves its source in.

The state is read again inside the transaction: somebody may have edited, switched off or removed
the source while it was being fetched, and that person is right.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.core.models import Item
from desktop.core.sources import (
    AuthNeeded,
    FetchResult,
    Gone,
    Health,
    RateLimited,
    Reason,
    SourceError,
    StoredSource,
)
from desktop.core.words import WordForms
from desktop.monitor.fetching import Task
from desktop.monitor.intake import EARLIEST, Intake
from desktop.monitor.outcomes import SourceOutcome
from desktop.monitor.schedule import Schedule

if TYPE_CHECKING:
    from desktop.store.database import Connection

log = logging.getLogger(__name__)

BATCH = 500
"""Rows of one transaction: short enough that the window never waits for it."""


class Keeper:
    """Writes results of one cycle on the thread of `db`. `new_ids` collects what was stored.

    What was published before `oldest` is passed over: it would be removed again right away.
    """

    def __init__(
        self,
        db: Connection,
        intake: Intake,
        word_forms: WordForms,
        clock: Callable[[], datetime],
        schedule: Schedule,
        stop: threading.Event,
        oldest: datetime | None = None,
    ) -> None:
        self._db = db
        self._intake = intake
        self._word_forms = word_forms
        self._clock = clock
        self._schedule = schedule
        self._stop = stop
        self._oldest = oldest
        self.new_ids: list[int] = []

    def keep(self, task: Task, result: FetchResult, is_last: bool) -> SourceOutcome | None:
        """Store one page; `None` when stopped before its end. Raises `StoreProblem`.

        The cursor is saved with the last rows of the page and not before.
        """
        task.seen += len(result.items)
        for kind, n in result.warnings.items():
            task.warnings[kind] = task.warnings.get(kind, 0) + n
        batches = [result.items[i : i + BATCH] for i in range(0, len(result.items), BATCH)]
        for batch in batches[:-1]:
            self._store(task, batch, None, False)
            if self._stop.is_set():
                return None
        return self._store(task, batches[-1] if batches else (), result, is_last)

    def failed(self, task: Task, error: Exception) -> SourceOutcome:
        """Record that a source could not be looked at. Raises `StoreProblem`."""
        if not isinstance(error, SourceError):
            # Our bug, already in the log: the owner sees a source that cannot be read.
            error = SourceError(Reason.UNREADABLE, type(error).__name__)
        log.info("%s could not be looked at: %s", task.stored.kind, error)
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
        state = replace(task.stored, health=Health.WAITING, reason=Reason.SLOW_DOWN, next_at=until)
        return self._outcome(task, state)

    def _health(self, error: SourceError) -> Health:
        if isinstance(error, AuthNeeded):
            return Health.NEEDS_KEY
        if isinstance(error, Gone):
            return Health.OFF
        if isinstance(error, RateLimited) or self._schedule.is_fresh:
            return Health.WAITING
        return Health.FAILING

    def _store(
        self, task: Task, items: Sequence[Item], result: FetchResult | None, is_last: bool
    ) -> SourceOutcome | None:
        from desktop.store.database import writing
        from desktop.store.mentions import SaveResult, save_batch

        now = self._clock()
        recent = [each for each in items if self._is_kept(each)]
        prepared = self._intake.prepare(recent, task.stored.keep, now)
        saved = SaveResult((), (), 0)
        with writing(self._db):
            current = self._current(task)
            if current is not None:
                if prepared:
                    saved = save_batch(self._db, current.id, prepared, now, self._word_forms)
                if result is not None:
                    current = self._looked_at(task, current, result, is_last, now)
        task.new += len(saved.new_ids)
        task.changed += len(saved.changed_ids)
        self.new_ids.extend(saved.new_ids)
        return self._outcome(task, current or task.stored)

    def _is_kept(self, item: Item) -> bool:
        if self._oldest is None or item.created_at is None:
            return True
        created = item.created_at
        if created.tzinfo is None:
            created = created.replace(tzinfo=UTC)
        # A date too early to be true becomes "no date" in the intake, which is now.
        return not EARLIEST <= created < self._oldest

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
        )
