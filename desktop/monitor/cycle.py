"""One running cycle: asking, page after page, and what each answer leads to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from desktop.core.sources import FetchResult, StoredSource
from desktop.monitor.fetching import Answer, Fetching, Task
from desktop.monitor.keeping import Keeper
from desktop.monitor.outcomes import SourceOutcome
from desktop.monitor.schedule import Schedule

MOST_PAGES = 20
"""Pages of one source in one cycle; the rest comes in the next one."""
_TURN_S = 0.1

OnSource = Callable[[SourceOutcome], None]


class Cycle:
    """The sources of one cycle; `outcomes` are told as they are known."""

    def __init__(
        self,
        keeper: Keeper,
        fetching: Fetching,
        schedule: Schedule,
        chosen: list[StoredSource],
        on_source: OnSource | None,
    ) -> None:
        self._keeper = keeper
        self._fetching = fetching
        self._schedule = schedule
        self._total = len(chosen)
        self._on_source = on_source
        self.outcomes: list[SourceOutcome] = []
        self._fetching.add(Task(each, each.cursor, schedule.host(each)) for each in chosen)

    def run(self, stop: threading.Event) -> None:
        """Until every source was asked, or `stop` is set. Raises `StoreProblem`."""
        try:
            while not stop.is_set() and not self._fetching.is_done:
                for task in self._fetching.take_waiting(self._is_held):
                    self._tell(self._keeper.held(task, self._schedule.held_until(task.stored)))
                if answer := self._fetching.next_answer(_TURN_S):
                    self._on_answer(*answer)
        finally:
            self._fetching.abandon()

    def _is_held(self, task: Task) -> bool:
        return task.page == 0 and self._schedule.held_until(task.stored) is not None

    def _on_answer(self, task: Task, answer: Answer) -> None:
        if not isinstance(answer, FetchResult):
            self._tell(self._keeper.failed(task, answer))
            return
        is_last = not answer.more or task.page + 1 >= MOST_PAGES
        outcome = self._keeper.keep(task, answer, is_last)
        if outcome is None:
            return  # stopped half-way: the cursor stays, the next cycle repeats it
        if not is_last:
            self._fetching.continue_with(task, answer.cursor)
            return
        self._tell(outcome)

    def _tell(self, outcome: SourceOutcome) -> None:
        outcome = replace(outcome, position=len(self.outcomes) + 1, total=self._total)
        self.outcomes.append(outcome)
        if self._on_source:
            self._on_source(outcome)
