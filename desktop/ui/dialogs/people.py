"""The team: names a mention can be assigned to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.models import Person
from desktop.i18n import N_, tr
from desktop.store import people
from desktop.store.database import Connection, writing
from desktop.store.topics import NameTaken
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import FieldBlock, chosen, quiet_list, row
from desktop.ui.dialogs.frame import Dialog, label
from desktop.ui.dialogs.spoken import Spoken

_PERSON = Qt.ItemDataRole.UserRole


class PeoplePanel(QWidget):
    """The list with adding, renaming in place (F2) and removing."""

    def __init__(self, context: TabContext, said: Spoken) -> None:
        super().__init__()
        self._context, self._said = context, said
        self.name, self.add_button = QLineEdit(), QPushButton()
        self.add_button.setAutoDefault(False)
        adding = QWidget()
        line = QHBoxLayout(adding)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.name, 1)
        line.addWidget(self.add_button)
        self.block = FieldBlock(adding, N_("Name"))
        self.block.label.setBuddy(self.name)
        self.names = QListWidget()
        quiet_list(self.names)
        self.names.setEditTriggers(
            QListWidget.EditTrigger.EditKeyPressed | QListWidget.EditTrigger.DoubleClicked
        )
        self.rename_button, self.remove_button = QPushButton(), QPushButton()
        self._lay_out()
        self.add_button.clicked.connect(self.on_add)
        self.name.returnPressed.connect(self.on_add)
        self.rename_button.clicked.connect(self.on_rename)
        self.remove_button.clicked.connect(self.on_remove)
        self.names.itemChanged.connect(self.on_renamed)
        self.names.currentRowChanged.connect(self.on_current_changed)
        self.refresh()

    def _lay_out(self) -> None:
        said = self._said
        said.say(self.add_button.setText, N_("Add"))
        said.say(self.rename_button.setText, N_("Rename"))
        said.say(self.remove_button.setText, N_("Remove"))
        said.name(self.names, N_("People"))
        said.name(self.name, N_("Name of a new person"))
        self.note = label("muted")
        said.say(
            self.note.setText,
            N_(
                "Only names, so that a mention can be given to somebody. "
                "Removing a name leaves the mentions where they are."
            ),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.fontMetrics().height() // 2)
        column.addWidget(self.block)
        column.addWidget(self.names, 1)
        column.addWidget(row(self.rename_button, self.remove_button))
        column.addWidget(self.note)
        for button in (self.rename_button, self.remove_button):
            button.setAutoDefault(False)
        self.names.setMinimumHeight(self.fontMetrics().height() * 6)

    def refresh(self) -> None:
        """Read the list again."""
        self._context.reader.ask(people.all, self.on_read, key="people-panel")

    def retranslate(self) -> None:
        """Say the label again."""
        self.block.retranslate()

    def on_read(self, found: tuple[Person, ...]) -> None:
        """Show the people, keeping the place in the list."""
        at = max(0, self.names.currentRow())
        self.names.blockSignals(True)
        self.names.clear()
        for person in found:
            item = QListWidgetItem(person.name)
            item.setData(_PERSON, person)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.names.addItem(item)
        self.names.setCurrentRow(min(at, self.names.count() - 1))
        self.names.blockSignals(False)
        self.on_current_changed()

    def on_current_changed(self) -> None:
        """Renaming and removing need somebody."""
        is_there = self.names.currentItem() is not None
        self.rename_button.setEnabled(is_there)
        self.remove_button.setEnabled(is_there)

    def on_add(self) -> None:
        """Add the typed name."""
        name = " ".join(self.name.text().split())
        if not name:
            self.block.set_error(tr("Please type a name."))
            return
        self.block.set_error("")
        self.name.clear()
        self._context.writer.ask(_adding(name), self.on_written)

    def on_rename(self) -> None:
        """Edit the name in the list."""
        if (item := chosen(self.names)) is not None:
            self.names.editItem(item)

    def on_renamed(self, item: QListWidgetItem) -> None:
        """Store a name that was edited in the list."""
        person, name = item.data(_PERSON), " ".join(item.text().split())
        if name and name != person.name:
            self._context.writer.ask(_renaming(person.id, name), self.on_written)
        else:
            self.refresh()

    def on_remove(self) -> None:
        """Remove the chosen person."""
        if (item := chosen(self.names)) is not None:
            self._context.writer.ask(_removing(item.data(_PERSON).id), self.on_written)

    def on_written(self, is_done: bool) -> None:
        """Show what the store has now."""
        self.block.set_error("" if is_done else tr("There is a person of this name already."))
        self.refresh()
        self._context.announce(Change.PEOPLE)


class PeopleDialog(Dialog):
    """The list of people as a dialog of its own."""

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent, N_("People"), wide_em=26, high_em=28)
        self.panel = PeoplePanel(context, self.said)
        self.body.addWidget(self.panel)
        self.add_cancel(N_("Close"))
        self.panel.name.setFocus()

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.panel.retranslate()


def _adding(name: str) -> Callable[[Connection], bool]:
    def _work(db: Connection) -> bool:
        with writing(db):
            people.add(db, name)
        return True

    return _work


def _renaming(person_id: int, name: str) -> Callable[[Connection], bool]:
    def _work(db: Connection) -> bool:
        try:
            with writing(db):
                people.rename(db, person_id, name)
        except NameTaken:
            return False
        return True

    return _work


def _removing(person_id: int) -> Callable[[Connection], bool]:
    def _work(db: Connection) -> bool:
        with writing(db):
            people.remove(db, person_id)
        return True

    return _work
