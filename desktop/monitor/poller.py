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
from functools import partial
from typing import TYPE_CHECKING

from desktop.core.models import Topic
from desktop.core.query import QueryError, parse_query, plain_terms
from desktop.core.sentiment import ToneRouter
from desktop.core.sources import (
    BadData,
    Reason,
    Source,
    SourceInfo,
    SourceSetup,
    StoredSource,
)
from desktop.core.words import WordForms
from desktop.monitor.cycle import Cycle, OnSource
from desktop.monitor.fetching import Fetching
from desktop.monitor.history import History, OnProgress
from desktop.monitor.housekeeping import Housekeeping, oldest_kept
from desktop.monitor.intake import Intake
from desktop.monitor.keeping import Keeper
from desktop.monitor.outcomes import CycleReport
from desktop.monitor.rechecking import Rechecking
from desktop.monitor.schedule import Schedule
from desktop.monitor.storing import Storing

if TYPE_CHECKING:
    from desktop.store.database import Connection

log = logging.getLogger(__name__)


class Poller:
    """Keeps the schedule between cycles. Built by `Services.poller`; one for each thread.

    `workers` sources are fetched at a time, besides those that have not answered for `slow_s`;
    each for at most `fetch_s`, all within `cycle_s`.
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
        slow_s: float = 2.0,
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
        self._slow_s = slow_s
        self._fetch_s = fetch_s
        self._cycle_s = cycle_s
        known = {info.kind: info for info in infos}
        self._kinds = frozenset(known)
        self._schedule = Schedule(known, clock, monotonic, chance or random.Random())
        self._stuck: dict[int, threading.Thread] = {}
        self._intake: tuple[tuple[Topic, ...], Intake] | None = None
        self._housekeeping = Housekeeping(word_forms, tones, clock, monotonic)
        self._history = History(known, self._schedule, clock, monotonic)
        self._rechecking = Rechecking(known, self._schedule, clock, monotonic)

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
        started = self._clock()
        self._schedule.tick()
        chosen = self._chosen(db, only, due_only)
        if not chosen:
            return CycleReport(started, self._clock())
        if on_start:
            on_start(tuple(each.name for each in chosen))
        hosts = {self._schedule.host(each) for each in chosen} - {""}
        self._history.give_way(hosts)
        self._rechecking.give_way(hosts)
        keeper = Keeper(db, self._storing(db), self._clock, self._schedule, stop)
        cycle = Cycle(keeper, self._fetching(db), self._schedule, chosen, on_source)
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

    def run_history_slice(
        self,
        db: Connection,
        stop: threading.Event,
        on_progress: OnProgress | None = None,
        *,
        only: str | None = None,
        wait_s: float = 0.0,
    ) -> bool:
        """Read on in the past of sources; whether to come again soon (otherwise in half a minute).

        For the time between cycles: asking happens elsewhere, this stores what came. It waits at
        most `wait_s` for that. `only` is the source a person waits for. Raises `StoreProblem`.
        """
        from desktop.store import histories

        if not self._history.is_busy and not histories.is_running(db):
            return False
        return self._history.run_slice(
            db,
            partial(self._storing, db),
            partial(self._builder, db),
            stop,
            on_progress,
            only=only,
            wait_s=wait_s,
        )

    def run_recheck_slice(self, db: Connection, stop: threading.Event) -> int:
        """Look up stored items again when it is time; how many mentions changed by it.

        For the time between cycles, like `run_history_slice`. Raises `StoreProblem`.
        """
        return self._rechecking.run_slice(
            db, partial(self._storing, db), partial(self._builder, db), stop
        )

    def close(self) -> None:
        """Ask for nothing more; threads that wait for an answer end by themselves."""
        self._history.call_off()
        self._rechecking.call_off()

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

    def _storing(self, db: Connection) -> Storing:
        from desktop.store import topics

        intake = self._intake_of(topics.all(db))
        return Storing(db, intake, self._word_forms(), oldest_kept(db, self._clock()))

    def _builder(self, db: Connection) -> Callable[[StoredSource, threading.Event], Source]:
        """Builds sources as they are set up now; to be called in any thread."""
        from desktop.store import settings, topics

        terms, proxy = terms_of(topics.all(db)), settings.load(db).proxy

        def build(stored: StoredSource, halt: threading.Event) -> Source:
            if stored.kind not in self._kinds:
                raise BadData(Reason.BAD_SETTING, f"no such kind: {stored.kind}")
            setup = with_proxy(self._setup_of(stored, terms), proxy)
            return self._make_source(stored.kind, setup, halt)

        return build

    def _fetching(self, db: Connection) -> Fetching:
        return Fetching(
            self._builder(db),
            self._monotonic,
            self._stuck,
            workers=self._workers,
            slow_s=self._slow_s,
            fetch_s=self._fetch_s,
            deadline=self._monotonic() + self._cycle_s,
        )


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
