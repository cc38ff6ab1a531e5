"""Polling in its own thread: signals, bad cycles, stopping in time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from desktop.core.histories import HistoryProgress
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.sources import Health
from desktop.monitor.outcomes import CycleReport, SourceOutcome
from desktop.services import Services
from desktop.store.database import open_database
from desktop.ui.monitor_thread import CycleFailed, CycleStarted, MonitorThread

T = TypeVar("T")


class ScriptedPoller:
    """Does in each cycle what the script says next; the last entry repeats."""

    def __init__(self, now: datetime, *script: str) -> None:
        self.now = now
        self.script = list(script)
        self.asked: list[tuple[tuple[str, ...] | None, bool]] = []
        self.threads: list[str] = []
        self.slices = 0
        self.slices_wanted = 0
        self.history: list[HistoryProgress] = []
        self.changed = 0
        self.is_closed = False

    def put_in_order(self, db: Connection, stop: threading.Event) -> bool:
        self.slices += 1
        return self.slices < self.slices_wanted

    def run_history_slice(
        self,
        db: Connection,
        stop: threading.Event,
        on_progress: Callable[[HistoryProgress], None] | None = None,
    ) -> bool:
        assert on_progress is not None
        if self.history:
            on_progress(self.history.pop(0))
        return bool(self.history)

    def run_recheck_slice(self, db: Connection, stop: threading.Event) -> int:
        changed, self.changed = self.changed, 0
        return changed

    def close(self) -> None:
        self.is_closed = True

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
        db.execute("SELECT 1").fetchone()
        self.asked.append((None if only is None else tuple(only), due_only))
        self.threads.append(threading.current_thread().name)
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if step == "bug":
            raise ZeroDivisionError
        if step == "full":
            raise StoreProblem(StoreTrouble.FULL)
        if step == "nothing due":
            return CycleReport(self.now, self.now)
        assert on_start is not None
        assert on_source is not None
        on_start(("news",))
        if step == "stall":
            stop.wait()
        on_source(SourceOutcome("news", "feed", Health.FINE, new=2, position=1, total=1))
        return CycleReport(self.now, self.now, is_stopped=stop.is_set())

    def seconds_to_next(self, db: Connection) -> float | None:
        return None


class Watcher(QObject):
    """Waits in the GUI thread: the waiting of pytest-qt would be called in the polling thread."""

    def __init__(self, monitor: MonitorThread, qtbot: QtBot) -> None:
        super().__init__()
        self.qtbot = qtbot
        worker = monitor.worker
        for signal in (
            worker.cycle_started,
            worker.source_done,
            worker.cycle_finished,
            worker.cycle_failed,
            worker.history_changed,
            worker.mentions_changed,
        ):
            signal.connect(self.on_anything)
        self.got: list[object] = []
        self.threads: set[QThread] = set()

    def on_anything(self, value: object) -> None:
        self.got.append(value)
        self.threads.add(QThread.currentThread())

    def last(self, kind: type[T], count: int = 1) -> T:
        """The newest of at least `count` values of a kind."""
        self.qtbot.waitUntil(lambda: len(self.of(kind)) >= count)
        return self.of(kind)[-1]

    def of(self, kind: type[T]) -> list[T]:
        return [each for each in self.got if isinstance(each, kind)]


@pytest.fixture
def make(services: Services, now: datetime) -> Iterator[Callable[..., MonitorThread]]:
    made: list[MonitorThread] = []

    def build(poller: ScriptedPoller) -> MonitorThread:
        monitor = MonitorThread(
            lambda: open_database(services.paths.database), lambda: poller, services.clock
        )
        made.append(monitor)
        return monitor

    yield build
    for monitor in made:
        assert monitor.stop()


def test_polls_at_once_and_tells_in_the_gui_thread(
    make: Callable[..., MonitorThread], now: datetime, qtbot: QtBot
) -> None:
    poller = ScriptedPoller(now, "fine")
    monitor = make(poller)
    watcher = Watcher(monitor, qtbot)
    monitor.start(is_polling=True)
    watcher.last(CycleReport)
    assert [type(each).__name__ for each in watcher.got] == [
        "CycleStarted",
        "SourceOutcome",
        "CycleReport",
    ]
    assert watcher.threads == {watcher.thread()}
    assert poller.asked == [(None, True)]
    assert threading.current_thread().name not in poller.threads


def test_request_is_served_while_polling_is_off(
    make: Callable[..., MonitorThread], now: datetime, qtbot: QtBot
) -> None:
    poller = ScriptedPoller(now, "fine")
    monitor = make(poller)
    watcher = Watcher(monitor, qtbot)
    monitor.start(is_polling=False)
    monitor.wake()
    monitor.request(["news"])
    watcher.last(CycleReport)
    assert poller.asked == [(("news",), False)]


@pytest.mark.logs("cycle failed")
def test_bad_cycle_never_ends_the_polling(
    make: Callable[..., MonitorThread], now: datetime, qtbot: QtBot
) -> None:
    poller = ScriptedPoller(now, "bug", "full", "fine")
    monitor = make(poller)
    watcher = Watcher(monitor, qtbot)
    monitor.start(is_polling=False)
    for _each in range(3):
        monitor.request(None)
    watcher.last(CycleReport)
    bug, full = watcher.of(CycleFailed)
    assert isinstance(bug.error, ZeroDivisionError)
    assert full.problem is not None
    assert full.problem.trouble is StoreTrouble.FULL


def test_stops_in_the_middle_of_a_stalled_cycle(
    make: Callable[..., MonitorThread], now: datetime, qtbot: QtBot
) -> None:
    monitor = make(ScriptedPoller(now, "stall"))
    watcher = Watcher(monitor, qtbot)
    monitor.start(is_polling=True)
    watcher.last(CycleStarted)
    assert monitor.is_running
    assert monitor.stop(timeout_s=2)
    assert not monitor.is_running


def test_stopping_what_never_started_is_harmless(
    make: Callable[..., MonitorThread], now: datetime
) -> None:
    assert make(ScriptedPoller(now, "fine")).stop()


@pytest.mark.parametrize("is_polling", [True, False])
def test_a_store_is_put_in_order_between_cycles(
    make: Callable[..., MonitorThread], now: datetime, qtbot: QtBot, is_polling: bool
) -> None:
    poller = ScriptedPoller(now, "fine", "nothing due")
    poller.slices_wanted = 1_000_000
    monitor = make(poller)
    watcher = Watcher(monitor, qtbot)
    monitor.start(is_polling=is_polling)
    monitor.request(None)
    watcher.last(CycleReport)
    qtbot.waitUntil(lambda: poller.slices >= 2)
    monitor.request(["news"])
    qtbot.waitUntil(lambda: (("news",), False) in poller.asked)
    asked_at = poller.slices
    qtbot.waitUntil(lambda: poller.slices > asked_at)


def test_the_past_is_read_between_cycles_while_polling_is_on(
    make: Callable[..., MonitorThread], now: datetime, qtbot: QtBot
) -> None:
    poller = ScriptedPoller(now, "fine", "nothing due")
    poller.history = [HistoryProgress(1, "news", now, items=n) for n in range(3)]
    poller.changed = 7
    monitor = make(poller)
    watcher = Watcher(monitor, qtbot)
    monitor.start(is_polling=False)
    monitor.request(None)
    watcher.last(CycleReport)
    assert watcher.of(HistoryProgress) == []
    monitor.switch_polling(True)
    assert watcher.last(HistoryProgress, 3).items == 2
    assert watcher.of(int) == [7]
    assert monitor.stop()
    assert poller.is_closed
