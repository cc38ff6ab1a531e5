"""The parts of one open window, and the order in which they start and stop."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop.core.settings import Settings
from desktop.i18n import tr, trn
from desktop.store.database import open_database
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.database_thread import DatabaseThread
from desktop.ui.housekeeping import prune, read_settings, unmatched
from desktop.ui.i18n_qt import WindowLanguage
from desktop.ui.main_window import MainWindow
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.core.models import Topic
    from desktop.monitor.outcomes import CycleReport, SourceOutcome
    from desktop.services import Services
    from desktop.ui.actions import Actions
    from desktop.ui.monitor_thread import CycleFailed, MonitorThread
    from desktop.ui.tabs.base import Tab
    from desktop.ui.tray import Tray

_log = logging.getLogger(__name__)
_STORE_END_S = 30.0
"""How long asked writes may take at the end: nothing a person did is dropped for haste."""


class Start(NamedTuple):
    """How a window begins: where the program's resources lie, what the command line said."""

    resources: Path
    language: str | None = None
    is_sample: bool = False
    is_adding: bool = False


class Program(QObject):
    """Everything one window needs, wired. GUI thread.

    `failed` carries an exception of the polling thread; `ended` is emitted when everything has
    stopped; `restore_wanted` carries the path of a checked copy; `sample_wanted` and
    `own_shop_wanted` ask for another window.
    """

    failed = Signal(object)
    ended = Signal()
    restore_wanted = Signal(object)
    sample_wanted = Signal()

    def __init__(
        self,
        app: QApplication,
        services: Services,
        start: Start,
        tabs: Sequence[type[Tab]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._start = start
        self._opening = partial(open_database, services.paths.database)
        settings, problem = read_settings(services.paths.database)
        self.theme = Theme(app, start.resources / "icons", self, is_dressed=False)
        self.language = WindowLanguage(app, start.resources / "i18n", self)
        self.reader = DatabaseThread(self._opening, "reader", interrupts=True, parent=self)
        self.writer = DatabaseThread(self._opening, "writer", interrupts=False, parent=self)
        reader, writer, is_read = self.reader, self.writer, problem is None
        self._kept = SettingsKeeper(settings, reader, writer, self, is_read=is_read)
        self._kept.changed.connect(self.on_settings_changed)
        self._show_choices()
        self.ended_in_time = True
        self.monitor: MonitorThread | None = None
        self.tray: Tray | None = None
        self.context = self._context()
        self.window = MainWindow(self.context, tabs)
        self.theme.dress()
        self.window.first_painted.connect(self.on_first_painted)
        self.window.built.connect(self.on_built)
        self.window.closed.connect(self.on_closed)
        self.window.hidden.connect(self.on_hidden)
        self.language.changed.connect(self.on_language_changed)
        if problem is not None:
            self.window.status.on_reading_problem(problem)

    @property
    def has_ended(self) -> bool:
        """Whether `close` was called."""
        return self.reader.has_stopped

    def settings(self) -> Settings:
        """The settings in force."""
        return self._kept.current()

    def change_settings(self, **values: object) -> None:
        """Apply settings, write them in the background, tell everybody."""
        self._kept.change(**values)

    def on_settings_changed(self) -> None:
        """Show what is in force now."""
        self._show_choices()
        if self.monitor is not None:
            self.monitor.switch_polling(self.settings().is_polling)
        self.window.retranslate()
        self.announce(Change.SETTINGS)

    def announce(self, change: Change) -> None:
        """Tell every screen what kind of thing changed; new sources and topics are polled."""
        self.window.refresh(change)
        if self.monitor is not None and change & (Change.SOURCES | Change.TOPICS):
            self.monitor.wake()
        self._show_tray()

    def request_poll(self, names: Sequence[str] | None) -> None:
        """Look now."""
        if self.monitor is None:
            self.tell(tr("Nothing is fetched in the sample shop"))
        elif names is None and self.window.status.is_checking:
            self.tell(tr("The sources are being checked already"))
        else:
            self.monitor.request(names)

    def tell(self, text: str) -> None:
        """Say one sentence in the status bar."""
        self.window.line.tell(text)

    def dialogs(self) -> Actions:
        """Everything that can be opened, wired to the program."""
        is_new = not self.window.has_dialogs
        actions = self.window.dialogs()
        if is_new:
            actions.sample_wanted.connect(self.sample_wanted)
            actions.files.restore_wanted.connect(self.restore_wanted)
        return actions

    def on_first_painted(self) -> None:
        """The window is on screen: what it did without so far may be built."""
        QTimer.singleShot(0, self.window, self.window.begin_building)

    def on_built(self) -> None:
        """All of the window is there: everything slow may begin."""
        QTimer.singleShot(0, self, self.begin)

    def begin(self) -> None:
        """Read, poll, tidy, offer the first steps. Called once, after the first painting."""
        if self.has_ended:
            return
        self.window.start()
        if not self.settings().is_sample:
            self._start_monitor()
            self._tidy()
            if not self.settings().is_set_up:
                self.dialogs().first_run()

    def make_tray(self) -> None:
        """Add the tray where the desktop has one. Not for a sample."""
        from desktop.ui import tray

        if self.tray is not None or self.settings().is_sample or not tray.is_available():
            return
        made = self.tray = tray.Tray(self.theme, self._services.clock, self)
        made.opened.connect(self.window.come_forward)
        made.check_wanted.connect(self.on_check_wanted)
        made.add_wanted.connect(self.on_add_wanted)
        made.muted.connect(self.on_muted)
        made.quit_wanted.connect(self.window.quit)
        self.window.hides_on_close = self.settings().closes_to_tray
        self.window.status.changed.connect(self.on_status_changed)
        self._show_tray()

    def on_status_changed(self) -> None:
        """The looking goes better or worse, or a silence is over."""
        self._show_tray()

    def on_check_wanted(self) -> None:
        """Look at every source."""
        self.request_poll(None)

    def on_add_wanted(self) -> None:
        """Write down a mention, wherever the window is."""
        self.window.come_forward()
        self.dialogs().add_mention()

    def on_muted(self, until: datetime | None) -> None:
        """Be silent until then."""
        self.change_settings(muted_until=int(until.timestamp()) if until else 0)

    def on_hidden(self) -> None:
        """The window went into the tray: said once in the life of a data folder."""
        state = self.context.window_state
        if self.tray is not None and not state.value("tray/explained"):
            state.setValue("tray/explained", True)
            self.tray.explain_hiding()

    def on_language_changed(self) -> None:
        """Another language was chosen."""
        if self.tray is not None:
            self.tray.retranslate()

    def on_source_done(self, outcome: SourceOutcome) -> None:
        """Show what arrived without waiting for the slowest source."""
        if outcome.new or outcome.changed:
            self.window.refresh(Change.MENTIONS)

    def on_looked_back(self, _found: object) -> None:
        """The past of a source was read on, or stored mentions were looked up again."""
        self.window.refresh(Change.MENTIONS | Change.SOURCES)

    def on_cycle_finished(self, report: CycleReport) -> None:
        """A cycle is over."""
        self.window.refresh(Change.SOURCES)
        self._show_tray()
        is_heard = not self._is_muted() and not self.window.isActiveWindow()
        if report.new and self.tray is not None and is_heard:
            text = trn("{n} new mention", "{n} new mentions", report.new)
            self.tray.tell(text.format(n=report.new))

    def on_cycle_failed(self, failed: CycleFailed) -> None:
        """A bug ended a cycle; the timer goes on."""
        if failed.error is not None:
            self.failed.emit(failed.error)

    def on_closed(self) -> None:
        """The window went: everything stops."""
        self.close()
        self.ended.emit()

    def close(self) -> bool:
        """Stop polling, finish writing, close the store; whether all of it ended in time."""
        if self.has_ended:
            return self.ended_in_time
        if self.tray is not None:
            self.tray.close()
        if self.monitor is not None and not self.monitor.stop():
            _log.error("the polling thread did not end in time")
            self.ended_in_time = False
        has_written = self.writer.stop(_STORE_END_S)
        self.ended_in_time = self.reader.stop() and has_written and self.ended_in_time
        return self.ended_in_time

    def _start_monitor(self) -> None:
        from desktop.ui.monitor_thread import MonitorThread

        services = self._services
        monitor = MonitorThread(self._opening, services.poller, services.clock, self)
        worker, status = monitor.worker, self.window.status
        worker.cycle_started.connect(status.on_cycle_started)
        worker.source_done.connect(status.on_source_done)
        worker.cycle_finished.connect(status.on_cycle_finished)
        worker.cycle_failed.connect(status.on_cycle_failed)
        worker.source_done.connect(self.on_source_done)
        worker.history_changed.connect(status.on_history_changed)
        worker.history_changed.connect(self.on_looked_back)
        worker.mentions_changed.connect(self.on_looked_back)
        worker.cycle_finished.connect(self.on_cycle_finished)
        worker.cycle_failed.connect(self.on_cycle_failed)
        self.monitor = monitor
        monitor.start(is_polling=self.settings().is_polling)

    def _tidy(self) -> None:
        if self.settings().retention_days:
            before = self._services.clock() - timedelta(days=self.settings().retention_days)
            self.writer.ask(partial(prune, before=before, is_stopped=self._is_ending))
        self.reader.ask(unmatched, self.on_unmatched)

    def on_unmatched(self, topics: tuple[Topic, ...]) -> None:
        """Go on matching stored mentions where the last run was quit in the middle."""
        if topics:
            self.dialogs().rematching.on_unmatched(topics)

    def _is_ending(self) -> bool:
        return self.has_ended

    def _show_choices(self) -> None:
        self.language.use(self._start.language or self.settings().language)
        self.theme.use(self.settings().theme, self.settings().text_percent)

    def _show_tray(self) -> None:
        if self.tray is None:
            return
        from desktop.ui.status_text import status_text

        self.window.hides_on_close = self.settings().closes_to_tray
        role = status_text(self.window.status.facts).role
        self.tray.show_state(self.window.counter(), role, is_muted=self._is_muted())

    def _is_muted(self) -> bool:
        return self.settings().muted_until > self._services.clock().timestamp()

    def _context(self) -> TabContext:
        state = self._services.paths.data / "window.ini"
        return TabContext(
            reader=self.reader,
            writer=self.writer,
            services=self._services,
            theme=self.theme,
            window_state=QSettings(str(state), QSettings.Format.IniFormat, self),
            settings=self.settings,
            change_settings=self.change_settings,
            announce=self.announce,
            request_poll=self.request_poll,
            tell=self.tell,
            dialogs=self.dialogs,
        )
