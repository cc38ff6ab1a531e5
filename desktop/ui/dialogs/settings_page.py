"""What the settings dialog asks of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from desktop.i18n import tr
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import FieldBlock
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.spoken import Spoken

if TYPE_CHECKING:
    from desktop.ui.actions import Actions


class SettingsPage(QWidget):
    """One page. `key` is what `Actions.open_settings` takes; `title` an English literal.

    `icon` names a file of `resources/icons`.
    """

    key: ClassVar[str]
    icon: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, context: TabContext, actions: Actions) -> None:
        super().__init__()
        self.context, self.opener = context, actions
        self.said = Spoken()
        self.blocks: list[FieldBlock] = []
        self.column = QVBoxLayout(self)
        em = self.fontMetrics().height()
        self.column.setContentsMargins(0, 0, em // 2, 0)
        self.column.setSpacing(em)

    def add_field(self, control: QWidget, title: str, help_text: str = "") -> FieldBlock:
        """A labelled control at the end of the page."""
        block = FieldBlock(control, title, help_text)
        self.blocks.append(block)
        self.column.addWidget(block)
        return block

    def add_heading(self, text: str) -> None:
        """Title of a group of controls."""
        heading = label("heading")
        self.said.say(heading.setText, text)
        if self.column.count():
            line = QFrame()
            line.setProperty("role", "line")
            self.column.addWidget(line)
        self.column.addWidget(heading)

    def add_text(self, text: str, look: str = "muted") -> None:
        """A paragraph."""
        said = label(look)
        self.said.say(said.setText, text)
        self.column.addWidget(said)

    def refresh(self, change: Change) -> None:
        """Read again what `change` touches."""

    def retranslate(self) -> None:
        """Say every text again."""
        self.said.say_again()
        for block in self.blocks:
            block.retranslate()


class Choice(QComboBox):
    """A list of values with a text for each, said again in another language.

    `choices` pairs a stored value with an English literal marked with `N_`.
    """

    def __init__(self, choices: tuple[tuple[object, str], ...]) -> None:
        super().__init__()
        self._choices = choices
        # Otherwise the longest choice decides how narrow its page may be.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        for value, text in choices:
            self.addItem(tr(text), value)

    def retranslate(self) -> None:
        """Say the texts in today's language; what is chosen stays chosen."""
        for at, (_value, text) in enumerate(self._choices):
            self.setItemText(at, tr(text))

    def choose(self, value: object) -> None:
        """Choose a value without announcing it as the person's choice."""
        self.blockSignals(True)
        values = [each for each, _text in self._choices]
        self.setCurrentIndex(values.index(value) if value in values else -1)
        self.blockSignals(False)

    def value(self) -> object:
        """The chosen value."""
        return self._choices[max(0, self.currentIndex())][0]
