"""Keeps what the list shows: as a saved search, or as a file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from desktop.i18n import tr
from desktop.store import searches
from desktop.store.database import Connection
from desktop.store.topics import NameTaken
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.mentions.exporting import Exporting
from desktop.ui.mentions.list_pane import ListPane


class Keeping(QObject):
    """Asks for names and files, writes, and tells the outcome over the list."""

    def __init__(self, context: TabContext, middle: ListPane, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._list, self._feed = context, middle, middle.feed
        self.exporting = Exporting(context.services.paths.database, parent)
        self.exporting.progressed.connect(self.on_export_progressed)
        self.exporting.finished.connect(self.on_export_finished)

    def on_save_search(self) -> None:
        """Ask for the name of a saved search."""
        dialog = QInputDialog(self._list)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Save search"))
        dialog.setLabelText(tr("Name of the search"))
        dialog.setOkButtonText(tr("Save"))
        dialog.setTextValue(self._feed.filter.search)
        em = dialog.fontMetrics().height()
        if (layout := dialog.layout()) is not None:
            layout.setContentsMargins(em, em, em, em)
        dialog.resize(em * 24, dialog.sizeHint().height())
        dialog.textValueSelected.connect(self.on_search_named)
        dialog.open()

    def on_search_named(self, name: str) -> None:
        """Keep the filter under a name."""
        name, text = " ".join(name.split()), self._feed.filter.to_json()

        def work(db: Connection) -> bool:
            try:
                searches.add(db, name, text)
            except NameTaken:
                return False
            return True

        if name:
            self._context.writer.ask(work, self.on_search_saved)

    def on_search_saved(self, is_saved: bool) -> None:
        """The search is kept, unless its name was taken."""
        if is_saved:
            self._context.announce(Change.SEARCHES)
        text = tr("Search saved") if is_saved else tr("Another search has this name")
        self._list.notice.say(text)

    def export(self, ids: Sequence[int]) -> None:
        """Export these, or all the filter finds when there are none."""
        self.exporting.ask(self._feed.reading(), ids)

    def on_export_progressed(self, text: str) -> None:
        """Still writing."""
        self._list.notice.say(text, ("cancel", tr("Cancel")), stays=True)

    def on_export_finished(self, text: str) -> None:
        """Written, or not."""
        self._list.notice.say(text)
