"""A process that publishes posts at a server on this machine and waits for their rows.

The argument is a data folder that may be changed. Real poller, real window, a real request over
the loopback; the moment counted from is when the post is published and the poll is asked for.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import build_services, utc_now
from desktop.core.models import Keep
from desktop.core.settings import changed
from desktop.paths import below
from desktop.store import settings, sources
from desktop.store.database import close_database, open_database
from desktop.ui.mentions.list_model import MENTION_ROLE
from desktop.ui.mentions.list_view import MentionListView
from desktop.ui.program import Program
from desktop.ui.run import build_program
from tests.sites import FeedSite

_ROUNDS = 6
_BEAT_MS = 5
_PAUSE_MS = 1500
_SETTLING_MS = 3000
_NAME = "benchmark feed"


class Eye(QObject):
    """Publishes, asks for a poll, and looks for the row after every painting of the list."""

    def __init__(self, program: Program, site: FeedSite) -> None:
        super().__init__(program)
        self._program = program
        self._site = site
        self._list = program.window.findChildren(MentionListView)[0]
        self._list.viewport().installEventFilter(self)
        self._awaited = ""
        self._published = self._last = self._worst_s = 0.0
        self._delays_ms: list[float] = []
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self.on_beat)
        QTimer.singleShot(_SETTLING_MS, self, self.publish)

    def publish(self) -> None:
        """The next post appears."""
        if not self._beat.isActive():
            self._last = time.perf_counter()
            self._beat.start()
        self._awaited = f"Ромашка: свежая новость номер {len(self._delays_ms)}"
        self._site.post(self._awaited, at=utc_now())
        self._published = time.perf_counter()
        self._program.request_poll([_NAME])

    def on_beat(self) -> None:
        """How late this round of the event loop is."""
        now = time.perf_counter()
        self._worst_s = max(self._worst_s, now - self._last - _BEAT_MS / 1000)
        self._last = now

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When the list was painted with the awaited row in it, the round is over."""
        if self._awaited and event.type() is QEvent.Type.Paint and self._is_there():
            self._awaited = ""
            QTimer.singleShot(0, self, self.on_painted)
        return False

    def on_painted(self) -> None:
        """Note the delay; publish again or tell."""
        self._delays_ms.append((time.perf_counter() - self._published) * 1000)
        if len(self._delays_ms) < _ROUNDS:
            QTimer.singleShot(_PAUSE_MS, self, self.publish)
            return
        told = {
            "first_ms": self._delays_ms[0],
            "slowest_ms": max(self._delays_ms[1:]),
            "block_ms": self._worst_s * 1000,
            "bare_ms": _bare_ms(self._site.url("/feed.xml")),
        }
        print(json.dumps(told), flush=True)
        os._exit(0)

    def _is_there(self) -> bool:
        model = self._list.model()
        top = (model.index(row, 0) for row in range(min(5, model.rowCount())))
        return any(self._awaited in index.data(MENTION_ROLE).text for index in top)


def _bare_ms(url: str) -> float:
    started = time.perf_counter()
    urllib.request.urlopen(url, timeout=10).read()
    return (time.perf_counter() - started) * 1000


def main() -> int:
    """Run until every post was seen."""
    services = build_services(below(Path(sys.argv[1])))
    with FeedSite() as site:
        db = open_database(services.paths.database)
        fields = {"url": site.url("/feed.xml")}
        sources.add(db, _NAME, "feed", fields, 15, Keep.EVERYTHING)
        settings.save(db, changed(settings.load(db), is_polling=False, is_set_up=True))
        close_database(db)
        program = build_program(services, language="en")
        program.window.resize(1440, 900)
        program.window.show()
        Eye(program, site)
        return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main())
