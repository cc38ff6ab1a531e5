"""The field of the search, which shows its key while there is room for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from desktop.ui.theme import TextRole, Theme


class SearchBox(QLineEdit):
    """A line edit with its shortcut at the right end while it is empty."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setClearButtonEnabled(True)

    def whole_width(self) -> int:
        """What it takes to read the placeholder, without the key."""
        text = QFontMetricsF(self.font()).horizontalAdvance(self.placeholderText())
        return round(text) + self._theme.space(1.6)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        key = QKeySequence("Ctrl+F").toString(QKeySequence.SequenceFormat.NativeText)
        font = self._theme.font(TextRole.SMALL)
        metrics = QFontMetricsF(font)
        room = self.width() - self.whole_width() - self._theme.space(1)
        if self.text() or metrics.horizontalAdvance(key) > room:
            return
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(self._theme.color("muted"))
        inside = self.rect().adjusted(0, 0, -self._theme.space(0.7), 0)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, int(side), key)
        painter.end()
