"""Choosing the block of a web page to watch, from an outline of what repeats on the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import wording
from desktop.core.models import OutlineBlock
from desktop.core.sources import Reason
from desktop.i18n import N_, tr, trn
from desktop.ui.context import TabContext
from desktop.ui.dialogs.background import Background
from desktop.ui.dialogs.blocks import SideBySide, chosen, quiet_list, row
from desktop.ui.dialogs.frame import Dialog, label, role
from desktop.ui.dialogs.page_work import Outlined, outlining
from desktop.ui.dialogs.trial_advice import trial_advice

_BLOCK = Qt.ItemDataRole.UserRole
_NOTHING = (
    N_("Nothing repeats on this page"),
    N_("Give the address of a page with a list: reviews, posts, news."),
)
_WORDS = {
    Reason.LAYOUT: (
        N_("The page came without words"),
        N_(
            "It is put together in the browser, so there is nothing to choose from. Use the "
            "site's letters, its feed, or paste what you find."
        ),
    ),
    Reason.BAD_SETTING: _NOTHING,
}


class FilterEdit(QLineEdit):
    """Arrow down goes to the list that is being filtered."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand the key on."""
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class OutlinePicker(Dialog):
    """Looks at a page in the background; `picked` carries the selector of the chosen block."""

    picked = Signal(str)

    def __init__(
        self,
        context: TabContext,
        url: str,
        proxy: str = "",
        current: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            parent,
            N_("Choose the block to watch"),
            N_("Each line is something that repeats on the page. Choose the one that is one "
               "review or one post."),
            wide_em=58,
            high_em=40,
        )  # fmt: skip
        self._url, self._proxy, self._current = url, proxy, current
        self._outcome: Outlined | None = None
        self._background = Background(self)
        self.filter, self.list = FilterEdit(), QListWidget()
        self.progress, self.stop_button, self.again_button = (
            QProgressBar(), QPushButton(), QPushButton(),
        )  # fmt: skip
        self.verdict, self.advice = label("strong"), label("muted")
        self.count, self.selector = label("strong"), label("muted")
        self.samples = QVBoxLayout()
        self._lay_out_outline()
        self._connect()
        self.retranslate()
        self.on_look()

    def _lay_out_outline(self) -> None:
        em = self.fontMetrics().height()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(em // 3)
        quiet_list(self.list)
        self.list.setMinimumHeight(em * 16)
        self.list.setAlternatingRowColors(False)
        for button in (self.stop_button, self.again_button):
            button.setAutoDefault(False)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(em // 2)
        left.addWidget(self.filter)
        left.addWidget(self.list, 1)
        self.samples.setSpacing(em // 2)
        right.addWidget(self.count)
        right.addWidget(self.selector)
        right.addLayout(self.samples)
        right.addStretch(1)
        self.choice = SideBySide(left, right)
        for widget in (self.progress, self.verdict, self.advice):
            self.body.addWidget(widget)
        self.looking = row(self.stop_button, self.again_button)
        self.body.addWidget(self.looking)
        self.body.addWidget(self.choice, 100)
        self.body.addStretch(1)  # takes the room while there is nothing to choose from
        self.pick_button = self.add_button(
            N_("Watch this block"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.add_cancel()
        self.said.say(self.stop_button.setText, N_("Stop"))
        self.said.say(self.again_button.setText, N_("Look again"))
        self.said.say(self.filter.setPlaceholderText, N_("Words you see on the page"))
        self.said.name(self.filter, N_("Show only blocks with these words"))
        self.said.name(self.list, N_("Blocks of the page"))
        self.said.name(self.progress, N_("Looking at the page"))

    def _connect(self) -> None:
        self.filter.textChanged.connect(self.on_filter)
        self.filter.left.connect(self.on_filter_left)
        self.list.currentRowChanged.connect(self.on_row)
        self.list.itemActivated.connect(self.on_pick)
        self.stop_button.clicked.connect(self.on_stop)
        self.again_button.clicked.connect(self.on_look)
        self.pick_button.clicked.connect(self.on_pick)

    def on_look(self) -> None:
        """Read the page."""
        self._outcome = None
        self._background.start(
            outlining(self.context.services, self._url, self._proxy), self.on_outlined
        )
        self._show()
        self.stop_button.setFocus()

    def on_stop(self) -> None:
        """Nobody waits any more."""
        self._background.cancel()
        self._show()
        self.again_button.setFocus()

    def on_outlined(self, outcome: Outlined) -> None:
        """Show the blocks, or why there are none."""
        self._outcome = outcome
        self._show()
        (self.filter if outcome.blocks else self.again_button).setFocus()

    def on_filter(self) -> None:
        """Show the blocks in which the words stand."""
        words = self.filter.text().casefold().split()
        first = -1
        for at in range(self.list.count()):
            block = self._block_of(self.list.item(at))
            text = " ".join((*block.samples, block.selector)).casefold()
            is_shown = all(word in text for word in words)
            self.list.item(at).setHidden(not is_shown)
            if is_shown and first < 0:
                first = at
        current = chosen(self.list)
        if current is None or current.isHidden():
            self.list.setCurrentRow(first)
        self.on_row()

    def on_filter_left(self) -> None:
        """Go on in the list."""
        self.list.setFocus()

    def on_row(self) -> None:
        """Show what the block would bring."""
        self._clear_samples()
        block = self._chosen_block()
        self.pick_button.setEnabled(block is not None)
        self.count.setText(self._count(block) if block else tr("No block has these words."))
        self.selector.setText(tr("Selector: {selector}").format(selector=block.selector)
                              if block else "")  # fmt: skip
        for sample in block.samples if block else ():
            self.samples.addWidget(_card(sample))

    def on_pick(self) -> None:
        """Hand the choice back."""
        if (block := self._chosen_block()) is not None:
            self.picked.emit(block.selector)
            self.accept()

    def done(self, result: int) -> None:
        """Closing in any way ends the look."""
        self._background.cancel()
        super().done(result)

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self._show()

    def _show(self) -> None:
        outcome = self._outcome
        is_running = self._background.is_running
        blocks = outcome.blocks if outcome else ()
        self.progress.setVisible(is_running)
        self.stop_button.setVisible(is_running)
        self.again_button.setVisible(not is_running and not blocks)
        self.looking.setVisible(is_running or not blocks)
        self.choice.setVisible(bool(blocks))
        self.pick_button.setEnabled(bool(blocks))
        verdict, advice = self._words(is_running)
        for line, text in ((self.verdict, verdict), (self.advice, advice)):
            line.setText(text)
            line.setVisible(bool(text))
        role(self.verdict, "error" if outcome and outcome.error else "strong")
        if blocks:
            self._fill(blocks)

    def _words(self, is_running: bool) -> tuple[str, str]:
        if is_running:
            return tr("Looking at the page…"), ""
        if self._outcome is None:
            return tr("Stopped. Nothing was changed."), ""
        if (error := self._outcome.error) is not None:
            if error.reason in _WORDS:
                what, advice = _WORDS[error.reason]
                return tr(what), tr(advice)
            return wording.reason(error.reason), trial_advice(error.reason)
        if not self._outcome.blocks:
            return tr(_NOTHING[0]), tr(_NOTHING[1])
        return "", ""

    def _fill(self, blocks: tuple[OutlineBlock, ...]) -> None:
        before = self._chosen_block()
        wanted = before.selector if before else self._current
        self.list.blockSignals(True)
        self.list.clear()
        for block in blocks:
            sample = " · ".join(block.samples[0].splitlines()) if block.samples else ""
            number = trn("{n} block", "{n} blocks", block.count).format(n=block.count)
            item = QListWidgetItem(f"{sample}\n{number}")
            item.setData(_BLOCK, block)
            item.setToolTip(block.selector)
            self.list.addItem(item)
        at = next((n for n, block in enumerate(blocks) if block.selector == wanted), 0)
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self.on_filter()

    def _count(self, block: OutlineBlock) -> str:
        return trn(
            "{n} block: would become {n} mention",
            "{n} blocks: would become {n} mentions",
            block.count,
        ).format(n=block.count)

    def _chosen_block(self) -> OutlineBlock | None:
        item = chosen(self.list)
        return self._block_of(item) if item is not None and not item.isHidden() else None

    def _block_of(self, item: QListWidgetItem) -> OutlineBlock:
        block = item.data(_BLOCK)
        assert isinstance(block, OutlineBlock)
        return block

    def _clear_samples(self) -> None:
        while (item := self.samples.takeAt(0)) is not None:
            if gone := item.widget():
                gone.hide()
                gone.deleteLater()


def _card(sample: str) -> QFrame:
    """One text as it would be shown among the mentions."""
    card = QFrame()
    role(card, "card")
    text = label()
    text.setText(sample)
    QVBoxLayout(card).addWidget(text)
    return card
