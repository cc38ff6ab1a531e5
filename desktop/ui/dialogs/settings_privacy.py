"""Settings: where the data lies, copies of it, how long it is kept, what leaves the computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from desktop.i18n import N_, tr
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import row
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.settings_page import Choice, SettingsPage

if TYPE_CHECKING:
    from desktop.ui.actions import Actions

_KEPT: tuple[tuple[object, str], ...] = (
    (0, N_("For ever")),
    (90, N_("Three months")),
    (180, N_("Half a year")),
    (365, N_("A year")),
    (730, N_("Two years")),
    (1095, N_("Three years")),
)


class PrivacyPage(SettingsPage):
    """Everything about the data and who sees it."""

    key = "privacy"
    icon = "key"
    title = N_("Privacy and data")

    def __init__(self, context: TabContext, actions: Actions) -> None:
        super().__init__(context, actions)
        self.place = label()
        self.place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.kept = Choice(_KEPT)
        self.folder_button, self.backup_button, self.restore_button, self.erase_button = (
            QPushButton(),
            QPushButton(),
            QPushButton(),
            QPushButton(),
        )
        self._lay_out()
        self.refresh(Change.SETTINGS)
        self.kept.activated.connect(self.on_kept_chosen)
        self.folder_button.clicked.connect(self.on_open_folder)
        self.backup_button.clicked.connect(actions.backup)
        self.restore_button.clicked.connect(actions.restore)
        self.erase_button.clicked.connect(actions.erase_author)
        for button in (
            self.folder_button,
            self.backup_button,
            self.restore_button,
            self.erase_button,
        ):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        say = self.said.say
        say(self.folder_button.setText, N_("Open the folder"))
        say(self.backup_button.setText, N_("Make a copy…"))
        say(self.restore_button.setText, N_("Put a copy back…"))
        say(self.erase_button.setText, N_("Erase an author…"))
        self.add_heading(N_("Where the data lies"))
        self.column.addWidget(self.place)
        self.column.addWidget(row(self.folder_button))
        self.add_heading(N_("Copies"))
        self.add_text(
            N_("A copy holds mentions, notes, topics, sources and settings. Keys are not in it.")
        )
        self.column.addWidget(row(self.backup_button, self.restore_button))
        self.add_heading(N_("How long"))
        self.add_field(
            self.kept,
            N_("Keep mentions"),
            N_("Older ones are removed for good when the program starts."),
        )
        self.add_heading(N_("Personal data"))
        self.add_text(N_("A person may ask you to remove what was kept about them."))
        self.column.addWidget(row(self.erase_button))
        self.add_heading(N_("What leaves this computer"))
        self.add_text(
            N_(
                "Requests to the sources you set up, with the words of your topics where a "
                "network searches by them. Nothing else: no statistics, no error reports, no "
                "account. Pictures in mentions are not loaded by themselves."
            ),
            "",
        )
        self.column.addStretch(1)

    def refresh(self, change: Change) -> None:
        """Show the place and the time of keeping."""
        if change & Change.SETTINGS:
            self.place.setText(str(self.context.services.paths.database))
            self.place.setAccessibleName(tr("Where the data lies"))
            self.kept.choose(self.context.settings().retention_days)

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.kept.retranslate()

    def on_kept_chosen(self) -> None:
        """Keep mentions for as long as chosen."""
        self.context.change_settings(retention_days=self.kept.value())

    def on_open_folder(self) -> None:
        """Show the data folder in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.context.services.paths.data)))
