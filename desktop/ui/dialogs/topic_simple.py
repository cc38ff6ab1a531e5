"""The simple form of a topic: words to find, their spellings, words to exclude."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.core.models import Topic
from desktop.core.query import QueryError, simple_query
from desktop.core.variants import Variant, suggest
from desktop.core.words import fold
from desktop.i18n import N_, tr
from desktop.ui.dialogs.blocks import FieldBlock, quiet_list
from desktop.ui.dialogs.spoken import Spoken
from desktop.ui.dialogs.variant_words import why_words

_PAUSE_MS = 250
_LINES = 3
_VARIANT = Qt.ItemDataRole.UserRole


class SimpleTopic(QWidget):
    """Words one per line; `changed` is emitted when the query would be another one."""

    changed = Signal()

    def __init__(self, said: Spoken) -> None:
        super().__init__()
        self.wanted, self.exclude = QPlainTextEdit(), QPlainTextEdit()
        self.variants = QListWidget()
        self._ticked: dict[str, bool] = {}
        self._extra: tuple[str, ...] = ()
        self.find_block = FieldBlock(
            self.wanted,
            N_("Words and phrases to find, one per line"),
            N_("All word forms are found by themselves, in Russian and in English."),
        )
        self.variants_block = FieldBlock(
            self.variants,
            N_("Also found, written otherwise"),
            N_("Untick a spelling that brings strangers."),
        )
        self.exclude_block = FieldBlock(
            self.exclude,
            N_("Words to exclude, one per line"),
            N_("A text with one of these words is not taken."),
        )
        for edit in (self.wanted, self.exclude):
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(edit.fontMetrics().lineSpacing() * (_LINES + 1))
        quiet_list(self.variants)
        self.variants.setMinimumHeight(self.fontMetrics().height() * 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.fontMetrics().height())
        for block in (self.find_block, self.variants_block, self.exclude_block):
            column.addWidget(block)
        column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.on_pause)
        self.wanted.textChanged.connect(self.on_find_edited)
        self.exclude.textChanged.connect(self.on_exclude_edited)
        self.variants.itemChanged.connect(self.on_ticked)

    def show_topic(self, topic: Topic) -> None:
        """Show a saved topic, or an empty one."""
        self.show_words(topic.find, topic.variants, topic.exclude, is_saved=bool(topic.id))

    def show_words(
        self,
        find: tuple[str, ...],
        variants: tuple[str, ...],
        exclude: tuple[str, ...],
        *,
        is_saved: bool,
    ) -> None:
        """Fill the form. What a saved topic does not name among its variants was unticked."""
        self._extra = variants
        self._ticked = {fold(text): True for text in variants}
        if is_saved:
            self._ticked |= {
                fold(each.text): fold(each.text) in self._ticked for each in self._suggested(find)
            }
        self.wanted.setPlainText("\n".join(find))
        self.exclude.setPlainText("\n".join(exclude))
        self.on_pause()

    def find_words(self) -> tuple[str, ...]:
        """What is to be found."""
        return _lines(self.wanted)

    def exclude_words(self) -> tuple[str, ...]:
        """What is to be excluded."""
        return _lines(self.exclude)

    def ticked(self) -> tuple[str, ...]:
        """The spellings left ticked."""
        items = (self.variants.item(at) for at in range(self.variants.count()))
        return tuple(
            str(item.data(_VARIANT)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def add_exclusions(self, words: tuple[str, ...]) -> None:
        """Put words at the end of those to exclude, each once."""
        known = {fold(word) for word in self.exclude_words()}
        fresh = [word for word in words if fold(word) not in known]
        self.exclude.setPlainText("\n".join((*self.exclude_words(), *fresh)))

    def query(self) -> str:
        """The expert form. Raises `QueryError` when there is nothing to find."""
        return simple_query(self.find_words(), self.ticked(), self.exclude_words())

    def require(self) -> bool:
        """Whether the form makes a query; complains in place otherwise."""
        try:
            self.query()
        except QueryError:
            self.find_block.set_error(tr("Type at least one word to find."))
            self.wanted.setFocus()
            return False
        return True

    def retranslate(self) -> None:
        """Say labels and reasons in today's language."""
        for block in (self.find_block, self.variants_block, self.exclude_block):
            block.retranslate()
        self._show_variants()

    def on_find_edited(self) -> None:
        """Other words have other spellings; they are worked out when the typing pauses."""
        self.find_block.set_error("")
        self._timer.start()

    def on_exclude_edited(self) -> None:
        """The query is another one."""
        self.changed.emit()

    def on_pause(self) -> None:
        """Offer the spellings of what was typed."""
        self._timer.stop()
        self._show_variants()
        self.changed.emit()

    def on_ticked(self, item: QListWidgetItem) -> None:
        """Remember what the person decided about a spelling, also while it is not shown."""
        is_on = item.checkState() == Qt.CheckState.Checked
        self._ticked[fold(str(item.data(_VARIANT)))] = is_on
        self.changed.emit()

    def _suggested(self, find: tuple[str, ...]) -> list[Variant]:
        typed = {fold(word) for word in find}
        found: dict[str, Variant] = {}
        for word in find:
            for variant in suggest(word):
                found.setdefault(fold(variant.text), variant)
        return [variant for folded, variant in found.items() if folded not in typed]

    def _show_variants(self) -> None:
        self.variants.blockSignals(True)
        self.variants.clear()
        shown: set[str] = set()
        for variant in self._suggested(self.find_words()):
            shown.add(fold(variant.text))
            self._add(variant.text, f"{variant.text} · {why_words(variant.why)}")
        for text in self._extra:
            if fold(text) not in shown and self._ticked.get(fold(text), True):
                self._add(text, text)
        self.variants.blockSignals(False)
        self.variants_block.setVisible(self.variants.count() > 0)

    def _add(self, text: str, shown: str) -> None:
        item = QListWidgetItem(shown)
        item.setData(_VARIANT, text)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        is_on = self._ticked.get(fold(text), True)
        item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self.variants.addItem(item)


def _lines(edit: QPlainTextEdit) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in edit.toPlainText().splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))
