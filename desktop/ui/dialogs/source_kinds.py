"""Choosing what kind of source to add: one line on each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QListWidgetItem, QWidget

from desktop.i18n import N_, tr
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import chosen, quiet_list
from desktop.ui.dialogs.frame import Dialog

_KIND = Qt.ItemDataRole.UserRole


class SourceKinds(Dialog):
    """`chosen` carries the stable name of the kind; those that need no key come first."""

    chosen = Signal(str)

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            parent,
            N_("Add a source"),
            N_("Where should the program look?"),
            wide_em=34,
            high_em=24,
            is_scrolled=False,
        )
        self.list = QListWidget()
        quiet_list(self.list)
        self.list.setWordWrap(True)
        self.list.setSpacing(self.fontMetrics().height() // 6)
        self.said.name(self.list, N_("Kinds of sources"))
        self.body.addWidget(self.list)
        self.next_button = self.add_button(N_("Next"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add_cancel()
        self.next_button.clicked.connect(self.on_next)
        self.list.itemActivated.connect(self.on_next)
        self._show()
        self.list.setFocus()

    def retranslate(self) -> None:
        """Say the kinds again."""
        super().retranslate()
        at = self.list.currentRow()
        self._show()
        self.list.setCurrentRow(at)

    def on_next(self) -> None:
        """Hand over the chosen kind."""
        if (item := chosen(self.list)) is not None:
            kind = str(item.data(_KIND))
            self.accept()
            self.chosen.emit(kind)

    def _show(self) -> None:
        self.list.clear()
        free = [info for info in self.context.services.source_kinds if not info.needs_key]
        keyed = [info for info in self.context.services.source_kinds if info.needs_key]
        for info in (*free, *keyed):
            key = f" · {tr('needs a key')}" if info.needs_key else ""
            item = QListWidgetItem(f"{tr(info.title)}{key}\n{tr(info.summary)}")
            item.setData(_KIND, info.kind)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
