"""The list itself: rows of different heights, measured when they come into view.

Qt's own list asks every row for its height on every change; with thousands of loaded rows that
freezes the window. Here heights are guessed until a row is near the screen, and the row that is
on top of the screen stays there whatever is measured, inserted or removed above it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.mentions.list_model import MENTION_ROLE
from desktop.ui.mentions.row_delegate import RowDelegate
from desktop.ui.mentions.row_tops import RowTops
from desktop.ui.widgets.look import give_viewport

_Index = QModelIndex | QPersistentModelIndex
_FETCH_AHEAD = 30
"""Rows left below the screen at which the next page is asked for."""


class MentionListView(QListView):
    """Shows a `MentionListModel`. `scrolled` tells that the top row may be another one."""

    scrolled = Signal()
    opened = Signal()

    def __init__(self, delegate: RowDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        give_viewport(self)
        self._rows = RowTops(self._measured)
        self._is_settling = False
        self._after_removal = (0, 0)
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)

    # Geometry

    def top_row(self) -> int:
        """The first row that is at least partly visible; -1 in an empty list."""
        return self._rows.row_at(self.verticalOffset())

    def measure_again(self) -> None:
        """Fonts or width changed: all heights are guesses again."""
        anchor, shift = self._anchor()
        self._delegate.rows.forget()
        self._rows.reset(len(self._rows))
        self._settle(anchor, shift)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def visualRect(self, index: _Index) -> QRect:
        row = index.row()
        if not index.isValid() or row >= len(self._rows):
            return QRect()
        top = self._rows.top(row) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._rows.height(row))

    def indexAt(self, point: QPoint) -> QModelIndex:
        y = point.y() + self.verticalOffset()
        if not 0 <= y < self._rows.total:
            return QModelIndex()
        return self.model().index(self._rows.row_at(y), 0)

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        row = index.row()
        if not index.isValid() or row >= len(self._rows):
            return
        was = self.verticalOffset(), self._rows.total
        anchor, shift = self._anchor()
        self._rows.measure_rows(min(row, anchor), max(row, anchor) + 1 if row - anchor < 50 else 0)
        self._rows.measure_rows(row, row + 1)
        self._is_settling = True
        self.updateGeometries()
        self.verticalScrollBar().setValue(self._rows.top(anchor) - shift)
        self._is_settling = False
        box, tall = self.visualRect(index), self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtTop or box.top() < 0:
            self._settle(row, 0)
        elif box.bottom() >= tall:
            self._settle(row, max(0, tall - box.height()))
        if was != (self.verticalOffset(), self._rows.total):
            self.viewport().update()  # else only the rows that changed are painted again

    def doItemsLayout(self) -> None:
        self._settle(*self._anchor())

    def updateGeometries(self) -> None:
        bar = self.verticalScrollBar()
        tall = self.viewport().height()
        bar.setPageStep(tall)
        bar.setSingleStep(max(20, self.fontMetrics().height() * 2))
        bar.setRange(0, max(0, self._rows.total - tall))

    def _measured(self, row: int) -> int:
        mention = self.model().index(row, 0).data(MENTION_ROLE)
        return self._delegate.height(mention, self.viewport().width())

    def _anchor(self) -> tuple[int, int]:
        """The top row and where it begins relative to the screen."""
        row = self.top_row()
        return (row, self._rows.top(row) - self.verticalOffset()) if row >= 0 else (0, 0)

    def _settle(self, row: int, shift: int) -> None:
        """Measure what is on screen when `row` begins `shift` pixels below its top edge."""
        if self._is_settling:
            return
        self._is_settling = True
        try:
            if len(self._rows):
                row = max(0, min(row, len(self._rows) - 1))
                self._rows.measure_down(row, self.viewport().height() - shift)
                self._rows.measure_up(row, shift)
            self.updateGeometries()
            top = self._rows.top(row) if len(self._rows) else 0
            self.verticalScrollBar().setValue(top - shift)
            self._measure_on_screen()
        finally:
            self._is_settling = False
        self.viewport().update()
        self.scrolled.emit()

    def _measure_on_screen(self) -> None:
        """Rows on screen that are still guesses; the top one keeps its place."""
        if len(self._rows):
            row, shift = self._anchor()
            self._rows.measure_down(row, self.viewport().height() - shift)
            self.updateGeometries()

    # Changes of the model

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.rowsRemoved.connect(self.on_rows_removed)

    def on_rows_removed(self) -> None:
        """The rows are gone from the model too: measure what came up."""
        self._settle(*self._after_removal)

    def reset(self) -> None:
        super().reset()
        count = self.model().rowCount() if self.model() is not None else 0
        self._rows.reset(count)
        self.verticalScrollBar().setValue(0)
        self._settle(0, 0)

    def rowsInserted(self, parent: _Index, start: int, end: int) -> None:
        anchor, shift = self._anchor()
        was_at_top = self.verticalOffset() == 0
        self._rows.insert(start, end - start + 1)
        super().rowsInserted(parent, start, end)
        if start <= anchor and not was_at_top:
            anchor += end - start + 1
        elif was_at_top:
            anchor, shift = 0, 0
        self._settle(anchor, shift)

    def rowsAboutToBeRemoved(self, parent: _Index, start: int, end: int) -> None:
        super().rowsAboutToBeRemoved(parent, start, end)
        anchor, shift = self._anchor()
        self._rows.remove(start, end)
        if start <= anchor <= end:
            anchor, shift = start, 0
        elif end < anchor:
            anchor -= end - start + 1
        self._after_removal = (anchor, shift)

    def dataChanged(self, first: _Index, last: _Index, roles: Sequence[int] = ()) -> None:
        super().dataChanged(first, last, list(roles))
        anchor, shift = self._anchor()
        for row in range(first.row(), last.row() + 1):
            self._rows.forget(row)
        self._settle(anchor, shift)

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractItemView.resizeEvent(self, event)
        if event.oldSize().width() != event.size().width():
            anchor, shift = self._anchor()
            self._rows.reset(len(self._rows))
            self._settle(anchor, shift)
        else:
            self._settle(*self._anchor())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._is_settling:
            return
        self._is_settling = True
        try:
            self._measure_on_screen()
        finally:
            self._is_settling = False
        self.viewport().update()
        self._fetch_ahead()
        self.scrolled.emit()

    def _fetch_ahead(self) -> None:
        self._fetch_past(self._rows.row_at(self.verticalOffset() + self.viewport().height()))

    def _fetch_past(self, row: int) -> None:
        """Ask for the next page when `row` is near the end of what is loaded."""
        root = QModelIndex()
        if row + _FETCH_AHEAD >= len(self._rows) and self.model().canFetchMore(root):
            self.model().fetchMore(root)

    # Keyboard, selection, painting

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        if not len(self._rows):
            return QModelIndex()
        moves = QAbstractItemView.CursorAction
        row = self.currentIndex().row()
        screen = max(1, self.viewport().height() // max(1, self._rows.guess) - 1)
        target = {
            moves.MoveUp: row - 1,
            moves.MovePrevious: row - 1,
            moves.MoveDown: row + 1,
            moves.MoveNext: row + 1,
            moves.MovePageUp: row - screen,
            moves.MovePageDown: row + screen,
            moves.MoveHome: 0,
            moves.MoveEnd: len(self._rows) - 1,
        }.get(action, row)
        return self.model().index(max(0, min(target, len(self._rows) - 1)), 0)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self._fetch_past(current.row())

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        box = rect.normalized()
        offset = self.verticalOffset()
        first = self._rows.row_at(box.top() + offset)
        last = self._rows.row_at(box.bottom() + offset)
        chosen = QItemSelection()
        if 0 <= first <= last:
            chosen.select(self.model().index(first, 0), self.model().index(last, 0))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here; jumping by a typed name would surprise."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        offset, model = self.verticalOffset(), self.model()
        dirty = event.rect()
        row = max(0, self._rows.row_at(dirty.top() + offset))
        while row < len(self._rows) and self._rows.top(row) - offset <= dirty.bottom():
            index = model.index(row, 0)
            self._prepare(option, index)
            self._delegate.paint(painter, option, index)
            row += 1
        painter.end()

    def _prepare(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        option.rect = self.visualRect(index)
        flags = QStyle.StateFlag
        state = flags.State_Enabled
        if self.selectionModel().isSelected(index):
            state |= flags.State_Selected
        if self.hasFocus() and index == self.currentIndex():
            state |= flags.State_HasFocus
        if self.underMouse() and index == self.indexAt(
            self.viewport().mapFromGlobal(self.cursor().pos())
        ):
            state |= flags.State_MouseOver
        option.state = state
