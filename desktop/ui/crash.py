"""Bugs become a report to copy, in whatever thread they happen; the program goes on.

The hooks may be called in any thread: they log and emit, and a slot in the GUI thread shows the
dialog. Hard crashes leave a trace in the fault file, which the next start offers to show.
"""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TextIO

import PySide6
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QWidget

from desktop import __version__

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")
_QUOTED = re.compile(r"(['\"«]).*?(\1|»)", re.DOTALL)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class CrashReport:
    """A bug told without anything a person typed or a network sent."""

    title: str
    text: str


def versions() -> str:
    """What a report says about the program and the computer, one fact a line."""
    import platform

    return "\n".join(
        (
            f"First Hour {__version__}",
            f"Python {platform.python_version()}",
            f"Qt {qVersion()}, PySide {PySide6.__version__}",
            f"{platform.system()} {platform.release()} {platform.machine()}",
        )
    )


def report_of(error: BaseException) -> CrashReport:
    """The report of an exception: where it happened, its kind, and its message without quotations.

    What stands in quotation marks may be a mention or a key, so it is left out.
    """
    lines = [versions(), ""]
    lines += [f"{each.filename}:{each.lineno} {each.name}" for each in _frames(error)]
    lines.append(f"{type(error).__name__}: {_safe(str(error))}")
    return CrashReport(type(error).__name__, "\n".join(lines))


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    frames = traceback.extract_tb(error.__traceback__)
    package = Path(__file__).parent.parent
    for frame in frames:
        path = Path(frame.filename)
        # The person's own folders are nobody's business.
        frame.filename = (
            path.relative_to(package.parent).as_posix()
            if path.is_relative_to(package)
            else path.name
        )
    return list(frames)


def _safe(message: str) -> str:
    return " ".join(_QUOTED.sub("'…'", message).split())[:200]


class CrashGuard(QObject):
    """Installs the hooks and shows the dialog. Lives in the GUI thread.

    `crashed` carries a `CrashReport` and is emitted in the thread of the bug.
    """

    crashed = Signal(object)

    def __init__(self, fault_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fault_file = fault_file
        self._fault: TextIO | None = None
        self._old_hooks: tuple[object, object, object] | None = None
        self.window: QWidget | None = None
        self.last_report: CrashReport | None = None
        self._dialog: QObject | None = None
        self.crashed.connect(self.on_crashed)

    def install(self) -> str:
        """Take over the hooks; the trace the last run left behind, or ""."""
        self._old_hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        qInstallMessageHandler(log_qt_message)
        left = self._left_behind()
        try:
            self._fault = self._fault_file.open("w", encoding="utf-8")
            faulthandler.enable(self._fault)
        except OSError as error:
            _log.info("no fault file: %s", error)
        return left

    def uninstall(self) -> None:
        """Give the hooks back; a clean end leaves no fault file."""
        if self._old_hooks is None:
            return
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._old_hooks  # type: ignore[assignment]
        self._old_hooks = None
        qInstallMessageHandler(None)
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()
            self._fault_file.unlink(missing_ok=True)

    def on_crashed(self, report: CrashReport) -> None:
        """Show the report, unless one is already open: bugs come in swarms."""
        from desktop.ui.dialogs.crash import CrashDialog

        self.last_report = report
        if self._dialog is None:
            dialog = CrashDialog(report, self.window)
            dialog.finished.connect(self.on_dialog_finished)
            self._dialog = dialog
            dialog.open()

    def on_dialog_finished(self) -> None:
        """The person read it."""
        self._dialog = None

    def _left_behind(self) -> str:
        try:
            return self._fault_file.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""

    def _tell(self, error: BaseException | None) -> None:
        if error is None or isinstance(error, KeyboardInterrupt | SystemExit):
            return
        _log.error("bug", exc_info=error)
        try:
            self.crashed.emit(report_of(error))
        except RuntimeError:  # this object went with the window
            _log.debug("nobody is left to show the report")

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        self._tell(error)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        self._tell(args.exc_value)

    def _on_unraisable(self, unraisable: object) -> None:
        self._tell(getattr(unraisable, "exc_value", None))


def log_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Send what Qt says to the log."""
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
