"""What the first-run guide asks of its pages."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import FieldBlock
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.spoken import Spoken


class GuidePage(QWidget):
    """One step. `title` and `lead` are English literals.

    `enter` is called each time the step is shown, `keep` each time it is left, whichever way, so
    that nothing typed is lost.
    """

    title: ClassVar[str]
    lead: ClassVar[str]

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self.context = context
        self.said = Spoken()
        self.blocks: list[FieldBlock] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(self.fontMetrics().height() * 5 // 4)

    def add_field(self, control: QWidget, title: str, help_text: str = "") -> FieldBlock:
        """A labelled control at the end of the page."""
        block = FieldBlock(control, title, help_text)
        self.blocks.append(block)
        self.column.addWidget(block)
        return block

    def add_heading(self, text: str) -> QWidget:
        """Title of a part of the page."""
        heading = label("heading")
        self.said.say(heading.setText, text)
        self.column.addWidget(heading)
        return heading

    def enter(self) -> None:
        """The step is shown."""

    def is_fine(self) -> bool:
        """Whether "Next" may leave the step; the page says in place what is wrong."""
        return True

    def keep(self) -> None:
        """The step is left: store what was entered."""

    def first_control(self) -> QWidget:
        """Where the cursor starts."""
        return self

    def retranslate(self) -> None:
        """Say every text again."""
        self.said.say_again()
        for block in self.blocks:
            block.retranslate()
