"""The Mentions tab: what people write, found, read and dealt with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.filters import MentionFilter
from desktop.core.models import Status
from desktop.i18n import tr
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.mentions import reading
from desktop.ui.mentions.list_pane import ListPane
from desktop.ui.mentions.panes import Panes
from desktop.ui.mentions.rail import Rail
from desktop.ui.mentions.rail_desk import RailDesk
from desktop.ui.mentions.rail_rows import rail_rows
from desktop.ui.status_text import Progress
from desktop.ui.tabs.base import Menu, Tab

if TYPE_CHECKING:
    from desktop.ui.mentions.action_set import ActionSet
    from desktop.ui.mentions.desk import Desk
    from desktop.ui.mentions.detail_pane import DetailPane

MINUTE_MS = 60_000
_STARTING_FILTER = MentionFilter(hours=7 * 24)


class Later(NamedTuple):
    """What is built after the rows of the list were painted."""

    commands: ActionSet
    detail: DetailPane
    desk: Desk


class MentionsTab(Tab):
    """Rail, list and detail side by side. `Desk` does what the commands ask for, `RailDesk`
    what the rail asks for; the tab lays out, reads and passes on. Rail and list are made at once,
    the rest in slices after the first rows were painted, or when somebody needs it.
    """

    key: ClassVar[str] = "mentions"
    icon: ClassVar[str] = "mentions"
    has_menu: ClassVar[bool] = True

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._new: int | None = None
        self._read: reading.Rail | None = None
        self.rail, self.list = Rail(context.theme), ListPane(context)
        self._later: Later | None = None
        self.panes_row = Panes(context.theme, self.rail, self.list, self)
        self.panes_row.rail_shown.connect(self.on_rail_shown)
        self.list.search.rail_wanted.connect(self.panes_row.toggle_rail)
        self.list.sources_wanted.connect(self.on_sources_wanted)
        self.rail_desk = RailDesk(context, self.rail, self)
        self.rail_desk.filter_wanted.connect(self.on_filter_wanted)
        self.list.filter_wanted.connect(self.on_filter_wanted)
        self.list.empty_wanted.connect(self.rail_desk.on_empty_wanted)
        self.list.feed.loaded.connect(self.on_loaded)
        self.list.shown.connect(self.ready)
        self._lay_out()
        self._restore_state()
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.on_minute)
        context.theme.changed.connect(self.on_theme_changed)
        self._name_rail()
        self._show(_STARTING_FILTER, is_first=True)

    @property
    def commands(self) -> ActionSet:
        """The commands; builds the rest when it is not there yet, like `detail` and `desk`."""
        return self._built().commands

    @property
    def detail(self) -> DetailPane:
        """The right pane."""
        return self._built().detail

    @property
    def desk(self) -> Desk:
        """Does what the commands ask for."""
        return self._built().desk

    @property
    def is_ready(self) -> bool:
        return self.list.is_shown

    def building(self) -> Iterator[None]:
        from desktop.ui.mentions.detail_pane import DetailPane

        yield
        detail = DetailPane(self.context)
        yield
        from desktop.ui.mentions.desk import Desk

        yield
        from desktop.ui.mentions.action_set import ActionSet

        commands = ActionSet(self)
        desk = Desk(self.context, commands, self.list, detail, self.panes_row, self)
        yield
        self.panes_row.put_in(detail)
        self._later = Later(commands, detail, desk)
        self._connect_desk(desk)
        self._retranslate_later()
        desk.catch_up()
        yield
        self._begin_chart(self._later)

    def _built(self) -> Later:
        if self._later is None:
            self.finish_building()
        if self._later is None:
            raise RuntimeError("asked for while it is being built")
        return self._later

    def _connect_desk(self, desk: Desk) -> None:
        desk.filter_wanted.connect(self.on_filter_wanted)
        self.list.feed.merged.connect(desk.on_merged)
        self.list.feed.loaded.disconnect(self.on_loaded)
        self.list.feed.loaded.connect(desk.on_loaded)

    def _begin_chart(self, later: Later) -> None:
        from desktop.ui.mentions.action_table import Command

        chart, folded = self.list.chart, self.list.chart.fold.isChecked()
        chart.folded.connect(later.desk.on_chart_folded)
        later.commands[Command.CHART].setChecked(not folded)
        later.commands[Command.RAIL].setChecked(self.panes_row.is_rail_shown)
        self.list.feed.wants_chart = not folded
        self.list.feed.read_chart()

    def _lay_out(self) -> None:
        row = QVBoxLayout(self)
        row.addWidget(self.panes_row)
        self._space_out()
        self.panes_row.restore(self.context.window_state)

    def _space_out(self) -> None:
        space = self.context.theme.space
        above = space(0.5)
        side = space(0.7)
        if layout := self.layout():
            layout.setContentsMargins(side, above, side, above)

    def on_rail_shown(self, is_shown: bool) -> None:
        """The rail came or went."""
        if self._later is not None:
            from desktop.ui.mentions.action_table import Command

            self._later.commands[Command.RAIL].setChecked(is_shown)

    def on_loaded(self) -> None:
        """The first rows: the upper one is chosen, as it will be when the desk is there."""
        view = self.list.view
        if not view.currentIndex().isValid():
            view.setCurrentIndex(self.list.feed.model.index(0))

    def on_sources_wanted(self) -> None:
        """See how the sources are."""
        self.context.dialogs().open_settings("sources")

    def show_progress(self, progress: Progress | None) -> None:
        self.list.show_progress(progress)

    def title(self) -> str:
        return tr("Mentions")

    def menu_title(self) -> str:
        return tr("&Mention")

    def counter(self) -> int | None:
        return self._new or None

    def menus(self) -> Mapping[Menu, Sequence[QAction | None]]:
        from desktop.ui.mentions.action_table import (
            EDIT_MENU,
            FILE_MENU,
            MENTION_MENU,
            VIEW_MENU,
        )

        specs = {
            Menu.FILE: FILE_MENU,
            Menu.EDIT: EDIT_MENU,
            Menu.VIEW: VIEW_MENU,
            Menu.TAB: MENTION_MENU,
        }
        return {menu: self.commands.menu(each) for menu, each in specs.items()}

    def panes(self) -> Sequence[QWidget]:
        return (self.rail, self.list.view, self.detail.area)

    def start(self) -> None:
        self._minute.start()
        self.list.take_focus()

    def refresh(self, change: Change) -> None:
        touched = Change.MENTIONS | Change.SOURCES | Change.TOPICS | Change.SEARCHES | Change.PEOPLE
        if change & touched:
            self.context.reader.ask(reading.rail, self.on_rail_read, key="mentions-rail")
        if change & (Change.MENTIONS | Change.TOPICS | Change.SOURCES):
            self.list.feed.refresh()
        if self._later and change & (Change.MENTIONS | Change.TOPICS | Change.PEOPLE):
            self._later.desk.read_detail()

    def _name_rail(self) -> None:
        self.rail.setAccessibleName(tr("Topics, sources and statuses"))

    def retranslate(self) -> None:
        self._name_rail()
        self.list.retranslate()
        if self._later is not None:
            self._later.commands.retranslate()
            self._later.detail.retranslate()
            self._retranslate_later()
        if self._read is not None:
            self.on_rail_read(self._read)

    def _retranslate_later(self) -> None:
        if self._later is None:
            return
        self._later.detail.setAccessibleName(tr("The chosen mention"))
        if self._read is not None:
            self._later.detail.offer(self._read.people, self._read.tags)

    def save_state(self) -> None:
        if self._later is not None:
            self._later.detail.save()
        state = self.context.window_state
        self.panes_row.save(state)
        state.setValue("mentions/chart_folded", int(self.list.chart.fold.isChecked()))

    @property
    def selection_id(self) -> int | None:
        """Id of the mention the keyboard stands on."""
        current = self.desk.selection.current
        return current.id if current else None

    def on_filter_wanted(self, wanted: MentionFilter) -> None:
        """Another filter was chosen somewhere."""
        self.panes_row.close_drawer()
        self._show(wanted)

    def on_rail_read(self, read: reading.Rail) -> None:
        """Counts and names are there."""
        self._read = read
        self.rail.rows.show(rail_rows(read))
        self.panes_row.measure()
        self.list.show_rail(read)
        if self._later is not None:
            self._later.detail.offer(read.people, read.tags)
        new = read.counts.statuses.get(Status.NEW, 0)
        if new != self._new:
            self._new = new
            self.counter_changed.emit()

    def on_minute(self) -> None:
        """Ages are others now."""
        self.list.view.viewport().update()
        if self._later is not None:
            self._later.detail.tick()

    def on_theme_changed(self) -> None:
        """Colours or sizes changed."""
        self._space_out()
        self.rail.measure_again()
        self.panes_row.measure()
        self.list.restyle()
        if self._later is not None:
            self._later.detail.restyle()

    def _show(self, wanted: MentionFilter, *, is_first: bool = False) -> None:
        if is_first:  # before the rows: its width is what theirs depends on
            self.context.reader.ask(reading.rail, self.on_rail_read, key="mentions-rail")
        self.rail.show_filter(wanted)
        self.rail_desk.filter = wanted
        if self._later is not None:
            self._later.desk.filter_changed()
        self.list.show_filter(wanted)

    def _restore_state(self) -> None:
        state = self.context.window_state
        folded = bool(int(str(state.value("mentions/chart_folded", 0))))
        self.list.feed.wants_chart = False  # after the rows
        self.list.chart.set_folded(folded)
