"""Settings: checking by itself, and the proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtWidgets import QLineEdit

from desktop.i18n import N_, tr
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import Tick, row
from desktop.ui.dialogs.settings_page import SettingsPage

if TYPE_CHECKING:
    from desktop.ui.actions import Actions

_SCHEMES = ("http", "https", "socks5", "socks5h")


class NetworkPage(SettingsPage):
    """How the program reaches the sources."""

    key = "network"
    icon = "offline"
    title = N_("Network")

    def __init__(self, context: TabContext, actions: Actions) -> None:
        super().__init__(context, actions)
        self.polling, self.proxy = Tick(), QLineEdit()
        self.add_heading(N_("Checking"))
        self.said.say(self.polling.setText, N_("Check the sources by itself"))
        self.column.addWidget(row(self.polling))
        self.add_text(N_("When this is off, the program looks only when you press F5."))
        self.add_heading(N_("Proxy"))
        self.proxy.setPlaceholderText("http://127.0.0.1:3128")
        self.block = self.add_field(
            self.proxy,
            N_("Address of the proxy"),
            N_("Leave empty to connect directly. A source can have a proxy of its own."),
        )
        self.column.addStretch(1)
        self.refresh(Change.SETTINGS)
        self.polling.toggled.connect(self.on_polling_toggled)
        self.proxy.editingFinished.connect(self.on_proxy_edited)
        self.proxy.textEdited.connect(self.on_proxy_typed)

    def refresh(self, change: Change) -> None:
        """Show the settings as they are."""
        if not change & Change.SETTINGS:
            return
        settings = self.context.settings()
        self.polling.blockSignals(True)
        self.polling.setChecked(settings.is_polling)
        self.polling.blockSignals(False)
        if not self.proxy.hasFocus():
            self.proxy.setText(settings.proxy)

    def on_polling_toggled(self, is_on: bool) -> None:
        """Check by itself or not."""
        self.context.change_settings(is_polling=is_on)

    def on_proxy_typed(self) -> None:
        """The complaint was about the text before."""
        self.block.set_error("")

    def on_proxy_edited(self) -> None:
        """Keep a proxy that can be one; say what is wrong with another."""
        text = self.proxy.text().strip()
        if text and not is_proxy(text):
            self.block.set_error(
                tr("This is not the address of a proxy. Example: {example}").format(
                    example="http://127.0.0.1:3128"
                )
            )
            return
        self.context.change_settings(proxy=text)


def is_proxy(text: str) -> bool:
    """Whether the text names a proxy: a known scheme, a host and a port."""
    try:
        parts = urlsplit(text)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False
