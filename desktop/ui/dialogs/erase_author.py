"""Removing everything that was kept about an author."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from desktop.core.filters import MentionFilter
from desktop.i18n import N_, tr, trn
from desktop.store import authors, pages
from desktop.store.database import Connection
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import FieldBlock, Tick
from desktop.ui.dialogs.frame import Dialog, label, role


@dataclass(frozen=True, slots=True)
class Found:
    """How many mentions an author has, and how many of them are evidence: a file is attached."""

    mentions: int
    evidence: int


class EraseAuthor(Dialog):
    """Asks for the author, says how much there is, and removes it on a second, plain step."""

    def __init__(
        self, context: TabContext, handle: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            parent,
            N_("Erase an author"),
            N_("For when a person asks you to remove what was kept about them."),
            wide_em=34,
            high_em=30,
        )
        self.handle, self.with_evidence = QLineEdit(handle), Tick()
        self.block = FieldBlock(
            self.handle,
            N_("Name of the account"),
            N_("As it stands in the mention, for example @anna or anna@mastodon.social."),
        )
        self._found = Found(0, 0)
        self.found, self.removed, self.rest = label("strong"), label(), label("muted")
        self.said.say(self.with_evidence.setText, N_("Remove the evidence too"))
        self.said.say(
            self.rest.setText,
            N_(
                "The author's name and account are removed as well, except in evidence that "
                "stays, and what this author writes later is not taken in. This cannot be "
                "undone. Copies made earlier still hold everything."
            ),
        )
        for widget in (self.block, self.found, self.removed, self.with_evidence, self.rest):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.erase_button = self.add_button(
            N_("Erase for good"), QDialogButtonBox.ButtonRole.DestructiveRole
        )
        role(self.erase_button, "danger")
        self.close_button = self.add_cancel(N_("Close"))
        self.close_button.setDefault(True)
        self.handle.textChanged.connect(self.on_typed)
        self.with_evidence.toggled.connect(self.on_evidence_toggled)
        self.erase_button.clicked.connect(self.on_erase)
        self.on_typed()
        self.handle.setFocus()

    def on_typed(self) -> None:
        """Count what is there about the typed author."""
        self.block.set_error("")
        self._found = Found(0, 0)
        self._show()
        self.found.setText("")
        if handle := self.handle.text().strip():
            self.context.reader.ask(_counting(handle), self.on_counted, key="erase-author")

    def on_counted(self, found: Found) -> None:
        """Say how much there is and what would become of it."""
        self._found = found
        self._show()
        if not found.mentions:
            self.found.setText(tr("No mention of this author is kept."))
            return
        text = trn(
            "{n} mention of this author is kept.",
            "{n} mentions of this author are kept.",
            found.mentions,
        )
        self.found.setText(text.format(n=found.mentions))

    def on_evidence_toggled(self) -> None:
        """Say again what goes and what stays."""
        self._show()

    def _show(self) -> None:
        stays = 0 if self.with_evidence.isChecked() else self._found.evidence
        goes = self._found.mentions - stays
        said = []
        if goes:
            text = trn(
                "{n} mention is removed for good, with its text, notes, tags and files.",
                "{n} mentions are removed for good, with their texts, notes, tags and files.",
                goes,
            )
            said.append(text.format(n=goes))
        if stays:
            text = trn(
                "{n} mention with an attached file is evidence and stays whole.",
                "{n} mentions with attached files are evidence and stay whole.",
                stays,
            )
            said.append(text.format(n=stays))
        self.removed.setText("\n".join(said))
        self.removed.setVisible(bool(said))
        self.rest.setVisible(bool(said))
        self.with_evidence.setVisible(self._found.evidence > 0)
        self.erase_button.setEnabled(goes > 0)

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.block.retranslate()
        if self.handle.text().strip():
            self.on_counted(self._found)

    def on_erase(self) -> None:
        """Remove it."""
        self.erase_button.setEnabled(False)
        work = _erasing(self.handle.text().strip(), self.with_evidence.isChecked())
        self.context.writer.ask(work, self.on_erased, failed=self.on_failed)

    def on_failed(self, _problem: object) -> None:
        """The window told what is wrong with the store; nothing was removed."""
        self.erase_button.setEnabled(True)

    def on_erased(self, erased: authors.Erased) -> None:
        """Say what was removed, what stayed as evidence, and leave only the way out."""
        said = trn("Erased: {n} mention.", "Erased: {n} mentions.", erased.removed)
        text = said.format(n=erased.removed)
        if erased.kept:
            said = trn(
                "{n} mention with an attached file was kept as evidence",
                "{n} mentions with attached files were kept as evidence",
                erased.kept,
            )
            text += f" {said.format(n=erased.kept)}."
        if erased.is_pending:
            text += " " + tr("The freed space is overwritten at one of the next starts.")
        self.found.setText(text)
        role(self.found, "positive")
        for widget in (self.removed, self.rest, self.with_evidence):
            widget.hide()
        self.context.announce(Change.MENTIONS)
        self.close_button.setFocus()


def _counting(handle: str) -> Callable[[Connection], Found]:
    def _work(db: Connection) -> Found:
        wanted = MentionFilter(author=handle, folds=False)
        with_files = [each.attachments > 0 for each in pages.each(db, wanted)]
        return Found(len(with_files), sum(with_files))

    return _work


def _erasing(handle: str, with_evidence: bool) -> Callable[[Connection], authors.Erased]:
    def _work(db: Connection) -> authors.Erased:
        return authors.erase(db, handle, with_evidence=with_evidence)

    return _work
