"""The line above the detail when it stands in place of the list."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from desktop.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.look import button


class PageHead(QFrame):
    """Back to the list, to the neighbours, and every action in one menu.

    `menu_wanted` comes before the menu is shown, for whoever fills it.
    """

    back_wanted = Signal()
    previous_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._back = button("quiet", "left")
        self._previous, self._next = button("quiet", "up"), button("quiet", "down")
        self._actions = button("")
        self._actions.setProperty("has_menu", True)
        self.menu = QMenu(self._actions)
        self._actions.setMenu(self.menu)
        self._back.clicked.connect(self.back_wanted)
        self._previous.clicked.connect(self.previous_wanted)
        self._next.clicked.connect(self.next_wanted)
        self._row = QHBoxLayout(self)
        for each in (self._back, self._previous, self._next):
            self._row.addWidget(each)
        self._row.addStretch(1)
        self._row.addWidget(self._actions)
        self.restyle()

    def restyle(self) -> None:
        """Sizes are others."""
        space = self._theme.space
        self._row.setContentsMargins(space(0.3), space(0.2), space(0.4), space(0.2))
        self._row.setSpacing(space(0.2))
        for each in (self._back, self._previous, self._next):
            each.setIconSize(QSize(space(1), space(1)))

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self._back.setText(tr("To the list"))
        self._back.setToolTip("Esc")
        self._actions.setText(tr("Actions"))
        for each, text, key in (
            (self._previous, tr("Previous mention"), "K"),
            (self._next, tr("Next mention"), "J"),
        ):
            each.setToolTip(f"{text} ({key})")
            each.setAccessibleName(text)
