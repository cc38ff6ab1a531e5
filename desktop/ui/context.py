"""What a tab or a dialog is given: everything it may use of the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from desktop.core.settings import Settings
from desktop.ui.changes import Change
from desktop.ui.database_thread import DatabaseThread
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from desktop.services import Services
    from desktop.ui.actions import Actions


class ChangeSettings(Protocol):
    """Saves settings and announces `Change.SETTINGS`; raises `ValueError` for a bad value."""

    def __call__(self, **values: object) -> None:
        """Change the named settings at once; they are written in the background."""
        ...


def _no_dialogs() -> Actions:
    raise RuntimeError("this context was made without a window")


@dataclass(frozen=True, slots=True)
class TabContext:
    """All members are used from the GUI thread only.

    `reader` runs reading work, `writer` changes the store in the order asked. `announce` tells
    every tab that something changed. `request_poll` checks the named sources now, all of them
    for `None`. `tell` shows one short translated sentence in the status bar for a few seconds.
    `window_state` keeps splitters and the like, never settings or content. `dialogs()` opens every
    dialog of the window (add a source, edit a topic, …).
    """

    reader: DatabaseThread
    writer: DatabaseThread
    services: Services
    theme: Theme
    window_state: QSettings
    settings: Callable[[], Settings]
    change_settings: ChangeSettings
    announce: Callable[[Change], None]
    request_poll: Callable[[Sequence[str] | None], None]
    tell: Callable[[str], None]
    dialogs: Callable[[], Actions] = _no_dialogs
