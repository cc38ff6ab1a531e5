"""Does what the rail asks for: filters, and menus of topics, sources and saved searches."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from desktop.core.filters import MentionFilter
from desktop.core.models import SavedSearch
from desktop.i18n import N_, tr
from desktop.store import searches
from desktop.store.database import Connection
from desktop.store.topics import NameTaken
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.mentions.empty_kinds import EmptyKind
from desktop.ui.mentions.filter_chips import cleared
from desktop.ui.mentions.rail import Rail
from desktop.ui.mentions.rail_rows import Line, RailRow, chosen

_MENUS: dict[Line, tuple[tuple[str, str], ...]] = {
    Line.TOPIC: (("edit_topic", N_("Edit topic…")), ("remove_topic", N_("Remove topic…"))),
    Line.SOURCE: (
        ("check", N_("Check this source now")),
        ("edit_source", N_("Edit source…")),
        ("remove_source", N_("Remove source…")),
    ),
    Line.SEARCH: (("rename", N_("Rename…")), ("remove_search", N_("Remove"))),
}


class RailDesk(QObject):
    """`filter` is what is shown now; `filter_wanted` carries another one."""

    filter_wanted = Signal(object)

    def __init__(self, context: TabContext, rail: Rail, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._rail = context, rail
        self.filter = MentionFilter()
        self._row: RailRow | None = None
        rail.chosen.connect(self.on_chosen)
        rail.menu_wanted.connect(self.on_menu_wanted)

    def on_chosen(self, choice: tuple[RailRow, bool]) -> None:
        """A line was clicked, with Ctrl or without."""
        row, adds = choice
        if row.line is Line.ADD_TOPIC:
            self._context.dialogs().add_topic()
        elif row.line is Line.ADD_SOURCE:
            self._context.dialogs().add_source()
        elif isinstance(row.value, SavedSearch):
            self._open(row.value)
        else:
            self.filter_wanted.emit(chosen(row, self.filter, adds=adds))

    def on_menu_wanted(self, wanted: tuple[RailRow, QPoint]) -> None:
        """The menu of a line."""
        self._row, where = wanted
        entries = _MENUS.get(self._row.line)
        if not entries:
            return
        menu = QMenu(self._rail)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, text in entries:
            menu.addAction(tr(text)).setData(key)
        menu.triggered.connect(self.on_menu_triggered)
        menu.popup(where)

    def on_menu_triggered(self, action: object) -> None:
        """An entry of a line's menu."""
        key, row = action.data(), self._row  # type: ignore[attr-defined]
        if row is None:
            return
        if isinstance(row.value, SavedSearch):
            self._rename(row.value) if key == "rename" else self._remove(row.value)
        elif key == "check":
            self._context.request_poll((row.text,))
        else:
            getattr(self._context.dialogs(), key)(row.value)

    def on_empty_wanted(self, kind: EmptyKind) -> None:
        """The button of an empty list."""
        if kind is EmptyKind.NO_SOURCES:
            self._context.dialogs().add_source()
        elif kind is EmptyKind.NOTHING_FOUND:
            self._context.dialogs().add_topic()
        elif kind in (EmptyKind.NOT_YET, EmptyKind.COULD_NOT_LOOK):
            self._context.request_poll(None)
        else:
            self.filter_wanted.emit(cleared(self.filter))

    def on_renamed(self, name: str) -> None:
        """A saved search got another name."""
        name = " ".join(name.split())
        row = self._row
        if row is not None and isinstance(row.value, SavedSearch) and name:
            search = replace(row.value, name=name)
            self._context.writer.ask(partial(_updated, search=search), self.on_search_changed)

    def on_search_changed(self, is_changed: bool) -> None:
        """The saved searches are others now."""
        if is_changed:
            self._context.announce(Change.SEARCHES)
        else:
            self._context.tell(tr("Another search has this name"))

    def _open(self, search: SavedSearch) -> None:
        try:
            self.filter_wanted.emit(MentionFilter.from_json(search.filter))
        except (ValueError, TypeError):
            self._context.tell(tr("This search was saved by another version and cannot be read"))

    def _rename(self, search: SavedSearch) -> None:
        from PySide6.QtWidgets import QInputDialog  # rarely needed, and not for the start

        dialog = QInputDialog(self._rail)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Rename"))
        dialog.setLabelText(tr("Name"))
        dialog.setTextValue(search.name)
        dialog.textValueSelected.connect(self.on_renamed)
        dialog.open()

    def _remove(self, search: SavedSearch) -> None:
        self._context.writer.ask(partial(_removed, search=search), self.on_search_changed)


def _updated(db: Connection, search: SavedSearch) -> bool:
    try:
        searches.update(db, search)
    except NameTaken:
        return False
    return True


def _removed(db: Connection, search: SavedSearch) -> bool:
    searches.remove(db, search.id)
    return True
