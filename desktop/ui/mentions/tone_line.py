"""The tone's chip, as the list draws it, for the detail pane."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.core.models import Tone
from desktop.ui.theme import TextRole, Theme


class ToneLine(QWidget):
    """A pill with the tone's name and score."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tone: Tone | None = None
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_tone(self, tone: Tone | None, text: str) -> None:
        """Show another tone; `text` is its name with the score."""
        self._tone, self._text = tone, text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._theme.font(TextRole.SMALL_STRONG))
        wide = metrics.horizontalAdvance(self._text) + self._theme.space(1)
        return QSize(round(wide) + 1, round(metrics.lineSpacing()) + self._theme.space(0.4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name = self._tone.value if self._tone else "unknown"
        size = self.sizeHint()
        box = QRectF(0.5, 0.5, min(size.width(), self.width()) - 1, self.height() - 1)
        border = QPen(self._theme.color("strong_border"), 1)
        painter.setPen(border if self._tone is None else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(f"{name}_soft"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(self._theme.font(TextRole.SMALL_STRONG))
        painter.setPen(self._theme.color(name))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._text)
        painter.end()
