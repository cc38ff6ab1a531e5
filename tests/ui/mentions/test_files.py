"""Pictures kept with a mention, and files written from the list."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.store import attachments
from desktop.store.database import Connection
from desktop.ui.mentions.action_table import Command
from desktop.ui.tabs.mentions import MentionsTab

Build = Callable[[], MentionsTab]
Add = Callable[..., int]
Settle = Callable[[], None]


def picture(colour: Qt.GlobalColor = Qt.GlobalColor.red) -> QImage:
    made = QImage(8, 8, QImage.Format.Format_RGB32)
    made.fill(colour)
    return made


def test_a_picture_is_pasted_and_another_dropped(
    tab: Build, add: Add, settle: Settle, db: Connection, tmp_path: Path
) -> None:
    new = add(1, 5)
    shown = tab()
    QApplication.clipboard().setImage(picture())
    shown.commands[Command.PASTE_PICTURE].trigger()
    settle()
    assert len(attachments.of(db, new)) == 1
    # Another picture: one with the same content would be kept once.
    picture(Qt.GlobalColor.blue).save(str(tmp_path / "снимок.png"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "снимок.png"))])
    none = Qt.KeyboardModifier.NoModifier
    dropped = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    shown.detail.files.dropEvent(dropped)
    settle()
    assert "снимок.png" in [each.name for each in attachments.of(db, new)]
    QApplication.clipboard().clear()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_filter_and_selection_are_written(
    tab: Build, add: Add, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    for n in range(3):
        add(n, n + 1)
    shown = tab()
    exporting = shown.desk.keeping.exporting
    for name, wanted in (("all", 3), ("some", 2)):
        if wanted == 2:
            shown.list.view.selectAll()
            index = shown.list.feed.model.index(0)
            flags = shown.list.view.selectionModel().SelectionFlag
            shown.list.view.selectionModel().select(index, flags.Deselect)
        shown.commands[Command.EXPORT].trigger()
        target = tmp_path / f"{name}.{ending}"
        with qtbot.waitSignal(exporting.finished) as told:
            exporting.on_file_chosen(str(target))
        assert target.stat().st_size > 0
        assert str(wanted) in told.args[0]
        for dialog in shown.findChildren(QFileDialog):
            dialog.close()


@pytest.mark.skipif(sys.platform == "win32", reason="folders there have no such mode")
def test_a_folder_that_cannot_be_written_is_told(
    tab: Build, add: Add, qtbot: QtBot, tmp_path: Path
) -> None:
    add(1, 5)
    shown = tab()
    shown.commands[Command.EXPORT].trigger()
    exporting = shown.desk.keeping.exporting
    (tmp_path / "file").write_text("", encoding="utf-8")
    # A file in place of a folder stops an administrator too, whom no mode would.
    with qtbot.waitSignal(exporting.finished) as told:
        exporting.on_file_chosen(str(tmp_path / "file" / "x.csv"))
    assert "not written" in told.args[0]
    for dialog in shown.findChildren(QFileDialog):
        dialog.close()
