"""What each column of a table means, with an example from the table, to be confirmed or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desktop.exchange.columns import COLUMN_TITLES, Column
from desktop.i18n import tr
from desktop.ui.dialogs.frame import label

if TYPE_CHECKING:
    from desktop.exchange.tables import TablePreview

_LETTERS = 60


class ColumnTable(QWidget):
    """One line for each column; `changed` is emitted when a meaning is chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(self.fontMetrics().height())
        self.boxes: list[QComboBox] = []

    def show_table(self, preview: TablePreview) -> None:
        """Show the columns of a table with what they seem to mean."""
        for at, name in enumerate(preview.header):
            heading, example, box = label("field"), label("muted"), QComboBox()
            heading.setText(name or tr("Column {n}").format(n=at + 1))
            example.setText(_example(preview, at))
            box.setAccessibleName(heading.text())
            box.setAccessibleDescription(example.text())
            heading.setBuddy(box)
            box.addItem("", None)
            for column in Column:
                box.addItem("", column)
            self.boxes.append(box)
            for place, widget in enumerate((heading, example, box)):
                self._grid.addWidget(widget, at, place)
        self.show_columns(preview.columns)
        self.retranslate()
        for box in self.boxes:
            box.activated.connect(self.changed)

    def show_columns(self, columns: tuple[Column | None, ...]) -> None:
        """Choose these meanings."""
        for box, column in zip(self.boxes, columns, strict=True):
            box.setCurrentIndex(0 if column is None else list(Column).index(column) + 1)

    def columns(self) -> tuple[Column | None, ...]:
        """The chosen meanings; a meaning chosen twice counts where it stands first."""
        found: list[Column | None] = []
        for box in self.boxes:
            at = box.currentIndex()
            column = list(Column)[at - 1] if at > 0 else None
            found.append(None if column in found else column)
        return tuple(found)

    def retranslate(self) -> None:
        """Say the meanings in today's language."""
        for box in self.boxes:
            box.setItemText(0, tr("Leave out"))
            for at, column in enumerate(Column, 1):
                box.setItemText(at, tr(COLUMN_TITLES[column]))


def _example(preview: TablePreview, at: int) -> str:
    cells = (row.cells[at] for row in preview.rows)
    first = next((cell for cell in cells if cell not in (None, "")), "")
    text = " ".join(str(first).split())
    return text if len(text) <= _LETTERS else text[:_LETTERS] + "…"
