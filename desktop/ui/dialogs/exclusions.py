"""The proposal to exclude words of namesakes, for one topic at a time."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QWidget

from desktop.core.models import Topic, TopicKind
from desktop.core.query import QueryError, parse_query, simple_query
from desktop.i18n import N_, tr
from desktop.store import topics
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import FieldBlock
from desktop.ui.dialogs.frame import Dialog, label
from desktop.ui.dialogs.namesakes import NamesakePanel
from desktop.ui.dialogs.topic_work import saving


class ExclusionsDialog(Dialog):
    """`saved` carries the changed topic, whose mentions are then to be matched again."""

    saved = Signal(object)

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            parent,
            N_("Exclude namesakes"),
            N_("Words that stand only in texts you marked “not about us”."),
            wide_em=34,
            high_em=32,
        )
        self._topics: tuple[Topic, ...] = ()
        self.topic, self.trouble = QComboBox(), label("error")
        self.block = FieldBlock(self.topic, N_("Topic"))
        none = Topic(0, "", TopicKind.BRAND, "")
        self.panel = NamesakePanel(context, self.said, none, is_alone=True)
        self.body.addWidget(self.block)
        self.body.addWidget(self.panel, 1)
        self.body.addWidget(self.trouble)
        self.trouble.hide()
        self.save_button = self.add_button(
            N_("Exclude the ticked words"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.save_button.setEnabled(False)
        self.add_cancel()
        self.topic.currentIndexChanged.connect(self.on_topic_chosen)
        self.panel.read.connect(self.on_proposed)
        self.save_button.clicked.connect(self.on_save)
        context.reader.ask(topics.all, self.on_topics)

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.block.retranslate()
        self.panel.retranslate()

    def on_topics(self, found: tuple[Topic, ...]) -> None:
        """Offer the topics."""
        # Namesakes are mostly those of the own brand.
        self._topics = tuple(sorted(found, key=_is_not_own))
        self.topic.clear()
        self.topic.addItems([topic.name for topic in self._topics])

    def on_topic_chosen(self, at: int) -> None:
        """Propose words for that topic."""
        if 0 <= at < len(self._topics):
            self.panel.set_topic(self._topics[at])

    def on_proposed(self) -> None:
        """Saving needs a word."""
        self.save_button.setEnabled(self.panel.list.count() > 0)

    def on_save(self) -> None:
        """Put the words into the topic."""
        words = self.panel.ticked()
        at = self.topic.currentIndex()
        if not words or at < 0:
            return
        try:
            topic = with_exclusions(self._topics[at], words)
        except QueryError:
            self.trouble.setText(tr("The topic would become too long. Please change it by hand."))
            self.trouble.show()
            return
        self.context.writer.ask(saving(topic), self.on_saved)

    def on_saved(self, topic: Topic | None) -> None:
        """Tell the others and close."""
        if topic is not None:
            self.context.announce(Change.TOPICS)
            self.saved.emit(topic)
        self.accept()


def _is_not_own(topic: Topic) -> bool:
    return topic.kind is not TopicKind.BRAND


def with_exclusions(topic: Topic, words: tuple[str, ...]) -> Topic:
    """The topic with more words excluded. Raises `QueryError` when it grows too long."""
    if topic.is_expert:
        query = expert_without(topic.query, words)
        parse_query(query)
        return replace(topic, query=query)
    exclude = tuple(dict.fromkeys((*topic.exclude, *words)))
    query = simple_query(topic.find, topic.variants, exclude)
    return replace(topic, exclude=exclude, query=query)


def expert_without(query: str, words: tuple[str, ...]) -> str:
    """The expert form of a query that must not match any of `words` either."""
    minus = " ".join(f'-"{word}"' if " " in word else f"-{word}" for word in words)
    return f"({query}) {minus}"
