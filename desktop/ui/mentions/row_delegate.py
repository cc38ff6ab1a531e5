"""Draws a row of the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.core.models import Mention, Status
from desktop.ui.mentions import glyphs, row_parts
from desktop.ui.mentions.list_model import MENTION_ROLE
from desktop.ui.mentions.row_layout import RowLayout
from desktop.ui.mentions.shapes import Density
from desktop.ui.theme import Theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


class RowDelegate(QStyledItemDelegate):
    """Paints mentions; `clock` gives the moment ages are counted to."""

    def __init__(self, theme: Theme, clock: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self.rows = RowLayout(theme)

    def height(self, mention: Mention, width: int) -> int:
        """Height of a row in pixels."""
        return self.rows.of(mention, width).height

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        width = option.rect.width()
        return QSize(width, self.height(index.data(MENTION_ROLE), width))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        mention: Mention = index.data(MENTION_ROLE)
        box = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, box, state)
        self._tone_bar(painter, box, mention)
        laid = self.rows.of(mention, int(box.width()))
        inner = box.adjusted(self.rows.side, 0, -self.rows.side, 0)
        self._head(painter, inner, mention)
        painter.setPen(self._theme.color("text"))
        laid.text.draw(painter, QPointF(inner.left(), box.top() + laid.text_top))
        if laid.meta_top is not None:
            self._meta(painter, inner, box.top() + laid.meta_top, mention)
        painter.restore()

    def _ground(self, painter: QPainter, box: QRectF, state: QStyle.StateFlag) -> None:
        color = self._theme.color
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, color("sunken"))
        painter.fillRect(
            QRectF(box.left() + self.rows.side, box.bottom() - 1, box.width(), 1), color("border")
        )
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -3), 5, 5)

    def _tone_bar(self, painter: QPainter, box: QRectF, mention: Mention) -> None:
        if mention.tone is None:
            return
        wide = max(3.0, self._theme.space(0.2))
        inset = self.rows.pad * 0.8
        bar = QRectF(box.left(), box.top() + inset, wide, box.height() - 2 * inset)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(f"{mention.tone.value}_bar"))
        painter.drawRoundedRect(bar.adjusted(-wide, 0, 0, 0), wide / 2, wide / 2)

    def _head(self, painter: QPainter, inner: QRectF, mention: Mention) -> None:
        """Author and place at the left, the tone's chip at the right."""
        top, line = inner.top() + self.rows.pad, self.rows.line
        chip_left = self._chip(painter, inner.right(), top, mention)
        left, gap = inner.left(), self._theme.space(0.5)
        is_tight = self.rows.density is Density.TIGHT
        if mention.status is Status.NEW or is_tight:
            side = self._theme.space(0.6 if mention.status is Status.NEW else 0.8)
            dot = QRectF(left, top + (line - side) / 2, side, side)
            color = "accent" if mention.status is Status.NEW else "muted"
            glyphs.draw(painter, mention.status.value, dot, self._theme.color(color))
            left += side + self._theme.space(0.3)
        fonts, room = self.rows.fonts, chip_left - gap - left
        strong, body = self.rows.metrics.strong, self.rows.metrics.body
        place = row_parts.place(mention, self._clock())
        if is_tight and mention.repeats:
            place = f"×{mention.repeats + 1} · {place}"
        name_room = max(room * 0.4, room - body.horizontalAdvance(place) - gap)
        name = strong.elidedText(row_parts.author(mention), Qt.TextElideMode.ElideRight, name_room)
        wide = strong.horizontalAdvance(name)
        self._write(painter, fonts.strong, "text", QRectF(left, top, wide + 2, line), name)
        rest = QRectF(left + wide + gap, top, max(0.0, room - wide - gap), line)
        place = body.elidedText(place, Qt.TextElideMode.ElideRight, rest.width())
        self._write(painter, fonts.body, "muted", rest, place)

    def _chip(self, painter: QPainter, right: float, top: float, mention: Mention) -> float:
        """Draw the tone's chip with its right edge at `right`; its left edge."""
        tone = mention.tone.value if mention.tone else "unknown"
        font, text = self.rows.fonts.small_strong, row_parts.tone(mention)
        wide = self.rows.metrics.small_strong.horizontalAdvance(text) + self._theme.space(1.0)
        tall = self.rows.small_line + self._theme.space(0.25)
        box = QRectF(right - wide, top + (self.rows.line - tall) / 2, wide, tall)
        painter.setPen(
            QPen(self._theme.color("strong_border"), 1)
            if mention.tone is None
            else Qt.PenStyle.NoPen
        )
        painter.setBrush(self._theme.color(f"{tone}_soft"))
        painter.drawRoundedRect(box, tall / 2, tall / 2)
        self._write(painter, font, tone, box, text, _CENTER)
        return box.left()

    def _meta(self, painter: QPainter, inner: QRectF, top: float, mention: Mention) -> None:
        left, line = inner.left(), self.rows.small_line
        color = self._theme.color
        if mention.rating is not None:
            box = QRectF(left, top + line * 0.05, line * 0.9, line * 0.9)
            glyphs.draw_stars(painter, mention.rating, box, color("warning"), color("muted"))
            left += line * 0.9 * 5.4 + self._theme.space(0.6)
        for counter in (*row_parts.counters(mention), *row_parts.extras(mention)):
            wide = self._counter(painter, left, top, inner.right(), counter)
            if not wide:
                break
            left += wide + self._theme.space(0.75)

    def _counter(
        self, painter: QPainter, left: float, top: float, right: float, counter: row_parts.Counter
    ) -> float:
        """Draw a glyph with its text; the width taken, 0 when there is no room for it."""
        fonts, line = self.rows.fonts, self.rows.small_line
        font = fonts.small_strong if counter.is_strong else fonts.small
        side, gap = line * 0.86, self._theme.space(0.25)
        metrics = self.rows.metrics
        wide = (metrics.small_strong if counter.is_strong else metrics.small).horizontalAdvance(
            counter.text
        )
        if left + side + gap + wide > right:
            return 0.0
        name = "text" if counter.is_strong else "muted"
        box = QRectF(left, top + (line - side) / 2, side, side)
        glyphs.draw(painter, counter.glyph, box, self._theme.color("muted"))
        self._write(
            painter, font, name, QRectF(box.right() + gap, top, wide + 2, line), counter.text
        )
        return side + gap + wide

    def _write(
        self,
        painter: QPainter,
        font: QFont,
        color: str,
        box: QRectF,
        text: str,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.color(color))
        painter.drawText(box, int(align | Qt.TextFlag.TextSingleLine), text)
