"""What a kind of source brings and asks for; for a place that is not offered, what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.core.histories import HISTORY_DAYS
from desktop.core.sources import SourceInfo
from desktop.i18n import tr, trn
from desktop.not_offered import IMPORT, PASTE, NotOffered
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import row
from desktop.ui.dialogs.frame import label, role, scrolled

_KIND = "kind"


class KindCard(QFrame):
    """Describes one entry of the list of kinds. Signals ask for a substitute."""

    kind_wanted = Signal(str)
    paste_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        role(self, "sunken")
        self._outer = QVBoxLayout(self)
        self._inside = QWidget()
        self._outer.addWidget(self._inside)

    def show_entry(self, entry: SourceInfo | NotOffered | None) -> None:
        """Describe `entry` in today's language."""
        self._outer.removeWidget(self._inside)
        self._inside.hide()
        self._inside.deleteLater()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(self.fontMetrics().height() // 2)
        if isinstance(entry, SourceInfo):
            self._describe(column, entry)
        elif entry is not None:
            self._advise(column, entry)
        else:
            column.addWidget(_said(tr("No place of this name is known to the program.")))
            column.addWidget(
                _said(tr("Any page can be watched block by block: “Web page”."), "muted")
            )
        column.addStretch(1)
        self._inside = scrolled(page)
        self._outer.addWidget(self._inside)

    def _describe(self, column: QVBoxLayout, info: SourceInfo) -> None:
        column.addWidget(_said(tr(info.title), "strong"))
        if info.notice:
            column.addWidget(_said(tr(info.notice), "muted"))
        column.addWidget(_said(tr(info.summary)))
        facts = [_key_fact(info)]
        if info.history_days:
            n = min(info.history_days, HISTORY_DAYS)
            text = trn(
                "The last day is fetched at once, so that the usual level is known.",
                "Up to {n} days of the past are fetched, so that the usual level is known.",
                n,
            )
            facts.append(text.format(n=n))
        for fact in facts:
            column.addWidget(_said(f"• {fact}", "muted"))
        if info.steps:
            column.addWidget(_said(tr("How it is set up"), "field"))
            for number, step in enumerate(info.steps, 1):
                column.addWidget(_said(f"{number}. {tr(step)}"))

    def _advise(self, column: QVBoxLayout, place: NotOffered) -> None:
        column.addWidget(_said(tr(place.name), "strong"))
        column.addWidget(_said(tr(place.why)))
        column.addWidget(_said(tr("What to do instead"), "field"))
        column.addWidget(_said(tr(place.advice)))
        buttons = [button for each in place.instead if (button := self._button(each))]
        column.addWidget(row(*buttons))

    def _button(self, substitute: str) -> QPushButton | None:
        if substitute == PASTE:
            button = _plain_button(tr("Paste a mention…"))
            button.clicked.connect(self.on_paste)
            return button
        if substitute == IMPORT:
            button = _plain_button(tr("Import a file…"))
            button.clicked.connect(self.on_import)
            return button
        info = self._context.services.info(substitute)
        if info is None:
            return None
        button = _plain_button(tr("Add: {kind}…").format(kind=tr(info.title)))
        button.setProperty(_KIND, info.kind)
        button.clicked.connect(self.on_kind)
        return button

    def on_paste(self) -> None:
        """Paste instead."""
        self.paste_wanted.emit()

    def on_import(self) -> None:
        """Import instead."""
        self.import_wanted.emit()

    def on_kind(self) -> None:
        """Set up another kind instead."""
        if (button := self.sender()) is not None:
            self.kind_wanted.emit(str(button.property(_KIND)))


def _plain_button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button


def _key_fact(info: SourceInfo) -> str:
    if info.needs_key:
        return tr("A key is needed; the steps say how to get it.")
    if info.secrets:
        return tr("Works without a key; with one it finds more.")
    return tr("No key is needed.")


def _said(text: str, name: str = "") -> QWidget:
    made = label(name)
    made.setText(text)
    return made
