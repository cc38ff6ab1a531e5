"""Looking up stored items again, for edits, counters and deletions that a poll does not show.

The newest mentions of the last two weeks in turn, a few every six hours, in slices between the
cycles like `desktop.monitor.history`. What goes wrong is tried again with the next turn; polls
say what is wrong with a source.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from desktop.core.sources import Recheck, RecheckingSource, SourceInfo, StoredSource
from desktop.monitor.errands import Errand, Errands, named
from desktop.monitor.history import Build
from desktop.monitor.schedule import Schedule
from desktop.monitor.storing import Storing

if TYPE_CHECKING:
    from desktop.store.database import Connection
    from desktop.store.rechecks import Rotation

log = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
REACH = timedelta(days=14)
_LONGEST_S = 120.0
_LOOK_S = 60.0
"""Often enough for what is due every few hours."""


class Rechecking:
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
        self._monotonic = monotonic
        self._look_again = float("-inf")
        self._errands: Errands[Rotation, Recheck] = Errands(monotonic, most=1, limit_s=_LONGEST_S)

    @property
    def is_busy(self) -> bool:
        """Whether something is being looked up."""
        return self._errands.is_busy

    def give_way(self, hosts: Collection[str]) -> None:
        """Polls of these hosts begin."""
        self._errands.give_way(hosts)

    def call_off(self) -> None:
        """Look up nothing any more."""
        self._errands.call_off_all()

    def run_slice(
        self,
        db: Connection,
        storing: Callable[[], Storing],
        build: Callable[[], Build],
        stop: threading.Event,
    ) -> int:
        """Store what came and look up more if it is time; how many mentions changed.

        Raises `StoreProblem`.
        """
        changed = 0
        while not stop.is_set() and (errand := self._errands.next_answer()):
            changed += self._on_answer(db, errand, storing())
        now = self._monotonic()
        if stop.is_set() or self._errands.is_busy or now < self._look_again:
            return changed
        self._look_again = now + _LOOK_S
        for source, most in self._due(db):
            host = self._schedule.host(source)
            if self._errands.may_send(source, host) and self._send(db, source, host, most, build):
                break
        return changed

    def _due(self, db: Connection) -> Iterator[tuple[StoredSource, int]]:
        from desktop.store import rechecks, sources

        now = self._clock()
        for source in sources.all(db):
            info = self._infos.get(source.kind)
            if info is None or not info.recheck_most or not source.is_on:
                continue
            if source.reason is not None or self._schedule.held_until(source) is not None:
                continue
            last = rechecks.last_at(db, source.id)
            if last is None:
                rechecks.note(db, source.id, now, None)  # what came just now needs no second look
            elif not last <= now < last + EVERY:
                yield source, info.recheck_most

    def _send(
        self,
        db: Connection,
        source: StoredSource,
        host: str,
        most: int,
        build: Callable[[], Build],
    ) -> bool:
        from desktop.store import rechecks

        now = self._clock()
        rotation = rechecks.rotation(db, source.id, now - REACH, most)
        if not rotation.external_ids:
            rechecks.note(db, source.id, now, None)
            return False
        ask = partial(_recheck, build(), source, rotation.external_ids)
        self._errands.send(Errand(source, host, rotation, ask))
        return True

    def _on_answer(
        self, db: Connection, errand: Errand[Rotation, Recheck], storing: Storing
    ) -> int:
        from desktop.store import rechecks
        from desktop.store.database import writing

        source, now, answer = errand.source, self._clock(), errand.answer
        if not isinstance(answer, Recheck):
            trouble = named(answer or RuntimeError("no answer"))
            log.info("items of %s could not be looked up again: %s", source.kind, str(trouble))
            self._schedule.pause_after(source, trouble, 1)
            rechecks.note(db, source.id, now, errand.began.below)
            return 0
        asked = set(errand.began.external_ids)
        found = [each for each in answer.items if each.external_id in asked]
        prepared = storing.prepare_known(source, found, now)
        gone = [each for each in answer.gone if each in asked]
        with writing(db):
            saved = storing.save(source.id, prepared, gone, now)
            rechecks.note(db, source.id, now, errand.began.below)
        return saved.changed


def _recheck(
    build: Build, source: StoredSource, external_ids: tuple[str, ...], halt: threading.Event
) -> Recheck:
    """In a thread of its own."""
    return cast(RecheckingSource, build(source, halt)).recheck(external_ids)
