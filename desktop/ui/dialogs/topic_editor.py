"""Making and changing a topic, in a simple or in an expert form, tried while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import wording
from desktop.core.models import Topic, TopicKind
from desktop.core.query import Node, QueryError, parse_query
from desktop.core.simple_form import as_simple
from desktop.i18n import N_, tr
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import FieldBlock, SideBySide, Tick, row
from desktop.ui.dialogs.exclusions import expert_without
from desktop.ui.dialogs.frame import Dialog, label
from desktop.ui.dialogs.namesakes import NamesakePanel
from desktop.ui.dialogs.query_edit import QueryEdit
from desktop.ui.dialogs.settings_page import Choice
from desktop.ui.dialogs.topic_simple import SimpleTopic
from desktop.ui.dialogs.topic_try import TopicTry
from desktop.ui.dialogs.topic_work import saving

_KINDS: tuple[tuple[object, str], ...] = tuple((kind, kind.value) for kind in TopicKind)


class TopicEditor(Dialog):
    """One topic. `saved` carries the stored topic, whose mentions are then to be matched again."""

    saved = Signal(object)

    def __init__(
        self,
        context: TabContext,
        topic: Topic | None = None,
        kind: TopicKind = TopicKind.BRAND,
        parent: QWidget | None = None,
    ) -> None:
        title = N_("New topic") if topic is None else N_("Topic")
        super().__init__(context, parent, title, wide_em=60, high_em=44)
        self.topic = topic or Topic(0, "", kind, "", is_expert=False)
        self.name, self.kind = QLineEdit(), Choice(_KINDS)
        self.name_block = FieldBlock(self.name, N_("Name of the topic"))
        self.kind_block = FieldBlock(self.kind, N_("Whose words"))
        self.expert_switch, self.cannot = Tick(), label("warning")
        self.simple, self.expert = SimpleTopic(self.said), QueryEdit(context)
        self.forms = QStackedWidget()
        self.trial = TopicTry(context, self.said, topic.id if topic else None)
        self.namesakes = NamesakePanel(context, self.said, self.topic)
        self._lay_out_editor()
        self._fill()
        self._connect()
        self.retranslate()
        self.on_query_changed()
        self.name.setFocus()

    def _lay_out_editor(self) -> None:
        self.forms.addWidget(self.simple)
        self.forms.addWidget(self.expert)
        self.said.say(self.expert_switch.setText, N_("Expert form (AND, OR, NOT, NEAR)"))
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(self.body.spacing())
        for widget in (self.name_block, self.kind_block, row(self.expert_switch), self.cannot):
            left.addWidget(widget)
        left.addWidget(self.forms, 1)
        right.addWidget(self.trial, 1)
        right.addWidget(self.namesakes)
        self.body.addWidget(SideBySide(left, right), 1)
        self.cannot.hide()
        self.save_button = self.add_button(N_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add_cancel()

    def _fill(self) -> None:
        self.name.setText(self.topic.name)
        self.kind.choose(self.topic.kind)
        self.expert_switch.setChecked(self.topic.is_expert)
        if self.topic.is_expert:
            self.expert.set_query(self.topic.query)
        else:
            self.simple.show_topic(self.topic)
        self._show_form()

    def _connect(self) -> None:
        self.expert_switch.toggled.connect(self.on_switched)
        self.simple.changed.connect(self.on_query_changed)
        self.expert.changed.connect(self.on_query_changed)
        self.namesakes.chosen.connect(self.on_exclusions_chosen)
        self.name.textEdited.connect(self.on_name_edited)
        self.save_button.clicked.connect(self.on_save)

    @property
    def is_expert(self) -> bool:
        """Which form is shown."""
        return self.forms.currentWidget() is self.expert

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        for block in (self.name_block, self.kind_block):
            block.retranslate()
        for at, kind in enumerate(TopicKind):
            self.kind.setItemText(at, wording.topic_kind(kind))
        for part in (self.simple, self.expert, self.trial, self.namesakes):
            part.retranslate()
        self.cannot.setText(
            tr("This query says more than the simple form can show. It stays in the expert form.")
        )

    def on_switched(self, wants_expert: bool) -> None:
        """Carry the query over to the other form, if it fits there."""
        self.cannot.hide()
        if wants_expert:
            try:
                self.expert.set_query(self.simple.query())
            except QueryError:
                self.expert.set_query("")
            self._show_form()
        elif not self._to_simple():
            self.cannot.show()
            self.expert_switch.blockSignals(True)
            self.expert_switch.setChecked(True)
            self.expert_switch.blockSignals(False)
        else:
            self._show_form()
        self.on_query_changed()

    def _to_simple(self) -> bool:
        """Show the expert query in the simple form; whether that was possible."""
        query = self.expert.query()
        if not query:
            return True
        if query == self._query_of_simple():
            return True
        try:
            simple = as_simple(query)
        except QueryError:
            return False
        if simple is None:
            return False
        self.simple.show_words(simple.find, (), simple.exclude, is_saved=True)
        return True

    def _query_of_simple(self) -> str:
        try:
            return self.simple.query()
        except QueryError:
            return ""

    def _show_form(self) -> None:
        is_expert = self.expert_switch.isChecked()
        self.forms.setCurrentWidget(self.expert if is_expert else self.simple)

    def on_query_changed(self) -> None:
        """Try the query as it is now."""
        self.trial.set_node(self._node())

    def _node(self) -> Node | None:
        if self.is_expert:
            return self.expert.node
        try:
            return parse_query(self.simple.query())
        except QueryError:
            return None

    def on_name_edited(self) -> None:
        """The complaint was about the name before."""
        self.name_block.set_error("")

    def on_exclusions_chosen(self, words: tuple[str, ...]) -> None:
        """Exclude the proposed words in the form that is shown."""
        if not self.is_expert:
            self.simple.add_exclusions(words)
            return
        self.expert.set_query(expert_without(self.expert.query(), words))

    def edited(self) -> Topic:
        """The topic as the form says it; the query must be sound."""
        is_expert = self.is_expert
        return Topic(
            id=self.topic.id,
            name=" ".join(self.name.text().split()),
            kind=TopicKind(str(self.kind.value())),
            query=self.expert.query() if is_expert else self.simple.query(),
            is_expert=is_expert,
            find=() if is_expert else self.simple.find_words(),
            variants=() if is_expert else self.simple.ticked(),
            exclude=() if is_expert else self.simple.exclude_words(),
        )

    def on_save(self) -> None:
        """Store the topic; complaints come first."""
        if not self.name.text().strip():
            self.name_block.set_error(tr("Please give the topic a name."))
            self.name.setFocus()
            return
        if self.expert.require() if self.is_expert else self.simple.require():
            self.save_button.setEnabled(False)
            self.context.writer.ask(saving(self.edited()), self.on_saved, failed=self.on_failed)

    def on_failed(self, _problem: object) -> None:
        """The window told what is wrong with the store; the form stays as it was."""
        self.save_button.setEnabled(True)

    def on_saved(self, topic: Topic | None) -> None:
        """Close, or complain about a name that is taken."""
        self.save_button.setEnabled(True)
        if topic is None:
            self.name_block.set_error(tr("There is a topic of this name already."))
            self.name.setFocus()
            return
        self.context.announce(Change.TOPICS)
        self.saved.emit(topic)
        self.accept()
