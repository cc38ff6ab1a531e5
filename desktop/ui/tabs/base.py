"""What the window asks of every tab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.changes import Change

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.ui.context import TabContext
    from desktop.ui.status_text import Progress


class Menu(StrEnum):
    """Menus of the window a tab can add to; `TAB` is a menu of the tab's own, named by it."""

    FILE = "file"
    EDIT = "edit"
    VIEW = "view"
    TAB = "tab"


class Tab(QWidget):
    """One tab. `key` is stable (settings, tests); `icon` names a file of `resources/icons`.

    A tab emits `counter_changed` when `counter()` or `title()` would answer something else.
    """

    key: ClassVar[str]
    icon: ClassVar[str]
    has_menu: ClassVar[bool] = False
    """Whether `menus` has a menu of the tab's own; asked before the rest of the tab is built."""
    counter_changed = Signal()
    ready = Signal()

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._slices = self.building()
        self._is_building = False

    @property
    def is_ready(self) -> bool:
        """Whether what a person came for is on screen, so that the rest may be built. A tab that
        answers no emits `ready` later.
        """
        return True

    def building(self) -> Iterator[None]:
        """Builds what the first painting does without, and yields between slices of less than
        50 ms. Run once, by `build_more` or by `finish_building`.
        """
        return iter(())

    def build_more(self) -> bool:
        """Build another slice; whether there was any.

        Asked from within a slice it does nothing: that slice goes on by itself.
        """
        if self._is_building:
            return False
        self._is_building = True
        try:
            return next(self._slices, self) is not self
        finally:
            self._is_building = False

    def finish_building(self) -> None:
        """Build all that is not built yet."""
        while self.build_more():
            pass

    def title(self) -> str:
        """Translated name, without the counter."""
        raise NotImplementedError

    def counter(self) -> int | None:
        """Number beside the title; `None` shows none."""
        return None

    def menu_title(self) -> str:
        """Translated title of the tab's own menu, with its mnemonic `&`."""
        return self.title()

    def menus(self) -> Mapping[Menu, Sequence[QAction | None]]:
        """Actions for the menu bar, `None` between groups. Asked once; the tab keeps and
        retranslates its actions, and has added those with a shortcut to itself.
        """
        return {}

    def panes(self) -> Sequence[QWidget]:
        """Widgets that F6 and Shift+F6 move the focus between, in reading order."""
        return ()

    def start(self) -> None:
        """Called once, after the window was painted for the first time."""

    def refresh(self, change: Change) -> None:
        """Read again what `change` touches; cheap when nothing shown is concerned."""

    def show_progress(self, progress: Progress | None) -> None:
        """A check of the sources runs and is so far, or none runs any more."""

    def retranslate(self) -> None:
        """Put every text into the language now active."""

    def save_state(self) -> None:
        """Keep splitters and the like in `context.window_state`; called before closing."""
