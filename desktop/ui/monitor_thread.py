"""Polling in the background: the only code that knows `QThread`.

Start and stop order: the thread starts, `PollWorker.start` opens the connection there; at the end
the stop event is set, `PollWorker.close` runs in the thread, closes the connection and ends the
thread's loop itself; then the owner waits.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from desktop.core.problems import StoreProblem

if TYPE_CHECKING:
    from desktop.core.histories import HistoryProgress
    from desktop.monitor.outcomes import CycleReport, SourceOutcome
    from desktop.store.database import Connection

_log = logging.getLogger(__name__)
_BETWEEN_SLICES_S = 0.1
"""Leaves the window its share of the processor while the store is put in order."""
_AFTER_CYCLE_S = 1.0
"""In which the window shows what came, undisturbed."""
LONGEST_PAUSE_S = 30.0
"""The timer looks at the schedule at least this often, which is how sleep is noticed."""


class CyclePoller(Protocol):
    """What the worker needs of `desktop.monitor.poller.Poller`."""

    def run_cycle(
        self,
        db: Connection,
        *,
        only: Sequence[str] | None = None,
        due_only: bool = False,
        stop: threading.Event,
        on_source: Callable[[SourceOutcome], None] | None = None,
        on_start: Callable[[tuple[str, ...]], None] | None = None,
    ) -> CycleReport:
        """One cycle; see the poller."""
        ...

    def seconds_to_next(self, db: Connection) -> float | None:
        """Until the next source is due."""
        ...

    def put_in_order(self, db: Connection, stop: threading.Event) -> bool:
        """A slice of what the store needs besides news; whether more is to be done."""
        ...

    def run_history_slice(
        self,
        db: Connection,
        stop: threading.Event,
        on_progress: Callable[[HistoryProgress], None] | None = None,
    ) -> bool:
        """Read on in the past of sources; whether to come again soon."""
        ...

    def run_recheck_slice(self, db: Connection, stop: threading.Event) -> int:
        """Look up stored items again when it is time; how many mentions changed."""
        ...

    def close(self) -> None:
        """Ask for nothing more."""
        ...


@dataclass(frozen=True, slots=True)
class CycleStarted:
    """A cycle began to look at `names`."""

    at: datetime
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CycleFailed:
    """A cycle ended by trouble of the store (`problem`) or by a bug (`report` is its trace)."""

    problem: StoreProblem | None = None
    error: Exception | None = None
    report: str = ""


@dataclass(frozen=True, slots=True)
class _Request:
    names: tuple[str, ...] | None
    due_only: bool = False


class PollWorker(QObject):
    """Lives in the polling thread; everything but the constructor runs there.

    `history_changed` carries a `HistoryProgress` after each step into the past of a source;
    `mentions_changed` says how many mentions a second look at their places changed.
    `poller` is made on the first cycle, in the thread, since its parts take long to load.
    """

    cycle_started = Signal(object)
    source_done = Signal(object)
    cycle_finished = Signal(object)
    cycle_failed = Signal(object)
    history_changed = Signal(object)
    mentions_changed = Signal(object)

    def __init__(
        self,
        open_connection: Callable[[], Connection],
        make_poller: Callable[[], CyclePoller],
        clock: Callable[[], datetime],
        stop: threading.Event,
    ) -> None:
        super().__init__()
        self._open_connection = open_connection
        self._make_poller = make_poller
        self._clock = clock
        self._stop = stop
        self._poller: CyclePoller | None = None
        self._db: Connection | None = None
        self._timer: QTimer | None = None
        self._is_polling = False
        self._has_started_cycle = False
        self._has_failed = False
        self._is_untidy = False
        self._is_reading = False
        self._is_busy = False

    def start(self) -> None:
        """Connected to the thread's `started`: makes what must belong to this thread."""
        self._timer = QTimer()  # without a parent: it must go in this thread, see `close`
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.on_timeout)
        self._plan()

    def on_polling_switched(self, is_on: bool) -> None:
        """Follow the schedule, or wait to be asked."""
        self._is_polling = is_on
        self._plan(at_once=True)

    def on_requested(self, request: _Request) -> None:
        """A person asked, or something about the sources changed."""
        if not request.due_only or self._is_polling:
            self._run(request)
        self._plan()

    def on_timeout(self) -> None:
        """Look at what is due; when that is nothing, do for a moment what can wait.

        Also when something is due each time: neither may wait for ever.
        """
        self._has_started_cycle = False
        if self._is_polling:
            self._run(_Request(None, due_only=True))
        was_busy, self._is_busy = self._is_busy, self._has_started_cycle
        if not self._has_failed and (was_busy or not self._is_busy):
            self._put_in_order()
            self._look_back()
        self._plan()

    def close(self) -> None:
        """Give everything back and end the thread's loop."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._poller is not None:
            self._poller.close()
        if self._db is not None:
            from desktop.store.database import close_database

            close_database(self._db)
            self._db = None
        QThread.currentThread().quit()

    def _run(self, request: _Request) -> None:
        if self._stop.is_set():
            return
        self._has_started_cycle = False
        self._has_failed = True
        try:
            report = self._cycle(request)
        except StoreProblem as problem:
            _log.info("cycle ended by the store: %s", problem)
            self.cycle_failed.emit(CycleFailed(problem=problem))
        except Exception as error:  # one bad cycle never stops the timer
            _log.exception("cycle failed")
            self.cycle_failed.emit(CycleFailed(error=error, report=traceback.format_exc()))
        else:
            self._has_failed = False
            self._is_untidy = True
            if self._has_started_cycle or not request.due_only:
                self.cycle_finished.emit(report)

    def _cycle(self, request: _Request) -> CycleReport:
        self._poller = self._poller or self._make_poller()
        return self._poller.run_cycle(
            self._connection(),
            only=request.names,
            due_only=request.due_only,
            stop=self._stop,
            on_source=self.source_done.emit,
            on_start=self._tell_start,
        )

    def _put_in_order(self) -> None:
        self._is_untidy = False  # after trouble it is tried again with the next look
        if self._poller is None or self._stop.is_set():
            return
        try:
            self._is_untidy = self._poller.put_in_order(self._connection(), self._stop)
        except StoreProblem as problem:
            _log.info("the store could not be put in order: %s", problem)
        except Exception as error:  # a bug here must not end the polling
            _log.exception("putting in order failed")
            self.cycle_failed.emit(CycleFailed(error=error, report=traceback.format_exc()))

    def _look_back(self) -> None:
        """Read on in the past and look up stored items again, unless a person polls by hand."""
        self._is_reading = False
        if self._poller is None or self._stop.is_set() or not self._is_polling:
            return
        db = self._connection()
        try:
            tell = self.history_changed.emit
            self._is_reading = self._poller.run_history_slice(db, self._stop, tell)
            if changed := self._poller.run_recheck_slice(db, self._stop):
                self.mentions_changed.emit(changed)
        except StoreProblem as problem:
            _log.info("what places showed of the past could not be stored: %s", problem)
        except Exception as error:  # a bug here must not end the polling
            _log.exception("looking back failed")
            self.cycle_failed.emit(CycleFailed(error=error, report=traceback.format_exc()))

    def _tell_start(self, names: tuple[str, ...]) -> None:
        self._has_started_cycle = True
        self.cycle_started.emit(CycleStarted(self._clock(), names))

    def _connection(self) -> Connection:
        if self._db is None:
            self._db = self._open_connection()
        return self._db

    def _plan(self, *, at_once: bool = False) -> None:
        if self._timer is None or self._stop.is_set():
            return
        if self._is_polling:
            pause_s = 0.0 if at_once else self._pause_s()
        elif self._is_untidy:
            pause_s = self._slice_pause_s()
        else:
            self._timer.stop()
            return
        self._timer.start(round(pause_s * 1000))

    def _pause_s(self) -> float:
        try:
            # A full disk must not make the program fetch the same again and again.
            if self._poller is None or self._db is None or self._has_failed:
                return LONGEST_PAUSE_S
            seconds = self._poller.seconds_to_next(self._db)
        except StoreProblem:
            return LONGEST_PAUSE_S
        has_more = self._is_untidy or self._is_reading
        longest = self._slice_pause_s() if has_more else LONGEST_PAUSE_S
        return longest if seconds is None else min(max(seconds, 0.5), longest)

    def _slice_pause_s(self) -> float:
        return _AFTER_CYCLE_S if self._has_started_cycle else _BETWEEN_SLICES_S


class MonitorThread(QObject):
    """Owns the thread and its worker; lives in the GUI thread.

    Receivers connect to the signals of `worker` with bound methods of their own.
    """

    _requested = Signal(object)
    _polling_switched = Signal(bool)
    _closing = Signal()

    def __init__(
        self,
        open_connection: Callable[[], Connection],
        make_poller: Callable[[], CyclePoller],
        clock: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._thread = QThread()
        self._thread.setObjectName("polling")
        self.worker = PollWorker(open_connection, make_poller, clock, self._stop)
        self.worker.moveToThread(self._thread)
        self._thread.started.connect(self.worker.start)
        self._requested.connect(self.worker.on_requested)
        self._polling_switched.connect(self.worker.on_polling_switched)
        self._closing.connect(self.worker.close)

    def start(self, *, is_polling: bool) -> None:
        """Begin; sources that are due are looked at at once when `is_polling`."""
        self._thread.start(QThread.Priority.LowPriority)
        self.switch_polling(is_polling)

    def switch_polling(self, is_on: bool) -> None:
        """Follow the schedule, or only look when asked."""
        self._polling_switched.emit(is_on)

    def request(self, names: Sequence[str] | None) -> None:
        """Look at the named sources now, at all of them for `None`; also while polling is off."""
        self._requested.emit(_Request(None if names is None else tuple(names)))

    def wake(self) -> None:
        """Look at the schedule again: sources or topics changed."""
        self._requested.emit(_Request(None, due_only=True))

    @property
    def is_running(self) -> bool:
        """Whether the thread was started and has not ended."""
        return self._thread.isRunning()

    def stop(self, timeout_s: float = 2.0) -> bool:
        """End a running cycle, the connection and the thread; whether it ended in time."""
        self._stop.set()
        if not self._thread.isRunning():
            return True
        self._closing.emit()
        return self._thread.wait(round(timeout_s * 1000))
