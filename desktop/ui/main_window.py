"""The window: tabs, menus, the notice above them and the status line below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget, QVBoxLayout, QWidget

from desktop.i18n import tr
from desktop.ui import icons
from desktop.ui.changes import Change
from desktop.ui.menu_bar import WindowMenus
from desktop.ui.sample_strip import SampleStrip
from desktop.ui.status_bar import StatusLine
from desktop.ui.status_keeper import StatusKeeper
from desktop.ui.status_text import notice, status_text
from desktop.ui.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from desktop.ui.actions import Actions
    from desktop.ui.context import TabContext
    from desktop.ui.tabs.base import Tab

SMALLEST = QSize(1024, 640)
_USUAL = QSize(1280, 800)
_FRAME_MS = 30
"""What was painted gets to the screen before the rest is built."""
_PATIENCE_MS = 1000
"""How long the rest of the window waits for the first rows of a slow or broken store."""


class MainWindow(QMainWindow):
    """Built from the tabs it is given. GUI thread.

    `first_painted` is emitted once, and `built` once when after that also the rest was built;
    `hidden` when closing only hid the window; `closed` when it really closed; `own_shop_wanted`
    when the person leaves the sample for their own shop;
    `fault_wanted` asks for the trace of the last hard crash.
    """

    first_painted = Signal()
    built = Signal()
    hidden = Signal()
    closed = Signal()
    own_shop_wanted = Signal()
    fault_wanted = Signal()

    def __init__(
        self, context: TabContext, tabs: Sequence[type[Tab]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.hides_on_close = False
        self._is_quitting = False
        self._has_painted = self._is_built = False
        self._dialogs: Actions | None = None
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self.on_next_slice)
        self.status = StatusKeeper(context, self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._made: list[Tab] = [each(context) for each in tabs]
        for tab in self._made:
            self.tabs.addTab(tab, icons.icon(tab.icon), "")
            tab.counter_changed.connect(self.on_counter_changed)
        self.notice = NoticeBar(context.theme)
        self.strip = SampleStrip(context)
        self.line = StatusLine(context.theme)
        self._lay_out()
        self.menus = WindowMenus(self, self._made)
        self._connect()
        self._restore()
        self._retranslate_frame()

    def dialogs(self) -> Actions:
        """Everything that can be opened; loaded when first asked for, to keep the start short."""
        if self._dialogs is None:
            from desktop.ui.actions import Actions

            self._dialogs = Actions(self.context, self)
        return self._dialogs

    @property
    def has_dialogs(self) -> bool:
        """Whether anything was opened yet."""
        return self._dialogs is not None

    def begin_building(self) -> None:
        """Build the rest in slices, once the current tab shows what a person came for."""
        tab = next((each for each in self._made if each is self.tabs.currentWidget()), None)
        if tab is None or tab.is_ready:
            self.on_tab_ready()
            return
        tab.ready.connect(self.on_tab_ready)
        QTimer.singleShot(_PATIENCE_MS, self, self.on_tab_ready)

    def on_tab_ready(self) -> None:
        """Go on with what is below the surface."""
        if not self._is_built:
            QTimer.singleShot(_FRAME_MS, self._slices, self._slices.start)

    def on_next_slice(self) -> None:
        """Build a little more and let the events pass."""
        if any(tab.build_more() for tab in self._made):
            return
        self._slices.stop()
        self.menus.fill()
        self._is_built = True
        self.built.emit()

    def finish_building(self) -> None:
        """Build at once what is not built yet; `built` comes only of a window that is painted."""
        for tab in self._made:
            tab.finish_building()
        self.menus.fill()

    def start(self) -> None:
        """After the first painting: read what only then is needed."""
        self.status.read()
        for tab in self._made:
            tab.start()

    def refresh(self, change: Change) -> None:
        """Something changed: every tab and open dialog hears of it."""
        if change & Change.SETTINGS:
            self.menus.refresh()
            self.strip.setVisible(self.context.settings().is_sample)
        self.status.refresh(change)
        for tab in self._made:
            tab.refresh(change)
        if self._dialogs is not None:
            self._dialogs.refresh(change)

    def retranslate(self) -> None:
        """Put every text into the language now active."""
        for tab in self._made:
            tab.retranslate()
        self.menus.retranslate()
        self.strip.retranslate()
        self.line.retranslate()
        self._retranslate_frame()
        if self._dialogs is not None:
            self._dialogs.retranslate()

    def _retranslate_frame(self) -> None:
        """What the window says itself; its parts are made in the right language."""
        shop = self.context.settings().shop_name
        self.setWindowTitle(f"{shop} — {tr('First Hour')}" if shop else tr("First Hour"))
        self.tabs.tabBar().setAccessibleName(tr("Tabs"))
        self.on_counter_changed()
        self.on_status_changed()

    def counter(self) -> int:
        """Sum of the counters of all tabs, for the tray."""
        return sum(tab.counter() or 0 for tab in self._made)

    def move_focus(self, step: int) -> None:
        """Focus the next (1) or the previous (-1) pane of the tab, round and round."""
        tab = self.tabs.currentWidget()
        panes = [each for each in self._panes(tab) if each.isVisible() and each.isEnabled()]
        if not panes:
            return
        focused = QGuiApplication.focusObject()
        inside = [
            at
            for at, pane in enumerate(panes)
            if isinstance(focused, QWidget) and (pane is focused or pane.isAncestorOf(focused))
        ]
        at = (inside[0] + step) % len(panes) if inside else (0 if step > 0 else -1)
        _focus_inside(panes[at])

    def come_forward(self) -> None:
        """Show, restore and raise the window as far as the desktop allows."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def quit(self) -> None:
        """Close for good, whatever the tray is set to."""
        self._is_quitting = True
        self.close()

    def save_state(self) -> None:
        """Keep size, place and splitters."""
        state = self.context.window_state
        state.setValue("window/geometry", self.saveGeometry())
        state.setValue("window/tab", self._made[self.tabs.currentIndex()].key)
        for tab in self._made:
            tab.save_state()
        state.sync()

    def on_counter_changed(self) -> None:
        """Write the counters into the titles."""
        for at, tab in enumerate(self._made):
            count = tab.counter()
            number = self.locale().toString(count) if count else ""
            self.tabs.setTabText(at, f"{tab.title()}  {number}" if number else tab.title())

    def on_status_changed(self) -> None:
        """Say how the looking goes."""
        facts = self.status.facts
        self.line.show_status(status_text(facts), facts.progress)
        self.notice.show_notice(notice(facts))
        for tab in self._made:
            tab.show_progress(facts.progress)
        self._space_notice()
        self.menus.allow_check(facts.progress is None and not facts.is_sample)

    def on_notice_acted(self, key: str) -> None:
        """Take the advice of the notice."""
        if key in ("no_connection", "store"):
            self.status.read()
            self.context.request_poll(None)
        elif key == "all_failing":
            self.context.dialogs().open_settings("sources")
        elif key == "off":
            self.context.change_settings(is_polling=True)
        elif key == "no_sources":
            self.context.dialogs().add_source()
        elif key == "fault":
            self.fault_wanted.emit()
            self.status.note_fault(False)

    def on_notice_closed(self, _key: str) -> None:
        """The trace of the last crash was seen."""
        self.status.note_fault(False)

    def on_health_clicked(self) -> None:
        """Show the sources and how they are."""
        self.context.dialogs().open_settings("sources")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_painted:
            self._has_painted = True
            self.first_painted.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange:
            self.on_counter_changed()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.save_state()
        if self.hides_on_close and not self._is_quitting:
            event.ignore()
            self.hide()
            self.hidden.emit()
            return
        if self._dialogs is not None:
            self._dialogs.stop()
        event.accept()
        self.closed.emit()

    def _panes(self, tab: QWidget | None) -> Sequence[QWidget]:
        return next((each.panes() for each in self._made if each is tab), ())

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._notice_room = QVBoxLayout()
        self._notice_room.addWidget(self.notice)
        column.addWidget(self.strip)
        column.addLayout(self._notice_room)
        column.addWidget(self.tabs, 1)
        self.setCentralWidget(inside)
        self.setStatusBar(self.line)
        screen = QGuiApplication.primaryScreen().availableSize()
        self.setMinimumSize(SMALLEST.boundedTo(screen))
        self.resize(_USUAL.boundedTo(screen))
        self.setWindowIcon(icons.app_icon())
        self.on_theme_changed()

    def _connect(self) -> None:
        self.context.theme.changed.connect(self.on_theme_changed)
        self.status.changed.connect(self.on_status_changed)
        self.notice.acted.connect(self.on_notice_acted)
        self.notice.closed.connect(self.on_notice_closed)
        self.line.health_clicked.connect(self.on_health_clicked)
        self.strip.action.clicked.connect(self.own_shop_wanted)

    def on_theme_changed(self) -> None:
        """Sizes are new."""
        space = self.context.theme.space
        self._space_notice()
        self.tabs.setIconSize(QSize(space(1.1), space(1.1)))

    def _space_notice(self) -> None:
        margin = self.context.theme.space(0.75)
        shown = margin if self.notice.notice else 0
        self._notice_room.setContentsMargins(margin, shown, margin, 0)

    def _restore(self) -> None:
        state = self.context.window_state
        geometry = state.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        key = state.value("window/tab")
        for at, tab in enumerate(self._made):
            if tab.key == key:
                self.tabs.setCurrentIndex(at)
        self.strip.setVisible(self.context.settings().is_sample)


def _focus_inside(pane: QWidget) -> None:
    """Focus `pane`, or the first widget in it that takes the focus by Tab."""
    widget: QWidget | None = pane
    while widget is not None and (widget is pane or pane.isAncestorOf(widget)):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return
        widget = widget.nextInFocusChain()
        if widget is pane:
            return
