"""The help sheet of keys, read from the actions the window really has, so that it cannot lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QMenuBar, QWidget

from desktop.i18n import N_, language, tr
from desktop.ui.context import TabContext
from desktop.ui.dialogs.frame import Dialog, label
from desktop.ui.mentions.action_table import russian_key

_NATIVE = QKeySequence.SequenceFormat.NativeText


class ShortcutsDialog(Dialog):
    """All actions of `window` that have a key, by menu; then those that are in no menu."""

    def __init__(self, context: TabContext, window: QWidget) -> None:
        super().__init__(
            context,
            window,
            N_("Keys"),
            N_("Everything in the window can be done from the keyboard."),
            wide_em=42,
            high_em=40,
        )
        self._window = window
        self._sheet = QWidget()
        self.body.addWidget(self._sheet)
        self.body.addStretch(1)
        self.add_cancel(N_("Close"))
        self._show()

    def retranslate(self) -> None:
        """Read the actions again: their texts changed with the language."""
        super().retranslate()
        self.body.removeWidget(self._sheet)
        self._sheet.deleteLater()
        self._sheet = QWidget()
        self.body.insertWidget(0, self._sheet)
        self._show()

    def rows(self) -> list[tuple[str, str]]:
        """What the sheet says, as (name, keys); headings have no keys."""
        found: list[tuple[str, str]] = []
        for heading, actions in groups(self._window):
            found.append((heading or tr("Everywhere"), ""))
            found += [(name_of(action), keys_of(action)) for action in actions]
        return found

    def _show(self) -> None:
        grid = QGridLayout(self._sheet)
        em = self.fontMetrics().height()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(em * 2)
        grid.setVerticalSpacing(em // 2)
        grid.setColumnStretch(0, 1)
        for at, (name, keys) in enumerate(self.rows()):
            shown = label("" if keys else "heading")
            shown.setText(name)
            grid.addWidget(shown, at, 0)
            pressed = QLabel(keys)
            pressed.setTextFormat(Qt.TextFormat.PlainText)
            pressed.setProperty("role", "strong")
            grid.addWidget(pressed, at, 1)


def groups(window: QWidget) -> list[tuple[str, list[QAction]]]:
    """Actions with keys by the title of their menu; "" for those that are in no menu."""
    seen: set[QAction] = set()
    found: list[tuple[str, list[QAction]]] = []
    bar = next(iter(window.findChildren(QMenuBar)), None)
    for top in bar.actions() if bar else ():
        menu = top.menu()
        if isinstance(menu, QMenu):
            found.append((bare(top.text()), _fresh(_inside(menu), seen)))
    rest = (*window.actions(), *_of_children(window))
    found.append(("", _fresh(rest, seen)))
    return [(title, actions) for title, actions in found if actions]


def name_of(action: QAction) -> str:
    """The action's text without mnemonics and dots."""
    return bare(action.text()).rstrip("…").strip()


def keys_of(action: QAction) -> str:
    """Its keys as the system writes them, each once.

    A letter has a twin for the Russian keyboard: where Russian is spoken it stands in brackets.
    """
    portable, native = QKeySequence.SequenceFormat.PortableText, _NATIVE
    twins = {
        russian_key(keys.toString(portable)): keys.toString(portable)
        for keys in action.shortcuts()
        if russian_key(keys.toString(portable)) != keys.toString(portable)
    }
    shown = []
    for keys in action.shortcuts():
        if keys.toString(portable) in twins:
            continue
        twin = QKeySequence(russian_key(keys.toString(portable)))
        has_twin = language() == "ru" and twin != keys and twin in action.shortcuts()
        shown.append(keys.toString(native) + (f" ({twin.toString(native)})" if has_twin else ""))
    return ", ".join(shown)


def bare(text: str) -> str:
    """A text of a menu without the sign that marks its mnemonic."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _inside(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _inside(inner)
        else:
            yield action


def _of_children(window: QWidget) -> Iterator[QAction]:
    for child in window.findChildren(QWidget):
        if child.window() is window:
            yield from child.actions()


def _fresh(actions: Iterable[QAction], seen: set[QAction]) -> list[QAction]:
    found = []
    for action in actions:
        is_worth_showing = action.shortcuts() and action.text() and action.isVisible()
        if is_worth_showing and action not in seen:
            seen.add(action)
            found.append(action)
    return found
