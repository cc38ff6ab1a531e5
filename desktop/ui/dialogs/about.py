"""What the program is, its versions, and where its files lie."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import tr
from desktop.ui import icons
from desktop.ui.crash import versions
from desktop.ui.widgets.look import label


class AboutDialog(QDialog):
    """A small window; opened with `open()`. `data_folder` is shown so that it can be found."""

    def __init__(self, data_folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("About First Hour"))
        em = self.fontMetrics().height()
        picture = QLabel()
        picture.setPixmap(icons.app_icon().pixmap(em * 4, em * 4))
        title, text, self.facts = label("title"), label("", wraps=True), label("muted", wraps=True)
        title.setText(tr("First Hour"))
        text.setText(
            tr(
                "Notices when people begin to talk badly about the shop, and leads the team "
                "through the first hour. Everything stays on this computer."
            )
        )
        self.facts.setText(versions() + "\n" + tr("Data folder: {path}").format(path=data_folder))
        self.facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        buttons = QDialogButtonBox()
        copy = buttons.addButton(tr("Copy versions"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self.on_copy)
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.AcceptRole)
        close.clicked.connect(self.accept)
        words = QVBoxLayout()
        words.setSpacing(em // 2)
        for each in (title, text, self.facts):
            words.addWidget(each)
        row = QHBoxLayout()
        row.setSpacing(em)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(em * 3 // 2, em * 3 // 2, em * 3 // 2, em)
        column.setSpacing(em)
        column.addLayout(row)
        column.addWidget(buttons)
        self.setMinimumWidth(em * 30)
        # Left to itself Qt shows no window higher than two thirds of the screen.
        self.resize(em * 30, max(column.heightForWidth(em * 30), self.sizeHint().height()))

    def on_copy(self) -> None:
        """Put the versions on the clipboard."""
        QGuiApplication.clipboard().setText(self.facts.text())
