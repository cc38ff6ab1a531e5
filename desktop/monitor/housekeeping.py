"""What the store needs now and then: letting go of what is old, and finishing what was put off.

Done at the start and once a day, and when the program can judge better than before, on the thread
of the polling cycles between them: in slices, so that no source and nobody who asks waits for it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, count
from typing import TYPE_CHECKING

from desktop.core.sentiment import ToneRouter
from desktop.core.words import WordForms
from desktop.monitor import retone

if TYPE_CHECKING:
    from desktop.store.database import Connection

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
SLICE_S = 0.15
"""After this a slice ends with the batch it is at."""

_Step = Callable[["Connection", Callable[[], bool]], bool]


class Housekeeping:
    """Remembers when it was done last and how far it is, for one thread."""

    def __init__(
        self,
        word_forms: Callable[[], WordForms],
        tones: Callable[[], ToneRouter],
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._word_forms = word_forms
        self._tones = tones
        self._clock = clock
        self._monotonic = monotonic
        self._begun_at: datetime | None = None
        self._left: list[_Step] = []

    def run_slice(self, db: Connection, stop: threading.Event) -> bool:
        """Do what fits in `SLICE_S`, if anything is to be done; whether something is left.

        Each step that is reached does at least one batch, so that all come to an end however
        short the slices and however often the program is started. Raises `StoreProblem`: the same
        step is then tried again. Only overwriting what an erased author left cannot be divided.
        """
        until = self._monotonic() + SLICE_S
        self._plan()
        while self._left:
            if stop.is_set() or not self._left[0](db, self._turn(until, stop)):
                return True
            del self._left[0]
        return self._retone(db, self._turn(until, stop))

    def _turn(self, until: float, stop: threading.Event) -> Callable[[], bool]:
        """Whether to end; not when first asked, whatever the time."""
        answers = chain((False,), (self._is_over(until, stop) for _ in count()))
        return partial(next, answers)

    def _is_over(self, until: float, stop: threading.Event) -> bool:
        return stop.is_set() or self._monotonic() >= until

    def _plan(self) -> None:
        now = self._clock()
        is_done = self._begun_at is not None and self._begun_at <= now < self._begun_at + EVERY
        if not self._left and not is_done:
            self._left = [
                self._prune,
                self._prune_gone,
                self._purge,
                self._finish_erasing,
                self._rebuild,
            ]
            self._begun_at = now

    def _prune(self, db: Connection, is_over: Callable[[], bool]) -> bool:
        from desktop.store import retention

        before = oldest_kept(db, self._clock())
        if before is None:
            return True
        removed = retention.prune(db, before, is_over)
        if removed:
            log.info("%d mentions older than the retention were removed", removed)
        return not removed or not is_over()

    def _prune_gone(self, db: Connection, is_over: Callable[[], bool]) -> bool:
        from desktop.store import retention

        removed = retention.prune_gone(db, self._clock(), is_over)
        if removed:
            log.info("%d mentions that their places deleted were removed", removed)
        return not removed or not is_over()

    def _purge(self, db: Connection, is_over: Callable[[], bool]) -> bool:
        from desktop.store import retention

        return not retention.purge_bin(db, self._clock(), is_over) or not is_over()

    def _finish_erasing(self, db: Connection, _is_over: Callable[[], bool]) -> bool:
        from desktop.store import authors

        if not authors.finish_erasing(db):
            log.info("the store is in use, overwriting what was erased is put off")
        return True

    def _rebuild(self, db: Connection, is_over: Callable[[], bool]) -> bool:
        from desktop.store import word_index

        word_forms = self._word_forms()
        version = getattr(word_forms, "version", None)
        if version is None or not word_index.needs_rebuild(db, version):
            return True
        is_done = word_index.rebuild_words(db, word_forms, version, is_over)
        if is_done:
            log.info("the words of all texts were made anew")
        return is_done

    def _retone(self, db: Connection, is_over: Callable[[], bool]) -> bool:
        tones = self._tones()
        if not retone.is_due(db, tones):
            return False
        changed = retone.retone(db, tones, should_stop=is_over)
        log.info("%d stored mentions were given another tone", changed)
        return retone.is_due(db, tones)


def oldest_kept(db: Connection, now: datetime) -> datetime | None:
    """What was published before this is not kept; `None` when everything is."""
    from desktop.store import settings

    days = settings.load(db).retention_days
    return now - timedelta(days=days) if days else None
