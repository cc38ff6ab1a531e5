"""The commands of the tab as actions with keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.i18n import tr
from desktop.ui.mentions.action_table import MENTION_MENU, MENUS, Command, Spec


class ActionSet(QObject):
    """Makes the actions and adds them to the tab; `triggered` carries the `Command`.

    Letters work while the list or the rail has the focus; a field that is typed into keeps them.
    """

    triggered = Signal(object)

    def __init__(self, tab: QWidget) -> None:
        super().__init__(tab)
        self._specs = {spec.command: spec for menu in MENUS for spec in menu if spec}
        self._actions = {command: self._make(spec, tab) for command, spec in self._specs.items()}
        for command in (Command.CHART, Command.RAIL):
            self[command].setCheckable(True)
        self.retranslate()

    def __getitem__(self, command: Command) -> QAction:
        return self._actions[command]

    def menu(self, specs: Sequence[Spec | None]) -> list[QAction | None]:
        """The actions of a menu, `None` between groups."""
        return [self._actions[spec.command] if spec else None for spec in specs]

    def context_menu(self, parent: QWidget) -> QMenu:
        """The menu of a row: all that is done to mentions."""
        made = QMenu(parent)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self.menu(MENTION_MENU[2:]):
            made.addAction(action) if action else made.addSeparator()
        return made

    def set_chosen(self, n: int, *, has_link: bool) -> None:
        """Enable what can be done with `n` chosen mentions."""
        for command, spec in self._specs.items():
            self._actions[command].setEnabled(n > 0 or not spec.needs)
        self[Command.OPEN].setEnabled(n > 0 and has_link)
        self[Command.COPY_LINK].setEnabled(n > 0 and has_link)

    def retranslate(self) -> None:
        """All texts in the language now active."""
        for command, spec in self._specs.items():
            self._actions[command].setText(tr(spec.text))

    def on_triggered(self) -> None:
        """Tell which command it was."""
        action = self.sender()
        if action is not None:
            self.triggered.emit(Command(action.objectName()))

    def _make(self, spec: Spec, tab: QWidget) -> QAction:
        action = QAction(tab)
        action.setObjectName(spec.command.value)
        action.setShortcuts([QKeySequence(key) for key in spec.all_keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self.on_triggered)
        tab.addAction(action)
        return action
