"""What stands where a list has nothing to show: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.theme import Theme
from desktop.ui.widgets.look import button, label

_LEAST_EM = 11
"""Height below which there is no room for a picture."""


class EmptyState(QWidget):
    """A quiet picture, one sentence, an explanation and at most one button.

    Connect to `action.clicked`; the button is hidden while it has no text.
    """

    def __init__(self, theme: Theme, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label("heading", wraps=True)
        self._text = label("muted", wraps=True)
        self.action: QPushButton = button("primary")
        for each in (self._title, self._text):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        theme.changed.connect(self.on_theme_changed)
        self.on_theme_changed()

    def show_text(self, title: str, text: str, action: str = "", icon: str = "") -> None:
        """Say it in the person's language."""
        is_first = not self._title.text()
        self._title.setText(title)
        self._text.setText(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setAccessibleName(f"{title}. {text}")
        if is_first or (icon and icon != self._icon):
            self._icon = icon or self._icon
            self.on_theme_changed()

    def on_theme_changed(self) -> None:
        """Draw the picture in today's colours and size."""
        if self._title.text():  # most are never seen, and a start has no time for them
            side = self._theme.space(2.5)
            color = self._theme.color("muted")
            self._picture.setPixmap(icons.pixmap(self._icon, side, color, self.devicePixelRatio()))
        self._column.setSpacing(self._theme.space(0.6))
        self._text.setMaximumWidth(self._theme.space(26))

    def resizeEvent(self, event: object) -> None:
        self._picture.setVisible(self.height() >= self._theme.space(_LEAST_EM))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.on_theme_changed()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.addStretch(2)
        self._column.addWidget(self._picture)
        self._column.addWidget(self._title)
        for each in (self._text, self.action):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(each, 20 if each is self._text else 0)
            row.addStretch(1)
            self._column.addLayout(row)
        self._column.addStretch(3)
