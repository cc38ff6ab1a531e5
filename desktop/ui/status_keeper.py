"""Keeps the facts the status bar and the notice bar speak of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.core.histories import HistoryProgress, HistoryState
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.sources import StoredSource
from desktop.store import sources
from desktop.ui.changes import Change
from desktop.ui.status_text import Facts, Progress

if TYPE_CHECKING:
    from desktop.monitor.outcomes import CycleReport, SourceOutcome
    from desktop.ui.context import TabContext
    from desktop.ui.monitor_thread import CycleFailed, CycleStarted

_TICK_MS = 5000
_LASTING = (StoreTrouble.CORRUPT, StoreTrouble.NEWER)
"""Troubles that only another file mends, which a restore brings with a new window."""
_KEY = "status.sources"


class StatusKeeper(QObject):
    """Lives in the GUI thread; `changed` is emitted whenever a text may read differently."""

    changed = Signal()

    def __init__(self, context: TabContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: list[str] = []
        settings = context.settings()
        self._facts = Facts(
            context.services.clock(),
            is_polling=settings.is_polling,
            is_sample=settings.is_sample,
        )
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.on_tick)
        self._timer.start()
        self._is_of_reading = False
        context.reader.problem.connect(self.on_reading_problem)
        context.writer.problem.connect(self.on_problem)
        context.reader.worked.connect(self.on_read)
        context.writer.worked.connect(self.on_worked)

    @property
    def facts(self) -> Facts:
        """The facts as of now."""
        return replace(self._facts, now=self._context.services.clock())

    @property
    def is_checking(self) -> bool:
        """Whether a cycle is running."""
        return self._facts.progress is not None

    def read(self) -> None:
        """Read the sources again."""
        self._context.reader.ask(sources.all, self.on_sources_read, key=_KEY)

    def refresh(self, change: Change) -> None:
        """Follow changes of sources and settings."""
        settings = self._context.settings()
        self._update(is_polling=settings.is_polling, is_sample=settings.is_sample)
        if change & Change.SOURCES:
            self.read()

    def on_sources_read(self, found: tuple[StoredSource, ...]) -> None:
        """The sources as they are now."""
        self._update(sources=found)

    def on_cycle_started(self, started: CycleStarted) -> None:
        """A cycle looks at these sources."""
        self._waiting = list(started.names)
        self._show_progress(0)

    def on_source_done(self, outcome: SourceOutcome) -> None:
        """One of them was looked at, or could not be."""
        self._waiting = [name for name in self._waiting if name != outcome.name]
        self._show_progress(outcome.position, outcome.total)

    def on_cycle_finished(self, _report: CycleReport) -> None:
        """All of them were."""
        self._update(progress=None)
        self.on_worked()
        self.read()

    def on_history_changed(self, past: HistoryProgress) -> None:
        """A step into the past of a source was made."""
        self._update(past=past if past.state is HistoryState.RUNNING else None)

    def on_cycle_failed(self, failed: CycleFailed) -> None:
        """The cycle ended early."""
        self._update(progress=None)
        if failed.problem is not None:
            self.on_problem(failed.problem)

    def on_problem(self, problem: StoreProblem) -> None:
        """The store cannot be written, or nobody knows."""
        self._is_of_reading = False
        self._show_problem(problem)

    def on_reading_problem(self, problem: StoreProblem) -> None:
        """The store cannot be read. Trouble with writing is not talked over by it."""
        if self._facts.problem is None or problem.trouble in _LASTING:
            self._is_of_reading = True
            self._show_problem(problem)

    def on_read(self) -> None:
        """Reading works: that a full disk can be read says nothing about writing."""
        if self._is_of_reading:
            self.on_worked()

    def on_worked(self) -> None:
        """The store serves again. What is damaged may still serve here and there."""
        problem = self._facts.problem
        if problem is not None and problem.trouble not in _LASTING:
            self._update(problem=None)

    def _show_problem(self, problem: StoreProblem) -> None:
        shown = self._facts.problem
        if shown is None or shown.trouble not in _LASTING:
            self._update(problem=problem)

    def on_tick(self) -> None:
        """Time went by."""
        self.changed.emit()

    def note_fault(self, is_left: bool) -> None:
        """Whether the last run left a trace of a hard crash nobody has looked at."""
        self._update(left_fault=is_left)

    def _show_progress(self, done: int, total: int | None = None) -> None:
        total = total or len(self._waiting)
        name = self._waiting[0] if self._waiting else ""
        self._update(progress=Progress(name, done, total) if name else None)

    def _update(self, **values: object) -> None:
        facts = replace(self._facts, **values)  # type: ignore[arg-type]
        if facts != self._facts:
            self._facts = facts
            self.changed.emit()
