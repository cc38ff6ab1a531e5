"""A process that opens one window and tells when it was painted: `empty`, or a data folder.

Prints one JSON object: seconds from the moment given as the second argument (a reading of the
system-wide monotonic clock) to the first painting with content, and resident memory then.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget


class Witness(QObject):
    """Sees the first painting of a view that has rows, or that may stay without them."""

    def __init__(self, view: QAbstractItemView, *, needs_rows: bool) -> None:
        super().__init__(view)
        self._view = view
        self._needs_rows = needs_rows
        self._is_done = False
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """After the painting of this round, look at the clock."""
        if self._is_done or event.type() is not QEvent.Type.Paint:
            return False
        if not self._needs_rows or self._view.model().rowCount() > 0:
            self._is_done = True
            QTimer.singleShot(0, self, self.tell)
        return False

    def tell(self) -> None:
        """Print, and leave at once."""
        import os

        seconds = time.monotonic() - float(sys.argv[2])
        print(json.dumps({"seconds": seconds, "mib": resident_mib()}), flush=True)
        os._exit(0)


def resident_mib() -> float:
    """Memory of this process that is really in use; the most it ever was where Linux is not."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def empty() -> QWidget:
    """An empty window of PySide6 with four tabs and a table."""
    from PySide6.QtWidgets import QMainWindow, QTabWidget

    window = QMainWindow()
    tabs = QTabWidget()
    table = QTableView()
    tabs.addTab(table, "1")
    for name in "234":
        tabs.addTab(QWidget(), name)
    window.setCentralWidget(tabs)
    return window


def program(folder: str) -> QWidget:
    """The program's own window on a store."""
    from desktop.app import build_services, hold_collector

    hold_collector()
    from desktop.paths import below
    from desktop.ui.run import build_window

    services = build_services(
        below(Path(folder)), clock=lambda: datetime(2026, 3, 4, 12, tzinfo=UTC)
    )
    return build_window(services, language="en")


def list_of(window: QWidget) -> QAbstractItemView:
    """The list of mentions."""
    from desktop.ui.mentions.list_view import MentionListView

    return window.findChildren(MentionListView)[0]


def main() -> int:
    """Open and stay until the witness has spoken."""
    if sys.argv[1] == "empty":
        app = QApplication(sys.argv[:1])
        window = empty()
        window.setWindowTitle(app.applicationName())
        Witness(window.findChildren(QTableView)[0], needs_rows=False)
    else:
        window = program(sys.argv[1])
        Witness(list_of(window), needs_rows=True)
    window.resize(1440, 900)
    window.show()
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main())
