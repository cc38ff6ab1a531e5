"""Settings: the sources with their health, and what to do about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from desktop import wording
from desktop.core.sources import Health, StoredSource
from desktop.i18n import N_, tr
from desktop.store import sources
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import chosen, quiet_list, row
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.settings_page import SettingsPage
from desktop.ui.dialogs.source_health import health_lines, health_look

if TYPE_CHECKING:
    from desktop.ui.actions import Actions

_SOURCE = Qt.ItemDataRole.UserRole


class SourcesPage(SettingsPage):
    """Where the shop looks, whether that works, and what to do when it does not."""

    key = "sources"
    icon = "source"
    title = N_("Sources")

    def __init__(self, context: TabContext, actions: Actions) -> None:
        super().__init__(context, actions)
        self._sources: tuple[StoredSource, ...] = ()
        self.list = QListWidget()
        self.add_button, self.import_button, self.export_button = (
            QPushButton(),
            QPushButton(),
            QPushButton(),
        )
        self.check_button, self.switch_button, self.edit_button, self.remove_button = (
            QPushButton(),
            QPushButton(),
            QPushButton(),
            QPushButton(),
        )
        self.health, self.details, self.card = label("strong"), label("muted"), QFrame()
        self._lay_out()
        self._connect()
        self.refresh(Change.SOURCES)

    def _lay_out(self) -> None:
        say = self.said.say
        say(self.add_button.setText, N_("Add a source…"))
        say(self.import_button.setText, N_("Feeds from a file…"))
        say(self.export_button.setText, N_("Feeds to a file…"))
        say(self.check_button.setText, N_("Check now"))
        say(self.remove_button.setText, N_("Remove…"))
        self.said.name(self.list, N_("Sources"))
        quiet_list(self.list)
        self.list.setMinimumHeight(self.fontMetrics().height() * 8)
        self.column.addWidget(row(self.add_button, self.import_button, self.export_button))
        self.column.addWidget(self.list, 1)
        self.card.setProperty("role", "card")
        inside = QVBoxLayout(self.card)
        inside.addWidget(self.health)
        inside.addWidget(self.details)
        inside.addWidget(
            row(self.edit_button, self.check_button, self.switch_button, self.remove_button)
        )
        self.column.addWidget(self.card)

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.on_add)
        self.import_button.clicked.connect(self.opener.import_opml)
        self.export_button.clicked.connect(self.opener.export_opml)
        self.check_button.clicked.connect(self.on_check)
        self.switch_button.clicked.connect(self.on_switch)
        self.edit_button.clicked.connect(self.on_edit)
        self.remove_button.clicked.connect(self.on_remove)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.list.itemActivated.connect(self.on_edit)
        self.list.currentRowChanged.connect(self.on_current_changed)

    @property
    def current(self) -> StoredSource | None:
        """The chosen source."""
        item = chosen(self.list)
        return item.data(_SOURCE) if item is not None else None

    def refresh(self, change: Change) -> None:
        """Read the sources and their health again."""
        if change & Change.SOURCES:
            self.context.reader.ask(sources.all, self.on_read, key="settings-sources")

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.on_read(self._sources)

    def on_read(self, found: tuple[StoredSource, ...]) -> None:
        """Show the sources that are polled, keeping the chosen one chosen."""
        current = self.current.id if self.current else None
        self._sources = found
        self.list.blockSignals(True)
        self.list.clear()
        for source in found:
            info = self.context.services.info(source.kind)
            if info is None:
                continue
            item = QListWidgetItem(
                f"{source.name} · {tr(info.title)}\n{wording.health(source.health)}"
            )
            item.setData(_SOURCE, source)
            item.setToolTip(source.name)
            self.list.addItem(item)
            if source.id == current:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.on_current_changed()

    def on_current_changed(self) -> None:
        """Show the health of the chosen source."""
        source = self.current
        self.card.setVisible(source is not None)
        if source is None:
            return
        self.health.setText(f"{source.name}: {wording.health(source.health)}")
        self.health.setProperty("role", health_look(source.health))
        self.details.setText("\n".join(health_lines(source, self.context.services.clock())))
        is_broken = source.health in (Health.FAILING, Health.NEEDS_KEY)
        self.edit_button.setText(tr("Repair…") if is_broken else tr("Change…"))
        self.switch_button.setText(tr("Turn off") if source.is_on else tr("Turn on"))
        self.check_button.setEnabled(source.is_on)

    def on_add(self) -> None:
        """Choose a kind and fill in its form."""
        self.opener.add_source()

    def on_edit(self) -> None:
        """Open the form of the chosen source."""
        if source := self.current:
            self.opener.edit_source(source.id)

    def on_check(self) -> None:
        """Look at the chosen source now."""
        if source := self.current:
            self.context.request_poll((source.name,))

    def on_switch(self) -> None:
        """Turn the chosen source off or on."""
        if source := self.current:
            self.opener.switch_source(source)

    def on_remove(self) -> None:
        """Ask before removing the chosen source."""
        if source := self.current:
            self.opener.remove_source(source.id)
