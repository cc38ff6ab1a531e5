"""Adding mentions by hand: one or several pasted reviews, with screenshots."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDir, QTimer, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QListWidget,
    QPushButton,
    QWidget,
)

from desktop import wording
from desktop.core.models import Item
from desktop.core.sources import Reason
from desktop.i18n import N_, tr, trn
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.add_work import (
    Added,
    Picture,
    Piece,
    adding,
    pieces_of,
    read_draft,
    save_draft,
    taken_over,
    whole_text,
    with_facts_of,
)
from desktop.ui.dialogs.background import Background
from desktop.ui.dialogs.blocks import FieldBlock, row
from desktop.ui.dialogs.frame import Dialog, label
from desktop.ui.dialogs.page_work import Read, reading
from desktop.ui.dialogs.paste_edit import PICTURE_TYPES, PasteEdit
from desktop.ui.dialogs.piece_form import PieceForm
from desktop.ui.dialogs.review_picker import ReviewPicker

_PAUSE_MS = 250
_LINES = 7


class AddMention(Dialog):
    """What is typed is kept as a draft, also when the dialog is closed.

    `added` carries the ids of the new mentions.
    """

    added = Signal(object)

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            parent,
            N_("Add a mention"),
            N_("Paste a review, a post or several at once; or type what you saw or heard."),
            wide_em=44,
            high_em=42,
        )
        self.pieces: tuple[Piece, ...] = ()
        self._at = 0
        self._pictures: tuple[Picture, ...] = ()
        self._is_done = False
        self.text, self.list, self.form = PasteEdit(), QListWidget(), PieceForm(context, self.said)
        self.attach_button, self.read_button = QPushButton(), QPushButton()
        self.hint = label("muted")
        self._background = Background(self)
        self._file_dialog: QFileDialog | None = None
        self._lay_out_pieces()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._connect()
        self._open_draft()
        self.retranslate()
        self.text.setFocus()

    def _lay_out_pieces(self) -> None:
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * _LINES)
        self.block = FieldBlock(
            self.text,
            N_("Text"),
            N_(
                "Reviews copied from a page are told apart by themselves; otherwise put a line of "
                "dashes between them. A screenshot can be pasted or dropped here too."
            ),
        )
        self.list.setMaximumHeight(self.fontMetrics().height() * 7)
        self.said.name(self.list, N_("The mentions found in the text"))
        self.said.say(self.attach_button.setText, N_("Attach a file…"))
        for button in (self.attach_button, self.read_button):
            button.setAutoDefault(False)
        buttons = row(self.attach_button, self.read_button)
        for widget in (self.block, buttons, self.hint, self.list, self.form):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.add_mentions_button = self.add_button(
            N_("Add"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.add_cancel(N_("Close"))

    def _connect(self) -> None:
        self._timer.timeout.connect(self.on_pause)
        self.text.textChanged.connect(self._timer.start)
        self.text.picture_given.connect(self.on_picture)
        self.text.refused.connect(self.on_refused)
        self.list.currentRowChanged.connect(self.on_piece_chosen)
        self.form.edited.connect(self.on_form_edited)
        self.attach_button.clicked.connect(self.on_attach)
        self.read_button.clicked.connect(self.on_read)
        self.add_mentions_button.clicked.connect(self.on_add)

    def _open_draft(self) -> None:
        text, self.pieces = read_draft(self.context.services.paths.data)
        self.text.setPlainText(text)
        self.on_pause()

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.block.retranslate()
        self.form.retranslate()
        self._show_pieces()

    def on_pause(self) -> None:
        """Take the text apart and keep it as a draft."""
        self._timer.stop()
        now = self.context.services.clock()
        self.pieces = pieces_of(self.text.toPlainText(), now, self.pieces)
        self._give_pictures()
        self._show_pieces()
        self._save_draft()

    def on_piece_chosen(self, at: int) -> None:
        """Show what is known about that piece."""
        if 0 <= at < len(self.pieces):
            self._at = at
            self.form.show_piece(self.pieces[at])
            self._show_read_button()

    def on_form_edited(self) -> None:
        """Keep what was said about the piece."""
        piece = self.form.piece
        if piece is not None and self._at < len(self.pieces):
            self._replace(piece)
            self._show_read_button()
            self._save_draft()

    def on_picture(self, picture: Picture) -> None:
        """A file for the chosen piece, or for the one to be typed."""
        self._pictures = (*self._pictures, picture)
        self._give_pictures()
        self._show_pieces()
        self._save_draft()

    def on_refused(self, name: str) -> None:
        """Say why a file was not taken."""
        text = tr("“{name}” was not attached: only pictures and PDF, at most 10 MB.")
        self.block.set_error(text.format(name=name))

    def on_attach(self) -> None:
        """Ask for a file."""
        names = " ".join(f"*{ending}" for ending in PICTURE_TYPES)
        title = tr("Attach a file")
        shown = tr("Pictures and PDF ({endings})").format(endings=names)
        self._file_dialog = QFileDialog(self, title, QDir.homePath(), shown)
        self._file_dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._file_dialog.fileSelected.connect(self.on_file_chosen)
        self._file_dialog.open()

    def on_file_chosen(self, path: str) -> None:
        """Attach it."""
        self.block.set_error("")
        self.text.give(Path(path))

    def on_read(self) -> None:
        """Read the page the chosen piece links to, once, because a person wants it."""
        url = self.pieces[self._at].pasted.url
        if url is not None:
            proxy = self.context.settings().proxy
            self._background.start(reading(self.context.services, url, proxy), self.on_page_read)
            self._show_read_button()

    def on_page_read(self, outcome: Read) -> None:
        """Fill the form, or offer the reviews of the page."""
        self._show_read_button()
        if outcome.error is not None or not outcome.items:
            reason = outcome.error.reason if outcome.error else Reason.LAYOUT
            self.form.link_block.set_error(_trouble(reason))
            self.form.link.setFocus()
        elif len(outcome.items) == 1:
            self.on_reviews_taken(outcome.items)
        else:
            picker = ReviewPicker(self.context, outcome.items, self)
            picker.taken.connect(self.on_reviews_taken)
            picker.open()

    def on_reviews_taken(self, items: tuple[Item, ...]) -> None:
        """Complete the piece, or put the reviews in its place; what was typed stays."""
        if self._at >= len(self.pieces):
            return
        piece = self.pieces[self._at]
        made = taken_over(piece, items, self.context.services.clock())
        wanted = (*self.pieces[: self._at], *made, *self.pieces[self._at + 1 :])
        self.pieces = wanted
        if whole_text(made) != piece.pasted.text:
            self.text.selectAll()
            self.text.insertPlainText(whole_text(wanted))  # Ctrl+Z brings the old text back
            self.on_pause()
            self.pieces = with_facts_of(self.pieces, wanted)
        self._show_pieces()
        self._save_draft()

    def on_add(self) -> None:
        """Store the pieces."""
        self.on_pause()
        if not self.pieces:
            self.block.set_error(tr("Please type or paste what was written."))
            self.text.setFocus()
            return
        self.add_mentions_button.setEnabled(False)
        work = adding(self.context.services, self.pieces)
        self.context.writer.ask(work, self.on_added, failed=self.on_failed)

    def on_failed(self, _problem: object) -> None:
        """The window told what is wrong with the store; the text stays."""
        self.add_mentions_button.setEnabled(True)

    def on_added(self, outcome: Added) -> None:
        """Forget the draft and close."""
        self._is_done = True
        save_draft(self.context.services.paths.data, "", ())
        count = len(outcome.ids)
        text = trn("{n} mention added.", "{n} mentions added.", count).format(n=count)
        if outcome.known:
            known = trn("{n} was there already.", "{n} were there already.", outcome.known)
            text = f"{text} {known.format(n=outcome.known)}"
        self.context.tell(text)
        self.context.announce(Change.MENTIONS | Change.SOURCES)
        self.added.emit(outcome.ids)
        self.accept()

    def done(self, result: int) -> None:
        """Closing in any way keeps the draft."""
        self._background.cancel()
        if not self._is_done:
            self._save_draft()
        super().done(result)

    def _save_draft(self) -> None:
        save_draft(self.context.services.paths.data, self.text.toPlainText(), self.pieces)

    def _give_pictures(self) -> None:
        """Pictures pasted before there was any text wait for the first piece."""
        if self._pictures and self.pieces:
            self._at = min(self._at, len(self.pieces) - 1)
            piece = self.pieces[self._at]
            self._replace(replace(piece, pictures=(*piece.pictures, *self._pictures)))
            self._pictures = ()

    def _replace(self, piece: Piece) -> None:
        found = list(self.pieces)
        found[self._at] = piece
        self.pieces = tuple(found)

    def _show_pieces(self) -> None:
        count = len(self.pieces)
        self._at = min(self._at, max(0, count - 1))
        self.list.blockSignals(True)
        self.list.clear()
        for number, piece in enumerate(self.pieces, 1):
            self.list.addItem(f"{number}. {' '.join(piece.pasted.text.split())[:80]}")
        self.list.setCurrentRow(self._at if count else -1)
        self.list.blockSignals(False)
        self.list.setVisible(count > 1)
        self.form.setVisible(count > 0)
        if count:
            self.form.show_piece(self.pieces[self._at])
        self._show_read_button()
        several = trn(
            "{n} mention was found. Choose it to complete what is known about it.",
            "{n} mentions were found. Choose each to complete what is known about it.",
            count,
        )
        waiting = tr("The picture will be attached when there is a text.")
        self.hint.setText(several.format(n=count) if count > 1 else waiting)
        self.hint.setVisible(count > 1 or bool(self._pictures))

    def _show_read_button(self) -> None:
        """There is a page to be read where the piece has a link."""
        is_running = self._background.is_running
        has_link = self._at < len(self.pieces) and self.pieces[self._at].pasted.url is not None
        self.read_button.setText(tr("Reading the page…") if is_running else tr("Read the page"))
        self.read_button.setEnabled(not is_running)
        self.read_button.setVisible(has_link)


def _trouble(reason: Reason) -> str:
    """Why the page gave nothing; the form is filled by hand then."""
    if reason is Reason.LAYOUT:
        return tr("The page says nothing that could be taken over. Copy the text yourself.")
    return f"{wording.reason(reason)}. {tr('Copy the text yourself.')}"
