"""One window for one data folder: a second start raises the first window and ends."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from desktop.lock import FolderLock

_CALL = "first-hour.raise"
_SHOW, _ADD = "!", "+"


class SingleInstance(QObject):
    """Holds the window's lock and hears other starts. Lives in the GUI thread.

    The call is a touched file, so that no network and no name outside the data folder is needed.
    `raised` says whether the other start was to add a mention.
    """

    raised = Signal(bool)

    def __init__(self, lock_path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = FolderLock(lock_path)
        self._call = lock_path.with_name(_CALL)
        self._watcher: QFileSystemWatcher | None = None

    def take(self) -> bool:
        """Become the window of this folder; `False` when there is one already. Raises `OSError`
        when the folder cannot be used.
        """
        return self._lock.try_alone()

    def listen(self) -> None:
        """Emit `raised` from now on when somebody starts the program again."""
        self._call.touch()
        self._watcher = QFileSystemWatcher([str(self._call)], self)
        self._watcher.fileChanged.connect(self.on_called)

    def call(self, *, is_adding: bool = False) -> None:
        """Ask the window that is there to come forward. Raises `OSError`."""
        with self._call.open("a", encoding="ascii") as file:
            file.write(_ADD if is_adding else _SHOW)

    def on_called(self) -> None:
        """Another start touched the file."""
        if self._watcher is not None and str(self._call) not in self._watcher.files():
            self._call.touch()
            self._watcher.addPath(str(self._call))
        elif self._call.stat().st_size == 0:
            return  # our own emptying below
        is_adding = _ADD in self._call.read_text(encoding="ascii", errors="replace")
        self._call.write_bytes(b"")
        self.raised.emit(is_adding)

    def release(self) -> None:
        """Let the next start have the folder."""
        if self._watcher is not None:
            self._watcher.fileChanged.disconnect(self.on_called)
            self._watcher = None
        self._lock.release()
