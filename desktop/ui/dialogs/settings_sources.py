"""Settings: the sources with their health, and what to do about each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton

from desktop import wording
from desktop.core.sources import Health, StoredSource
from desktop.i18n import N_, tr, trn
from desktop.store.database import Connection
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import chosen, quiet_list, row
from desktop.ui.dialogs.settings_page import SettingsPage
from desktop.ui.dialogs.source_card import SourceCard
from desktop.ui.dialogs.watching import Watching, reading_past, watching
from desktop.ui.mentions.health_dot import draw_health

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
        self.list = QListWidget()
        self.add_button, self.import_button, self.export_button = (
            QPushButton(),
            QPushButton(),
            QPushButton(),
        )
        self._watching = Watching()
        self.card = SourceCard(context, self.said)
        self._lay_out()
        self._connect()
        self.refresh(Change.SOURCES)

    def _lay_out(self) -> None:
        say = self.said.say
        say(self.add_button.setText, N_("Add a source…"))
        say(self.import_button.setText, N_("Feeds from a file…"))
        say(self.export_button.setText, N_("Feeds to a file…"))
        self.said.name(self.list, N_("Sources"))
        quiet_list(self.list)
        self.list.setMinimumHeight(self.fontMetrics().height() * 8)
        self.column.addWidget(row(self.add_button, self.import_button, self.export_button))
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.card)

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.on_add)
        self.import_button.clicked.connect(self.opener.import_opml)
        self.export_button.clicked.connect(self.opener.export_opml)
        self.card.check_wanted.connect(self.on_check)
        self.card.switch_wanted.connect(self.on_switch)
        self.card.edit_wanted.connect(self.on_edit)
        self.card.remove_wanted.connect(self.on_remove)
        self.card.history_wanted.connect(self.on_history)
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
            self.context.reader.ask(self._read, self.on_read, key="settings-sources")

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.on_read(self._watching)

    def _read(self, db: Connection) -> Watching:
        """Runs in the reader's thread."""
        return watching(db, self.context.services.clock())

    def on_read(self, found: Watching) -> None:
        """Show the sources that are polled, keeping the chosen one chosen."""
        current = self.current.id if self.current else None
        self._watching = found
        self.list.blockSignals(True)
        self.list.clear()
        for source in found.sources:
            info = self.context.services.info(source.kind)
            if info is None:
                continue
            title = tr(info.title)
            says_kind = source.name.casefold().startswith(title.casefold())
            named = source.name if says_kind else f"{source.name} · {title}"
            item = QListWidgetItem(f"{named}\n{self._state(source)}")
            item.setIcon(self._mark(source.health))
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
        watched = self._watching
        self.card.show_source(
            source,
            self.context.services.info(source.kind),
            watched.histories.get(source.id),
            watched.silences.get(source.id),
        )

    def _mark(self, health: Health) -> QIcon:
        """The health as the rail of the Mentions tab draws it, sharp on every screen."""
        side, ratio = self.fontMetrics().height(), self.devicePixelRatioF()
        picture = QPixmap(round(side * ratio), round(side * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(side * 0.25, side * 0.25, side * 0.5, side * 0.5)
        draw_health(painter, health, box, self.context.theme)
        painter.end()
        return QIcon(picture)

    def _state(self, source: StoredSource) -> str:
        """How a source is, in the line below its name."""
        said = [wording.health(source.health)]
        if source.reason is not None:
            said.append(wording.reason(source.reason))
        elif source.troubles:
            n = len(source.troubles)
            text = trn("{n} part could not be read", "{n} parts could not be read", n)
            said.append(text.format(n=n))
        elif source.id in self._watching.silences:
            said.append(tr("unusually quiet"))
        return " · ".join(said)

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

    def on_history(self, is_wanted: bool) -> None:
        """Read the past of the chosen source on, or stop that."""
        if source := self.current:
            self.context.writer.ask(self._reading_past(source, is_wanted), self.on_past_changed)

    def _reading_past(self, source: StoredSource, is_wanted: bool) -> Callable[[Connection], None]:
        info, now = self.context.services.info(source.kind), self.context.services.clock()
        return reading_past(source, info, now, is_wanted=is_wanted)

    def on_past_changed(self, _nothing: object) -> None:
        """The polling thread goes on from what the store says."""
        self.context.announce(Change.SOURCES)
        self.context.request_poll(())

    def on_switch(self) -> None:
        """Turn the chosen source off or on."""
        if source := self.current:
            self.opener.switch_source(source)

    def on_remove(self) -> None:
        """Ask before removing the chosen source."""
        if source := self.current:
            self.opener.remove_source(source.id)
