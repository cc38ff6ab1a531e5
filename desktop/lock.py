"""Locks on a data folder that end with the process, whatever ends it; a leaf without Qt.

Two files: `Paths.window_lock` is held alone by the window (a second start sees that);
`Paths.use_lock` is shared by every process that has the store open, and held alone by `restore`,
which must not exchange the store under somebody. The system drops them when a process dies, so a
killed program leaves nothing to clean up.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_SLOTS = 64  # on Windows a sharer locks one byte of these, a lone holder all of them


class FolderLock:
    """One lock file. Keep the object alive for as long as the lock is needed; any one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds its lock."""
        return self._file is not None

    def try_alone(self) -> bool:
        """Take the lock for this process only; `False` when anybody holds it."""
        return self._take(is_alone=True)

    def try_shared(self) -> bool:
        """Take the lock together with other sharers; `False` when somebody holds it alone."""
        return self._take(is_alone=False)

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _take(self, *, is_alone: bool) -> bool:
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if _lock(opened, is_alone):
            self._file = opened
            return True
        os.close(opened)
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(opened: int, is_alone: bool) -> bool:
        wanted = [(0, _SLOTS)] if is_alone else [(slot, 1) for slot in range(_SLOTS)]
        for start, length in wanted:
            os.lseek(opened, start, os.SEEK_SET)
            try:
                msvcrt.locking(opened, msvcrt.LK_NBLCK, length)
            except OSError:
                continue
            return True
        return False

else:
    import fcntl

    def _lock(opened: int, is_alone: bool) -> bool:
        kind = fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH
        try:
            fcntl.flock(opened, kind | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
