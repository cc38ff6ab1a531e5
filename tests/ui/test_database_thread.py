"""Order, supersession, troubles and the end of the thread of the store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from sqlite3 import Connection

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.services import Services
from desktop.store.database import open_database
from desktop.ui.database_thread import DatabaseThread

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


class Screen(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.troubles: list[StoreProblem] = []
        self.threads: list[QThread] = []

    def on_done(self, result: object) -> None:
        self.got.append(result)
        self.threads.append(QThread.currentThread())

    def on_failed(self, problem: StoreProblem) -> None:
        self.troubles.append(problem)


@pytest.fixture
def reader(services: Services, qtbot: QtBot) -> Iterator[DatabaseThread]:
    def opening() -> Connection:
        return open_database(services.paths.database)

    made = DatabaseThread(opening, "reader", interrupts=True)
    yield made
    assert made.stop()


def one(db: Connection) -> int:
    return int(db.execute("SELECT 1").fetchone()[0])


def endless(db: Connection) -> int:
    return int(db.execute(ENDLESS).fetchone()[0])


def full(_db: Connection) -> None:
    raise StoreProblem(StoreTrouble.FULL)


def bug(_db: Connection) -> None:
    raise ZeroDivisionError


def test_result_arrives_in_the_gui_thread(reader: DatabaseThread, qtbot: QtBot) -> None:
    screen = Screen()
    with qtbot.waitSignal(reader.idle):
        reader.ask(one, screen.on_done)
    assert screen.got == [1]
    assert screen.threads == [screen.thread()]


def test_work_runs_elsewhere_and_in_order(reader: DatabaseThread, qtbot: QtBot) -> None:
    seen: list[tuple[int, str]] = []
    for number in range(20):
        reader.ask(lambda _db, n=number: seen.append((n, threading.current_thread().name)))  # type: ignore[misc]
    qtbot.waitUntil(lambda: reader.is_idle)
    assert seen == [(number, "reader") for number in range(20)]


def test_superseded_read_is_broken_off(reader: DatabaseThread, qtbot: QtBot) -> None:
    screen = Screen()
    begun = threading.Event()

    def slow(db: Connection) -> int:
        begun.set()
        return endless(db)

    reader.ask(slow, screen.on_done, key="page")
    assert begun.wait(5)
    with qtbot.waitSignal(reader.idle):
        reader.ask(one, screen.on_done, key="page")
    assert screen.got == [1]


def test_only_the_latest_of_a_key_is_delivered(reader: DatabaseThread, qtbot: QtBot) -> None:
    screen = Screen()
    with qtbot.waitSignal(reader.idle):
        for number in range(50):
            reader.ask(lambda _db, n=number: n, screen.on_done, key="count")  # type: ignore[misc]
        reader.ask(lambda _db: "other", screen.on_done, key="other")
    assert screen.got == [49, "other"]


def test_trouble_goes_to_the_asker_and_to_the_window(reader: DatabaseThread, qtbot: QtBot) -> None:
    screen = Screen()
    with qtbot.waitSignals([reader.problem, reader.idle]):
        reader.ask(full, screen.on_done, failed=screen.on_failed)
    assert [each.trouble for each in screen.troubles] == [StoreTrouble.FULL]
    assert screen.got == []
    with qtbot.waitSignals([reader.worked, reader.idle]):
        reader.ask(one, screen.on_done)


def test_bug_is_raised_in_the_gui_thread(reader: DatabaseThread, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught, qtbot.waitSignal(reader.idle):
        reader.ask(bug)
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]
    screen = Screen()
    with qtbot.waitSignal(reader.idle):
        reader.ask(one, screen.on_done)
    assert screen.got == [1]


def test_receiver_that_went_away_is_left_out(reader: DatabaseThread, qtbot: QtBot) -> None:
    screen, other = Screen(), Screen()
    with qtbot.waitSignal(reader.idle):
        reader.ask(one, screen.on_done)
        reader.ask(one, other.on_done)
        del screen
    assert other.got == [1]


def test_only_bound_methods_are_receivers(reader: DatabaseThread) -> None:
    with pytest.raises(TypeError):
        reader.ask(one, print)


def test_failure_to_open_is_told_and_tried_again(qtbot: QtBot, services: Services) -> None:
    tries: list[int] = []

    def opening() -> Connection:
        tries.append(1)
        if len(tries) == 1:
            raise StoreProblem(StoreTrouble.CANNOT_OPEN)
        return open_database(services.paths.database)

    thread = DatabaseThread(opening, "late", interrupts=True)
    screen = Screen()
    with qtbot.waitSignals([thread.problem, thread.idle]):
        thread.ask(one, screen.on_done)
    with qtbot.waitSignal(thread.idle):
        thread.ask(one, screen.on_done)
    assert screen.got == [1]
    assert thread.stop()


def test_reader_stops_in_the_middle_of_a_query(qtbot: QtBot, services: Services) -> None:
    thread = DatabaseThread(lambda: open_database(services.paths.database), "r", interrupts=True)
    begun = threading.Event()

    def slow(db: Connection) -> int:
        begun.set()
        return endless(db)

    thread.ask(slow)
    assert begun.wait(5)
    assert thread.stop(timeout_s=2)


def test_writer_finishes_what_was_asked(qtbot: QtBot, services: Services) -> None:
    thread = DatabaseThread(lambda: open_database(services.paths.database), "w", interrupts=False)
    done: list[int] = []
    for number in range(10):
        thread.ask(lambda _db, n=number: done.append(n))  # type: ignore[misc]
    assert thread.stop()
    assert done == list(range(10))
