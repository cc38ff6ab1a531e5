"""Does what the commands of the tab ask for, on what is chosen in the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.core.models import Mention, Status, Tone
from desktop.i18n import tr
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.mentions import detail_texts
from desktop.ui.mentions.action_set import ActionSet
from desktop.ui.mentions.action_table import MENTION_MENU, Command
from desktop.ui.mentions.detail_pane import DetailPane
from desktop.ui.mentions.filter_chips import cleared
from desktop.ui.mentions.keeping import Keeping
from desktop.ui.mentions.list_pane import ListPane
from desktop.ui.mentions.panes import Panes
from desktop.ui.mentions.reading import Detail, detail
from desktop.ui.mentions.selection import Selection
from desktop.ui.mentions.triage_work import Told, Triage

_STATUSES = {
    Command.ANSWERED: Status.ANSWERED,
    Command.IN_WORK: Status.IN_WORK,
    Command.NOT_US: Status.NOT_US,
    Command.NEW: Status.NEW,
}
_TONES = {
    Command.NEGATIVE: Tone.NEGATIVE,
    Command.NEUTRAL: Tone.NEUTRAL,
    Command.POSITIVE: Tone.POSITIVE,
    Command.CLEAR_TONE: None,
}
_MOVES_ON = (Status.ANSWERED, Status.NOT_US)


class Desk(QObject):
    """Commands, the selection they work on, and the detail of the current mention."""

    filter_wanted = Signal(object)

    def __init__(
        self,
        context: TabContext,
        commands: ActionSet,
        middle: ListPane,
        right: DetailPane,
        panes: Panes,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._panes = panes
        self._context, self._commands = context, commands
        self._list, self._detail = middle, right
        self._feed = middle.feed
        self.triage = Triage(context, self)
        self.keeping = Keeping(context, middle, parent)
        self.selection = Selection(middle.view, self._feed.model, self)
        self._wanted_id: int | None = None
        self._connect()
        self._commands.set_chosen(0, has_link=False)

    def _connect(self) -> None:
        self._commands.triggered.connect(self.on_command)
        self.selection.changed.connect(self.on_selection_changed)
        self.selection.current_changed.connect(self.read_detail)
        self._feed.found_all.connect(self.selection.take_all)
        view, right = self._list.view, self._detail
        view.opened.connect(self.on_read)
        view.doubleClicked.connect(self.on_read)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self.on_menu_requested)
        self._list.bulk.all_wanted.connect(self._feed.find_all)
        self._list.bulk.cleared.connect(self.selection.keep_current)
        self._list.notice.acted.connect(self.on_notice_pressed)
        self._list.filters.save_wanted.connect(self.keeping.on_save_search)
        self._list.filters.clear_wanted.connect(self.on_clear_filters)
        self._list.chart.range_chosen.connect(self.on_range_chosen)
        right.status_chosen.connect(self.on_status_chosen)
        right.tone_chosen.connect(self.on_tone_chosen)
        right.assigned.connect(self.on_assigned)
        right.tag_added.connect(self.on_tag_added)
        right.tag_removed.connect(self.on_tag_removed)
        right.mention_wanted.connect(self.on_mention_wanted)
        right.author_wanted.connect(self.on_author_wanted)
        right.open_wanted.connect(self.on_open)
        right.delete_wanted.connect(self.on_delete)
        right.changed.connect(self.on_detail_changed)
        right.left.connect(self.on_detail_left)
        right.head.back_wanted.connect(self._panes.leave)
        right.head.next_wanted.connect(self.selection.next)
        right.head.previous_wanted.connect(self.selection.previous)
        for action in self._commands.menu(MENTION_MENU[2:]):
            right.head.menu.addAction(action) if action else right.head.menu.addSeparator()
        self.triage.told.connect(self.on_told)

    # What is chosen

    def filter_changed(self) -> None:
        """The list will show something else."""
        self._wanted_id = None

    def on_loaded(self) -> None:
        """The first page of a filter: begin at its top."""
        self.selection.begin()

    def catch_up(self) -> None:
        """The list may have been read, and a row of it chosen, before this desk was made."""
        if self._feed.has_loaded:
            self.selection.begin(max(0, self._list.view.currentIndex().row()))

    def on_merged(self, new_at_top: int) -> None:
        """The list was read again."""
        self.selection.settle()

    def on_selection_changed(self) -> None:
        """Another choice in the list."""
        n = self.selection.count
        mention = self.selection.current
        self._commands.set_chosen(
            n, has_link=mention is not None and detail_texts.safe_url(mention.url) is not None
        )
        loaded, has_more = len(self._feed.model.mentions), self._feed.model.has_more
        self._list.bulk.show_count(n, offers_all=has_more and n >= loaded)

    def read_detail(self) -> None:
        """Read all about the current mention."""
        current = self.selection.current
        mention_id = self._wanted_id or (current.id if current else None)
        if mention_id is None:
            self._context.reader.supersede("mentions-detail")
            self._detail.clear()
            return
        self._context.reader.ask(detail(mention_id), self.on_detail_read, key="mentions-detail")

    def on_detail_read(self, read: Detail | None) -> None:
        """All about a mention is there, or it is gone."""
        if read is None:
            self._detail.clear()
        else:
            self._detail.show_detail(read)

    def on_detail_changed(self) -> None:
        """A note or a file was kept."""
        self._context.announce(Change.MENTIONS)

    def on_detail_left(self) -> None:
        """A field of the detail is done with."""
        if self._panes.is_page:
            self._detail.area.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._list.take_focus()

    def on_mention_wanted(self, mention_id: int) -> None:
        """Go to a mention; one that the filter hides is shown in the detail alone."""
        row = self._feed.model.row_of(mention_id)
        if row >= 0:
            self._list.view.setCurrentIndex(self._feed.model.index(row))
            return
        self._wanted_id = mention_id
        self.read_detail()
        self._wanted_id = None

    # Commands

    def on_command(self, command: Command) -> None:
        """A key, a menu or a button."""
        if command in _STATUSES:
            self.on_status_chosen(_STATUSES[command])
        elif command in _TONES:
            self.on_tone_chosen(_TONES[command])
        else:
            self._plain_commands()[command]()

    def _plain_commands(self) -> dict[Command, Callable[[], object]]:
        return {
            Command.NEXT: self.selection.next,
            Command.PREVIOUS: self.selection.previous,
            Command.OPEN: self.on_open,
            Command.ASSIGN: self.on_assign,
            Command.TAG: self.on_tag,
            Command.NOTE: self.on_note,
            Command.PASTE_PICTURE: self.on_paste_picture,
            Command.COPY_TEXT: self.on_copy_text,
            Command.COPY_LINK: self.on_copy_link,
            Command.DELETE: self.on_delete,
            Command.SELECT_ALL: self._list.view.selectAll,
            Command.UNDO: self.triage.undo,
            Command.REDO: self.triage.redo,
            Command.SEARCH: self._list.search.take_focus,
            Command.SAVE_SEARCH: self.keeping.on_save_search,
            Command.CLEAR_FILTERS: self.on_clear_filters,
            Command.CHART: self._list.chart.toggle,
            Command.RAIL: self._panes.toggle_rail,
            Command.EXPORT: self.on_export,
        }

    def on_status_chosen(self, status: Status) -> None:
        """Mark all that is chosen."""
        ids = self._ids()
        if len(ids) == 1 and status in _MOVES_ON:
            self.selection.move_on()
        self.triage.set_status(ids, status)

    def on_tone_chosen(self, tone: Tone | None) -> None:
        """Correct the tone of all that is chosen, or leave it to the program."""
        if tone is None:
            self.triage.clear_tone(self._ids())
        else:
            self.triage.set_tone(self._ids(), tone)

    def on_assigned(self, name: str) -> None:
        """Give all that is chosen to a person."""
        self.triage.assign(self._ids(), name)

    def on_tag_added(self, name: str) -> None:
        """Put a tag on all that is chosen."""
        self.triage.add_tag(self._ids(), name)

    def on_tag_removed(self, name: str) -> None:
        """Take a tag off all that is chosen."""
        self.triage.remove_tag(self._ids(), name)

    def on_delete(self) -> None:
        """Move all that is chosen to the bin."""
        self.triage.delete(self._ids())

    def on_read(self) -> None:
        """Enter: read the mention where it was not to be seen, else open its original."""
        if not self._panes.read():
            self.on_open()

    def on_open(self) -> None:
        """Open the original; only the web, whatever the address says."""
        shown = self._detail.mention or self.selection.current
        url = detail_texts.safe_url(shown.url) if shown else None
        if url:
            QDesktopServices.openUrl(QUrl(url))

    def on_assign(self) -> None:
        """Ask for a name."""
        self._reveal(self._detail.assignee)
        box = self._detail.assignee.lineEdit()
        if isinstance(box, QLineEdit):
            box.selectAll()

    def on_tag(self) -> None:
        """Ask for a tag."""
        self._reveal(self._detail.tags.box)

    def on_note(self) -> None:
        """Begin a note."""
        self._reveal(self._detail.notes.new)

    def on_paste_picture(self) -> None:
        """Keep the picture of the clipboard with the current mention."""
        if not self._detail.files.paste():
            self._context.tell(tr("There is no picture on the clipboard"))

    def on_copy_text(self) -> None:
        """Put the texts on the clipboard."""
        self._copy([mention.body for mention in self.selection.mentions])

    def on_copy_link(self) -> None:
        """Put the links on the clipboard."""
        found = (detail_texts.safe_url(each.url) for each in self.selection.mentions)
        self._copy([url for url in found if url])

    def on_menu_requested(self, point: QPoint) -> None:
        """The menu of a row."""
        if self.selection.count:
            menu = self._commands.context_menu(self._list.view)
            menu.popup(self._list.view.viewport().mapToGlobal(point))

    # Filters, export, notices

    def on_author_wanted(self, author: str) -> None:
        """Everything by one author."""
        self.filter_wanted.emit(replace(cleared(self._feed.filter), author=author))

    def on_range_chosen(self, days: tuple[object, object]) -> None:
        """A stretch of the chart."""
        since, until = days
        wanted = replace(self._feed.filter, hours=None, since=since, until=until)  # type: ignore[arg-type]
        self.filter_wanted.emit(wanted)

    def on_clear_filters(self) -> None:
        """Show everything."""
        self.filter_wanted.emit(cleared(self._feed.filter))

    def on_chart_folded(self, is_folded: bool) -> None:
        """A folded chart is not read."""
        self._feed.wants_chart = not is_folded
        self._commands[Command.CHART].setChecked(not is_folded)
        self._feed.read_chart()

    def on_export(self) -> None:
        """The selection when there are several, else all the filter finds."""
        self.keeping.export(self.selection.ids if self.selection.count > 1 else ())

    def on_told(self, told: Told) -> None:
        """Something was done."""
        buttons = [("undo", tr("Undo"))] if told.is_undoable else []
        if told.offers_exclusions:
            buttons.append(("exclusions", tr("Exclude such words…")))
        self._list.notice.say(told.text, *buttons)

    def on_notice_pressed(self, key: str) -> None:
        """A button of the notice."""
        if key == "undo":
            self.triage.undo()
        elif key == "cancel":
            self.keeping.exporting.cancel()
        elif key == "exclusions":
            self._context.dialogs().propose_exclusions()

    def _ids(self) -> Sequence[int]:
        """What a command is about: the selection, or the one mention shown beside it."""
        shown = self._detail.mention
        if self.selection.count <= 1 and shown is not None and self._is_shown_alone(shown):
            return (shown.id,)
        return self.selection.ids

    def _is_shown_alone(self, shown: Mention) -> bool:
        return self._feed.model.row_of(shown.id) < 0

    def _reveal(self, field: QWidget) -> None:
        """Show the detail if it was put away, and put the keyboard there."""
        self._panes.read()
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._detail.area.ensureWidgetVisible(field)

    def _copy(self, texts: Sequence[str]) -> None:
        if texts:
            QGuiApplication.clipboard().setText("\n\n".join(texts))
            self._context.tell(tr("Copied"))
