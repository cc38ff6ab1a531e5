"""The settings in force, and how they come from the store and go back to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.core import settings as core_settings
from desktop.store import settings as stored_settings
from desktop.ui.housekeeping import save_settings

if TYPE_CHECKING:
    from desktop.core.settings import Settings
    from desktop.ui.database_thread import DatabaseThread


class SettingsKeeper(QObject):
    """Lives in the GUI thread; `changed` is emitted after other settings came in force.

    Where the store could not be read at the start (`is_read` false) nothing is written over what
    it holds: changes wait until it can be read again, and are applied to what was found there.
    """

    changed = Signal()

    def __init__(
        self,
        settings: Settings,
        reader: DatabaseThread,
        writer: DatabaseThread,
        parent: QObject | None = None,
        *,
        is_read: bool,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._reader = reader
        self._writer = writer
        self._is_read = is_read
        self._early: dict[str, object] = {}
        if not is_read:
            reader.worked.connect(self.on_worked)

    def current(self) -> Settings:
        """The settings in force."""
        return self._settings

    def change(self, **values: object) -> None:
        """Apply the named settings and write them in the background. Raises `ValueError`."""
        wanted = core_settings.changed(self._settings, **values)
        if wanted == self._settings:
            return
        self._settings = wanted
        if self._is_read:
            self._writer.ask(partial(save_settings, settings=wanted))
        else:
            self._early.update(values)
        self.changed.emit()

    def on_worked(self) -> None:
        """The store can be read again."""
        if not self._is_read:
            self._reader.ask(stored_settings.load, self.on_read, key="settings")

    def on_read(self, found: Settings) -> None:
        """What the store really holds; what was changed meanwhile comes on top."""
        if self._is_read:
            return
        self._is_read = True
        self._reader.worked.disconnect(self.on_worked)
        self._settings = found
        if self._early:
            self.change(**self._early)
        self.changed.emit()
