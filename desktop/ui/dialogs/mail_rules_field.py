"""The field of mail rules in a source form: what is used, and a button that opens the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.core.mail_rules import RuleError, parse_rules
from desktop.core.ready_mail_rules import ready_rules
from desktop.i18n import tr
from desktop.ui.dialogs import mail_rule_words
from desktop.ui.dialogs.blocks import row
from desktop.ui.dialogs.frame import Dialog, label

if TYPE_CHECKING:
    from desktop.ui.dialogs.mail_rules import MailRulesDialog


class RulesControl(QWidget):
    """Stands in a form where other fields have an edit, and is asked as those are.

    `textChanged` is emitted after every other choice.
    """

    textChanged = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text
        self._dialog: MailRulesDialog | None = None
        self.summary, self.button = label(), QPushButton()
        self.button.setAutoDefault(False)
        self.setFocusProxy(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.fontMetrics().height() // 4)
        column.addWidget(self.summary)
        column.addWidget(row(self.button))
        self.button.clicked.connect(self.on_open)
        self.retranslate()

    def text(self) -> str:
        """The rules in their notation, "" for the ready ones alone."""
        return self._text

    def setText(self, text: str) -> None:
        """Show stored rules without saying that they changed."""
        self._text = text
        self.retranslate()

    def retranslate(self) -> None:
        """Say what is used, in today's language."""
        self.button.setText(tr("Choose and change…"))
        try:
            rules = parse_rules(self._text)
        except RuleError as error:
            said = tr("The rules of this source cannot be read. Line {line}: {problem}.")
            trouble = mail_rule_words.problem(error.problem)
            self.summary.setText(said.format(line=error.line, problem=trouble))
        else:
            own = len(rules.own)
            used = len(rules.among(ready_rules()))
            self.summary.setText(mail_rule_words.counted(own, used - own))
        self.button.setAccessibleName(f"{self.button.text()} {self.summary.text()}")

    def on_open(self) -> None:
        """Open the rules over the form."""
        from desktop.ui.dialogs.mail_rules import MailRulesDialog

        form = self.window()
        if isinstance(form, Dialog):
            self._dialog = MailRulesDialog(form.context, self._text, form)
            self._dialog.chosen.connect(self.on_chosen)
            self._dialog.open()

    def on_chosen(self, text: str) -> None:
        """Take the rules over."""
        if text != self._text:
            self.setText(text)
            self.textChanged.emit()
