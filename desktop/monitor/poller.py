"""One polling cycle: who is due, fetching, intake, storing. No Qt.

Runs on the thread that owns the connection; only fetching happens elsewhere. A cursor is saved in
the same transaction as the last rows it covers, so a cycle may be cut off at any moment and
repeated without losing or doubling anything.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.core.models import Topic
from desktop.core.query import QueryError, parse_query, plain_terms
from desktop.core.sentiment import ToneRouter
from desktop.core.sources import (
    BadData,
    FetchResult,
    Reason,
    Source,
    SourceInfo,
    SourceSetup,
    StoredSource,
)
from desktop.core.words import WordForms
from desktop.monitor.fetching import Answer, Fetching, Task
from desktop.monitor.housekeeping import Housekeeping, oldest_kept
from desktop.monitor.intake import Intake
from desktop.monitor.keeping import Keeper
from desktop.monitor.outcomes import CycleReport, SourceOutcome
from desktop.monitor.schedule import Schedule

if TYPE_CHECKING:
    from desktop.store.database import Connection

log = logging.getLogger(__name__)

MOST_PAGES = 20
"""Pages of one source in one cycle; the rest comes in the next one."""
_TURN_S = 0.1

OnSource = Callable[[SourceOutcome], None]


class Poller:
    """Keeps the schedule between cycles. Built by `Services.poller`; one for each thread.

    `workers` sources are fetched at a time, each for at most `fetch_s`, all within `cycle_s`.
    """

    def __init__(
        self,
        *,
        infos: Iterable[SourceInfo],
        make_source: Callable[[str, SourceSetup, threading.Event], Source],
        setup_of: Callable[[StoredSource, tuple[str, ...]], SourceSetup],
        word_forms: Callable[[], WordForms],
        tones: Callable[[], ToneRouter],
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        workers: int = 4,
        fetch_s: float = 45.0,
        cycle_s: float = 120.0,
        chance: random.Random | None = None,
    ) -> None:
        self._make_source = make_source
        self._setup_of = setup_of
        self._word_forms = word_forms
        self._tones = tones
        self._clock = clock
        self._monotonic = monotonic
        self._workers = workers
        self._fetch_s = fetch_s
        self._cycle_s = cycle_s
        known = {info.kind: info for info in infos}
        self._kinds = frozenset(known)
        self._schedule = Schedule(known, clock, monotonic, chance or random.Random())
        self._stuck: dict[int, threading.Thread] = {}
        self._intake: tuple[tuple[Topic, ...], Intake] | None = None
        self._housekeeping = Housekeeping(word_forms, tones, clock, monotonic)

    def run_cycle(
        self,
        db: Connection,
        *,
        only: Collection[str] | None = None,
        due_only: bool = False,
        stop: threading.Event,
        on_source: OnSource | None = None,
        on_start: Callable[[tuple[str, ...]], None] | None = None,
    ) -> CycleReport:
        """Look at the sources that are due, or (a person asked) at all or at the named ones.

        Returns within half a second once `stop` is set. `on_start` gets the names that will be
        looked at; `on_source` each outcome as it is known. Raises `StoreProblem`; nothing that
        was fetched is then taken for stored.
        """
        from desktop.store import settings
        from desktop.store import topics as stored_topics

        started = self._clock()
        self._schedule.tick()
        chosen = self._chosen(db, only, due_only)
        if not chosen:
            return CycleReport(started, self._clock())
        if on_start:
            on_start(tuple(each.name for each in chosen))
        topics = stored_topics.all(db)
        keeper = Keeper(
            db,
            self._intake_of(topics),
            self._word_forms(),
            self._clock,
            self._schedule,
            stop,
            oldest_kept(db, started),
        )
        cycle = _Cycle(
            keeper,
            self._fetching(terms_of(topics), settings.load(db).proxy),
            self._schedule,
            chosen,
            on_source,
        )
        cycle.run(stop)
        return CycleReport(
            started,
            self._clock(),
            tuple(cycle.outcomes),
            tuple(keeper.new_ids),
            len(cycle.outcomes) < len(chosen),
        )

    def put_in_order(self, db: Connection, stop: threading.Event) -> bool:
        """A slice of what the store needs besides news; whether more of it is to be done.

        For the time between cycles: it takes a few tenths of a second at most, and next to
        nothing when all is in order. Raises `StoreProblem`.
        """
        return self._housekeeping.run_slice(db, stop)

    def seconds_to_next(self, db: Connection) -> float | None:
        """Until the next source is due; `None` when no source is on. Raises `StoreProblem`."""
        from desktop.store import sources

        return self._schedule.seconds_to_next(self._polled(sources.all(db)))

    def _chosen(
        self, db: Connection, only: Collection[str] | None, due_only: bool
    ) -> list[StoredSource]:
        from desktop.store import sources

        all_sources = self._polled(sources.all(db))
        if only is not None:
            all_sources = [each for each in all_sources if each.name in only]
        return self._schedule.due(all_sources, is_asked=not due_only)

    def _polled(self, sources: Iterable[StoredSource]) -> list[StoredSource]:
        return [each for each in sources if each.kind not in ("manual", "import")]

    def _intake_of(self, topics: tuple[Topic, ...]) -> Intake:
        if self._intake is None or self._intake[0] != topics:
            self._intake = topics, Intake(topics, self._word_forms(), self._tones())
        return self._intake[1]

    def _fetching(self, terms: tuple[str, ...], proxy: str) -> Fetching:
        def build(stored: StoredSource, halt: threading.Event) -> Source:
            if stored.kind not in self._kinds:
                raise BadData(Reason.BAD_SETTING, f"no such kind: {stored.kind}")
            setup = with_proxy(self._setup_of(stored, terms), proxy)
            return self._make_source(stored.kind, setup, halt)

        return Fetching(
            build,
            self._monotonic,
            self._stuck,
            workers=self._workers,
            fetch_s=self._fetch_s,
            deadline=self._monotonic() + self._cycle_s,
        )


class _Cycle:
    """The state of one running cycle."""

    def __init__(
        self,
        keeper: Keeper,
        fetching: Fetching,
        schedule: Schedule,
        chosen: list[StoredSource],
        on_source: OnSource | None,
    ) -> None:
        self._keeper = keeper
        self._fetching = fetching
        self._schedule = schedule
        self._total = len(chosen)
        self._on_source = on_source
        self.outcomes: list[SourceOutcome] = []
        self._fetching.add(Task(each, each.cursor, schedule.host(each)) for each in chosen)

    def run(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set() and not self._fetching.is_done:
                for task in self._fetching.take_waiting(self._is_held):
                    self._tell(self._keeper.held(task, self._schedule.held_until(task.stored)))
                if answer := self._fetching.next_answer(_TURN_S):
                    self._on_answer(*answer)
        finally:
            self._fetching.abandon()

    def _is_held(self, task: Task) -> bool:
        return task.page == 0 and self._schedule.held_until(task.stored) is not None

    def _on_answer(self, task: Task, answer: Answer) -> None:
        if not isinstance(answer, FetchResult):
            self._tell(self._keeper.failed(task, answer))
            return
        is_last = not answer.more or task.page + 1 >= MOST_PAGES
        outcome = self._keeper.keep(task, answer, is_last)
        if outcome is None:
            return  # stopped half-way: the cursor stays, the next cycle repeats it
        if not is_last:
            self._fetching.continue_with(task, answer.cursor)
            return
        self._tell(outcome)

    def _tell(self, outcome: SourceOutcome) -> None:
        outcome = replace(outcome, position=len(self.outcomes) + 1, total=self._total)
        self.outcomes.append(outcome)
        if self._on_source:
            self._on_source(outcome)


def with_proxy(setup: SourceSetup, proxy: str) -> SourceSetup:
    """The setup with the proxy of all sources, unless this one has its own."""
    if not proxy or setup.fields.get("proxy"):
        return setup
    return replace(setup, fields={**setup.fields, "proxy": proxy})


def terms_of(topics: Iterable[Topic]) -> tuple[str, ...]:
    """Plain words and phrases of all topics, each once: what networks are asked for."""
    terms: dict[str, None] = {}
    for topic in topics:
        try:
            terms.update(dict.fromkeys(plain_terms(parse_query(topic.query))))
        except QueryError:
            continue
    return tuple(terms)
