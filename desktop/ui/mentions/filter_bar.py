"""Active filters as removable chips, with the number found, and buttons to keep or drop them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from desktop.core.filters import MentionFilter
from desktop.i18n import tr, trn
from desktop.ui.mentions import figures
from desktop.ui.mentions.detail_blocks import plain_label
from desktop.ui.mentions.filter_chips import Chip, chips_of, is_narrowed, without
from desktop.ui.mentions.flow_layout import FlowLayout
from desktop.ui.mentions.reading import COUNT_LIMIT, Found
from desktop.ui.theme import Theme


class FilterBar(QWidget):
    """`changed` carries the filter after a chip was removed; `save_wanted` and `clear_wanted`
    come from the buttons.
    """

    changed = Signal(object)
    save_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._filter = MentionFilter()
        self._topics: Mapping[int, str] = {}
        self._sources: Mapping[int, str] = {}
        self._found: Found | None = None
        self._chips: list[QToolButton] = []
        self._count = plain_label("small")
        self._count.setWordWrap(False)
        self._count.setSizePolicy(self.sizePolicy())
        self._save, self._clear = QPushButton(), QPushButton()
        self._flow = FlowLayout(self, theme.space(0.5))
        self._flow.addWidget(self._count)
        self._save.clicked.connect(self.save_wanted)
        self._clear.clicked.connect(self.clear_wanted)
        for button in (self._save, self._clear):
            button.setProperty("role", "link")
            self._flow.addWidget(button)
        self.retranslate()

    def show_filter(self, shown: MentionFilter) -> None:
        """Chips for another filter."""
        self._filter = shown
        self.retranslate()

    def show_names(self, topics: Mapping[int, str], sources: Mapping[int, str]) -> None:
        """Names by id, for the chips."""
        if (topics, sources) != (self._topics, self._sources):
            self._topics, self._sources = topics, sources
            self.retranslate()

    def show_found(self, found: Found) -> None:
        """How many mentions the filter finds."""
        self._found = found
        self._count.setText(self.found_text())
        self._fit()

    def restyle(self) -> None:
        """Sizes are others."""
        self._flow.set_gap(self._theme.space(0.5))

    def retranslate(self) -> None:
        """All texts in the language now active."""
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        first = self._flow.takeAt(0)
        rest = [self._flow.takeAt(0) for _ in range(self._flow.count())]
        if first is not None:
            self._flow.addItem(first)
        self._chips = [self._chip(c) for c in chips_of(self._filter, self._topics, self._sources)]
        for chip in self._chips:
            self._flow.addWidget(chip)
        for item in rest:
            if item is not None:
                self._flow.addItem(item)
        narrowed = is_narrowed(self._filter)
        self._save.setVisible(narrowed)
        self._clear.setVisible(narrowed)
        self._count.setText(self.found_text())
        self._fit()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """All in one line where short names of the buttons make that possible."""
        gap, n = self._theme.space(0.5), self._flow.count()
        for save, clear in (
            (tr("Save search…"), tr("Clear filters")),
            (tr("Save…"), tr("Clear")),
        ):
            self._save.setText(save)
            self._clear.setText(clear)
            parts = (self._flow.itemAt(at) for at in range(n))
            wide = sum(
                each.sizeHint().width() + gap for each in parts if each and not each.isEmpty()
            )
            if wide - gap <= self.width():
                break
        self._save.setToolTip(tr("Save search…"))
        self._clear.setToolTip(tr("Clear filters"))

    def on_chip_clicked(self) -> None:
        """Drop a condition."""
        button = self.sender()
        if button is not None:
            self.changed.emit(without(self._filter, button.property("chip")))

    def found_text(self, *, is_short: bool = False) -> str:
        """How many there are, and how many with the copies folded under them."""
        if self._found is None:
            return ""
        n, whole = self._found.folded, self._found.whole
        if n >= COUNT_LIMIT:
            return tr("More than {n} found").format(n=figures.count(COUNT_LIMIT))
        found = trn("{n} found", "{n} found", n).format(n=figures.count(n))
        if is_short or whole is None or whole <= n:
            return found
        return tr("{found}, {n} with repeats").format(found=found, n=figures.count(whole))

    def _chip(self, chip: Chip) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "chip")
        button.setProperty("chip", chip)
        button.setText(f"{chip.text}  ×".replace("&", "&&"))
        button.setAccessibleName(tr("Remove filter {name}").format(name=chip.text))
        button.setToolTip(button.accessibleName())
        button.clicked.connect(self.on_chip_clicked)
        button.show()
        return button
