"""Notes on a mention, kept while they are typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.core.models import Note
from desktop.i18n import tr
from desktop.store import notes
from desktop.ui.database_thread import DatabaseThread

if TYPE_CHECKING:
    from desktop.store.database import Connection

SAVE_DELAY_MS = 400


class _Stored:
    """Which row a text is kept in. Touched by the writing thread only, in the order of saving:
    a text saved twice before the first answer still becomes one note.
    """

    def __init__(self, mention_id: int, note_id: int | None) -> None:
        self.mention_id = mention_id
        self.note_id = note_id

    def save(self, db: Connection, text: str, now: datetime) -> None:
        if not text.strip():
            if self.note_id is not None:
                notes.remove(db, self.note_id)
                self.note_id = None
        elif self.note_id is None:
            self.note_id = notes.add(db, self.mention_id, text, now).id
        else:
            notes.change(db, self.note_id, text)


class NoteEditor(QPlainTextEdit):
    """One note. Saves after a short pause in typing, when the focus goes, when it is hidden and
    when it gets another note; emptied, the note is removed. `saved` comes after each saving.
    """

    saved = Signal()

    def __init__(
        self, writer: DatabaseThread, clock: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._writer = writer
        self._clock = clock
        self._stored: _Stored | None = None
        self._kept = ""
        self._pause = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._pause.timeout.connect(self.save)
        self.textChanged.connect(self.on_text_changed)
        self.setTabChangesFocus(True)
        self.retranslate()

    def show_note(self, mention_id: int, note: Note | None) -> None:
        """Edit another note, or begin a new one."""
        self.save()
        self._stored = None
        text = note.text if note else ""
        if self.toPlainText() != text:
            self.setPlainText(text)
        self._kept = text
        self._stored = _Stored(mention_id, note.id if note else None)
        self._fit()

    @property
    def is_busy(self) -> bool:
        """Whether somebody is writing here: then its text is truer than the store's."""
        return self.hasFocus() or self.toPlainText() != self._kept

    def save(self) -> None:
        """Write what was typed, at once."""
        self._pause.stop()
        text = self.toPlainText()
        if self._stored is None or text == self._kept:
            return
        stored, now, self._kept = self._stored, self._clock(), text

        def work(db: Connection) -> None:
            stored.save(db, text, now)

        self._writer.ask(work, self.on_saved)

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self.setPlaceholderText(tr("Write a note…"))
        self.setAccessibleName(tr("Note"))

    def on_saved(self, result: object) -> None:
        """It is in the store."""
        self.saved.emit()

    def on_text_changed(self) -> None:
        """Save soon."""
        self._fit()
        if self._stored is not None and self.toPlainText() != self._kept:
            self._pause.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.save()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.save()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        lines = min(12, max(2, self.document().lineCount()))
        self.setFixedHeight(round(self.fontMetrics().lineSpacing() * (lines + 1.2)))
