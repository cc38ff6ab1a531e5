"""A program with a real temporary store, small fakes for what is fetched, and its window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import i18n, paths
from desktop.core.sentiment import ToneRouter
from desktop.core.settings import Settings
from desktop.core.sources import Source, SourceInfo, SourceSetup
from desktop.core.words import WordForms
from desktop.services import Services
from desktop.store.database import Connection, close_database, open_database
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.database_thread import DatabaseThread
from desktop.ui.theme import Theme
from tests.conftest import FixedClock

RESOURCES = paths.resources()


class PlainForms:
    """Every form is a word of its own."""

    def keys(self, form: str) -> tuple[str, ...]:
        return (form,)


@dataclass
class MemoryKeys:
    """A key store that forgets."""

    is_fallback: bool = False
    kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def get(self, source: str, field: str) -> str | None:
        return self.kept.get((source, field))

    def set(self, source: str, field: str, value: str) -> None:
        self.kept[source, field] = value

    def delete(self, source: str, field: str) -> None:
        self.kept.pop((source, field), None)


def _no_source(kind: str, _setup: SourceSetup, _stop: threading.Event) -> Source:
    raise KeyError(kind)


def make_services(
    folder: Path,
    clock: FixedClock,
    *,
    source_kinds: tuple[SourceInfo, ...] = (),
    make_source: Callable[[str, SourceSetup, threading.Event], Source] = _no_source,
    word_forms: WordForms | None = None,
    tones: ToneRouter | None = None,
) -> Services:
    """Services over a folder, with nothing that needs a network or a dictionary."""
    forms, router = word_forms or PlainForms(), tones or ToneRouter({})
    made = Services(
        paths=paths.below(folder),
        clock=clock,
        monotonic=lambda: clock.now.timestamp(),
        source_kinds=source_kinds,
        make_source=make_source,
        word_forms=lambda: forms,
        tones=lambda: router,
        keys=MemoryKeys(),
    )
    made.paths.create()
    return made


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The one application of all tests, styled as the program's."""
    from desktop.ui.program import Start
    from desktop.ui.run import application

    return application(Start(RESOURCES))


@pytest.fixture
def services(data_dir: Path, clock: FixedClock) -> Services:
    """Services over an empty data folder."""
    return make_services(data_dir, clock)


@pytest.fixture
def db(services: Services) -> Iterator[Connection]:
    """A connection of the test's own to the store the window uses."""
    connection = open_database(services.paths.database)
    yield connection
    close_database(connection)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme at the usual size."""
    made = Theme(qapp, RESOURCES / "icons")
    made.use("light", 100)
    return made


class Desk:
    """What a window would do for a tab or a dialog, written down instead."""

    def __init__(self) -> None:
        self.settings = Settings(is_set_up=True)
        self.announced: list[Change] = []
        self.polled: list[Sequence[str] | None] = []
        self.told: list[str] = []

    def change_settings(self, **values: object) -> None:
        from desktop.core import settings

        self.settings = settings.changed(self.settings, **values)
        self.announced.append(Change.SETTINGS)

    def current(self) -> Settings:
        return self.settings


@pytest.fixture
def desk() -> Desk:
    """Records what the screen under test asks of the window."""
    return Desk()


@pytest.fixture
def context(
    services: Services, theme: Theme, desk: Desk, db: Connection, tmp_path: Path
) -> Iterator[TabContext]:
    """A context with real database threads; they are stopped after the test."""

    def opening() -> Connection:
        return open_database(services.paths.database)

    reader = DatabaseThread(opening, "test-reader", interrupts=True)
    writer = DatabaseThread(opening, "test-writer", interrupts=False)
    yield TabContext(
        reader=reader,
        writer=writer,
        services=services,
        theme=theme,
        window_state=QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat),
        settings=desk.current,
        change_settings=desk.change_settings,
        announce=desk.announced.append,
        request_poll=desk.polled.append,
        tell=desk.told.append,
    )
    assert reader.stop()
    assert writer.stop()


@pytest.fixture
def settle(qtbot: QtBot, context: TabContext) -> Callable[[], None]:
    """Waits until both database threads have delivered everything."""

    def wait() -> None:
        qtbot.waitUntil(lambda: context.reader.is_idle and context.writer.is_idle)

    return wait


@pytest.fixture
def russian() -> None:
    """Russian words in this test."""
    i18n.use("ru", RESOURCES / "i18n")
