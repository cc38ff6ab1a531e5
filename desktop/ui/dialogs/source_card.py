"""One source in the settings: how it is, what to do about it, how far its past was read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QVBoxLayout

from desktop import wording
from desktop.core.histories import HistoryProgress, HistoryState
from desktop.core.rhythm import Silence
from desktop.core.sources import Health, SourceInfo, StoredSource
from desktop.i18n import N_, tr
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import row
from desktop.ui.dialogs.frame import label, role
from desktop.ui.dialogs.shown_time import shown_day
from desktop.ui.dialogs.source_health import health_lines, health_look
from desktop.ui.dialogs.spoken import Spoken
from desktop.ui.dialogs.steps_card import open_page


class SourceCard(QFrame):
    """Shows what `show_source` got; its signals ask the page to do something about it."""

    edit_wanted = Signal()
    check_wanted = Signal()
    switch_wanted = Signal()
    remove_wanted = Signal()
    history_wanted = Signal(bool)
    """Whether the past is to be read on (else it is to be stopped)."""

    def __init__(self, context: TabContext, said: Spoken) -> None:
        super().__init__()
        self._context = context
        self._key_page = ""
        self._is_reading = False
        role(self, "card")
        self.health, self.details, self.past = label("strong"), label("muted"), label("muted")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(self.fontMetrics().height() // 3)
        self.key_button, self.history_button = QPushButton(), QPushButton()
        self.edit_button, self.check_button = QPushButton(), QPushButton()
        self.switch_button, self.remove_button = QPushButton(), QPushButton()
        said.say(self.check_button.setText, N_("Check now"))
        said.say(self.remove_button.setText, N_("Remove…"))
        said.say(self.key_button.setText, N_("Open the page for the key"))
        said.name(self.progress, N_("How far the past was read"))
        self._lay_out()
        self.key_button.clicked.connect(self.on_key)
        self.history_button.clicked.connect(self.on_history)
        self.edit_button.clicked.connect(self.edit_wanted)
        self.check_button.clicked.connect(self.check_wanted)
        self.switch_button.clicked.connect(self.switch_wanted)
        self.remove_button.clicked.connect(self.remove_wanted)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        for widget in (self.health, self.details, self.past, self.progress):
            column.addWidget(widget)
        column.addWidget(
            row(
                self.key_button,
                self.edit_button,
                self.check_button,
                self.history_button,
                self.switch_button,
                self.remove_button,
            )
        )

    def show_source(
        self,
        source: StoredSource,
        info: SourceInfo | None,
        history: HistoryProgress | None,
        silence: Silence | None,
    ) -> None:
        """Say how the source is, in today's language."""
        now = self._context.services.clock()
        self.health.setText(f"{source.name}: {wording.health(source.health)}")
        role(self.health, health_look(source.health))
        self.details.setText("\n".join(health_lines(source, now, info, silence)))
        is_broken = source.health in (Health.FAILING, Health.NEEDS_KEY)
        self.edit_button.setText(tr("Repair…") if is_broken else tr("Change…"))
        self.switch_button.setText(tr("Turn off") if source.is_on else tr("Turn on"))
        self.check_button.setEnabled(source.is_on)
        self._key_page = (wording.key_link(source.reason, info) or "") if source.reason else ""
        self.key_button.setVisible(bool(self._key_page))
        self.key_button.setToolTip(self._key_page)
        self._show_history(history, info)

    def _show_history(self, history: HistoryProgress | None, info: SourceInfo | None) -> None:
        can_read = info is not None and info.history_days > 0
        state = history.state if history else None
        self._is_reading = state is HistoryState.RUNNING
        self.past.setText(_past(history) if history else "")
        self.past.setVisible(history is not None)
        self.progress.setVisible(state in (HistoryState.RUNNING, HistoryState.STOPPED))
        has_share = history is not None and history.reached is not None
        # Before the first step is known the bar only says that something is going on.
        self.progress.setRange(0, 100 if has_share or not self._is_reading else 0)
        self.progress.setValue(round(history.share * 100) if history else 0)
        self.history_button.setVisible(can_read and state is not HistoryState.DONE)
        stop, go_on, begin = tr("Stop reading the past"), tr("Go on"), tr("Read the past")
        is_stopped = state is HistoryState.STOPPED
        self.history_button.setText(stop if self._is_reading else go_on if is_stopped else begin)

    def on_history(self) -> None:
        """Stop what is being read, or go on."""
        self.history_wanted.emit(not self._is_reading)

    def on_key(self) -> None:
        """Open the page where a new key is made."""
        open_page(self._key_page)


def _past(history: HistoryProgress) -> str:
    reached = shown_day(history.reached) if history.reached else ""
    return f"{wording.history(history, reached)}."
