"""Keeps the list's model in step with the store and the filter."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.core.filters import MentionFilter
from desktop.core.problems import StoreProblem
from desktop.ui.context import TabContext
from desktop.ui.mentions.list_model import MentionListModel
from desktop.ui.mentions.reading import PAGE, Chart, Found, Page, Reading, on_grid

MOST_RELOADED = 1000
"""Rows read again after a change; further down the list is read when it is scrolled to."""


class Feed(QObject):
    """Asks the reading thread for pages, counts and the chart.

    `loaded` comes when the first page of a filter is shown, `merged` (rows new at the top) after
    a refresh, `counted` with a `Found`, `charted` with a `Chart` or
    `None`, `found_all` with all ids of the filter.
    """

    loaded = Signal()
    merged = Signal(int)
    counted = Signal(object)
    charted = Signal(object)
    found_all = Signal(object)

    def __init__(self, context: TabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._filter = MentionFilter()
        self.has_loaded = False
        self.wants_chart = True
        self.model = MentionListModel(context.services.clock, self)
        self.model.more_wanted.connect(self.on_more_wanted)

    @property
    def filter(self) -> MentionFilter:
        """What is shown, with its moving range unresolved."""
        return self._filter

    def show_filter(self, shown: MentionFilter) -> None:
        """Show another filter from its first page; the old rows stay until the new ones come."""
        self._filter = shown
        reader, reading = self._context.reader, self.reading()
        reader.supersede("mentions-merge")
        reader.supersede("mentions-more")
        reader.ask(reading.page(None), self.on_first_page, key="mentions-page")
        self._count(reading)

    def refresh(self) -> None:
        """Read what is shown again."""
        if not self.has_loaded:
            self.show_filter(self._filter)
            return
        reading = self.reading()
        rows = len(self.model.mentions)
        limit = min(MOST_RELOADED, max(PAGE, -(-rows // PAGE) * PAGE))
        self._context.reader.supersede("mentions-more")
        self.model.give_up_waiting()
        work = reading.page(None, limit)
        self._context.reader.ask(work, self.on_read_again, key="mentions-merge")
        self._count(reading)

    def find_all(self) -> None:
        """Ask for the ids of everything the filter finds."""
        self._context.reader.ask(self.reading().ids, self.on_found_all, key="mentions-ids")

    def reading(self) -> Reading:
        """The work of the filter as of now."""
        services = self._context.services
        now = services.clock()
        resolved = on_grid(self._filter, self._filter.at(now), now)
        return Reading(resolved, services.word_forms)

    def read_chart(self) -> None:
        """Ask for the chart of the filter."""
        if self.wants_chart:
            work = self.reading().chart(self._context.services.clock())
            self._context.reader.ask(work, self.on_charted, key="mentions-chart")

    def on_more_wanted(self) -> None:
        """The list was scrolled near its end."""
        rows = self.model.mentions
        self._context.reader.ask(
            self.reading().page(rows[-1] if rows else None),
            self.on_next_page,
            key="mentions-more",
            failed=self.on_failed,
        )

    def on_first_page(self, page: Page) -> None:
        """The first page of a filter."""
        self.has_loaded = True
        self.model.show(page.mentions, page.has_more)
        self.loaded.emit()

    def on_next_page(self, page: Page) -> None:
        """The page after the last row."""
        self.model.extend(page.mentions, page.has_more)

    def on_read_again(self, page: Page) -> None:
        """What is loaded, as the store has it now."""
        self.merged.emit(self.model.merge(page.mentions, page.has_more))

    def on_failed(self, problem: StoreProblem) -> None:
        """The next page could not be read; the window tells why."""
        self.model.give_up_waiting()

    def on_counted(self, found: Found) -> None:
        """So many mentions fit the filter."""
        self.counted.emit(found)

    def on_charted(self, chart: Chart | None) -> None:
        """The chart was read."""
        self.charted.emit(chart)

    def on_found_all(self, ids: tuple[int, ...]) -> None:
        """All ids of the filter."""
        self.found_all.emit(ids)

    def _count(self, reading: Reading) -> None:
        self._context.reader.ask(reading.count, self.on_counted, key="mentions-count")
        self.read_chart()
