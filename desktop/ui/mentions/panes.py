"""The three panes of the tab side by side, or over one another where they do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.ui.mentions.list_pane import ListPane
from desktop.ui.mentions.rail import Rail
from desktop.ui.mentions.shapes import DETAIL_EM, LIST_EM, Shape, shape_for
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.ui.mentions.detail_pane import DetailPane


class Panes(QWidget):
    """Decides by its width in lines of text. Without room for all three the rail is a drawer
    over the list, and with room for one the detail a page in place of it. The detail is put in
    later than the others: until then an empty card keeps its room.

    `rail_shown` tells whether the rail can be seen.
    """

    rail_shown = Signal(bool)

    def __init__(self, theme: Theme, rail: Rail, middle: ListPane, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._rail, self._list = theme, rail, middle
        self._detail: DetailPane | None = None
        self._right = QFrame()
        self._right.setProperty("role", "card")
        self.shape = Shape.ALL
        self._is_rail_off = self._is_drawn = self._is_reading = False
        self.card = QFrame()
        self.card.setProperty("role", "card")
        self._inside = QVBoxLayout(self.card)
        self._inside.addWidget(rail)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for pane, stretch in ((self.card, 0), (middle, 1), (self._right, 0)):
            self.splitter.addWidget(pane)
            self.splitter.setStretchFactor(self.splitter.indexOf(pane), stretch)
        self.splitter.setChildrenCollapsible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        for watched in (rail, middle.view):
            watched.installEventFilter(self)
        # A splitter that insisted on the sum of its panes would keep the window from being small.
        self.splitter.setMinimumWidth(1)

    def put_in(self, detail: DetailPane) -> None:
        """The detail is made: it takes the place of the empty card."""
        empty, self._right, self._detail = self._right, detail, detail
        self.splitter.replaceWidget(self.splitter.indexOf(empty), detail)
        empty.deleteLater()
        detail.area.installEventFilter(self)
        self.measure()

    @property
    def is_rail_shown(self) -> bool:
        """Whether the rail is to be seen."""
        return not self.card.isHidden()

    @property
    def is_page(self) -> bool:
        """Whether the detail stands in place of the list."""
        return self._is_reading and self.shape is Shape.SINGLE

    def measure(self) -> None:
        """Text or window size, or the names of the rail, are others."""
        space = self._theme.space
        sides = (space(0.3), space(0.4), space(0.1), space(0.4))
        self._inside.setContentsMargins(*sides)
        wide = self._rail.whole_width() + sides[0] + sides[2] + 2
        room = self.width() / self._theme.metrics.em
        self.shape = shape_for(room, wide / self._theme.metrics.em)
        self.card.setMinimumWidth(wide)
        if self.splitter.handleWidth() != space(0.7):  # setting it lays everything out again
            self.splitter.setHandleWidth(space(0.7))
        is_single = self.shape is Shape.SINGLE
        self._list.setMinimumWidth(1 if is_single else space(LIST_EM))
        self._right.setMinimumWidth(1 if is_single else space(DETAIL_EM))
        self._arrange()

    def toggle_rail(self) -> None:
        """Show or hide the rail, beside the list or over it."""
        if self.shape is Shape.ALL:
            self._is_rail_off = not self._is_rail_off
        else:
            self._is_drawn = not self._is_drawn
        self._arrange()
        if self.is_rail_shown:
            self._rail.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self.shape is not Shape.ALL:
            self._list.take_focus()

    def close_drawer(self) -> None:
        """Something was chosen in the rail: what it was opened for is done."""
        if self._is_drawn:
            self._is_drawn = False
            self._arrange()
            self._list.take_focus()

    def read(self) -> bool:
        """Show the detail in place of the list where both do not fit; whether that was so."""
        if self.shape is not Shape.SINGLE or self._is_reading:
            return False
        self._is_reading, self._is_drawn = True, False
        self._arrange()
        if self._detail is not None:
            self._detail.area.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def leave(self) -> bool:
        """Back from the detail to the list; whether the detail stood in its place."""
        if not self.is_page:
            return False
        self._is_reading = False
        self._arrange()
        self._list.take_focus()
        return True

    def save(self, state: QSettings) -> None:
        """Keep the widths; those of a small window mean nothing in a wide one."""
        if self.shape is Shape.ALL and not self._is_rail_off:
            state.setValue("mentions/splitter", self.splitter.saveState())
        state.setValue("mentions/rail_off", int(self._is_rail_off))

    def restore(self, state: QSettings) -> None:
        """Widths as they were kept."""
        kept = state.value("mentions/splitter")
        if isinstance(kept, QByteArray):
            self.splitter.restoreState(kept)
        self.splitter.setChildrenCollapsible(False)
        self._is_rail_off = bool(int(str(state.value("mentions/rail_off", 0))))
        self.measure()

    def resizeEvent(self, event: object) -> None:
        self.measure()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(watched, event)
        if isinstance(event, QFocusEvent) and event.lostFocus() and watched is self._rail:
            self._lost_focus(event.reason())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (self._is_drawn or self.is_page):
            self.close_drawer() if self._is_drawn else self.leave()
            return
        super().keyPressEvent(event)

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        key = event.key()
        if watched is self._list.view and key == Qt.Key.Key_Right:
            return self.read()
        if self._detail is not None and watched is self._detail.area and key == Qt.Key.Key_Left:
            return self.leave()
        return False

    def _lost_focus(self, reason: Qt.FocusReason) -> None:
        """A click beside the drawer closes it; a menu of one of its lines does not."""
        stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self._is_drawn and reason not in stays:
            self._is_drawn = False
            self._arrange()

    def _arrange(self) -> None:
        is_all = self.shape is Shape.ALL
        self._is_drawn = self._is_drawn and not is_all
        if self._detail is not None:
            self._detail.set_page(self.shape is Shape.SINGLE)
        self._list.setVisible(not self.is_page)
        self._right.setVisible(self.shape is not Shape.SINGLE or self._is_reading)
        if is_all:
            if self.card.parent() is not self.splitter:
                self.splitter.insertWidget(0, self.card)
                self._share_out()
            self.card.setVisible(not self._is_rail_off)
        else:
            self._place_drawer()
        self._list.search.offer_rail(not is_all or self._is_rail_off)
        self.rail_shown.emit(self.is_rail_shown)

    def _place_drawer(self) -> None:
        if self.card.parent() is not self:
            self.card.hide()
            self.card.setParent(self)
        self.card.setGeometry(0, 0, min(self.width(), self.card.minimumWidth()), self.height())
        self.card.setVisible(self._is_drawn)
        self.card.raise_()

    def _share_out(self) -> None:
        space = self._theme.space
        rail, detail = self.card.minimumWidth(), space(DETAIL_EM + 2.5)
        self.splitter.setSizes([rail, max(space(LIST_EM), self.width() - rail - detail), detail])
