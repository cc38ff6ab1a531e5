"""A process that scrolls and types in a window and prints the longest block in milliseconds.

The argument is a data folder, or `empty` for an empty window, which shows what the machine itself
adds.
"""

from __future__ import annotations

import json
import os
import sys
import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget

from tests.benchmarks.opened import empty, list_of, program

_BEAT_MS = 5
_KEYS = 400
_TYPED = "доставка хлеб"


class Hand(QObject):
    """Presses one key a beat and remembers the longest time between two beats."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._list = window.findChildren(QAbstractItemView)[0] if is_empty() else list_of(window)
        lines = (each for each in window.findChildren(QLineEdit) if each.isVisible())
        self._search: QWidget = self._list if is_empty() else next(lines)
        self._pressed = 0
        self._last = time.perf_counter()
        self._worst_s = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self.on_beat)
        self._timer.start()

    def on_beat(self) -> None:
        """One key; what it costs shows itself at the next beat."""
        now = time.perf_counter()
        if self._pressed:
            self._worst_s = max(self._worst_s, now - self._last - _BEAT_MS / 1000)
        self._last = now
        self._pressed += 1
        if self._pressed < _KEYS:
            QTest.keyClick(self._list, Qt.Key.Key_PageDown)
        elif self._pressed < _KEYS + 20 * len(_TYPED):
            step = self._pressed - _KEYS
            if step % 20 == 0:
                self._type(_TYPED[step // 20])
        else:
            print(json.dumps({"worst_ms": self._worst_s * 1000}), flush=True)
            os._exit(0)

    def _type(self, letter: str) -> None:
        # QTest knows the keys of Latin keyboards only.
        none = Qt.KeyboardModifier.NoModifier
        pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, none, letter)
        QApplication.sendEvent(self._search, pressed)


class Start(QObject):
    """Begins when the window has settled."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        QTimer.singleShot(3000, self, self.begin)

    def begin(self) -> None:
        """The start-up is over."""
        Hand(self._window)


def is_empty() -> bool:
    """Whether the empty window was asked for."""
    return sys.argv[1] == "empty"


def main() -> int:
    """Run until the hand has finished."""
    app = QApplication(sys.argv[:1]) if is_empty() else None
    window = empty() if app else program(sys.argv[1])
    window.resize(1440, 900)
    window.show()
    Start(window)
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main())
