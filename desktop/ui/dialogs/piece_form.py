"""What is known about one pasted piece: link, author, date, stars, tone, files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateTimeEdit,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import wording
from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.models import Tone
from desktop.exchange.pasted import network_of
from desktop.i18n import N_, tr
from desktop.ui.context import TabContext
from desktop.ui.dialogs.add_work import Piece
from desktop.ui.dialogs.blocks import FieldBlock, row
from desktop.ui.dialogs.settings_page import Choice
from desktop.ui.dialogs.shown_time import moment_format
from desktop.ui.dialogs.spoken import Spoken

_STARS: tuple[tuple[object, str], ...] = (
    (None, N_("No stars")),
    *((float(n), "★" * n + "☆" * (5 - n)) for n in range(5, 0, -1)),
)
_TONES: tuple[tuple[object, str], ...] = (
    (None, N_("Let the program judge")),
    *((tone, tone.value) for tone in Tone),
)


class PieceForm(QWidget):
    """`edited` is emitted when the person changed something; `piece` is the outcome."""

    edited = Signal()

    def __init__(self, context: TabContext, said: Spoken) -> None:
        super().__init__()
        self._context = context
        self._piece: Piece | None = None
        self.link, self.author = QLineEdit(), QLineEdit()
        self.has_date, self.date = QCheckBox(), QDateTimeEdit()
        self.stars, self.tone = Choice(_STARS), Choice(_TONES)
        self.files, self.remove_button = QListWidget(), QPushButton()
        self.date.setCalendarPopup(True)
        said.say(self.has_date.setText, N_("Known"))
        said.say(self.remove_button.setText, N_("Take off"))
        said.name(self.has_date, N_("The date is known"))
        said.name(self.files, N_("Attached files"))
        self.remove_button.setAutoDefault(False)
        self.files.setMaximumHeight(self.fontMetrics().height() * 4)
        self.link_block = FieldBlock(self.link, N_("Link"))
        self.author_block = FieldBlock(self.author, N_("Author"))
        self.date_block = FieldBlock(row(self.has_date, self.date), N_("Date and time, as here"))
        self.date_block.label.setBuddy(self.date)
        self.stars_block = FieldBlock(self.stars, N_("Stars"))
        self.tone_block = FieldBlock(self.tone, N_("Tone"))
        self._blocks = (
            self.link_block,
            self.author_block,
            self.date_block,
            self.stars_block,
            self.tone_block,
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.fontMetrics().height())
        grid.setVerticalSpacing(self.fontMetrics().height() * 3 // 4)
        for at in (0, 1):
            grid.setColumnStretch(at, 1)
        grid.addWidget(self.link_block, 0, 0, 1, 2)
        grid.addWidget(self.author_block, 1, 0)
        grid.addWidget(self.date_block, 1, 1)
        grid.addWidget(self.stars_block, 2, 0)
        grid.addWidget(self.tone_block, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)
        column.addWidget(self.files)
        column.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.link.textEdited.connect(self.on_edited)
        self.author.textEdited.connect(self.on_edited)
        self.has_date.toggled.connect(self.on_date_known)
        self.date.dateTimeChanged.connect(self.on_edited)
        self.stars.activated.connect(self.on_edited)
        self.tone.activated.connect(self.on_edited)
        self.remove_button.clicked.connect(self.on_remove)

    @property
    def piece(self) -> Piece | None:
        """The piece with what the form says."""
        return self._piece

    def show_piece(self, piece: Piece) -> None:
        """Show what is known; a field being typed into is left alone."""
        self._piece = piece
        pasted = piece.pasted
        for line, text in ((self.link, pasted.url or ""), (self.author, pasted.author or "")):
            if not line.hasFocus():
                line.setText(text)
        when = pasted.created_at or self._context.services.clock()
        for widget in (self.has_date, self.date):
            widget.blockSignals(True)
        self.has_date.setChecked(pasted.created_at is not None)
        self.date.setDateTime(QDateTime.fromSecsSinceEpoch(int(when.timestamp())))
        self.date.setEnabled(pasted.created_at is not None)
        for widget in (self.has_date, self.date):
            widget.blockSignals(False)
        self.stars.choose(pasted.rating)
        self.tone.choose(piece.tone)
        self.files.clear()
        self.files.addItems([picture.name for picture in piece.pictures])
        self.files.setVisible(bool(piece.pictures))
        self.remove_button.setVisible(bool(piece.pictures))
        self._show_network()

    def retranslate(self) -> None:
        """Say every text again."""
        for block in self._blocks:
            block.retranslate()
        self.date.setLocale(QLocale())
        self.date.setDisplayFormat(moment_format())
        self.stars.retranslate()
        self.tone.setItemText(0, tr(_TONES[0][1]))
        for at, tone in enumerate(Tone, 1):
            self.tone.setItemText(at, wording.tone(tone))
        self._show_network()

    def on_date_known(self, is_known: bool) -> None:
        """Without a date the time of adding counts."""
        self.date.setEnabled(is_known)
        self.on_edited()

    def on_edited(self) -> None:
        """Take over what the form says."""
        if self._piece is None:
            return
        url = with_scheme(self.link.text()) or None
        when = datetime.fromtimestamp(self.date.dateTime().toSecsSinceEpoch(), UTC)
        pasted = replace(
            self._piece.pasted,
            url=url if url and is_web_address(url) else None,
            network=network_of(url) if url else None,
            author=" ".join(self.author.text().split()) or None,
            created_at=when if self.has_date.isChecked() else None,
            rating=self._stars(),
        )
        tone = self.tone.value()
        self._piece = replace(
            self._piece, pasted=pasted, tone=tone if isinstance(tone, Tone) else None
        )
        self._show_network()
        self.edited.emit()

    def on_remove(self) -> None:
        """Take the chosen file off."""
        at = self.files.currentRow()
        if self._piece is not None and at >= 0:
            kept = [each for n, each in enumerate(self._piece.pictures) if n != at]
            self.show_piece(replace(self._piece, pictures=tuple(kept)))
            self.edited.emit()

    def _stars(self) -> float | None:
        stars = self.stars.value()
        return stars if isinstance(stars, float) else None

    def _show_network(self) -> None:
        text = self.link.text().strip()
        is_fine = not text or is_web_address(with_scheme(text))
        self.link_block.set_error("" if is_fine else tr("This is not a web address."))
        network = network_of(with_scheme(text)) if text else None
        shown = tr("Recognised: {network}").format(network=network) if network else ""
        self.link_block.help.setText(shown)
        self.link_block.help.setVisible(bool(network))
