"""The mentions loaded so far, in the order of the filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.core.models import Mention
from desktop.ui.mentions import row_parts

MENTION_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The `Mention` itself."""
_NO_PARENT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class MentionListModel(QAbstractListModel):
    """Rows in GUI memory; whoever reads the store hands pages over with `show`, `extend`, `merge`.

    `more_wanted` asks for the page after the last row. Nothing is ever reset but by `show`,
    which is for a new filter; `is_merging` while rows are moved by the program. Lives in the
    GUI thread.
    """

    more_wanted = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._rows: list[Mention] = []
        self._has_more = False
        self._is_waiting = False
        self.is_merging = False

    @property
    def mentions(self) -> Sequence[Mention]:
        """All loaded rows."""
        return self._rows

    @property
    def has_more(self) -> bool:
        """Whether the store holds more than is loaded."""
        return self._has_more

    def row_of(self, mention_id: int) -> int:
        """The row of a mention, -1 when it is not loaded."""
        return next((n for n, each in enumerate(self._rows) if each.id == mention_id), -1)

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        mention = self._rows[index.row()]
        if role == MENTION_ROLE:
            return mention
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row_parts.author(mention)}: {row_parts.one_line(mention.body)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row_parts.sentence(mention, self._clock())
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self._has_more and not self._is_waiting

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._is_waiting = True
            self.more_wanted.emit()

    def show(self, mentions: Sequence[Mention], has_more: bool) -> None:
        """Put other rows in place of all there are: the filter is another one."""
        self.beginResetModel()
        self._rows = list(mentions)
        self._has_more, self._is_waiting = has_more, False
        self.endResetModel()

    def extend(self, mentions: Sequence[Mention], has_more: bool) -> None:
        """Add the next page; what is loaded already is not repeated."""
        known = {each.id for each in self._rows}
        fresh = [each for each in mentions if each.id not in known]
        if fresh:
            end = len(self._rows)
            self.beginInsertRows(QModelIndex(), end, end + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()
        self._has_more, self._is_waiting = has_more, False

    def give_up_waiting(self) -> None:
        """The next page could not be read; it may be asked for again."""
        self._is_waiting = False

    def merge(self, mentions: Sequence[Mention], has_more: bool) -> int:
        """Make the rows equal to `mentions`, touching only what differs.

        Returns how many rows were new at the top.
        """
        self.is_merging = True
        try:
            return self._merge(mentions, has_more)
        finally:
            self.is_merging = False

    def _merge(self, mentions: Sequence[Mention], has_more: bool) -> int:
        self._drop({each.id for each in mentions})
        top = 0
        for row, mention in enumerate(mentions):
            if row < len(self._rows) and self._rows[row].id == mention.id:
                self._replace(row, mention)
                continue
            self._take_out(mention.id, row)
            self._insert(row, mention)
            top += row == top
        self._has_more = has_more
        return top

    def update(self, mention: Mention) -> None:
        """Show a mention's new state, when it is loaded."""
        row = self.row_of(mention.id)
        if row >= 0:
            self._replace(row, mention)

    def _drop(self, kept: set[int]) -> None:
        last = len(self._rows) - 1
        while last >= 0:
            if self._rows[last].id in kept:
                last -= 1
                continue
            first = last
            while first > 0 and self._rows[first - 1].id not in kept:
                first -= 1
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
            last = first - 1

    def _take_out(self, mention_id: int, after: int) -> None:
        """Remove a row that stands further down: its place in the order changed."""
        row = self.row_of(mention_id)
        if row > after:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            self.endRemoveRows()

    def _insert(self, row: int, mention: Mention) -> None:
        self.beginInsertRows(QModelIndex(), row, row)
        self._rows.insert(row, mention)
        self.endInsertRows()

    def _replace(self, row: int, mention: Mention) -> None:
        if self._rows[row] != mention:
            self._rows[row] = mention
            index = self.index(row)
            self.dataChanged.emit(index, index)
