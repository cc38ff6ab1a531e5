"""What can be opened from anywhere in the window: every dialog, one of a kind at a time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop.core.models import Topic, TopicKind
from desktop.core.sources import StoredSource
from desktop.store import sources, topics
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.rematching import Rematching
from desktop.ui.file_actions import FileActions
from desktop.ui.removal_actions import Getting, RemovalActions


class Actions(QObject):
    """Opens dialogs over the window and keeps them until they are closed.

    Lives in the GUI thread. The window calls `refresh` after every change and `stop` before it
    goes. `sample_wanted` asks for the sample shop in a window of its own.
    """

    sample_wanted = Signal()

    def __init__(
        self, context: TabContext, window: QWidget, *, has_native_files: bool = True
    ) -> None:
        super().__init__(window)
        self.context, self.window = context, window
        self.rematching = Rematching(context, self)
        self._open: dict[str, QDialog] = {}
        self.files = FileActions(self, is_native=has_native_files)
        self.removal = RemovalActions(self)

    def show(self, key: str, dialog: QDialog) -> None:
        """Open a dialog and keep it; a former one of the same key is closed."""
        former = self._open.pop(key, None)
        if former is not None:
            former.close()
        dialog.setObjectName(key)
        self._open[key] = dialog
        dialog.finished.connect(self.on_finished)
        dialog.open()

    def opened(self, key: str) -> QDialog | None:
        """The dialog of that key if it is open, brought to the front."""
        dialog = self._open.get(key)
        if dialog is not None:
            dialog.raise_()
            dialog.activateWindow()
        return dialog

    def on_finished(self) -> None:
        """Let closed dialogs go."""
        self._open = {key: each for key, each in self._open.items() if each.isVisible()}

    def refresh(self, change: Change) -> None:
        """Tell open dialogs what changed."""
        for dialog in list(self._open.values()):
            told = getattr(dialog, "refresh", None)
            if told is not None:
                told(change)

    def retranslate(self) -> None:
        """Say the texts of open dialogs again."""
        for dialog in list(self._open.values()):
            told = getattr(dialog, "retranslate", None)
            if told is not None:
                told()

    def stop(self) -> None:
        """Give up background work; called before the store is closed."""
        self.rematching.stop()
        for dialog in list(self._open.values()):
            dialog.close()

    def first_run(self) -> None:
        """The guide of the first start; may be started again from Help."""
        from desktop.ui.dialogs.first_run import FirstRun

        if self.opened("first-run") is None:
            guide = FirstRun(self.context, self, self.window)
            self.show("first-run", guide)

    def open_sample(self) -> None:
        """Ask for the sample shop."""
        self.sample_wanted.emit()

    def add_mention(self) -> None:
        """Type or paste a mention."""
        from desktop.ui.dialogs.add_mention import AddMention

        if self.opened("add-mention") is None:
            self.show("add-mention", AddMention(self.context, self.window))

    def add_source(self, kind: str | None = None) -> None:
        """Set up a source; without a kind it is asked for."""
        if kind is not None:
            self.on_kind_chosen(kind)
            return
        from desktop.ui.dialogs.source_kinds import SourceKinds

        chooser = SourceKinds(self.context, self._parent())
        chooser.chosen.connect(self.on_kind_chosen)
        chooser.paste_wanted.connect(self.add_mention)
        chooser.import_wanted.connect(self.on_import_wanted)
        self.show("source-kinds", chooser)

    def on_import_wanted(self) -> None:
        """A file instead of a source."""
        self.import_file()

    def on_kind_chosen(self, kind: str) -> None:
        """Open the form of that kind."""
        from desktop.ui.dialogs.source_form import SourceForm

        info = self.context.services.info(kind)
        if info is not None:
            self.show("source", SourceForm(self.context, info, None, self._parent()))

    def edit_source(self, source_id: int) -> None:
        """Change a source."""
        self.context.reader.ask(Getting(sources.get, source_id), self.on_source_read)

    def on_source_read(self, source: StoredSource | None) -> None:
        """Open the form of a source that is still there and polled."""
        from desktop.ui.dialogs.source_form import SourceForm

        info = self.context.services.info(source.kind) if source else None
        if info is not None:
            self.show("source", SourceForm(self.context, info, source, self._parent()))

    def switch_source(self, source: StoredSource) -> None:
        """Turn a source off or on."""
        self.removal.switch_source(source)

    def remove_source(self, source_id: int) -> None:
        """Remove a source after asking."""
        self.removal.remove_source(source_id)

    def add_topic(self, kind: TopicKind | None = None) -> None:
        """Make a topic."""
        from desktop.ui.dialogs.topic_editor import TopicEditor

        editor = TopicEditor(self.context, None, kind or TopicKind.BRAND, self._parent())
        editor.saved.connect(self.on_topic_saved)
        self.show("topic", editor)

    def edit_topic(self, topic_id: int) -> None:
        """Change a topic."""
        self.context.reader.ask(Getting(topics.get, topic_id), self.on_topic_read)

    def on_topic_read(self, topic: Topic | None) -> None:
        """Open the editor of a topic that is still there."""
        from desktop.ui.dialogs.topic_editor import TopicEditor

        if topic is not None:
            editor = TopicEditor(self.context, topic, topic.kind, self._parent())
            editor.saved.connect(self.on_topic_saved)
            self.show("topic", editor)

    def on_topic_saved(self, topic: Topic) -> None:
        """The stored mentions are matched with the topic as it is now."""
        self.rematching.start(topic)

    def remove_topic(self, topic_id: int) -> None:
        """Remove a topic after asking."""
        self.removal.remove_topic(topic_id)

    def propose_exclusions(self) -> None:
        """Propose words of namesakes to exclude."""
        from desktop.ui.dialogs.exclusions import ExclusionsDialog

        dialog = ExclusionsDialog(self.context, self._parent())
        dialog.saved.connect(self.on_topic_saved)
        self.show("exclusions", dialog)

    def import_file(self, path: Path | None = None) -> None:
        """Bring mentions in from a table; without a path it is asked for."""
        self.files.import_file(path)

    def export_opml(self) -> None:
        """Write the feeds into a file other programs read."""
        self.files.export_opml()

    def import_opml(self) -> None:
        """Add the feeds listed in a file."""
        self.files.import_opml()

    def backup(self) -> None:
        """Make a copy of the store."""
        self.files.backup()

    def restore(self) -> None:
        """Put a copy of the store back."""
        self.files.restore()

    def erase_author(self, handle: str | bool = "") -> None:
        """Remove everything about an author."""
        from desktop.ui.dialogs.erase_author import EraseAuthor

        # A button hands over whether it is checked, which is nobody's name.
        name = handle if isinstance(handle, str) else ""
        self.show("erase-author", EraseAuthor(self.context, name, self._parent()))

    def open_settings(self, page: str = "general") -> None:
        """Open the settings at a page."""
        from desktop.ui.dialogs.settings import SettingsDialog

        dialog = self.opened("settings")
        if not isinstance(dialog, SettingsDialog):
            dialog = SettingsDialog(self.context, self, self.window)
            self.show("settings", dialog)
        dialog.show_page(page)

    def people(self) -> None:
        """The list of the team."""
        from desktop.ui.dialogs.people import PeopleDialog

        self.show("people", PeopleDialog(self.context, self._parent()))

    def shortcuts(self) -> None:
        """The help sheet of keys."""
        from desktop.ui.dialogs.shortcuts import ShortcutsDialog

        self.show("shortcuts", ShortcutsDialog(self.context, self.window))

    def _parent(self) -> QWidget:
        """A dialog asked for from another one opens over that one."""
        visible = [each for each in self._open.values() if each.isVisible()]
        return visible[-1] if visible else self.window
