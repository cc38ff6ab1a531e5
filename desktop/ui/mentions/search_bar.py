"""Search box, range, tone and order: what narrows the list from above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.core.filters import MentionFilter, Order
from desktop.i18n import N_, tr
from desktop.ui import icons
from desktop.ui.mentions.filter_chips import RANGES
from desktop.ui.mentions.filter_popup import FilterPopup
from desktop.ui.mentions.search_box import SearchBox
from desktop.ui.mentions.tone_picker import TonePicker
from desktop.ui.theme import Theme
from desktop.ui.widgets.look import button, label

SEARCH_DELAY_MS = 150
_CUSTOM = "custom"
_ORDERS: tuple[tuple[Order, str], ...] = (
    (Order.NEWEST, N_("Newest first")),
    (Order.OLDEST, N_("Oldest first")),
    (Order.MOST_NEGATIVE, N_("Most negative first")),
    (Order.MOST_ENGAGED, N_("Most reactions first")),
)


class SearchBar(QWidget):
    """Edits a `MentionFilter`; `changed` carries the new one. `left` means: back to the list;
    `rail_wanted` comes from the button that stands for a rail that is put away.

    Where the controls would be shortened they fold into one button.
    """

    changed = Signal(object)
    left = Signal()
    rail_wanted = Signal()
    trouble_wanted = Signal()

    def __init__(self, theme: Theme, clock: Callable[[], datetime], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._filter = MentionFilter()
        self._is_folded = self._is_tight = False
        self._delay = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._delay.timeout.connect(self.on_search_settled)
        self.box = SearchBox(theme)
        self.box.textEdited.connect(self.on_search_edited)
        self.box.textChanged.connect(self.on_search_changed)
        self.box.installEventFilter(self)
        self._range, self._order = QComboBox(), QComboBox()
        self._range.activated.connect(self.on_range_chosen)
        self._order.activated.connect(self.on_order_chosen)
        self.popup = FilterPopup(theme, self)
        self._tone = TonePicker()
        self._tone.chosen.connect(self.on_tone_chosen)
        self._controls: tuple[QComboBox, ...] = (self._range, self._tone, self._order)
        self._make_buttons()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.rail)
        self._row.addWidget(self.box, 1)
        for control in self._controls:
            self._row.addWidget(control)
        for each in (self.filters, self.found, self.trouble):
            self._row.addWidget(each)
            each.hide()
        self.rail.hide()
        self.retranslate()

    def _make_buttons(self) -> None:
        # Without the focus on a click: a drawer that loses it closes before it can be toggled.
        self.rail = button("", "topic")
        self.rail.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rail.clicked.connect(self.rail_wanted)
        self.filters = button("", "filter")
        self.filters.clicked.connect(self.on_filters_clicked)
        self.trouble = button("quiet", "warning")
        self.trouble.clicked.connect(self.trouble_wanted)
        self.found = label("small")
        policy = QSizePolicy.Policy
        for each in (self.rail, self.filters, self.trouble):
            each.setSizePolicy(policy.Fixed, policy.Ignored)
        self.setSizePolicy(policy.Preferred, policy.Fixed)

    def show_filter(self, shown: MentionFilter) -> None:
        """Put the controls where `shown` says, without telling anybody."""
        self._filter = shown
        if self.box.text().strip() != shown.search:
            self.box.setText(shown.search)
        self._delay.stop()
        self._tone.show_tones(shown.tones)
        fixed = bool(shown.since or shown.until)
        self._range.setCurrentIndex(self._range.findData(_CUSTOM if fixed else shown.hours or 0))
        self._order.setCurrentIndex(self._order.findData(shown.order.value))
        self.arrange()

    def take_focus(self) -> None:
        """Ctrl+F."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self.box.setPlaceholderText(tr("Search mentions"))
        self.rail.setAccessibleName(tr("Topics and sources"))
        self.rail.setToolTip(f"{tr('Topics and sources')} (Ctrl+B)")
        self.box.setAccessibleName(tr("Search mentions"))
        self.box.setToolTip(
            tr('Finds every form of a word. "In quotes": exactly these words. -word: without it.')
        )
        self._range.setAccessibleName(tr("Period"))
        self._order.setAccessibleName(tr("Order"))
        self._tone.setAccessibleName(tr("Tone"))
        self._range.clear()
        for hours, text in RANGES:
            self._range.addItem(tr(text), hours or 0)
        self._range.addItem(tr("Choose days…"), _CUSTOM)
        self._order.clear()
        for order, text in _ORDERS:
            self._order.addItem(tr(text), order.value)
        self._tone.retranslate()
        self.show_filter(self._filter)
        self.popup.retranslate()
        self.arrange()

    def on_search_edited(self, text: str) -> None:
        """Wait for a pause in typing."""
        self._delay.start()

    def on_search_changed(self, text: str) -> None:
        """The clear button changes the text without an edit."""
        if not text and self._filter.search:
            self._delay.start()

    def on_search_settled(self) -> None:
        """Typing paused."""
        self._change(replace(self._filter, search=self.box.text().strip()))

    def on_range_chosen(self, index: int) -> None:
        """A moving range, or days of one's own."""
        chosen = self._range.itemData(index)
        if chosen != _CUSTOM:
            self._change(replace(self._filter, hours=chosen or None, since=None, until=None))
            return
        now = self._clock()
        since = self._filter.since or now - timedelta(days=7)
        self.popup.hide()
        from desktop.ui.mentions.range_dialog import RangeDialog  # calendars: not for the start

        dialog = RangeDialog(since, self._filter.until or now, self)
        dialog.chosen.connect(self.on_days_chosen)
        dialog.open()
        self.show_filter(self._filter)

    def on_days_chosen(self, days: tuple[datetime, datetime]) -> None:
        """Days of one's own were given."""
        self._change(replace(self._filter, hours=None, since=days[0], until=days[1]))

    def on_tone_chosen(self, tones: tuple[str, ...]) -> None:
        """Other tones are wanted."""
        self._change(replace(self._filter, tones=tones))

    def on_order_chosen(self, index: int) -> None:
        """Another order."""
        self._change(replace(self._filter, order=Order(self._order.itemData(index))))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.box and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._pressed(event.key())
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
        return super().eventFilter(watched, event)

    def _pressed(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            if self.box.text():
                self.box.clear()
            else:
                self.left.emit()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            if self._delay.isActive():
                self._delay.stop()
                self.on_search_settled()
            self.left.emit()
            return True
        return False

    def resizeEvent(self, event: object) -> None:
        self.arrange()

    def on_filters_clicked(self) -> None:
        """Show what is folded."""
        self.popup.open_under(self.filters)

    def offer_rail(self, is_offered: bool) -> None:
        """Show the button that opens the rail."""
        if is_offered != self.rail.isVisibleTo(self):
            self.rail.setVisible(is_offered)
            self.arrange()

    def set_tight(self, is_tight: bool) -> None:
        """In a low window the number found stands in this line too."""
        self._is_tight = is_tight
        self.arrange()

    def show_found(self, text: str, hint: str) -> None:
        """How many there are, for a low window."""
        self.found.setText(text)
        self.found.setToolTip(hint)
        self.arrange()

    def show_trouble(self, n: int, hint: str) -> None:
        """How many sources could not be looked at, for a low window; 0 says nothing."""
        self.trouble.setText(str(n) if n else "")
        self.trouble.setToolTip(hint)
        self.trouble.setAccessibleName(hint)
        self.arrange()

    def arrange(self) -> None:
        """Lay out again: width, texts or sizes are others."""
        gap, side = self._theme.space(0.5), self._theme.space(1)
        self._row.setSpacing(gap)
        for each in (self.rail, self.filters, self.trouble):
            each.setIconSize(QSize(side, side))
        if self.trouble.text():
            color = self._theme.color("warning")
            self.trouble.setIcon(icons.pixmap("warning", side, color, self.devicePixelRatio()))
        self.rail.setText("")
        self.found.setVisible(self._is_tight)
        self.trouble.setVisible(bool(self.trouble.text()))
        shown = [each for each in (self.rail, self.found, self.trouble) if each.isVisibleTo(self)]
        taken = self.box.whole_width() + sum(each.sizeHint().width() + gap for each in shown)
        controls = sum(each.sizeHint().width() + gap for each in self._controls)
        self._fold(self._is_tight or self.width() < taken + controls)
        self.filters.setVisible(self._is_folded)
        left: float = self.width() - taken
        name = tr("Filters")
        whole = f"{name}: {self._range.currentText()}"
        if self._is_folded:
            left = self._widen(self.filters, name, whole, left - gap)
        else:
            left -= controls
        self._widen(self.rail, "", tr("Topics and sources"), left)
        self.filters.setToolTip(whole)
        self.filters.setAccessibleName(whole)

    def _widen(self, shown: QPushButton, short: str, whole: str, room: float) -> float:
        """Give a button its whole text if there is room for it; the room that is left."""
        before = 0 if shown is self.filters else shown.sizeHint().width()
        shown.setText(f" {whole}")
        if shown.sizeHint().width() - before > room:
            shown.setText(f" {short}" if short else "")
        return room - (shown.sizeHint().width() - before)

    def _fold(self, is_folded: bool) -> None:
        if is_folded == self._is_folded:
            return
        self._is_folded = is_folded
        if is_folded:
            for control in self._controls:
                self._row.removeWidget(control)
            self.popup.take(self._controls)
            return
        self.popup.give_back()
        at = self._row.indexOf(self.filters)
        for n, control in enumerate(self._controls):
            self._row.insertWidget(at + n, control)
            control.show()

    def _change(self, changed: MentionFilter) -> None:
        if changed != self._filter:
            self.show_filter(changed)
            self.changed.emit(changed)
