"""A word that can be ticked: a tick as well as a colour says that it counts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.mentions.flow_layout import FlowLayout


class Chip(QPushButton):
    """Ticked with the mouse, Space or Enter."""

    def __init__(self, text: str, *, is_ticked: bool, hint: str = "") -> None:
        super().__init__()
        self.word = text
        self.setCheckable(True)
        self.setChecked(is_ticked)
        self.setAutoDefault(False)
        self.setToolTip(hint)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self.toggled.connect(self.on_toggled)
        self.on_toggled(is_ticked)

    def on_toggled(self, is_ticked: bool) -> None:
        """Show the tick."""
        self.setText(f"✓ {self.word}" if is_ticked else f"+ {self.word}")


class Chips(QWidget):
    """Chips that flow over as many lines as they need.

    `after` or `before` names the control next to them in the order of Tab.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.after: QWidget | None = None
        self.before: QWidget | None = None
        self._chips: list[Chip] = []
        self._flow = FlowLayout(self)

    def show_chips(self, chips: Iterable[Chip]) -> None:
        """Show these instead of the present ones."""
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for chip in chips:
            self.add(chip)

    def add(self, chip: Chip) -> None:
        """One more at the end."""
        self._chips.append(chip)
        self._flow.addWidget(chip)
        # Chips come after their page is built: without this Tab would reach them last of all.
        former = self._chips[-2] if len(self._chips) > 1 else self._former()
        if former is not None:
            QWidget.setTabOrder(former, chip)
        chip.toggled.connect(self.on_toggled)
        chip.show()
        self.updateGeometry()

    def _former(self) -> QWidget | None:
        """The control from which Tab leads to the first chip."""
        if self.after is not None or self.before is None:
            return self.after
        former = self.before.previousInFocusChain()
        while former is not None and not former.focusPolicy() & Qt.FocusPolicy.TabFocus:
            former = former.previousInFocusChain()
        return former

    def words(self) -> tuple[str, ...]:
        """The ticked words in order."""
        return tuple(chip.word for chip in self._chips if chip.isChecked())

    def all_words(self) -> tuple[str, ...]:
        """All words in order."""
        return tuple(chip.word for chip in self._chips)

    def on_toggled(self) -> None:
        """Another choice."""
        self.changed.emit()
