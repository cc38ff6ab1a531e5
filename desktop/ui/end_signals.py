"""Ctrl+C and the system's polite "end": the window closes as if the person had closed it."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_WANTED = (signal.SIGINT, signal.SIGTERM)


class EndSignals(QObject):
    """Emits `came` in the GUI thread, where it lives; make it in the main thread.

    Python runs its handlers between two steps of Python, and a window with nothing to do takes
    none: the signal therefore also writes into a pipe Qt listens to. Windows, where a pipe
    cannot be listened to, notices at the next tick of the status bar.
    """

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pipe: tuple[int, int] | None = None
        self._notifier: QSocketNotifier | None = None
        self._old_wakeup = -1
        self._old = {each: signal.signal(each, self._on_signal) for each in _WANTED}
        if sys.platform != "win32":
            self._listen()

    def release(self) -> None:
        """Give the signals back to whom they belonged."""
        for each, handler in self._old.items():
            signal.signal(each, handler)
        if self._pipe is not None:
            signal.set_wakeup_fd(self._old_wakeup)
            if self._notifier is not None:
                self._notifier.setEnabled(False)
            for end in self._pipe:
                os.close(end)
            self._pipe = None

    def on_woken(self) -> None:
        """Empty the pipe; Python calls the handler on the way."""
        if self._pipe is not None:
            os.read(self._pipe[0], 64)

    def _listen(self) -> None:
        self._pipe = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        self._old_wakeup = signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._pipe[0], QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self.on_woken)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.came.emit()
