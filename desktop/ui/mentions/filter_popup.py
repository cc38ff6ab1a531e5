"""What narrows the list, folded into one button while the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.look import button, label


class FilterPopup(QFrame):
    """Holds the controls while they are folded. `save_wanted` and `clear_wanted` as of the bar."""

    save_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._rows: list[tuple[QLabel, QWidget]] = []
        self._save, self._clear = button("link"), button("link")
        self._save.clicked.connect(self.on_save_clicked)
        self._clear.clicked.connect(self.on_clear_clicked)
        links = QHBoxLayout()
        links.addWidget(self._save)
        links.addWidget(self._clear)
        links.addStretch(1)
        self._column.addLayout(links)

    def take(self, controls: Sequence[QWidget]) -> None:
        """Show these controls from now on, each under its name."""
        side = self._theme.space(0.8)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(self._theme.space(0.3))
        for control in controls:
            name = label("field")
            self._rows.append((name, control))
            for each in (name, control):
                self._column.insertWidget(self._column.count() - 1, each)
            control.show()
        self.retranslate()

    def give_back(self) -> None:
        """The controls will stand elsewhere."""
        self.hide()
        for name, _ in self._rows:
            self._column.removeWidget(name)
            name.deleteLater()
        self._rows = []

    def retranslate(self) -> None:
        """All texts in the language now active."""
        for name, control in self._rows:
            name.setText(control.accessibleName())
        self._save.setText(tr("Save search…"))
        self._clear.setText(tr("Clear filters"))

    def open_under(self, anchor: QPushButton) -> None:
        """Show it under a button, within the screen."""
        self.adjustSize()
        below = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height()))
        screen = anchor.screen().availableGeometry()
        x = max(screen.left(), min(below.x(), screen.right() - self.width()))
        y = max(screen.top(), min(below.y(), screen.bottom() - self.height()))
        self.move(x, y)
        self.show()
        if self._rows:
            self._rows[0][1].setFocus(Qt.FocusReason.PopupFocusReason)

    def on_save_clicked(self) -> None:
        """Keep the filter."""
        self.hide()
        self.save_wanted.emit()

    def on_clear_clicked(self) -> None:
        """Drop the filter."""
        self.hide()
        self.clear_wanted.emit()
