"""The whole text of a mention: selectable, never edited, never markup, as tall as it is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from desktop.ui.mentions.marks import MarkedText
from desktop.ui.mentions.row_layout import mark_format
from desktop.ui.theme import Theme

_LONGEST = 20_000
"""Characters shown; a longer text is cut with an ellipsis, the original stays one click away."""


class BodyText(QTextEdit):
    """Shows a `MarkedText`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.setStyleSheet("QTextEdit { background: transparent; border: none; padding: 0; }")
        self.document().documentLayout().documentSizeChanged.connect(self.on_size_changed)

    def show_text(self, marked: MarkedText) -> None:
        """Show another text."""
        text = marked.text
        cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
        self.document().setDefaultFont(self._theme.font())
        self.setPlainText("")
        cursor = QTextCursor(self.document())
        cursor.insertText(cut, QTextCharFormat())
        size = self.document().characterCount() - 1
        for mark in marked.marks:
            if mark.start + mark.length > size:
                continue
            cursor.setPosition(mark.start)
            cursor.setPosition(mark.start + mark.length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(mark_format(mark, self._theme))
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.on_size_changed()

    def on_size_changed(self) -> None:
        """Be as tall as the text."""
        tall = int(self.document().size().height()) + 2
        if tall != self.minimumHeight() or tall != self.maximumHeight():
            self.setFixedHeight(tall)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(10), int(self.document().size().height()) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.on_size_changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
