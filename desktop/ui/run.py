"""Starting the window: one for each data folder, painted first, polling after."""

from __future__ import annotations

import gc
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import i18n
from desktop import paths as places
from desktop.core.problems import StoreProblem
from desktop.i18n import tr
from desktop.lock import FolderLock
from desktop.ui import icons
from desktop.ui.crash import CrashGuard, CrashReport, report_of, versions
from desktop.ui.end_signals import EndSignals
from desktop.ui.main_window import MainWindow
from desktop.ui.program import Program, Start
from desktop.ui.single_instance import SingleInstance

if TYPE_CHECKING:
    from desktop.services import Services
    from desktop.ui.tabs.base import Tab

_log = logging.getLogger(__name__)
_REFUSAL_MS = 20_000
_LONGEST_START_MS = 10_000
"""A window that nobody sees is never painted; the collector goes on nevertheless."""
_IS_READY = "first_hour_ready"
"""Property of the application: exchanging the style under a style sheet is asking for a crash."""


def main(
    services: Services,
    *,
    language: str | None = None,
    is_sample: bool = False,
    is_adding: bool = False,
) -> int:
    """Open the window and stay until it is closed; the exit code.

    `services.paths` already are the sample's own when `is_sample`. A second start of the same
    data folder raises the first window, prints a line and returns 0. With `is_adding` the form
    for a new mention opens over the window, wherever that was.
    """
    began = time.perf_counter()
    start = Start(places.resources(), language, is_sample, is_adding)
    app = application(start)
    instance = SingleInstance(services.paths.window_lock)
    try:
        services.paths.create()
        is_first = instance.take()
    except OSError as error:
        _log.warning("no data folder: %s", error)
        text = tr("The data folder {path} cannot be used. Check its permissions and the disk.")
        return _refuse(app, text.format(path=services.paths.data))
    if not is_first:
        instance.call(is_adding=is_adding)
        _say(tr("First Hour is already open; its window was brought forward."))
        return 0
    use = FolderLock(services.paths.use_lock)
    if not use.try_shared():
        return _refuse(app, tr("The store is just being restored. Try again in a moment."))
    guard = CrashGuard(services.paths.logs / "fault.txt")
    session = Session(app, services, start, guard, use)
    session.left_fault = guard.install()
    signals = EndSignals()
    try:
        # Later, not now: a handler runs between any two steps, even in the middle of a painting.
        signals.came.connect(session.on_end_wanted, Qt.ConnectionType.QueuedConnection)
        instance.raised.connect(session.on_raised)
        instance.listen()
        session.open(began)
        app.exec()
        return session.end()
    finally:
        signals.release()
        guard.uninstall()
        use.release()
        instance.release()


def application(start: Start) -> QApplication:
    """The one application object, named and styled; an existing one is used again."""
    icons.use(start.resources / "icons")
    existing = QApplication.instance()
    if isinstance(existing, QApplication) and existing.property(_IS_READY):
        return existing
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setProperty(_IS_READY, True)
    app.setApplicationName("first-hour")
    app.setDesktopFileName("first-hour")
    app.setQuitOnLastWindowClosed(False)
    app.setStyle("Fusion")
    # Menus and tool tips of the style animate by themselves; nothing here needs it.
    app.setEffectEnabled(Qt.UIEffect.UI_AnimateMenu, False)
    return app


def build_program(
    services: Services,
    *,
    resources: Path | None = None,
    language: str | None = None,
    is_sample: bool = False,
    tabs: Sequence[type[Tab]] | None = None,
) -> Program:
    """A program with its window built but not shown; for scripts and tests. Close it at the end.

    Nothing is polled before `Program.begin`, which the first painting calls.
    """
    start = Start(resources or places.resources(), language, is_sample)
    app = application(start)
    services.paths.create()
    if is_sample:
        _fill_sample(services, start)
    if tabs is None:
        from desktop.ui.tabs import TABS

        tabs = TABS
    return Program(app, services, start, tabs)


def build_window(
    services: Services, *, language: str | None = None, is_sample: bool = False
) -> MainWindow:
    """Only the window of `build_program`; closing the window closes the rest."""
    program = build_program(services, language=language, is_sample=is_sample)
    program.setParent(QApplication.instance())
    return program.window


class Session(QObject):
    """One run of the program: its window, and another one after a restore. GUI thread."""

    def __init__(
        self,
        app: QApplication,
        services: Services,
        start: Start,
        guard: CrashGuard,
        use: FolderLock,
    ) -> None:
        super().__init__()
        self._app = app
        self._services = services
        self._start = start
        self._guard = guard
        self._use = use
        self._began = 0.0
        self._has_ended_in_time = True
        self._restoring: Path | None = None
        self.left_fault = ""
        self.program: Program | None = None

    def open(self, began: float) -> None:
        """Build the window and show it; `began` is a reading of `time.perf_counter`."""
        self._began = began
        program = self.program = build_program(
            self._services, language=self._start.language, is_sample=self._start.is_sample
        )
        self._guard.window = program.window
        program.window.first_painted.connect(self.on_first_painted)
        program.window.built.connect(self.on_built)
        program.window.own_shop_wanted.connect(self.on_own_shop_wanted)
        program.window.fault_wanted.connect(self.on_fault_wanted)
        program.sample_wanted.connect(self.on_sample_wanted)
        program.restore_wanted.connect(self.on_restore_wanted)
        program.failed.connect(self.on_failed)
        program.ended.connect(self.on_ended)
        if self.left_fault:
            _log.warning("the last run crashed")
            program.window.status.note_fault(True)
        QTimer.singleShot(_LONGEST_START_MS, self, self.on_started)
        program.window.show()

    def end(self) -> int:
        """After the event loop: leave at once where a thread would not end. The exit code."""
        if not self._has_ended_in_time:
            logging.shutdown()
            os._exit(0)  # transactions are whole or not there: nothing is lost by leaving
        return 0

    def on_first_painted(self) -> None:
        """Measure."""
        milliseconds = (time.perf_counter() - self._began) * 1000
        _log.info("window painted %.0f ms after the start", milliseconds)

    def on_built(self) -> None:
        """Add what may come later."""
        self.on_started()
        QTimer.singleShot(0, self, self.on_settled)

    def on_settled(self) -> None:
        """The window is there: the tray may come."""
        if self.program is not None and not self.program.has_ended:
            self.program.make_tray()
            if self._start.is_adding:
                self.program.on_add_wanted()

    def on_started(self) -> None:
        """What was made until now stays: the collector need not go through it again and again."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def on_raised(self, is_adding: bool) -> None:
        """Somebody started the program again, perhaps to write down a mention."""
        _log.info("raised by another start")
        if self.program is None:
            return
        if is_adding:
            self.program.on_add_wanted()
        else:
            self.program.window.come_forward()

    def on_end_wanted(self) -> None:
        """The system, or Ctrl+C, asks the program to end."""
        if self.program is not None and not self.program.has_ended:
            self.program.window.quit()
        else:
            self._app.quit()

    def on_ended(self) -> None:
        """The window was closed: leave, or restore and open anew."""
        if self._restoring is not None:
            QTimer.singleShot(0, self, self.on_restorable)
            return
        self._has_ended_in_time = self.program is None or self.program.ended_in_time
        self._app.quit()

    def on_restore_wanted(self, path: Path) -> None:
        """Close everything, put the copy back, open again."""
        self._restoring = Path(path)
        if self.program is not None:
            self.program.window.quit()

    def on_restorable(self) -> None:
        """Nothing has the store open any more."""
        from desktop.store.database import restore

        path, self._restoring = self._restoring, None
        problem: StoreProblem | None = None
        self._use.release()
        try:
            if path is not None and self._use.try_alone():
                restore(path, self._services.paths.database)
        except StoreProblem as trouble:
            _log.warning("not restored: %s", trouble)
            problem = trouble
        self._use.release()
        self._use.try_shared()
        self.open(time.perf_counter())
        if self.program is None:
            return
        if problem is not None:
            self.program.window.status.on_problem(problem)
        else:
            self.program.tell(tr("The backup was restored"))

    def on_failed(self, error: BaseException) -> None:
        """A bug in the polling thread."""
        self._guard.on_crashed(report_of(error))

    def on_fault_wanted(self) -> None:
        """Show the trace of the last hard crash."""
        self._guard.on_crashed(CrashReport("fault", f"{versions()}\n\n{self.left_fault}"))

    def on_sample_wanted(self) -> None:
        """The sample shop in a process of its own: it can never touch the real store."""
        _launch([*_own_arguments(), "--demo"])

    def on_own_shop_wanted(self) -> None:
        """Leave the sample for the person's own shop."""
        _launch(_own_arguments())
        if self.program is not None:
            self.program.window.quit()


def _fill_sample(services: Services, start: Start) -> None:
    from desktop import demo

    folder = start.resources / "content" / "demo"
    demo.prepare(services, folder, start.language or i18n.language())


def _own_arguments() -> list[str]:
    return [each for each in sys.argv[1:] if each != "--demo"]


def _launch(arguments: Sequence[str]) -> None:
    from PySide6.QtCore import QProcess

    is_frozen = bool(getattr(sys, "frozen", False))
    module = [] if is_frozen else ["-m", "desktop"]
    QProcess.startDetached(sys.executable, [*module, *arguments])


def _say(text: str) -> None:
    if sys.stdout is not None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _refuse(app: QApplication, text: str) -> int:
    """Say why there will be no window, also to who started the program from a menu."""
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")
        if sys.stderr.isatty():
            return 1
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Warning, tr("First Hour"), text)
    box.finished.connect(app.quit)
    QTimer.singleShot(_REFUSAL_MS, box, box.close)  # nobody may be there to close it
    box.open()
    app.exec()
    return 1
