"""All notes of a mention, the one being written last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.models import Note
from desktop.ui.database_thread import DatabaseThread
from desktop.ui.mentions.detail_blocks import local_moment, plain_label
from desktop.ui.mentions.flow_layout import emptied
from desktop.ui.mentions.note_editor import NoteEditor


class NoteList(QWidget):
    """Shows stored notes over an empty editor; `saved` after any of them was written."""

    saved = Signal()

    def __init__(self, writer: DatabaseThread, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._writer, self._clock = writer, clock
        self._stored: list[NoteEditor] = []
        self._box = QWidget()
        self._notes = QVBoxLayout(self._box)
        self._notes.setContentsMargins(0, 0, 0, 0)
        self.new = NoteEditor(writer, clock)
        self.new.saved.connect(self.saved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._box)
        column.addWidget(self.new)

    def save(self) -> None:
        """Write what is being typed."""
        for editor in (*self._stored, self.new):
            editor.save()

    def show_notes(self, mention_id: int, notes: Sequence[Note], *, is_other: bool) -> None:
        """Notes of a mention; an editor in use is left alone unless the mention is another one."""
        if not is_other and any(editor.is_busy for editor in (*self._stored, self.new)):
            return
        self.save()
        emptied(self._notes)
        self._stored = [self._editor(mention_id, note) for note in notes]
        self._box.setVisible(bool(notes))
        self.new.show_note(mention_id, None)

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self.new.retranslate()

    def _editor(self, mention_id: int, note: Note) -> NoteEditor:
        when = plain_label("small")
        when.setText(local_moment(note.written_at))
        editor = NoteEditor(self._writer, self._clock)
        editor.show_note(mention_id, note)
        editor.saved.connect(self.saved)
        self._notes.addWidget(when)
        self._notes.addWidget(editor)
        return editor
