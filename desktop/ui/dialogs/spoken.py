"""Texts of a screen that are said again when the language changes while it is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.i18n import tr


class Spoken:
    """Pairs of a setter and an English literal (marked with `N_` where it is written).

    For texts without parameters; a screen makes the others in its own `retranslate`.
    """

    def __init__(self) -> None:
        self._pairs: list[tuple[Callable[[str], object], str]] = []

    def say(self, setter: Callable[[str], object], text: str) -> None:
        """Give the setter `text` in today's language, now and after each change of language."""
        self._pairs.append((setter, text))
        setter(tr(text) if text else "")

    def name(self, widget: QWidget, text: str) -> None:
        """Name a control that has no label of its own, for screen readers."""
        self.say(widget.setAccessibleName, text)

    def say_again(self) -> None:
        """Repeat everything in the language that is active now."""
        for setter, text in self._pairs:
            setter(tr(text) if text else "")
