"""The menu bar: the window's own actions, with those of the current tab among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu

from desktop.core.settings import LIMITS
from desktop.i18n import tr
from desktop.ui import icons
from desktop.ui.menu_entries import (
    FILE,
    FILE_END,
    HELP,
    LANGUAGES,
    SOURCES,
    THEMES,
    TITLES,
    VIEW,
    Entry,
)
from desktop.ui.tabs.base import Menu, Tab

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

TEXT_STEP = 25
_ROLES = {
    "quit": QAction.MenuRole.QuitRole,
    "about": QAction.MenuRole.AboutRole,
    "settings": QAction.MenuRole.PreferencesRole,
}


class WindowMenus(QObject):
    """Builds the menus once, retranslates them, and does what they say. GUI thread."""

    def __init__(self, window: MainWindow, tabs: Sequence[Tab]) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        self._entries: dict[str, tuple[QAction, Entry]] = {}
        self._menus: dict[str, QMenu] = {}
        self._tab_menus: list[tuple[Tab, QMenu]] = []
        self._choices: list[tuple[QAction, str]] = []
        self._tab_actions: list[tuple[QAction, Tab]] = []
        self._tabs = tabs
        self._is_filled = False
        self._can_check = True
        self._add_titles()
        self.retranslate()

    def action(self, key: str) -> QAction:
        """The action of an entry by its key."""
        self.fill()
        return self._entries[key][0]

    @property
    def polling(self) -> QAction:
        """Whether the program looks by itself."""
        self.fill()
        return self._polling

    def allow_check(self, can_check: bool) -> None:
        """Whether the sources can be looked at now."""
        self._can_check = can_check
        if self._is_filled:
            self.action("check_now").setEnabled(can_check)

    def fill(self) -> None:
        """Put the entries into the menus: done after the first painting, or when needed."""
        if self._is_filled:
            return
        self._is_filled = True
        self._build(self._tabs)
        self.retranslate()
        self.refresh()
        self.allow_check(self._can_check)

    def retranslate(self) -> None:
        """Put every text into the language now active."""
        self._retranslate_titles()
        if not self._is_filled:
            return
        for action, entry in self._entries.values():
            action.setText(tr(entry.text))
        self._polling.setText(tr("Check automatically"))
        for action, text in self._choices:
            action.setText(tr(text))
        for action, tab in self._tab_actions:
            action.setText(tab.title())

    def _retranslate_titles(self) -> None:
        for key, menu in self._menus.items():
            menu.setTitle(tr(TITLES[key]))
        for tab, menu in self._tab_menus:
            menu.setTitle(tab.menu_title())

    def refresh(self) -> None:
        """Tick what the settings say."""
        if not self._is_filled:
            return
        settings = self._context.settings()
        self.polling.setChecked(settings.is_polling)
        for group, value in ((self._themes, settings.theme), (self._languages, settings.language)):
            for action in group.actions():
                action.setChecked(action.data() == value)
        low, high = LIMITS["text_percent"]
        self.action("larger").setEnabled(settings.text_percent < high)
        self.action("smaller").setEnabled(settings.text_percent > low)
        for key in ("check_now", "first_run", "sample"):
            self.action(key).setEnabled(not settings.is_sample)
        self.polling.setEnabled(not settings.is_sample)

    def _add_titles(self) -> None:
        for key in ("file", "edit", "view"):
            self._menu(key)
        for tab in self._tabs:
            if tab.has_menu:
                menu = self._window.menuBar().addMenu("")
                menu.aboutToShow.connect(self.fill)
                self._tab_menus.append((tab, menu))
        for key in ("sources", "help"):
            self._menu(key)

    def _build(self, tabs: Sequence[Tab]) -> None:
        file = self._menus["file"]
        self._fill(file, FILE)
        self._add_of_tabs(file, tabs, Menu.FILE)
        self._fill(file, FILE_END)
        self._add_of_tabs(self._menus["edit"], tabs, Menu.EDIT)
        view = self._menus["view"]
        self._tab_actions = [self._tab_action(view, at, tab) for at, tab in enumerate(tabs)]
        self._add_of_tabs(view, tabs, Menu.VIEW)
        view.addSeparator()
        self._themes = self._choice(view, "theme", THEMES)
        self._languages = self._choice(view, "language", LANGUAGES)
        self._fill(view, VIEW)
        for tab, menu in self._tab_menus:
            self._add(menu, tab.menus().get(Menu.TAB, ()))
        sources = self._menus["sources"]
        self._fill(sources, SOURCES)
        self._polling = QAction(self)
        self._polling.setCheckable(True)
        self._polling.toggled.connect(self.on_polling_toggled)
        sources.insertAction(self.action("add_source"), self._polling)
        sources.insertSeparator(self.action("add_source"))
        self._fill(self._menus["help"], HELP)
        self._themes.triggered.connect(self.on_theme_chosen)
        self._languages.triggered.connect(self.on_language_chosen)

    def _menu(self, key: str) -> QMenu:
        menu = self._menus[key] = self._window.menuBar().addMenu("")
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.fill)
        return menu

    def _fill(self, menu: QMenu, entries: Sequence[Entry | None]) -> None:
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            action = QAction(self)
            if entry.keys:
                action.setShortcut(QKeySequence(entry.keys))
            if entry.icon:
                action.setIcon(icons.icon(entry.icon))
            action.setMenuRole(_ROLES.get(entry.key, QAction.MenuRole.NoRole))
            action.setObjectName(entry.key)
            action.triggered.connect(getattr(self, entry.slot))
            menu.addAction(action)
            self._entries[entry.key] = (action, entry)

    def _add_of_tabs(self, menu: QMenu, tabs: Sequence[Tab], which: Menu) -> None:
        for tab in tabs:
            self._add(menu, tab.menus().get(which, ()))

    def _add(self, menu: QMenu, actions: Sequence[QAction | None]) -> None:
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)

    def _tab_action(self, menu: QMenu, at: int, tab: Tab) -> tuple[QAction, Tab]:
        action = QAction(icons.icon(tab.icon), "", self)
        action.setShortcut(QKeySequence(f"Ctrl+{at + 1}"))
        action.setData(at)
        action.triggered.connect(self.on_tab_chosen)
        menu.addAction(action)
        return action, tab

    def _choice(self, menu: QMenu, key: str, choices: Sequence[tuple[str, str]]) -> QActionGroup:
        group = QActionGroup(self)
        inside = self._menus[key] = menu.addMenu("")
        for value, text in choices:
            action = group.addAction("")
            action.setCheckable(True)
            action.setData(value)
            inside.addAction(action)
            self._choices.append((action, text))
        return group

    # What the entries do.

    def on_add_mention(self) -> None:
        """Type or paste a mention."""
        self._context.dialogs().add_mention()

    def on_import_file(self) -> None:
        """Bring mentions in from a table."""
        self._context.dialogs().import_file()

    def on_backup(self) -> None:
        """Copy the store."""
        self._context.dialogs().backup()

    def on_restore(self) -> None:
        """Put a copy back."""
        self._context.dialogs().restore()

    def on_settings(self) -> None:
        """Open the settings."""
        self._context.dialogs().open_settings()

    def on_quit(self) -> None:
        """End the program, also where closing the window would not."""
        self._window.quit()

    def on_larger(self) -> None:
        """A step up in text size."""
        self._step(TEXT_STEP)

    def on_smaller(self) -> None:
        """A step down in text size."""
        self._step(-TEXT_STEP)

    def on_normal_size(self) -> None:
        """The text size of the desktop."""
        self._context.change_settings(text_percent=100)

    def _step(self, percent: int) -> None:
        low, high = LIMITS["text_percent"]
        wanted = self._context.settings().text_percent + percent
        self._context.change_settings(text_percent=min(max(wanted, low), high))

    def on_next_pane(self) -> None:
        """Move the focus on."""
        self._window.move_focus(1)

    def on_previous_pane(self) -> None:
        """Move the focus back."""
        self._window.move_focus(-1)

    def on_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        window = self._window
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()

    def on_check_now(self) -> None:
        """Look at every source."""
        self._context.request_poll(None)

    def on_polling_toggled(self, is_on: bool) -> None:
        """Look by itself, or only when asked."""
        if is_on != self._context.settings().is_polling:
            self._context.change_settings(is_polling=is_on)

    def on_add_source(self) -> None:
        """Set a source up."""
        self._context.dialogs().add_source()

    def on_show_sources(self) -> None:
        """Sources and how they are."""
        self._context.dialogs().open_settings("sources")

    def on_show_topics(self) -> None:
        """What is looked for."""
        self._context.dialogs().open_settings("topics")

    def on_import_opml(self) -> None:
        """Feeds from a file."""
        self._context.dialogs().import_opml()

    def on_export_opml(self) -> None:
        """Feeds into a file."""
        self._context.dialogs().export_opml()

    def on_shortcuts(self) -> None:
        """The sheet of keys."""
        self._context.dialogs().shortcuts()

    def on_first_run(self) -> None:
        """The guide of the first start."""
        self._context.dialogs().first_run()

    def on_sample(self) -> None:
        """The sample shop in a window of its own."""
        self._context.dialogs().open_sample()

    def on_log_folder(self) -> None:
        """Show where the log lies."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.services.paths.logs)))

    def on_about(self) -> None:
        """What the program is."""
        from desktop.ui.dialogs.about import AboutDialog

        folder = str(self._context.services.paths.data)
        self._context.dialogs().show("about", AboutDialog(folder, self._window))

    def on_tab_chosen(self) -> None:
        """Go to the tab of the action."""
        action = self.sender()
        if isinstance(action, QAction):
            self._window.tabs.setCurrentIndex(action.data())

    def on_theme_chosen(self, action: QAction) -> None:
        """Light, dark, or as the desktop."""
        self._context.change_settings(theme=action.data())

    def on_language_chosen(self, action: QAction) -> None:
        """Another language, at once."""
        self._context.change_settings(language=action.data())
