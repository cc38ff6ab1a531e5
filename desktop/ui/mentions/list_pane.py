"""The middle pane: filters above, the chart, the list or the reason why it is empty."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.filters import MentionFilter
from desktop.i18n import tr
from desktop.ui.context import TabContext
from desktop.ui.mentions.chart_card import ChartCard
from desktop.ui.mentions.detail_blocks import plain_label
from desktop.ui.mentions.empty_kinds import EMPTY_TEXTS, EmptyKind, checking_text, empty_kind
from desktop.ui.mentions.feed import Feed
from desktop.ui.mentions.filter_bar import FilterBar
from desktop.ui.mentions.list_view import MentionListView
from desktop.ui.mentions.notice import BulkBar, NewPill, PassingNotice
from desktop.ui.mentions.rail_rows import unreached, unreached_names, unreached_text
from desktop.ui.mentions.reading import Found, Rail
from desktop.ui.mentions.row_delegate import RowDelegate
from desktop.ui.mentions.search_bar import SearchBar
from desktop.ui.mentions.shapes import SUMMARY_EM, Density, density_for
from desktop.ui.mentions.trouble_line import TroubleLine
from desktop.ui.status_text import Progress
from desktop.ui.widgets.empty_state import EmptyState


class ListPane(QWidget):
    """Lays the middle out and keeps its parts consistent. `filter_wanted` carries a filter,
    `shown` comes once, when rows or the reason for having none are painted;
    `empty_wanted` the `EmptyKind` whose advice is taken; `sources_wanted` asks for their states.
    """

    filter_wanted = Signal(object)
    empty_wanted = Signal(object)
    sources_wanted = Signal()
    shown = Signal()

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme, clock = context.theme, context.services.clock
        self._theme, self._clock = theme, clock
        self._rail: Rail | None = None
        self.kind: EmptyKind | None = None
        self.is_shown = False
        self._progress: Progress | None = None
        self.density = Density.ROOMY
        self.feed = Feed(context, self)
        self.search = SearchBar(theme, clock, self)
        self.filters = FilterBar(theme)
        self.chart = ChartCard(theme)
        self.delegate = RowDelegate(theme, clock, self)
        self.view = MentionListView(self.delegate)
        self.view.setModel(self.feed.model)
        self.view.setProperty("role", "bare")
        self.empty = EmptyState(theme, "mentions")
        self.waiting = plain_label("muted")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bulk, self.notice = BulkBar(theme), PassingNotice(theme)
        self.trouble = TroubleLine(theme)
        self.pill = NewPill(self.view)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for page in (self.waiting, self.view, self.empty):
            self._stack.addWidget(page)
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.bulk)
        inside.addWidget(self._stack, 1)
        inside.addWidget(self.notice)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.search, self.filters, self.chart, self.trouble):
            self._column.addWidget(part)
        self._column.addWidget(card, 1)

    def _connect(self) -> None:
        self.search.changed.connect(self.filter_wanted)
        self.search.left.connect(self.take_focus)
        self.search.trouble_wanted.connect(self.sources_wanted)
        self.search.popup.save_wanted.connect(self.filters.save_wanted)
        self.search.popup.clear_wanted.connect(self.filters.clear_wanted)
        self.trouble.wanted.connect(self.sources_wanted)
        self.empty.action.clicked.connect(self.on_empty_clicked)
        self.notice.came.connect(self.on_notice_came)
        self.filters.changed.connect(self.filter_wanted)
        self.feed.counted.connect(self.on_counted)
        self.chart.asked.connect(self.on_chart_asked)
        self.feed.charted.connect(self.chart.show_chart)
        self.feed.loaded.connect(self.on_loaded)
        self.feed.merged.connect(self.on_merged)
        self.view.scrolled.connect(self.on_scrolled)
        self.pill.clicked.connect(self.on_pill_clicked)
        self.view.viewport().installEventFilter(self)

    def show_filter(self, shown: MentionFilter) -> None:
        """Show another filter."""
        self.search.show_filter(shown)
        self.filters.show_filter(shown)
        self.pill.show_count(0)
        self.feed.show_filter(shown)
        self._show_trouble()

    def show_rail(self, rail: Rail) -> None:
        """Names for the chips, and what an empty list means."""
        self._rail = rail
        self.filters.show_names(
            {topic.id: topic.name for topic in rail.topics},
            {source.id: source.name for source in rail.sources},
        )
        self._fit()
        self._show_page()

    def show_progress(self, progress: Progress | None) -> None:
        """A check runs, or ended."""
        self._progress = progress
        self._show_page()

    def take_focus(self) -> None:
        """The keyboard goes to the list."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.view.currentIndex().isValid() and self.feed.model.rowCount():
            self.view.setCurrentIndex(self.feed.model.index(0))

    def restyle(self) -> None:
        """Colours or sizes changed."""
        self.search.arrange()
        self.filters.restyle()
        self.chart.restyle()
        self.trouble.restyle()
        self._fit()
        self.view.measure_again()

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self.waiting.setText(tr("Reading…"))
        self.view.setAccessibleName(tr("Mentions"))
        for part in (self.search, self.filters, self.chart, self.bulk):
            part.retranslate()
        self._say_found()
        self._show_trouble()
        self._show_page()
        self.pill.show_count(self.pill.count)
        self.view.measure_again()

    def on_loaded(self) -> None:
        """The first page of a filter is there."""
        self._show_page()

    def on_merged(self, new_at_top: int) -> None:
        """The list was read again; what came in above a scrolled list is told."""
        if self.view.verticalOffset() > 0 and new_at_top:
            self.pill.show_count(self.pill.count + new_at_top)
            self._place_pill()
        self._show_page()

    def on_scrolled(self) -> None:
        """At the top nothing is hidden above."""
        if self.view.top_row() < self.pill.count and self.view.verticalOffset() == 0:
            self.pill.show_count(0)

    def on_pill_clicked(self) -> None:
        """Show the new ones."""
        self.view.scrollToTop()
        self.view.verticalScrollBar().setValue(0)
        self.pill.show_count(0)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_counted(self, found: Found) -> None:
        """So many there are."""
        self.filters.show_found(found)
        self._say_found()

    def _say_found(self) -> None:
        hint = self.filters.found_text()
        self.search.show_found(self.filters.found_text(is_short=True), hint)

    def on_chart_asked(self) -> None:
        """The chart is wanted, or no longer, in a window that is low for it."""
        self._fit()

    def on_notice_came(self, is_there: bool) -> None:
        """In a low window the notice and the bar of the selection take turns."""
        self.bulk.hold_back(is_there and self.density is Density.TIGHT)

    def on_empty_clicked(self) -> None:
        """The advice of the empty list is taken."""
        self.empty_wanted.emit(self.kind)

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """In a low window the list is worth more than what stands above it."""
        height = self.height() / self._theme.metrics.em
        self.density = density_for(height)
        is_tight, is_roomy = self.density is Density.TIGHT, self.density is Density.ROOMY
        self._column.setSpacing(self._theme.space(0.6 if is_roomy else 0.3))
        self.search.set_tight(is_tight)
        is_empty = self._rail is not None and self._rail.counts.total == 0
        self.filters.setVisible(not is_tight and not is_empty)
        self.chart.set_low(not is_roomy)
        has_room = self.chart.is_asked or height >= SUMMARY_EM
        self.chart.setVisible(has_room and not is_empty)
        self._show_trouble()
        if self.delegate.rows.density is not self.density:
            self.delegate.rows.density = self.density
            self.view.measure_again()

    def _show_trouble(self) -> None:
        found = unreached(self._rail, self.feed.filter) if self._rail else ()
        text = unreached_text(found, self._clock())
        is_roomy = self.density is Density.ROOMY
        self.search.show_trouble(0 if is_roomy else len(found), text)
        self.trouble.say(text, unreached_names(found))
        self.trouble.setVisible(is_roomy and bool(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self._place_pill()
        elif kind == QEvent.Type.Paint and not self.is_shown and self.feed.model.rowCount():
            self._tell_shown()
        return super().eventFilter(watched, event)

    def _show_page(self) -> None:
        if not self.feed.has_loaded:
            self._stack.setCurrentWidget(self.waiting)
        elif self.feed.model.rowCount(QModelIndex()):
            self._stack.setCurrentWidget(self.view)
        elif self._rail is not None:
            is_checking = self._progress is not None
            self.kind = empty_kind(self._rail, self.feed.filter, is_checking=is_checking)
            said = EMPTY_TEXTS[self.kind]
            text = tr(said.text)
            if self._progress is not None and self.kind is EmptyKind.CHECKING:
                text = f"{text}\n{checking_text(self._progress)}"
            self.empty.show_text(tr(said.title), text, tr(said.button), said.icon)
            self._stack.setCurrentWidget(self.empty)
            self._tell_shown()

    def _tell_shown(self) -> None:
        if not self.is_shown:
            self.is_shown = True
            self.shown.emit()

    def _place_pill(self) -> None:
        room = self.view.viewport().width()
        self.pill.move((room - self.pill.width()) // 2, self._theme.space(0.6))
