"""Choosing what kind of source to add; places that cannot be watched say what to do instead."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.sources import Group, SourceInfo
from desktop.core.words import fold
from desktop.i18n import N_, tr
from desktop.not_offered import NOT_OFFERED, NotOffered
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import SideBySide, chosen, quiet_list
from desktop.ui.dialogs.frame import Dialog
from desktop.ui.dialogs.kind_card import KindCard

_ENTRY = Qt.ItemDataRole.UserRole
_SECTIONS = (
    (N_("News and sites"), (Group.NEWS, Group.PAGE)),
    (N_("Networks and messengers"), (Group.NETWORK,)),
    (N_("Reviews and letters"), (Group.REVIEWS, Group.MAIL)),
    (N_("Marketplaces"), (Group.MARKET,)),
)
_LEAST_LINES = 9
_NOT_OFFERED = N_("Not offered, and what to do instead")

Entry = SourceInfo | NotOffered


class SourceKinds(Dialog):
    """`chosen` carries the stable name of the kind; `paste_wanted` and `import_wanted` ask for a
    substitute that is no source.
    """

    chosen = Signal(str)
    paste_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            parent,
            N_("Add a source"),
            N_("Where should the program look?"),
            wide_em=56,
            high_em=38,
        )
        self.search, self.list = QLineEdit(), QListWidget()
        self.search.setClearButtonEnabled(True)
        self.said.say(self.search.setPlaceholderText, N_("Name of a place"))
        self.said.name(self.search, N_("Find a place by its name"))
        quiet_list(self.list)
        self.said.name(self.list, N_("Kinds of sources"))
        self.card = KindCard(context)
        self._lay_out_panes()
        self.next_button = self.add_button(N_("Set up…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add_cancel()
        self.next_button.clicked.connect(self.on_next)
        self.search.textChanged.connect(self.on_searched)
        self.list.currentItemChanged.connect(self.on_current_changed)
        self.list.itemActivated.connect(self.on_next)
        self.card.kind_wanted.connect(self.on_kind_wanted)
        self.card.paste_wanted.connect(self.on_paste_wanted)
        self.card.import_wanted.connect(self.on_import_wanted)
        self._show()
        self.list.setFocus()

    def _lay_out_panes(self) -> None:
        for pane in (self.list, self.card):
            pane.setMinimumHeight(self.fontMetrics().height() * _LEAST_LINES)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(self.fontMetrics().height() // 2)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        right.addWidget(self.card, 1)
        self.body.addWidget(SideBySide(left, right), 1)

    def retranslate(self) -> None:
        """Say the kinds again."""
        super().retranslate()
        self._show()

    @property
    def current(self) -> Entry | None:
        """The kind, or the place that is not offered, that is chosen in the list."""
        item = chosen(self.list)
        return item.data(_ENTRY) if item is not None else None

    def on_searched(self, _text: str) -> None:
        """Show only what fits the words."""
        self._show()

    def on_current_changed(self) -> None:
        """Describe the chosen kind; what is not offered cannot be set up."""
        entry = self.current
        self.card.show_entry(entry)
        self.next_button.setEnabled(isinstance(entry, SourceInfo))

    def on_next(self) -> None:
        """Hand over the chosen kind."""
        if isinstance(entry := self.current, SourceInfo):
            self.on_kind_wanted(entry.kind)

    def on_kind_wanted(self, kind: str) -> None:
        """A kind was chosen, directly or as a substitute."""
        self.accept()
        self.chosen.emit(kind)

    def on_paste_wanted(self) -> None:
        """The substitute is to paste what was found."""
        self.accept()
        self.paste_wanted.emit()

    def on_import_wanted(self) -> None:
        """The substitute is to import a file."""
        self.accept()
        self.import_wanted.emit()

    def _show(self) -> None:
        before, words = self.current, fold(self.search.text()).split()
        self.list.blockSignals(True)
        self.list.clear()
        for title, entries in self._sections():
            fitting = [each for each in entries if _fits(each, words)]
            if fitting:
                self._add_head(tr(title))
            for entry in fitting:
                self._add(entry, is_current=entry is before)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(1)  # row 0 is a heading
        self.list.blockSignals(False)
        self.on_current_changed()

    def _sections(self) -> Iterator[tuple[str, list[Entry]]]:
        infos = self.context.services.source_kinds
        for title, groups in _SECTIONS:
            kinds: list[Entry] = [each for each in infos if each.group in groups]
            yield title, sorted(kinds, key=_place)
        yield _NOT_OFFERED, list(NOT_OFFERED)

    def _add_head(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        self.list.addItem(item)

    def _add(self, entry: Entry, *, is_current: bool) -> None:
        title = _title(entry)
        needs_key = isinstance(entry, SourceInfo) and entry.needs_key
        item = QListWidgetItem(f"    {title}")
        if needs_key:
            item.setText(f"    {title} · {tr('needs a key')}")
        item.setToolTip(title)
        item.setData(_ENTRY, entry)
        self.list.addItem(item)
        if is_current:
            self.list.setCurrentItem(item)


def _title(entry: Entry) -> str:
    return tr(entry.name) if isinstance(entry, NotOffered) else tr(entry.title)


def _place(entry: Entry) -> tuple[bool, bool]:
    """Those that need no key come first, those a law has something to say about last."""
    return (bool(entry.notice), entry.needs_key) if isinstance(entry, SourceInfo) else (True, True)


def _fits(entry: Entry, words: list[str]) -> bool:
    text = f"{_title(entry)} {entry.name}" if isinstance(entry, NotOffered) else ""
    if isinstance(entry, SourceInfo):
        text = f"{entry.kind} {entry.title} {_title(entry)} {tr(entry.summary)}"
    folded = fold(text)
    return all(word in folded for word in words)
