"""A low chart of counts by tone over time, with the usual level behind it.

Painted by hand: it must be on screen with the first mentions, and a plotting library would
double the time the window needs to open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop import i18n
from desktop.ui.theme import TextRole, Theme

STACK: tuple[str, ...] = ("neutral", "unknown", "positive", "negative")
"""From the ground up: what matters most lies on top, in every bar the same."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of time, [start, end). `usual_low` and `usual_high` are `None` together;
    `is_watched` is false where nobody looked: emptiness there means nothing. `said` is the
    translated text of the tooltip.
    """

    start: datetime
    end: datetime
    negative: int = 0
    neutral: int = 0
    positive: int = 0
    unknown: int = 0
    usual_low: float | None = None
    usual_high: float | None = None
    is_watched: bool = True
    said: str = ""

    @property
    def total(self) -> int:
        """All of them."""
        return self.negative + self.neutral + self.positive + self.unknown


class StripChart(QWidget):
    """Shows bars; `range_chosen` carries (start, end) after a click, a drag or Enter.

    Left and right move a cursor from bar to bar, whose text is the accessible description.
    """

    range_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self._cursor = -1
        self._dragged_from: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Draw other bars."""
        if tuple(bars) != self._bars:
            self._bars = tuple(bars)
            self._cursor, self._dragged_from = -1, None
            self.update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is drawn."""
        return self._bars

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(20), self._theme.space(4.4))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.space(8), self._theme.space(4.4))

    def plot(self) -> QRectF:
        """Where the bars stand; below it are the days."""
        below = QFontMetricsF(self._theme.font(TextRole.SMALL)).height() + 2
        return QRectF(self.rect()).adjusted(2, 4, -2, -below)

    def bar_at(self, x: float) -> int:
        """Index of the bar under `x`, -1 where there is none."""
        plot = self.plot()
        if not self._bars or not plot.left() <= x <= plot.right():
            return -1
        return min(len(self._bars) - 1, int((x - plot.left()) / self._step()))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self.plot()
        if self._bars:
            self._draw_gaps(painter, plot)
            self._draw_usual(painter, plot)
            for n, bar in enumerate(self._bars):
                self._draw_bar(painter, plot, n, bar)
            self._draw_days(painter, plot)
            self._draw_chosen(painter, plot)
        painter.setPen(QPen(self._theme.color("border"), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _step(self) -> float:
        return self.plot().width() / max(1, len(self._bars))

    def _top(self) -> float:
        return max(1.0, *(max(bar.total, bar.usual_high or 0.0) for bar in self._bars))

    def _slot(self, plot: QRectF, n: int) -> QRectF:
        step = self._step()
        return QRectF(plot.left() + n * step, plot.top(), step, plot.height())

    def _draw_gaps(self, painter: QPainter, plot: QRectF) -> None:
        hatch = QBrush(self._theme.color("strong_border"), Qt.BrushStyle.BDiagPattern)
        for n, bar in enumerate(self._bars):
            if not bar.is_watched:
                painter.fillRect(self._slot(plot, n), hatch)

    def _draw_usual(self, painter: QPainter, plot: QRectF) -> None:
        """A shaded step line from the lower to the upper usual count, with an edge on top."""
        fill = QColor(self._theme.color("muted"))
        fill.setAlphaF(0.16)
        edge = QColor(self._theme.color("muted"))
        edge.setAlphaF(0.55)
        scale = plot.height() / self._top()
        line = QPolygonF()
        for n, bar in enumerate(self._bars):
            if bar.usual_low is None or bar.usual_high is None:
                continue
            slot = self._slot(plot, n)
            top = plot.bottom() - bar.usual_high * scale
            tall = max(2.0, (bar.usual_high - bar.usual_low) * scale)
            painter.fillRect(QRectF(slot.left(), top, slot.width(), tall), fill)
            line.append(QPointF(slot.left(), top))
            line.append(QPointF(slot.right(), top))
        painter.setPen(QPen(edge, 1))
        painter.drawPolyline(line)

    def _draw_bar(self, painter: QPainter, plot: QRectF, n: int, bar: Bar) -> None:
        slot = self._slot(plot, n)
        gap = min(3.0, max(1.0, slot.width() * 0.18))
        scale = plot.height() / self._top()
        base = plot.bottom()
        for tone in STACK:
            count = getattr(bar, tone)
            if not count:
                continue
            tall = max(2.0, count * scale)
            block = QRectF(slot.left() + gap / 2, base - tall, slot.width() - gap, tall)
            painter.fillRect(block, self._theme.color(f"{tone}_bar"))
            if tone == "negative" and block.width() > 3:
                # A darker cap: negative is told from positive without its colour too.
                painter.fillRect(
                    QRectF(block.left(), block.top(), block.width(), 2), self._theme.color(tone)
                )
            base -= tall

    def _draw_days(self, painter: QPainter, plot: QRectF) -> None:
        font = self._theme.font(TextRole.SMALL)
        painter.setFont(font)
        painter.setPen(self._theme.color("muted"))
        metrics = QFontMetricsF(font)
        free = plot.left()
        for n, text in self._day_texts():
            left = self._slot(plot, n).left()
            wide = metrics.horizontalAdvance(text)
            if left >= free and left + wide <= plot.right():
                painter.drawText(QPointF(left, plot.bottom() + metrics.ascent() + 2), text)
                free = left + wide + metrics.averageCharWidth() * 3

    def _day_texts(self) -> list[tuple[int, str]]:
        """Index and text of the bars that begin a day, or an hour of a short range."""
        locale = QLocale(i18n.language())
        span = self._bars[-1].end - self._bars[0].start
        found, last = [], ""
        for n, bar in enumerate(self._bars):
            local = bar.start.astimezone()
            if span.days < 3 and local.minute == 0 and local.hour % 3 == 0 and local.hour:
                found.append((n, local.strftime("%H:%M")))
                continue
            text = locale.toString(local.date(), "d MMM")  # type: ignore[call-overload]
            if text != last and (n or not local.hour):
                found.append((n, text))
            last = text
        return found

    def _draw_chosen(self, painter: QPainter, plot: QRectF) -> None:
        if self._cursor < 0:
            return
        first, last = sorted((self._dragged_from or self._cursor, self._cursor))
        if self._dragged_from is None:
            first = last = self._cursor
        box = self._slot(plot, first).united(self._slot(plot, last))
        fill = QColor(self._theme.color("accent"))
        fill.setAlphaF(0.14)
        painter.fillRect(box, fill)

    # Mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_to(self.bar_at(event.position().x()))
        if self._cursor >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self._bars[self._cursor].said, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._move_to(self.bar_at(event.position().x()))
            self._dragged_from = self._cursor if self._cursor >= 0 else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None and self._cursor >= 0:
            self._choose(*sorted((self._dragged_from, self._cursor)))
        self._dragged_from = None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        if self._dragged_from is None:
            self._move_to(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._bars) - 1
        moves = {
            Qt.Key.Key_Left: max(0, self._cursor - 1) if self._cursor >= 0 else last,
            Qt.Key.Key_Right: min(last, self._cursor + 1) if self._cursor >= 0 else last,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in moves and self._bars:
            self._move_to(moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor >= 0:
            self._choose(self._cursor, self._cursor)
        else:
            super().keyPressEvent(event)

    def _move_to(self, cursor: int) -> None:
        if cursor != self._cursor:
            self._cursor = cursor
            self.setAccessibleDescription(self._bars[cursor].said if cursor >= 0 else "")
            self.update()

    def _choose(self, first: int, last: int) -> None:
        self.range_chosen.emit((self._bars[first].start, self._bars[last].end))
