"""The settings dialog: pages at the left, everything takes effect at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QStackedWidget, QWidget

from desktop.i18n import N_, tr
from desktop.ui import icons
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.frame import Dialog, scrolled
from desktop.ui.dialogs.settings_general import GeneralPage
from desktop.ui.dialogs.settings_network import NetworkPage
from desktop.ui.dialogs.settings_page import SettingsPage
from desktop.ui.dialogs.settings_people import PeoplePage
from desktop.ui.dialogs.settings_privacy import PrivacyPage
from desktop.ui.dialogs.settings_sources import SourcesPage
from desktop.ui.dialogs.settings_topics import TopicsPage

if TYPE_CHECKING:
    from desktop.ui.actions import Actions

PAGES: tuple[type[SettingsPage], ...] = (
    GeneralPage,
    TopicsPage,
    SourcesPage,
    PeoplePage,
    PrivacyPage,
    NetworkPage,
)


class SettingsDialog(Dialog):
    """All pages; `refresh` passes on what changed elsewhere while it is open."""

    def __init__(
        self, context: TabContext, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent, N_("Settings"), wide_em=52, high_em=42, is_scrolled=False)
        self.pages = [page(context, actions) for page in PAGES]
        self.names, self.stack = QListWidget(), QStackedWidget()
        # The window and the list say where one is; with large text a heading takes the room.
        self._heading.hide()
        self.said.name(self.names, N_("Pages of the settings"))
        self.names.setProperty("role", "bare")
        self.names.addItems([tr(page.title) for page in self.pages])
        for page in self.pages:
            self.stack.addWidget(scrolled(page))
        line = QHBoxLayout()
        line.setSpacing(self.body.spacing())
        line.addWidget(self.names)
        line.addWidget(self.stack, 1)
        self.body.addLayout(line)
        self.names.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.names.setCurrentRow(0)
        self._fit_names()
        self.add_cancel(N_("Close"))
        self.names.setFocus()

    def show_page(self, key: str) -> None:
        """Open the page with that key; an unknown key leaves the present one."""
        keys = [page.key for page in self.pages]
        if key in keys:
            self.names.setCurrentRow(keys.index(key))

    def refresh(self, change: Change) -> None:
        """Every page reads again what it shows."""
        for page in self.pages:
            page.refresh(change)

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        for at, page in enumerate(self.pages):
            page.retranslate()
            self.names.item(at).setText(tr(page.title))
        self._fit_names()

    def _fit_names(self) -> None:
        em = self.fontMetrics().height()
        for at, page in enumerate(self.pages):
            self.names.item(at).setIcon(icons.icon(page.icon))
            self.names.item(at).setSizeHint(QSize(0, em * 2))
        self.names.setIconSize(QSize(em * 5 // 4, em * 5 // 4))
        self.names.setFixedWidth(self._widest() + em * 7 // 2)

    def _widest(self) -> int:
        metrics = self.names.fontMetrics()
        return max(metrics.horizontalAdvance(tr(page.title)) for page in self.pages)
