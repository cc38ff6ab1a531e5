"""Reading the past of sources in the background, a page at a time, so that what is usual is known
from the first day.

Runs in slices between the cycles, on the thread that owns the connection; only asking happens
elsewhere. A page and the cursor after it are stored together, so that it may be cut off at any
moment and goes on where it was. What it stores is old and is never news: `seen_at` of such a
mention lies long after `created_at`, and no cycle counts it as new.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from desktop.core.histories import HISTORY_DAYS, HistoryProgress, HistoryState
from desktop.core.sources import (
    BadData,
    HistoryPage,
    HistorySource,
    Reason,
    Source,
    SourceInfo,
    StoredSource,
)
from desktop.monitor.errands import Errand, Errands, named
from desktop.monitor.housekeeping import oldest_kept
from desktop.monitor.schedule import LONGEST_ASKED_S, Schedule
from desktop.monitor.storing import Storing, batches, times_of

if TYPE_CHECKING:
    from desktop.store.database import Connection

log = logging.getLogger(__name__)

GIVES_UP_AFTER = 20
"""Failures in a row, most of a day with growing pauses; a person may let it go on."""
_AT_A_TIME = 2
_PAGE_S = 120.0

Build = Callable[[StoredSource, threading.Event], Source]
OnProgress = Callable[[HistoryProgress], None]


@dataclass(frozen=True, slots=True)
class _Step:
    progress: HistoryProgress
    asked_at: datetime


def begin(db: Connection, info: SourceInfo | None, source_id: int, now: datetime) -> bool:
    """Have the past of a source read, as far back as its kind, 90 days and the retention allow.

    Whether there is anything to read. Also after its fields changed: another place has another
    past. The first step comes after the first poll. Raises `StoreProblem`.
    """
    from desktop.store import histories

    since = earliest(db, info, now, HISTORY_DAYS)
    if since is None:
        return False
    histories.start(db, source_id, since)
    return True


def earliest(db: Connection, info: SourceInfo | None, now: datetime, days: int) -> datetime | None:
    """Back to when a past of so many days can be read; `None` when not at all."""
    days = min(days, info.history_days if info else 0)
    if days <= 0:
        return None
    since, oldest = now - timedelta(days=days), oldest_kept(db, now)
    return max(since, oldest) if oldest else since


class History:
    """Remembers what is being asked, for one thread. Built by the poller."""

    def __init__(
        self,
        infos: Mapping[str, SourceInfo],
        schedule: Schedule,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._infos = infos
        self._schedule = schedule
        self._clock = clock
        self._errands: Errands[_Step, HistoryPage] = Errands(
            monotonic, most=_AT_A_TIME, limit_s=_PAGE_S
        )

    @property
    def is_busy(self) -> bool:
        """Whether a page is being asked for."""
        return self._errands.is_busy

    def give_way(self, hosts: Collection[str]) -> None:
        """Polls of these hosts begin: their pages are asked for again later."""
        self._errands.give_way(hosts)

    def call_off(self) -> None:
        """Ask for nothing any more."""
        self._errands.call_off_all()

    def run_slice(
        self,
        db: Connection,
        storing: Callable[[], Storing],
        build: Callable[[], Build],
        stop: threading.Event,
        on_progress: OnProgress | None,
        *,
        only: str | None = None,
        wait_s: float = 0.0,
    ) -> bool:
        """Store what came and ask for more; whether to come again soon.

        `only` names the source a person waits for: it is asked whatever its last poll said.
        Raises `StoreProblem`: the page is then asked for again.
        """
        while not stop.is_set() and (errand := self._errands.next_answer(wait_s)):
            progress = self._on_answer(db, errand, storing(), stop)
            if progress is not None and on_progress:
                on_progress(progress)
        if stop.is_set():
            return False
        for progress, source in list(self._ready(db, only)):
            host = self._schedule.host(source)
            if self._errands.may_send(source, host):
                self._errands.send(self._errand(db, progress, source, host, build()))
        return self._errands.is_busy

    def _ready(
        self, db: Connection, only: str | None
    ) -> Iterator[tuple[HistoryProgress, StoredSource]]:
        from desktop.store import histories, sources

        now = self._clock()
        # A clock that was set back must not put it off for years.
        latest = now + timedelta(seconds=LONGEST_ASKED_S)
        all_sources = {each.id: each for each in sources.all(db)}
        due = self._schedule.due(all_sources.values(), is_asked=False)
        hosts = {self._schedule.host(each) for each in due} if only is None else set()
        for each in histories.all(db):
            source = all_sources.get(each.source_id)
            if source is None or each.state is not HistoryState.RUNNING:
                continue
            is_waiting = each.next_at is not None and now < each.next_at <= latest
            is_wanted = self._is_looked_at(source) if only is None else source.name == only
            is_held = self._schedule.held_until(source) is not None
            is_due = self._schedule.host(source) in hosts - {""} or source in due
            if is_wanted and not (is_waiting or is_held or (is_due and only is None)):
                yield each, source

    def _is_looked_at(self, source: StoredSource) -> bool:
        """Whether its polls go well: what they cannot read, its past will not be either."""
        return source.is_on and source.last_ok_at is not None and source.reason is None

    def _errand(
        self,
        db: Connection,
        progress: HistoryProgress,
        source: StoredSource,
        host: str,
        build: Build,
    ) -> Errand[_Step, HistoryPage]:
        now = self._clock()
        oldest = oldest_kept(db, now)
        since = max(progress.since, oldest) if oldest else progress.since
        ask = partial(_page, build, source, progress.cursor, since)
        return Errand(source, host, _Step(progress, now), ask)

    def _on_answer(
        self,
        db: Connection,
        errand: Errand[_Step, HistoryPage],
        storing: Storing,
        stop: threading.Event,
    ) -> HistoryProgress | None:
        """Store a page or a failure; how far it came, `None` when nobody wants it any more."""
        step, answer = errand.began, errand.answer
        if isinstance(answer, HistoryPage) and not _stands_still(answer, step.progress):
            return self._keep(db, errand.source, step, answer, storing, stop)
        if not isinstance(answer, Exception):
            answer = BadData(Reason.UNREADABLE, "a page of history leads to itself")
        return self._failed(db, errand.source, step.progress, answer)

    def _keep(
        self,
        db: Connection,
        source: StoredSource,
        step: _Step,
        page: HistoryPage,
        storing: Storing,
        stop: threading.Event,
    ) -> HistoryProgress | None:
        from desktop.store.database import writing

        now, new = self._clock(), 0
        # What has no date would stand among today's mentions, as if all of it had come today.
        dated = [each for each in page.items if each.created_at is not None]
        portions = batches(dated)
        for number, portion in enumerate(portions, 1):
            prepared = storing.prepare(source, portion, now)
            with writing(db):
                if not self._is_wanted(db, source, step.progress):
                    return None
                new += len(storing.save(source.id, prepared, (), now).new_ids)
                if number == len(portions):
                    return self._reached(db, source, step, page, new, now)
            if stop.is_set():
                return None
        return None

    def _reached(
        self,
        db: Connection,
        source: StoredSource,
        step: _Step,
        page: HistoryPage,
        new: int,
        now: datetime,
    ) -> HistoryProgress | None:
        """Store how far a page leads, in the transaction of its last rows."""
        from desktop.store import histories, looks, sources

        before = step.progress
        begun_at = before.begun_at or step.asked_at
        reached = min(filter(None, (before.reached, page.reached)), default=None)
        if reached is not None and reached < begun_at:
            looks.cover(db, source.id, reached, begun_at)
        sources.note_newest(db, source.id, times_of(page.items, now))
        after = replace(
            before,
            state=HistoryState.DONE if page.is_done else HistoryState.RUNNING,
            begun_at=begun_at,
            reached=reached,
            items=before.items + len(page.items),
            new=before.new + new,
            failures=0,
            reason=None,
            next_at=None,
            cursor=page.cursor,
        )
        return histories.save(db, before, after)

    def _failed(
        self, db: Connection, source: StoredSource, before: HistoryProgress, error: Exception
    ) -> HistoryProgress | None:
        from desktop.store import histories

        trouble = named(error)
        log.info("history of %s could not be read: %s", source.kind, str(trouble))
        failures = before.failures + 1
        after = replace(
            before,
            state=HistoryState.STOPPED if failures >= GIVES_UP_AFTER else HistoryState.RUNNING,
            failures=failures,
            reason=trouble.reason,
            next_at=self._schedule.pause_after(source, trouble, failures),
        )
        return histories.save(db, before, after)

    def _is_wanted(self, db: Connection, source: StoredSource, began: HistoryProgress) -> bool:
        """Whether source and history are still those that were asked for."""
        from desktop.store import histories, sources

        current, now = sources.get(db, source.id), histories.get(db, source.id)
        is_same = current is not None and current.fields == source.fields
        return (
            is_same and now is not None and (now.since, now.cursor) == (began.since, began.cursor)
        )


def _page(
    build: Build, source: StoredSource, cursor: str | None, since: datetime, halt: threading.Event
) -> HistoryPage:
    """In a thread of its own: one step back."""
    made = build(source, halt)
    if not hasattr(made, "history"):
        raise BadData(Reason.BAD_SETTING, f"{source.kind} has no history")
    return cast(HistorySource, made).history(cursor, since)


def _stands_still(page: HistoryPage, began: HistoryProgress) -> bool:
    """Whether the next step would be the same again, for ever."""
    return not page.is_done and page.cursor == began.cursor
