"""The left rail: topics, sources with their health, statuses and saved searches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.core.filters import MentionFilter
from desktop.core.sources import Health
from desktop.ui.mentions import figures
from desktop.ui.mentions.health_dot import draw_health
from desktop.ui.mentions.rail_rows import Line, RailRow, is_chosen
from desktop.ui.theme import TextRole, Theme
from desktop.ui.widgets.look import give_viewport

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NO_PARENT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_ADDS = (Line.ADD_TOPIC, Line.ADD_SOURCE)
_MOST_EM = 16
"""A name longer than this is shortened however wide the window is."""


class RailModel(QAbstractListModel):
    """The lines of the rail."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[RailRow, ...] = ()

    def show(self, rows: Sequence[RailRow]) -> None:
        """Other lines; when only counts differ nothing is reset."""
        shape = [(row.line, row.value) for row in rows]
        if shape == [(row.line, row.value) for row in self._rows]:
            self._rows = tuple(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    @property
    def rows(self) -> tuple[RailRow, ...]:
        """All lines."""
        return self._rows

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and self._rows[index.row()].line in (Line.HEADER, Line.KIND):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.text}\n{row.hint}" if row.hint else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (row.text, "" if row.count is None else figures.count(row.count), row.hint)
            return ", ".join(part for part in parts if part)
        return None


class RailDelegate(QStyledItemDelegate):
    """Draws a line of the rail; chosen ones are tinted, bold and barred."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.filter = MentionFilter()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: RailRow = index.data(ROW_ROLE)
        line = QFontMetricsF(self._theme.font()).lineSpacing()
        above = {Line.HEADER: 1.1, Line.KIND: 0.45}.get(row.line, 0.42)
        return QSize(10, round(line + self._theme.space(above)))

    def wide(self, row: RailRow) -> float:
        """What a line needs to be read whole, chosen or not."""
        space = self._theme.space
        small, head = row.line is Line.KIND, row.line is Line.HEADER
        role = TextRole.SMALL if small else TextRole.HEADING if head else TextRole.STRONG
        metrics = QFontMetricsF(self._theme.font(role))
        text = f"+ {row.text}" if row.line in _ADDS else row.text
        wide = metrics.horizontalAdvance(text) + 2 * space(0.6) + 4
        if row.count is not None:
            wide += metrics.horizontalAdvance(figures.count(row.count)) + space(0.5)
        return wide + (space(1.2) if row.health is not None else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: RailRow = index.data(ROW_ROLE)
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = is_chosen(row, self.filter)
        self._ground(painter, box, option.state, chosen, row)
        side = self._theme.space(0.6)
        inner = box.adjusted(side, 0, -side, 0)
        if row.line is Line.HEADER:
            inner.setTop(inner.top() + self._theme.space(0.7))
        self._text(painter, inner, row, chosen)
        painter.restore()

    def _ground(
        self, painter: QPainter, box: QRectF, state: QStyle.StateFlag, chosen: bool, row: RailRow
    ) -> None:
        radius = self._theme.metrics.radius
        inside = box.adjusted(1, 1, -1, -1)
        if chosen or (state & QStyle.StateFlag.State_MouseOver and row.line is not Line.HEADER):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("selection" if chosen else "sunken"))
            if row.line is not Line.KIND:
                painter.drawRoundedRect(inside, radius, radius)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, radius, radius)

    def _text(self, painter: QPainter, inner: QRectF, row: RailRow, chosen: bool) -> None:
        theme = self._theme
        small = row.line is Line.KIND
        strong = chosen or row.line is Line.HEADER
        role = TextRole.SMALL if small else TextRole.STRONG if strong else TextRole.BODY
        font = theme.font(TextRole.HEADING if row.line is Line.HEADER else role)
        metrics = QFontMetricsF(font)
        if row.health is not None:
            side = theme.space(0.7)
            top = inner.center().y() - side / 2
            draw_health(painter, row.health, QRectF(inner.left(), top, side, side), theme)
            inner.setLeft(inner.left() + side + theme.space(0.5))
        if row.count is not None:
            counted = figures.count(row.count)
            painter.setFont(theme.font(TextRole.STRONG if chosen else TextRole.BODY))
            painter.setPen(theme.color("text" if chosen else "muted"))
            painter.drawText(
                inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), counted
            )
            inner.setRight(inner.right() - metrics.horizontalAdvance(counted) - theme.space(0.5))
        color = "accent" if row.line in _ADDS else "muted" if small else "text"
        if row.health in (Health.FAILING, Health.NEEDS_KEY):
            color = "negative" if row.health is Health.FAILING else "warning"
        painter.setFont(font)
        painter.setPen(theme.color(color))
        text = f"+ {row.text}" if row.line in _ADDS else row.text
        painter.drawText(
            inner,
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width()),
        )


class Rail(QListView):
    """The rail itself. `chosen` carries (row, adds) for a click or Enter; `menu_wanted` carries
    (row, global position) for a context menu.
    """

    chosen = Signal(object)
    menu_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_viewport(self)
        self._theme = theme
        self._whole_width = 0
        self.rows = RailModel(self)
        self.rows.dataChanged.connect(self.measure_again)
        self.rows.modelReset.connect(self.measure_again)
        self._delegate = RailDelegate(theme, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setProperty("role", "bare")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self.on_menu_requested)

    def show_filter(self, shown: MentionFilter) -> None:
        """Mark the lines the filter contains."""
        self._delegate.filter = shown
        self.viewport().update()

    def measure_again(self) -> None:
        """Text size or lines changed."""
        self._whole_width = 0
        self.scheduleDelayedItemsLayout()

    def whole_width(self) -> int:
        """Width in pixels at which no line is shortened, but for names of unusual length."""
        if not self._whole_width:
            wide = max(map(self._delegate.wide, self.rows.rows), default=0.0)
            bar = self.verticalScrollBar().sizeHint().width()
            most = self._theme.space(_MOST_EM)
            self._whole_width = min(most, round(wide) + 1 + bar)
        return self._whole_width

    def on_menu_requested(self, point: QPoint) -> None:
        """The menu of a line, with the mouse or the menu key."""
        index = self.indexAt(point)
        if not index.isValid():
            index = self.currentIndex()
        if index.isValid():
            where = self.viewport().mapToGlobal(point)
            self.menu_wanted.emit((index.data(ROW_ROLE), where))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the tab."""

    def selectionCommand(
        self, index: _Index, event: object = None
    ) -> QItemSelectionModel.SelectionFlag:
        return QItemSelectionModel.SelectionFlag.NoUpdate

    def _choose(self, index: _Index) -> None:
        row: RailRow = index.data(ROW_ROLE)
        held = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        if row.line not in (Line.HEADER, Line.KIND):
            self.chosen.emit((row, bool(held)))
