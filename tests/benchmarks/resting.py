"""A process whose window rests, polling by schedule; prints the percent of one core it took.

`empty` is an empty window; anything else a data folder that may be changed: thirty feeds are
added, due in an hour, and the poller follows its schedule with its own pauses.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.models import Keep
from desktop.core.settings import changed
from desktop.ui.monitor_thread import LONGEST_PAUSE_S

_SOURCES = 30
_SETTLING_MS = 10_000
_RESTING_MS = round(LONGEST_PAUSE_S * 1000) + 15_000
"""Long enough for a look at the schedule, wherever it falls."""


class Meter(QObject):
    """Reads the processor time of the whole process, all threads, after settling and at the end."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._began = self._spent = 0.0
        QTimer.singleShot(_SETTLING_MS, self, self.begin)

    def begin(self) -> None:
        """The start-up is over."""
        self._began, self._spent = time.monotonic(), time.process_time()
        QTimer.singleShot(_RESTING_MS, self, self.tell)

    def tell(self) -> None:
        """Print, and leave at once."""
        share = (time.process_time() - self._spent) / (time.monotonic() - self._began)
        print(json.dumps({"percent": 100 * share}), flush=True)
        os._exit(0)


def watching(folder: Path) -> QWidget:
    """The program's own window, its poller following the schedule."""
    from desktop.app import build_services, utc_now
    from desktop.paths import below
    from desktop.store import settings, sources
    from desktop.store.database import close_database, open_database, writing
    from desktop.ui.run import build_window

    services = build_services(below(folder))
    db = open_database(services.paths.database)
    later = utc_now() + timedelta(hours=1)
    for number in range(_SOURCES):
        fields = {"url": f"http://127.0.0.1:9/{number}"}
        source = sources.add(db, f"resting {number}", "feed", fields, 15, Keep.MATCHING)
        with writing(db):
            sources.save_state(db, replace(source, next_at=later))
    settings.save(db, changed(settings.load(db), is_polling=True, is_set_up=True))
    close_database(db)
    return build_window(services, language="en")


def main() -> int:
    """Rest, tell, end."""
    if sys.argv[1] == "empty":
        app = QApplication(sys.argv[:1])
        app.setApplicationName("empty")
        window = QWidget()
    else:
        window = watching(Path(sys.argv[1]))
    window.resize(1440, 900)
    window.show()
    Meter(window)
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main())
