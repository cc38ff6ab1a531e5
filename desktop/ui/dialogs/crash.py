"""What a person sees of a bug: that it happened, that work goes on, and a report to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QFontInfo, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import tr
from desktop.ui.widgets.look import label

if TYPE_CHECKING:
    from desktop.ui.crash import CrashReport


class CrashDialog(QDialog):
    """Shows a report; opened with `open()`, never blocks."""

    def __init__(self, report: CrashReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.report = report
        self.setWindowTitle(tr("Something went wrong"))
        title = label("heading")
        title.setText(tr("The program made a mistake"))
        text = label("muted", wraps=True)
        text.setText(
            tr(
                "Nothing stored was lost and you can go on working. The report below holds no "
                "keys and no texts of mentions: send it to whoever looks after the program."
            )
        )
        self.view = QPlainTextEdit(report.text)
        self.view.setReadOnly(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(QFontInfo(self.font()).pixelSize())
        self.view.setFont(fixed)
        self.view.setAccessibleName(tr("Report"))
        self.view.setTabChangesFocus(True)
        buttons = QDialogButtonBox()
        self.copy_button = buttons.addButton(
            tr("Copy report"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.copy_button.clicked.connect(self.on_copy)
        close = buttons.addButton(tr("Go on working"), QDialogButtonBox.ButtonRole.AcceptRole)
        close.clicked.connect(self.accept)
        em = self.fontMetrics().height()
        column = QVBoxLayout(self)
        column.setContentsMargins(em, em, em, em)
        column.setSpacing(em // 2)
        for each in (title, text, self.view, buttons):
            column.addWidget(each)
        room = self.screen().availableSize() - QSize(em * 2, em * 3)
        self.resize(QSize(em * 38, em * 24).boundedTo(room))

    def on_copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report.text)
        self.copy_button.setText(tr("Copied"))
