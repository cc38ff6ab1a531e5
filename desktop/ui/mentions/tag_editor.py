"""Tags as removable words, and a field to type another one with completion."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolButton, QVBoxLayout, QWidget

from desktop.i18n import tr
from desktop.ui.mentions.flow_layout import FlowLayout, emptied
from desktop.ui.mentions.row_parts import one_line

LONGEST_TAG = 60


class TagEditor(QWidget):
    """`added` and `removed` carry a tag's name; `left` means: back to the list."""

    added = Signal(str)
    removed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: tuple[str, ...] = ()
        self._known = QStringListModel(self)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self.box = QLineEdit(maxLength=LONGEST_TAG)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.box.setCompleter(completer)
        self.box.returnPressed.connect(self.on_entered)
        self.box.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._chips)
        column.addWidget(self.box)
        self.retranslate()

    def show_tags(self, tags: Sequence[str]) -> None:
        """The tags of the mention now shown."""
        if tuple(tags) == self._tags:
            return
        self._tags = tuple(tags)
        self._fill()

    def offer(self, known: Sequence[str]) -> None:
        """Tags in use, for completion."""
        if list(known) != self._known.stringList():
            self._known.setStringList(list(known))

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self.box.setPlaceholderText(tr("Add a tag (T)"))
        self.box.setAccessibleName(tr("Add a tag"))
        self._fill()

    def on_entered(self) -> None:
        """Enter: the typed tags, apart by commas."""
        names = [" ".join(name.split()).lstrip("#") for name in self.box.text().split(",")]
        self.box.clear()
        for name in names:
            if name:
                self.added.emit(name)

    def on_chip_clicked(self) -> None:
        """Take a tag away."""
        chip = self.sender()
        if chip is not None:
            self.removed.emit(chip.property("tag"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        emptied(self._flow)
        for tag in self._tags:
            chip = QToolButton()
            chip.setProperty("role", "chip")
            chip.setProperty("tag", tag)
            chip.setText(f"#{one_line(tag, 30)}  ×")
            chip.setAccessibleName(tr("Remove tag {tag}").format(tag=one_line(tag)))
            chip.setToolTip(chip.accessibleName())
            chip.clicked.connect(self.on_chip_clicked)
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._tags))
