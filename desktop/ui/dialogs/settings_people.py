"""Settings: the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.i18n import N_
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.people import PeoplePanel
from desktop.ui.dialogs.settings_page import SettingsPage

if TYPE_CHECKING:
    from desktop.ui.actions import Actions


class PeoplePage(SettingsPage):
    """The list of people."""

    key = "people"
    icon = "people"
    title = N_("People")

    def __init__(self, context: TabContext, actions: Actions) -> None:
        super().__init__(context, actions)
        self.panel = PeoplePanel(context, self.said)
        self.column.addWidget(self.panel, 1)

    def refresh(self, change: Change) -> None:
        """Read the people again."""
        if change & Change.PEOPLE:
            self.panel.refresh()

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.panel.retranslate()
