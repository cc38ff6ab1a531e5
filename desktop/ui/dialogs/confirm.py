"""A question before something that cannot be taken back, saying exactly what will happen."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from desktop.i18n import tr
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import Tick
from desktop.ui.dialogs.frame import Dialog, label, role


class Confirm(Dialog):
    """Asks once; `accepted` means do it. Enter and Esc both leave everything as it is.

    `title`, `verb` and `option` are English literals; `text` is already in the person's language.
    """

    def __init__(
        self,
        context: TabContext,
        parent: QWidget | None,
        title: str,
        text: str,
        verb: str,
        *,
        option: str = "",
        option_help: str = "",
    ) -> None:
        super().__init__(context, parent, title, wide_em=30, high_em=16)
        self.text = label()
        self.text.setText(text)
        self.body.addWidget(self.text)
        self.option = Tick()
        self.body.addWidget(self.option)
        self.option_help = label("muted")
        self.body.addWidget(self.option_help)
        self.body.addStretch(1)
        self.said.say(self.option.setText, option)
        self.said.say(self.option_help.setText, option_help)
        self.option.setVisible(bool(option))
        self.option_help.setVisible(bool(option_help))
        self.verb = self.add_button(verb, QDialogButtonBox.ButtonRole.DestructiveRole)
        role(self.verb, "danger")
        self.verb.clicked.connect(self.accept)
        self.keep = self.add_cancel()
        self.keep.setDefault(True)
        self.keep.setAutoDefault(True)
        self.keep.setFocus()
        self.setAccessibleDescription(text)


class Message(Dialog):
    """Tells the outcome of something the person asked for; `text` may be long."""

    def __init__(
        self, context: TabContext, parent: QWidget | None, title: str, text: str, close: str
    ) -> None:
        super().__init__(context, parent, title, wide_em=32, high_em=14)
        self.text = label()
        self.text.setText(text)
        self.body.addWidget(self.text)
        self.body.addStretch(1)
        button = self.add_button(close, QDialogButtonBox.ButtonRole.AcceptRole)
        button.clicked.connect(self.accept)
        self.setAccessibleDescription(tr(text))
