"""Fetching of one cycle: a few sources at a time, each in a thread that nothing waits for.

Threads are daemons on purpose and never belong to a ThreadPoolExecutor, whose threads are joined
when the program ends: a stalled download would hold the program open. A thread that takes too
long is abandoned; its result, should one come, is dropped. Long before that it stops counting
among the few: places that hang never hold up those that answer.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from desktop.core.sources import (
    FetchResult,
    Reason,
    Source,
    SourceError,
    StoredSource,
    Temporary,
)

log = logging.getLogger(__name__)

MOST_THREADS = 32
"""In all, however many places hang. A waiting thread costs little but memory."""

Build = Callable[[StoredSource, threading.Event], Source]


@dataclass(slots=True, eq=False)
class Task:
    """One source being fetched in this cycle, page after page."""

    stored: StoredSource
    cursor: str | None
    host: str = ""
    page: int = 0
    new: int = 0
    changed: int = 0
    seen: int = 0
    warnings: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, Reason] = field(default_factory=dict)
    started: float = 0.0
    source: Source | None = None
    halt: threading.Event = field(default_factory=threading.Event)


Answer = FetchResult | SourceError | Exception


class Fetching:
    """Hands out answers one by one; used by the thread that runs the cycle."""

    def __init__(
        self,
        build: Build,
        monotonic: Callable[[], float],
        stuck: dict[int, threading.Thread],
        *,
        workers: int,
        slow_s: float,
        fetch_s: float,
        deadline: float,
    ) -> None:
        self._build = build
        self._monotonic = monotonic
        self._stuck = stuck
        for number in [each for each, thread in stuck.items() if not thread.is_alive()]:
            del stuck[number]
        self._workers = workers
        self._slow_s = slow_s
        self._fetch_s = fetch_s
        self._deadline = deadline
        self._waiting: deque[Task] = deque()
        self._running: dict[Task, threading.Thread] = {}
        self._answers: queue.SimpleQueue[tuple[Task, int, Answer]] = queue.SimpleQueue()

    def add(self, tasks: Iterable[Task]) -> None:
        """Queue sources that were not asked yet."""
        self._waiting.extend(tasks)

    def continue_with(self, task: Task, cursor: str | None) -> None:
        """Ask the next page of a source before any other source gets its turn."""
        task.cursor = cursor
        task.page += 1
        self._waiting.appendleft(task)

    def take_waiting(self, is_wanted: Callable[[Task], bool]) -> list[Task]:
        """Take sources out of the queue before they are asked."""
        taken = [task for task in self._waiting if is_wanted(task)]
        for task in taken:
            self._waiting.remove(task)
        return taken

    @property
    def is_done(self) -> bool:
        """Whether nothing is queued or running."""
        return not self._waiting and not self._running

    def next_answer(self, wait_s: float) -> tuple[Task, Answer] | None:
        """The next answer or failure, `None` when there was none within `wait_s` seconds."""
        self._start_more()
        if late := self._overdue():
            return late
        try:
            task, page, answer = self._answers.get(timeout=wait_s)
        except queue.Empty:
            return None
        if task not in self._running or task.page != page:
            return None  # abandoned before; whatever it brings is not trusted any more
        del self._running[task]
        return task, answer

    def abandon(self) -> None:
        """Forget everything that runs; the threads end by themselves and are not waited for."""
        for task, thread in self._running.items():
            task.halt.set()
            self._stuck[task.stored.id] = thread
        self._running.clear()
        self._waiting.clear()

    def _start_more(self) -> None:
        if self._monotonic() >= self._deadline:
            self._waiting.clear()  # never asked, so nothing is known: they stay due
        while self._has_room() and (task := self._next()):
            task.started = self._monotonic()
            thread = threading.Thread(
                target=self._run,
                args=(task, task.page),
                name=f"fetch {task.stored.id}",
                daemon=True,
            )
            self._running[task] = thread
            old = self._stuck.get(task.stored.id)
            if old is not None and old.is_alive():
                trouble = Temporary(Reason.TIMEOUT, "the last look has not ended yet")
                self._answers.put((task, task.page, trouble))
                continue
            self._stuck.pop(task.stored.id, None)
            thread.start()

    def _has_room(self) -> bool:
        """Whether one more may be asked: `workers` at a time, not counting those that wait long."""
        since = self._monotonic() - self._slow_s
        brisk = sum(1 for task in self._running if task.started > since)
        hanging = sum(1 for thread in self._stuck.values() if thread.is_alive())
        most = max(self._workers, MOST_THREADS - hanging)
        return brisk < self._workers and len(self._running) < most

    def _next(self) -> Task | None:
        """The first whose host is free: hosts are asked one thing at a time, and waiting for
        one another must not use up the time of a fetch.
        """
        busy = {task.host for task in self._running if task.host}
        for task in self._waiting:
            if task.host not in busy:
                self._waiting.remove(task)
                return task
        return None

    def _overdue(self) -> tuple[Task, Answer] | None:
        now = self._monotonic()
        for task, thread in self._running.items():
            if now >= self._deadline or now - task.started >= self._fetch_s:
                if not thread.is_alive():
                    continue  # its answer is in the queue
                task.halt.set()
                self._stuck[task.stored.id] = thread
                del self._running[task]
                return task, Temporary(Reason.TIMEOUT, f"no answer in {now - task.started:.0f} s")
        return None

    def _run(self, task: Task, page: int) -> None:
        """In a thread of its own; never touches the store."""
        answer: Answer
        try:
            if task.source is None:
                task.source = self._build(task.stored, task.halt)
            answer = task.source.fetch(task.cursor)
        except SourceError as error:
            answer = error
        except Exception as error:
            log.exception("bug in source kind %s", task.stored.kind)
            answer = error
        self._answers.put((task, page, answer))
