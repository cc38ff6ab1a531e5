"""What the store needs now and then: letting go of what is old, and finishing what was put off.

Done at the start and once a day by whoever runs polling cycles, on the thread of the connection.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop.core.words import WordForms

if TYPE_CHECKING:
    from desktop.store.database import Connection

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)


class Housekeeping:
    """Remembers when it was done last, for one thread."""

    def __init__(self, word_forms: Callable[[], WordForms], clock: Callable[[], datetime]) -> None:
        self._word_forms = word_forms
        self._clock = clock
        self._done_at: datetime | None = None

    def run_if_due(self, db: Connection, stop: threading.Event) -> bool:
        """Do what is to be done, if a day has passed; whether it was.

        Ends early once `stop` is set, and is then due again. Raises `StoreProblem`.
        """
        now = self._clock()
        if self._done_at is not None and self._done_at <= now < self._done_at + EVERY:
            return False
        self._run(db, now, stop)
        if not stop.is_set():
            self._done_at = now
        return True

    def _run(self, db: Connection, now: datetime, stop: threading.Event) -> None:
        from desktop.store import authors, retention, word_index

        if before := oldest_kept(db, now):
            pruned = retention.prune(db, before, stop.is_set)
            if pruned:
                log.info("%d mentions older than the retention were removed", pruned)
        if stop.is_set():
            return
        retention.purge_bin(db, now)
        if not authors.finish_erasing(db):
            log.info("the store is in use, overwriting what was erased is put off")
        word_forms = self._word_forms()
        version = getattr(word_forms, "version", None)
        if version is not None and word_index.needs_rebuild(db, version):
            log.info("the words of all texts are made anew")
            word_index.rebuild_words(db, word_forms, version, _tell, stop.is_set)


def oldest_kept(db: Connection, now: datetime) -> datetime | None:
    """What was published before this is not kept; `None` when everything is."""
    from desktop.store import settings

    days = settings.load(db).retention_days
    return now - timedelta(days=days) if days else None


def _tell(done: int, total: int) -> None:
    log.debug("%d of %d texts have their words anew", done, total)
