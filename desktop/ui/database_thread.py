"""A thread of its own for the store, so that the window never waits for a query."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from types import MethodType
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakMethod

import shiboken6
from PySide6.QtCore import QObject, Signal

from desktop.core.problems import StoreProblem

if TYPE_CHECKING:
    from desktop.store.database import Connection

T = TypeVar("T")
_log = logging.getLogger(__name__)
_OPCODES_BETWEEN_LOOKS = 20_000
"""How often a running query looks whether it is still wanted: about every millisecond."""


class _Receiver:
    """A bound method of a QObject, held so that the object may die meanwhile."""

    def __init__(self, method: Callable[[Any], object]) -> None:
        owner = getattr(method, "__self__", None)
        if not isinstance(owner, QObject):
            raise TypeError("a receiver is a bound method of a QObject")
        self._method = WeakMethod(cast(MethodType, method))

    def call(self, value: object) -> None:
        method = self._method()
        if method is not None and shiboken6.isValid(method.__self__):
            method(value)


class _Job:
    """One piece of work; made and delivered in the GUI thread, run in the store's thread."""

    def __init__(
        self, work: Callable[[Connection], object], done: _Receiver | None, failed: _Receiver | None
    ) -> None:
        self.work = work
        self.done = done
        self.failed = failed
        self.is_superseded = False
        self.result: object = None
        self.error: BaseException | None = None

    def run(self, db: Connection) -> None:
        try:
            self.result = self.work(db)
        except BaseException as error:  # delivered and raised again in the GUI thread
            self.error = error


class DatabaseThread(QObject):
    """Runs work on its own thread with its own connection, in the order asked.

    Lives in the GUI thread, and all methods are called there. `open_connection` is called in the
    new thread before the first work and again after a failure to open. With `interrupts` a
    running read that was superseded is broken off; without it (the writer) running work ends.

    Signals, all in the GUI thread: `problem` carries a `StoreProblem`; `worked` that work
    succeeded (so a notice about an earlier problem may go); `idle` that nothing is left to do.
    """

    problem = Signal(object)
    worked = Signal()
    idle = Signal()
    _finished = Signal(object)

    def __init__(
        self,
        open_connection: Callable[[], Connection],
        name: str,
        *,
        interrupts: bool,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_connection = open_connection
        self._interrupts = interrupts
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._latest: dict[str, _Job] = {}
        self._waiting = 0
        self._has_stopped = False
        self._current: _Job | None = None
        self._finished.connect(self._on_finished)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def ask(
        self,
        work: Callable[[Connection], T],
        done: Callable[[T], object] | None = None,
        *,
        key: str | None = None,
        failed: Callable[[StoreProblem], object] | None = None,
    ) -> None:
        """Run `work(db)` in the thread of the store, then `done(result)` in the GUI thread.

        `done` and `failed` are bound methods of QObjects, held weakly and left out when the object
        is gone. A later ask with the same `key` supersedes this one: its result is not delivered.
        A `StoreProblem` goes to `failed` and to the `problem` signal; any other exception is
        raised in the GUI thread. Raises `TypeError` for another kind of receiver. After `stop`
        work is dropped.
        """
        if self._has_stopped:
            return
        job = _Job(work, _Receiver(done) if done else None, _Receiver(failed) if failed else None)
        if key is not None:
            self.supersede(key)
            self._latest[key] = job
        self._waiting += 1
        self._jobs.put(job)

    def supersede(self, key: str) -> None:
        """Nobody waits any more for what was asked under `key`."""
        earlier = self._latest.pop(key, None)
        if earlier is not None:
            earlier.is_superseded = True

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked, running or waiting for delivery."""
        return self._waiting == 0

    @property
    def has_stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._has_stopped

    def stop(self, timeout_s: float = 5.0) -> bool:
        """End the thread and close its connection; whether it ended in time.

        Reading is broken off; everything asked of a writer is still written. Nothing is
        delivered any more.
        """
        if not self._has_stopped:
            self._has_stopped = True
            self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _on_finished(self, job: _Job) -> None:
        for key in [key for key, latest in self._latest.items() if latest is job]:
            del self._latest[key]
        self._waiting -= 1
        try:
            if not self._has_stopped and not job.is_superseded:
                self._deliver(job)
        finally:
            if self._waiting == 0:
                self.idle.emit()

    def _deliver(self, job: _Job) -> None:
        if isinstance(job.error, StoreProblem):
            if job.failed:
                job.failed.call(job.error)
            self.problem.emit(job.error)
        elif job.error is not None:
            raise job.error
        else:
            self.worked.emit()
            if job.done:
                job.done.call(job.result)

    # Everything below runs in the thread of the store.

    def _run(self) -> None:
        db: Connection | None = None
        while (job := self._jobs.get()) is not None:
            if not self._is_unwanted(job):
                self._current = job
                db = db or self._opened(job)
                if db is not None:
                    job.run(db)
                self._current = None
            if job.error is not None and not job.is_superseded:
                _log.info("work on the store failed: %r", job.error)
            self._hand_over(job)
        if db is not None:
            from desktop.store.database import close_database

            close_database(db)

    def _opened(self, job: _Job) -> Connection | None:
        try:
            db = self._open_connection()
        except BaseException as error:  # delivered like a failure of the work itself
            job.error = error
            return None
        if self._interrupts:
            db.set_progress_handler(self._should_break_off, _OPCODES_BETWEEN_LOOKS)
        return db

    def _should_break_off(self) -> bool:
        return self._current is not None and self._is_unwanted(self._current)

    def _is_unwanted(self, job: _Job) -> bool:
        return job.is_superseded or (self._interrupts and self._has_stopped)

    def _hand_over(self, job: _Job) -> None:
        try:
            self._finished.emit(job)
        except RuntimeError:  # the program is going down and this object with it
            _log.debug("nobody is left to hear about finished work")
