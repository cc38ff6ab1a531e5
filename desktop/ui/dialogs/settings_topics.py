"""Settings: the topics, with adding, changing and removing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton

from desktop import wording
from desktop.core.models import Topic
from desktop.i18n import N_, tr
from desktop.store import topics
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import chosen, quiet_list, row
from desktop.ui.dialogs.settings_page import SettingsPage

if TYPE_CHECKING:
    from desktop.ui.actions import Actions

_TOPIC = Qt.ItemDataRole.UserRole


class TopicsPage(SettingsPage):
    """What the shop looks for."""

    key = "topics"
    icon = "topic"
    title = N_("Topics")

    def __init__(self, context: TabContext, actions: Actions) -> None:
        super().__init__(context, actions)
        self._topics: tuple[Topic, ...] = ()
        self.list = QListWidget()
        self.add_button, self.edit_button = QPushButton(), QPushButton()
        self.remove_button = QPushButton()
        self.add_text(
            N_(
                "A topic says which words to look for: your own name, a competitor, "
                "or something that matters to your trade."
            )
        )
        self.column.addWidget(self.list, 1)
        self.column.addWidget(row(self.add_button, self.edit_button, self.remove_button))
        self.said.say(self.add_button.setText, N_("Add a topic…"))
        self.said.say(self.edit_button.setText, N_("Change…"))
        self.said.say(self.remove_button.setText, N_("Remove…"))
        self.said.name(self.list, N_("Topics"))
        for button in (self.add_button, self.edit_button, self.remove_button):
            button.setAutoDefault(False)
        self.list.setMinimumHeight(self.fontMetrics().height() * 8)
        quiet_list(self.list)
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(self.on_edit)
        self.list.currentRowChanged.connect(self.on_current_changed)
        self.add_button.clicked.connect(self.on_add)
        self.edit_button.clicked.connect(self.on_edit)
        self.remove_button.clicked.connect(self.on_remove)
        self.refresh(Change.TOPICS)

    def refresh(self, change: Change) -> None:
        """Read the topics again."""
        if change & Change.TOPICS:
            self.context.reader.ask(topics.all, self.on_read, key="settings-topics")

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.on_read(self._topics)

    def on_read(self, found: tuple[Topic, ...]) -> None:
        """Show the topics, keeping the place in the list."""
        self._topics = found
        at = max(0, self.list.currentRow())
        self.list.clear()
        for topic in found:
            text = f"{topic.name}\n{wording.topic_kind(topic.kind)} · {_shown(topic)}"
            item = QListWidgetItem(text)
            item.setData(_TOPIC, topic)
            self.list.addItem(item)
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self.on_current_changed()

    def on_current_changed(self) -> None:
        """Changing and removing need a topic."""
        is_there = self.list.currentItem() is not None
        self.edit_button.setEnabled(is_there)
        self.remove_button.setEnabled(is_there)

    def on_add(self) -> None:
        """Open an empty editor."""
        self.opener.add_topic()

    def on_edit(self) -> None:
        """Open the chosen topic."""
        if (item := chosen(self.list)) is not None:
            self.opener.edit_topic(item.data(_TOPIC).id)

    def on_remove(self) -> None:
        """Ask before removing the chosen topic."""
        if (item := chosen(self.list)) is not None:
            self.opener.remove_topic(item.data(_TOPIC).id)


def _shown(topic: Topic) -> str:
    if topic.is_expert:
        return topic.query
    text = ", ".join(topic.find)
    if topic.exclude:
        return tr("{words}, without {excluded}").format(
            words=text, excluded=", ".join(topic.exclude)
        )
    return text
