"""Words to exclude, proposed from what the person marked "not about us"."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop.core.models import Topic
from desktop.i18n import N_, tr, trn
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import row
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.spoken import Spoken
from desktop.ui.dialogs.topic_work import Proposal, proposing

_WORD = Qt.ItemDataRole.UserRole
_TICKED = 5
"""How many of the best proposals are ticked at first."""


class NamesakePanel(QWidget):
    """`chosen` carries the ticked words; the panel hides where there is nothing to propose.

    With `is_alone` it stands in a dialog of its own and says so when there is nothing.
    """

    chosen = Signal(object)
    read = Signal()

    def __init__(
        self, context: TabContext, said: Spoken, topic: Topic, *, is_alone: bool = False
    ) -> None:
        super().__init__()
        self._context, self._is_alone = context, is_alone
        self._proposal = Proposal((), 0)
        self.heading, self.verdict = label("heading"), label("muted")
        self.list, self.exclude_button = QListWidget(), QPushButton()
        self.exclude_button.setAutoDefault(False)
        said.say(self.heading.setText, N_("Namesakes"))
        said.say(self.exclude_button.setText, N_("Exclude the ticked words"))
        said.name(self.list, N_("Words proposed to be excluded"))
        self.list.setMinimumHeight(self.fontMetrics().height() * 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.heading, self.verdict):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addWidget(row(self.exclude_button))
        column.addStretch(1 if is_alone else 0)
        self.exclude_button.clicked.connect(self.on_exclude)
        self.setVisible(is_alone)
        self.heading.setVisible(not is_alone)
        self.exclude_button.setVisible(not is_alone)
        self.set_topic(topic)

    def set_topic(self, topic: Topic) -> None:
        """Propose words for this topic."""
        if topic.id:
            work = proposing(self._context.services, topic)
            self._context.reader.ask(work, self.on_read, key=f"namesakes-{id(self)}")

    def on_read(self, proposal: Proposal) -> None:
        """Show what was learnt."""
        self._proposal = proposal
        self.setVisible(self._is_alone or bool(proposal.exclusions))
        self.list.clear()
        for at, each in enumerate(proposal.exclusions):
            seen = trn("in {n} text not about us", "in {n} texts not about us", each.not_us)
            item = QListWidgetItem(f"{each.text} · {seen.format(n=each.not_us)}")
            item.setData(_WORD, each.text)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_best = at < _TICKED
            item.setCheckState(Qt.CheckState.Checked if is_best else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setVisible(self.list.count() > 0)
        self._say_verdict()
        self.read.emit()

    def ticked(self) -> tuple[str, ...]:
        """The words to exclude."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return tuple(
            str(item.data(_WORD)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def on_exclude(self) -> None:
        """Hand the ticked words over; they are not proposed again."""
        if words := self.ticked():
            self.chosen.emit(words)
            for at in reversed(range(self.list.count())):
                if self.list.item(at).checkState() == Qt.CheckState.Checked:
                    self.list.takeItem(at)
            self.setVisible(self._is_alone or self.list.count() > 0)

    def retranslate(self) -> None:
        """Say the proposals again."""
        if self._proposal.judged or self._is_alone:
            self.on_read(self._proposal)

    def _say_verdict(self) -> None:
        n = self._proposal.judged
        if not n:
            self.verdict.setText(
                tr("Mark mentions “not about us”, and words to exclude are proposed here.")
            )
        elif not self._proposal.exclusions:
            text = trn(
                "{n} text was marked “not about us”, but no word tells it from the others.",
                "{n} texts were marked “not about us”, but no word tells them from the others.",
                n,
            )
            self.verdict.setText(text.format(n=n))
        else:
            text = trn(
                "Learnt from {n} text you marked “not about us”.",
                "Learnt from {n} texts you marked “not about us”.",
                n,
            )
            self.verdict.setText(text.format(n=n))
