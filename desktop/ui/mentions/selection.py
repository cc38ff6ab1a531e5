"""What is chosen in the list, and where the choice goes when rows leave it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, Signal

from desktop.core.models import Mention
from desktop.ui.mentions.list_model import MentionListModel
from desktop.ui.mentions.list_view import MentionListView

_CHOOSE = QItemSelectionModel.SelectionFlag.ClearAndSelect


class Selection(QObject):
    """Follows the view's selection. After "select everything found" it also holds ids that are
    not loaded, until the choice changes.

    `changed` when the choice is another one, `current_changed` when the mention read beside the
    list is another one.
    """

    changed = Signal()
    current_changed = Signal()

    def __init__(self, view: MentionListView, model: MentionListModel, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._model = view, model
        self._everything: tuple[int, ...] = ()
        self._current_id: int | None = None
        self._row = 0
        view.selectionModel().selectionChanged.connect(self.on_selected)
        view.selectionModel().currentChanged.connect(self.on_current)

    @property
    def mentions(self) -> Sequence[Mention]:
        """The chosen mentions that are loaded, from the top."""
        rows = sorted(index.row() for index in self._view.selectionModel().selectedIndexes())
        return [self._model.mentions[row] for row in rows]

    @property
    def ids(self) -> Sequence[int]:
        """Ids of all that is chosen."""
        return self._everything or tuple(mention.id for mention in self.mentions)

    @property
    def count(self) -> int:
        """How many are chosen."""
        if self._everything:
            return len(self._everything)
        return len(self._view.selectionModel().selectedIndexes())

    @property
    def current(self) -> Mention | None:
        """The mention the keyboard stands on."""
        row = self._view.currentIndex().row()
        return self._model.mentions[row] if 0 <= row < len(self._model.mentions) else None

    def begin(self, row: int = 0) -> None:
        """Stand on the first row of a new list, or on `row`."""
        self._everything = ()
        self._current_id = None
        self._go(row)
        self.current_changed.emit()
        self.changed.emit()

    def next(self) -> None:
        """One row down."""
        self._go(self._view.currentIndex().row() + 1)

    def previous(self) -> None:
        """One row up."""
        self._go(max(0, self._view.currentIndex().row() - 1))

    def move_on(self) -> None:
        """The current one is dealt with: stand on the next one, or stay on the last."""
        self.next()

    def keep_current(self) -> None:
        """Only the row the keyboard stands on stays chosen."""
        self._go(self._view.currentIndex().row())

    def take_all(self, ids: Sequence[int]) -> None:
        """Everything the filter finds is chosen, loaded or not."""
        self._view.selectAll()
        self._everything = tuple(ids)
        self.changed.emit()

    def settle(self) -> None:
        """Rows came or went: stand where the current one was when it is gone."""
        row = self._model.row_of(self._current_id) if self._current_id is not None else -1
        if row < 0:
            self._everything = ()
            self._go(min(self._row, self._model.rowCount() - 1))
        elif not self._view.selectionModel().hasSelection():
            self._go(row)
        self._row = max(0, self._view.currentIndex().row())
        self.changed.emit()

    def on_selected(self) -> None:
        """The person chose something else."""
        self._everything = ()
        self.changed.emit()

    def on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        """The keyboard stands on another row."""
        if not self._model.is_merging:
            self._note()

    def _note(self) -> None:
        mention = self.current
        self._row = max(0, self._view.currentIndex().row())
        if mention is None or mention.id != self._current_id:
            self._current_id = mention.id if mention else None
            self.current_changed.emit()

    def _go(self, row: int) -> None:
        if 0 <= row < self._model.rowCount():
            index = self._model.index(row)
            self._view.selectionModel().setCurrentIndex(index, _CHOOSE)
            self._view.scrollTo(index)
        self._note()
