"""The expert form of a topic: a text with its error shown under the very character."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QFontDatabase, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from desktop import wording
from desktop.core.query import Node, QueryError, parse_query
from desktop.i18n import N_, tr
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import FieldBlock

_LINES = 5


class QueryEdit(QWidget):
    """A query with its judgement; `changed` is emitted after every edit.

    What is wrong is underlined with a wave, told below with its position, and is the editor's
    accessible description.
    """

    changed = Signal()

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.node: Node | None = None
        self.error: QueryError | None = None
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * (_LINES + 1))
        self.block = FieldBlock(
            self.text,
            N_("What to look for"),
            N_(
                "AND, OR, NOT in capitals; brackets; “exact phrases” in quotes; a star for any "
                "ending; NEAR/5 for at most five words between. A space means AND."
            ),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.block)
        column.addStretch(1)
        self.text.textChanged.connect(self.on_edited)
        context.theme.changed.connect(self.on_theme_changed)

    def query(self) -> str:
        """The text as typed, without spaces around it."""
        return self.text.toPlainText().strip()

    def set_query(self, query: str) -> None:
        """Show a query and judge it."""
        self.text.setPlainText(query)

    def on_edited(self) -> None:
        """Judge the text anew; an empty one is not wrong before the person tries to save it."""
        text = self.text.toPlainText()
        self.node, self.error = None, None
        if text.strip():
            self._judge(text)
        self._show_error()
        self.changed.emit()

    def require(self) -> bool:
        """Whether there is a sound query; complains about an empty one too."""
        if self.error is None and self.node is None:
            self._judge(self.text.toPlainText())
            self._show_error()
        if self.error:
            self._put_cursor_at(self.error)
        return self.node is not None

    def on_theme_changed(self) -> None:
        """The wave takes its colour from the theme."""
        self._show_error()

    def retranslate(self) -> None:
        """Say label and complaint in today's language."""
        self.block.retranslate()
        self._show_error()

    def _judge(self, text: str) -> None:
        try:
            self.node = parse_query(text)
        except QueryError as error:
            self.error = error

    def _show_error(self) -> None:
        error = self.error
        if error is None:
            self.text.setExtraSelections([])
            self.block.set_error("")
            return
        self.text.setExtraSelections([self._wave(error)])
        sign = self.text.toPlainText()[error.position : error.position + error.length].strip()
        place = (
            tr("Character {position}, “{sign}”: {problem}")
            if sign
            else tr("Character {position}: {problem}")
        )
        self.block.set_error(
            place.format(
                position=error.position + 1,
                sign=sign[:20],
                problem=wording.query_problem(error),
            )
        )

    def _wave(self, error: QueryError) -> QTextEdit.ExtraSelection:
        """The underline; at the end of the text it lies under the last character."""
        made = QTextEdit.ExtraSelection()
        looks = QTextCharFormat()
        looks.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        looks.setUnderlineColor(QColor(self._context.theme.colors.negative))
        looks.setBackground(QColor(self._context.theme.colors.negative_soft))
        last = max(0, len(self.text.toPlainText()) - 1)
        start = min(error.position, last)
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(_units(self.text.toPlainText(), start))
        end = min(error.position + error.length, last + 1)
        cursor.setPosition(
            _units(self.text.toPlainText(), max(end, start)), QTextCursor.MoveMode.KeepAnchor
        )
        made.cursor = cursor
        made.format = looks
        return made

    def _put_cursor_at(self, error: QueryError) -> None:
        cursor = self.text.textCursor()
        text = self.text.toPlainText()
        cursor.setPosition(_units(text, min(error.position, len(text))))
        self.text.setTextCursor(cursor)
        self.text.setFocus()


def _units(text: str, position: int) -> int:
    """Qt counts in UTF-16: signs beyond the first plane, such as emoji, take two."""
    return position + sum(1 for sign in text[:position] if ord(sign) > 0xFFFF)
