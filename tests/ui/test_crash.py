"""Reports of bugs from any thread, and the trace a hard crash leaves."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.ui.crash import CrashGuard, report_of
from desktop.ui.dialogs.about import AboutDialog
from desktop.ui.dialogs.crash import CrashDialog


@pytest.fixture
def guard(tmp_path: Path, qtbot: QtBot) -> Iterator[CrashGuard]:
    made = CrashGuard(tmp_path / "fault.txt")
    made.install()
    yield made
    made.uninstall()


def error_with(message: str) -> Exception:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


def test_report_holds_versions_and_place_but_no_quotation() -> None:
    report = report_of(error_with("bad value 'the eclairs made us ill' for key=\"s3cret\""))
    assert "First Hour" in report.text
    assert "Qt 6" in report.text
    assert "test_crash.py" in report.text
    assert "ValueError: bad value" in report.text
    assert "eclairs" not in report.text
    assert "s3cret" not in report.text
    assert str(Path.home()) not in report.text


@pytest.mark.logs("bug")
@pytest.mark.logs("propagateSizeHints")
def test_bug_of_another_thread_is_shown_in_the_gui_thread(guard: CrashGuard, qtbot: QtBot) -> None:
    def work() -> None:
        sys.excepthook(ValueError, error_with("broken"), None)

    with qtbot.waitSignal(guard.crashed):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    qtbot.waitUntil(lambda: guard.last_report is not None)
    dialogs = [each for each in QGuiApplication.topLevelWindows() if each.isVisible()]
    assert dialogs


def test_clean_end_leaves_no_fault_file(tmp_path: Path) -> None:
    guard = CrashGuard(tmp_path / "fault.txt")
    assert guard.install() == ""
    assert (tmp_path / "fault.txt").exists()
    guard.uninstall()
    assert not (tmp_path / "fault.txt").exists()


def test_trace_of_the_last_run_is_found(tmp_path: Path) -> None:
    (tmp_path / "fault.txt").write_text("Fatal Python error", encoding="utf-8")
    guard = CrashGuard(tmp_path / "fault.txt")
    assert guard.install() == "Fatal Python error"
    guard.uninstall()


def test_report_can_be_copied(qtbot: QtBot) -> None:
    report = report_of(error_with("broken"))
    dialog = CrashDialog(report)
    qtbot.addWidget(dialog)
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == report.text


def test_about_names_the_data_folder(qtbot: QtBot) -> None:
    dialog = AboutDialog("/somewhere/else")
    qtbot.addWidget(dialog)
    assert "/somewhere/else" in dialog.facts.text()
