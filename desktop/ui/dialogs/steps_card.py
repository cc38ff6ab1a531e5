"""How a source is set up, beside its form: the steps, and the pages they happen on."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from desktop.core.addresses import is_web_address
from desktop.core.sources import SourceInfo
from desktop.i18n import N_, tr
from desktop.ui.dialogs.blocks import row
from desktop.ui.dialogs.frame import label, role
from desktop.ui.dialogs.spoken import Spoken


class StepsCard(QFrame):
    """Numbered steps in the person's language, with buttons that open the browser."""

    def __init__(self, info: SourceInfo, said: Spoken) -> None:
        super().__init__()
        self._info = info
        role(self, "sunken")
        self.title, self.notice = label("field"), label("muted")
        self.steps = [label() for _ in info.steps]
        said.say(self.title.setText, N_("How it is set up"))
        self.key_button, self.help_button = QPushButton(), QPushButton()
        said.say(self.key_button.setText, N_("Open the page for the key"))
        said.say(self.help_button.setText, N_("Read more"))
        self.key_button.setToolTip(info.key_url)
        self.help_button.setToolTip(info.help_url)
        column = QVBoxLayout(self)
        column.setSpacing(self.fontMetrics().height() // 2)
        for widget in (self.title, *self.steps, self.notice):
            column.addWidget(widget)
        column.addWidget(row(self.key_button, self.help_button))
        self.key_button.clicked.connect(self.on_key)
        self.help_button.clicked.connect(self.on_help)
        self.key_button.setVisible(bool(info.key_url))
        self.help_button.setVisible(bool(info.help_url))
        for button in (self.key_button, self.help_button):
            button.setAutoDefault(False)
        self.title.setVisible(bool(info.steps))
        self.notice.setVisible(bool(info.notice))
        self.setVisible(bool(info.steps or info.notice or info.key_url))
        self.retranslate()

    def retranslate(self) -> None:
        """Say the steps again."""
        for number, (said, step) in enumerate(zip(self.steps, self._info.steps, strict=True), 1):
            said.setText(f"{number}. {tr(step)}")
        self.notice.setText(tr(self._info.notice) if self._info.notice else "")

    def on_key(self) -> None:
        """Open the page where the key is made."""
        open_page(self._info.key_url)

    def on_help(self) -> None:
        """Open what the network itself says."""
        open_page(self._info.help_url)


def open_page(address: str) -> None:
    """Show a web page in the person's browser; nothing else is ever opened."""
    if is_web_address(address):
        QDesktopServices.openUrl(QUrl(address))
