"""A read-only text with marked words, built without any markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop.ui.theme import Theme

_AROUND = 110
"""Letters shown on each side of the first mark of a long text."""


class MarkedText(QTextEdit):
    """Paragraphs of fetched text; marks are bold and coloured, never colour alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)

    def show_entries(self, entries: Iterable[tuple[str, str, Sequence[tuple[int, int]]]]) -> None:
        """Show (heading, body, marked ranges) triples, one under the other."""
        self.clear()
        cursor = self.textCursor()
        for number, (heading, body, ranges) in enumerate(entries):
            if number:
                cursor.insertText("\n\n", self._format())
            cursor.insertText(heading + "\n", self._format(is_muted=True))
            self._insert_marked(cursor, *_excerpt(body, ranges))
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _insert_marked(
        self, cursor: QTextCursor, body: str, ranges: Sequence[tuple[int, int]]
    ) -> None:
        at = 0
        for start, end in ranges:
            cursor.insertText(body[at:start], self._format())
            cursor.insertText(body[start:end], self._format(is_marked=True))
            at = end
        cursor.insertText(body[at:], self._format())

    def _format(self, *, is_muted: bool = False, is_marked: bool = False) -> QTextCharFormat:
        made = QTextCharFormat()
        colors = self._theme.colors
        made.setForeground(QColor(colors.muted if is_muted else colors.text))
        if is_marked:
            made.setFontWeight(QFont.Weight.Bold)
            made.setBackground(QColor(colors.found))
        return made


def _excerpt(body: str, ranges: Sequence[tuple[int, int]]) -> tuple[str, Sequence[tuple[int, int]]]:
    """The piece of a long body around its first mark, on one line, with its marks moved along."""
    flat = "".join(" " if sign.isspace() else sign for sign in body)
    start = max(0, (ranges[0][0] if ranges else 0) - _AROUND)
    end = min(len(flat), (ranges[0][1] if ranges else 0) + 2 * _AROUND)
    before, after = ("…" if start else ""), ("…" if end < len(flat) else "")
    shift = len(before) - start
    kept = [(a + shift, b + shift) for a, b in ranges if start <= a and b <= end]
    return before + flat[start:end] + after, kept
