"""The program's own poller over the bad places, with a clock that makes cycle follow on cycle."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import cast

from desktop.app import build_services, utc_now
from desktop.core.models import Keep, Topic, TopicKind
from desktop.core.settings import changed
from desktop.core.sources import Source, SourceSetup, StoredSource
from desktop.monitor.poller import Poller
from desktop.paths import below
from desktop.services import Services
from desktop.sources import SOURCES
from desktop.sources.http import Http, Limits
from desktop.sources.pacing import Pacing
from desktop.store import histories, settings, sources, topics
from desktop.store.database import close_database, open_database, writing
from tests.servers import Site
from tests.soak.figures import Figures, measure
from tests.soak.places import MOST_KINDS
from tests.sources.contract_case import case_of

ROOT = Path(__file__).resolve().parents[2]
SHORT = Limits(connect_s=0.3, read_s=0.3, whole_s=0.5, body_bytes=1_000_000)
_PAUSE = timedelta(hours=2)
"""Between two cycles by the program's clock: longer than any back-off but a daily allowance."""
_HISTORY_EVERY = 40
_RETENTION_DAYS = 30


@dataclass
class Clock:
    """The real clocks, ahead by what was skipped."""

    skipped: timedelta = timedelta()

    def now(self) -> datetime:
        return utc_now() + self.skipped

    def monotonic(self) -> float:
        return time.monotonic() + self.skipped.total_seconds()


@dataclass(frozen=True)
class Address:
    """What a case needs of a site, for a server in another process."""

    port: int

    def url(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def bad_places(seed: int, kinds: int) -> Iterator[Mapping[str, int]]:
    """The servers of the first so many kinds, by port."""
    command = [sys.executable, "-m", "tests.soak.places", str(seed), str(kinds)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.stdin.close()


class Soak:
    """A store with a source of each kind, and a poller that looks at all of them each cycle."""

    def __init__(self, folder: Path, ports: Mapping[str, int], seed: int) -> None:
        self._clock, self._stop = Clock(), threading.Event()
        services = build_services(below(folder))
        services.paths.create()
        self._setups: dict[str, SourceSetup] = {}
        self._db = open_database(services.paths.database)
        self._fill(ports)
        self._poller = self._made_poller(services, seed)
        self._cycle = 0
        self._delivered = Counter(dict.fromkeys(ports, 0))

    def _fill(self, ports: Mapping[str, int]) -> None:
        kept = changed(settings.load(self._db), retention_days=_RETENTION_DAYS)
        settings.save(self._db, kept)
        with writing(self._db):
            topics.add(self._db, Topic(0, "Ромашка", TopicKind.BRAND, "ромашка OR хлеб OR bread"))
        for kind, port in ports.items():
            setup = case_of(kind).setup(cast(Site, Address(port)))
            self._setups[kind] = setup
            with writing(self._db):
                sources.add(self._db, kind, kind, dict(setup.fields), 60, Keep.EVERYTHING)

    def _made_poller(self, services: Services, seed: int) -> Poller:
        kinds = {each.info.kind: each for each in SOURCES}
        pacing = Pacing()

        def make(kind: str, setup: SourceSetup, stop: threading.Event) -> Source:
            http = Http(
                stop=stop,
                clock=self._clock.now,
                pacing=pacing,
                limits=SHORT,
                secrets=setup.secrets.values(),
            )
            return kinds[kind](setup, http)

        def setup_of(source: StoredSource, terms: tuple[str, ...]) -> SourceSetup:
            return SourceSetup(source.fields, self._setups[source.kind].secrets, terms)

        return Poller(
            infos=services.source_kinds,
            make_source=make,
            setup_of=setup_of,
            word_forms=services.word_forms,
            tones=services.tones,
            clock=self._clock.now,
            monotonic=self._clock.monotonic,
            slow_s=0.2,
            chance=Random(seed),
        )

    def run(self, cycles: int) -> None:
        """So many cycles, each with what a window does between two."""
        for _ in range(cycles):
            self._cycle += 1
            self._clock.skipped += _PAUSE
            report = self._poller.run_cycle(self._db, due_only=True, stop=self._stop)
            for each in report.outcomes:
                self._delivered[each.name] += each.seen
            while self._poller.put_in_order(self._db, self._stop):
                pass
            if self._cycle % _HISTORY_EVERY == 1:
                self._start_histories()
            self._poller.run_history_slice(self._db, self._stop, wait_s=0.01)
            self._poller.run_recheck_slice(self._db, self._stop)
            self._switch_on()

    def _start_histories(self) -> None:
        """Every kind that has a past reads it again and again."""
        for source in sources.all(self._db):
            info = next(each.info for each in SOURCES if each.info.kind == source.kind)
            if info.history_days:
                histories.start(self._db, source.id, self._clock.now() - timedelta(days=20))

    def _switch_on(self) -> None:
        """A place that is gone for good switched its source off; here it comes back."""
        for source in sources.all(self._db):
            if not source.is_on:
                sources.update(self._db, replace(source, is_on=True))

    def figures(self) -> Figures:
        """How much of everything there is now."""
        (mentions,) = self._db.execute("SELECT count(*) FROM mention").fetchone()
        return measure(self._cycle, int(mentions))

    def delivered(self) -> Mapping[str, int]:
        """How many items each source brought: what never works proves nothing."""
        return self._delivered

    def close(self) -> None:
        """End what runs."""
        self._stop.set()
        self._poller.close()
        close_database(self._db)


@contextmanager
def soaking(folder: Path, seed: int, kinds: int = MOST_KINDS) -> Iterator[Soak]:
    """A soak over freshly started bad places."""
    with bad_places(seed, kinds) as ports:
        soak = Soak(folder, ports, seed)
        try:
            yield soak
        finally:
            soak.close()


def soak_through(
    soak: Soak, *, warm_up: int, cycles: int, every: int, tell: Callable[[Figures], None]
) -> tuple[Figures, Figures]:
    """Figures after the warm-up and at the end; `tell` gets them and those in between."""
    soak.run(warm_up)
    before = after = soak.figures()
    tell(before)
    left = cycles - warm_up
    while left > 0:
        soak.run(min(every, left))
        left -= every
        after = soak.figures()
        tell(after)
    return before, after
