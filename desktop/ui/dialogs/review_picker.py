"""Choosing which of the reviews a page publishes are taken over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from desktop.core.models import Item
from desktop.i18n import N_, tr, trn
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import quiet_list, row
from desktop.ui.dialogs.frame import Dialog, label
from desktop.ui.dialogs.shown_time import shown_time

_ITEM = Qt.ItemDataRole.UserRole


class ReviewPicker(Dialog):
    """`taken` carries the chosen items, in their order on the page."""

    taken = Signal(object)

    def __init__(
        self, context: TabContext, items: tuple[Item, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            parent,
            N_("Reviews on this page"),
            N_("Tick those that shall become mentions. Space ticks the chosen line."),
            wide_em=44,
            high_em=34,
            is_scrolled=False,
        )
        self._items = items
        self.list, self.count = QListWidget(), label("muted")
        self.all_button, self.none_button = QPushButton(), QPushButton()
        quiet_list(self.list)
        for button, text in (
            (self.all_button, N_("Tick all")),
            (self.none_button, N_("Tick none")),
        ):
            button.setAutoDefault(False)
            self.said.say(button.setText, text)
        self.said.name(self.list, N_("Reviews on this page"))
        for widget in (row(self.all_button, self.none_button), self.list, self.count):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self.list, 1)
        self.take_button = self.add_button(N_("Take over"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add_cancel()
        for item in items:
            line = QListWidgetItem()
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            line.setCheckState(Qt.CheckState.Checked)
            line.setData(_ITEM, item)
            line.setToolTip(item.text)
            self.list.addItem(line)
        self.list.itemChanged.connect(self.on_ticked)
        self.all_button.clicked.connect(self.on_all)
        self.none_button.clicked.connect(self.on_none)
        self.take_button.clicked.connect(self.on_take)
        self.retranslate()
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.list.blockSignals(True)
        for at, item in enumerate(self._items):
            self.list.item(at).setText(_line(item))
        self.list.blockSignals(False)
        self.on_ticked()

    def on_ticked(self) -> None:
        """Say how many there are."""
        n = len(self._chosen())
        self.count.setText(trn("{n} is ticked", "{n} are ticked", n).format(n=n))
        self.take_button.setEnabled(n > 0)

    def on_all(self) -> None:
        """Tick every line."""
        self._tick(Qt.CheckState.Checked)

    def on_none(self) -> None:
        """Tick no line."""
        self._tick(Qt.CheckState.Unchecked)

    def on_take(self) -> None:
        """Hand the chosen ones over."""
        self.taken.emit(self._chosen())
        self.accept()

    def _tick(self, state: Qt.CheckState) -> None:
        self.list.blockSignals(True)
        for at in range(self.list.count()):
            self.list.item(at).setCheckState(state)
        self.list.blockSignals(False)
        self.on_ticked()

    def _chosen(self) -> tuple[Item, ...]:
        lines = (self.list.item(at) for at in range(self.list.count()))
        return tuple(
            line.data(_ITEM) for line in lines if line.checkState() is Qt.CheckState.Checked
        )


def _line(item: Item) -> str:
    """Who, when and how many stars, above the beginning of the text."""
    head = [item.author_name or tr("No author named")]
    if item.rating is not None:
        full = round(item.rating)
        head.append("★" * full + "☆" * (5 - full))
    if item.created_at is not None:
        head.append(shown_time(item.created_at))
    return f"{' · '.join(head)}\n{' '.join(item.text.split())[:200]}"
