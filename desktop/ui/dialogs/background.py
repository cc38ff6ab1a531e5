"""Slow work of a dialog on a thread of its own: the network, a big file.

The thread touches no Qt object: what it says lies in a queue that a timer of the GUI thread
empties, so a dialog may be closed, and deleted, at any moment.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 30


@dataclass(frozen=True, slots=True)
class _Said:
    is_last: bool
    value: Any = None
    error: BaseException | None = None


class Job:
    """What the work sees: `stop` is set when nobody waits for it any more."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._said: SimpleQueue[_Said] = SimpleQueue()

    def tell(self, progress: object) -> None:
        """Report progress; called in the work's thread."""
        self._said.put(_Said(False, progress))

    def run(self, work: Callable[[Job], object]) -> None:
        """Do the work and keep what came of it; called in the work's thread."""
        try:
            self._said.put(_Said(True, work(self)))
        except BaseException as error:
            self._said.put(_Said(True, error=error))

    def heard(self) -> list[_Said]:
        """All that was said since the last call; called in the GUI thread."""
        said = []
        while True:
            try:
                said.append(self._said.get_nowait())
            except Empty:
                return said


class Background(QObject):
    """Runs one job at a time; starting another one drops the first.

    Lives in the GUI thread, and so do the calls of `done` and `progress`, which are bound
    methods. An exception of the work is raised in the GUI thread, where the crash dialog sees it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._done: Callable[[Any], None] | None = None
        self._progress: Callable[[Any], None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.on_look)

    @property
    def is_running(self) -> bool:
        """Whether a result is still awaited."""
        return self._job is not None

    def start(
        self,
        work: Callable[[Job], object],
        done: Callable[[Any], None],
        progress: Callable[[Any], None] | None = None,
    ) -> None:
        """Run `work(job)` on a new thread, then `done(result)` here."""
        self.cancel()
        self._job, self._done, self._progress = Job(), done, progress
        threading.Thread(
            target=self._job.run, args=(work,), name="dialog-work", daemon=True
        ).start()
        self._timer.start()

    def cancel(self) -> None:
        """Stop waiting; the work is asked to end and its result is dropped."""
        self._timer.stop()
        if self._job is not None:
            self._job.stop.set()
        self._job = None

    def on_look(self) -> None:
        """Hand over what the work said since the last look."""
        job = self._job
        for said in job.heard() if job else ():
            if self._job is not job:
                return
            if not said.is_last:
                if self._progress:
                    self._progress(said.value)
                continue
            self.cancel()
            if said.error is not None:
                raise said.error
            if self._done:
                self._done(said.value)
