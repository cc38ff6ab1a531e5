"""Asking places between polls, one thing at a time, in threads that nothing waits for.

For what is not urgent: the past of a source, a second look at stored items. A poll has precedence:
it calls off what is being asked of its host, and that is repeated later.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from desktop.core.sources import Reason, SourceError, StoredSource, Temporary

log = logging.getLogger(__name__)

T = TypeVar("T")
B = TypeVar("B")


@dataclass(slots=True, eq=False)
class Errand(Generic[B, T]):
    """Something asked of a place: `ask` runs in a thread and gives up when its event is set.

    `began` is what the asker knew when it was sent. `answer` is filled in at the end; an
    exception that is no `SourceError` is a bug.
    """

    source: StoredSource
    host: str
    began: B
    ask: Callable[[threading.Event], T]
    answer: T | Exception | None = None
    started: float = 0.0
    halt: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class Errands(Generic[B, T]):
    """At most `most` errands at a time, one for each source and host, each for `limit_s` seconds.

    Used by the polling thread.
    """

    def __init__(self, monotonic: Callable[[], float], *, most: int, limit_s: float) -> None:
        self._monotonic = monotonic
        self._most = most
        self._limit_s = limit_s
        self._running: list[Errand[B, T]] = []
        self._called_off: list[Errand[B, T]] = []
        self._answers: queue.SimpleQueue[Errand[B, T]] = queue.SimpleQueue()

    @property
    def is_busy(self) -> bool:
        """Whether something is being asked."""
        return bool(self._running)

    def may_send(self, source: StoredSource, host: str) -> bool:
        """Whether there is room, and nothing is asked of that source or host."""
        self._called_off = [each for each in self._called_off if _is_alive(each)]
        busy = [*self._running, *self._called_off]
        is_theirs = any(
            each.source.id == source.id or (host and each.host == host) for each in busy
        )
        return len(self._running) < self._most and not is_theirs

    def send(self, errand: Errand[B, T]) -> None:
        """Ask; call `may_send` before."""
        errand.started = self._monotonic()
        name = f"errand {errand.source.id}"
        errand.thread = threading.Thread(target=self._run, args=(errand,), name=name, daemon=True)
        self._running.append(errand)
        errand.thread.start()

    def next_answer(self, wait_s: float = 0.0) -> Errand[B, T] | None:
        """An errand that ended or took too long; `None` when there is none within `wait_s`."""
        for errand in self._running:
            is_late = self._monotonic() - errand.started >= self._limit_s
            if is_late and _is_alive(errand):
                self._call_off(errand)
                errand.answer = Temporary(Reason.TIMEOUT, f"no answer in {self._limit_s:.0f} s")
                return errand
        while True:
            try:
                errand = self._answers.get(timeout=wait_s) if wait_s else self._answers.get_nowait()
            except queue.Empty:
                return None
            if errand in self._running:
                self._running.remove(errand)
                return errand
            # Called off before: whatever it brings is not trusted any more.

    def give_way(self, hosts: Collection[str]) -> None:
        """Call off what is being asked of these hosts; it counts as not asked.

        What was answered already stays and is handed out.
        """
        for errand in [each for each in self._running if each.host in hosts]:
            if errand.answer is None:
                self._call_off(errand)

    def call_off_all(self) -> None:
        """Nothing is wanted any more."""
        for errand in [*self._running]:
            self._call_off(errand)

    def _call_off(self, errand: Errand[B, T]) -> None:
        errand.halt.set()
        self._running.remove(errand)
        self._called_off.append(errand)

    def _run(self, errand: Errand[B, T]) -> None:
        """In a thread of its own; never touches the store."""
        answer: T | Exception
        try:
            answer = errand.ask(errand.halt)
        except SourceError as error:
            answer = error
        except Exception as error:
            log.exception("bug in source kind %s", errand.source.kind)
            answer = error
        if not errand.halt.is_set():
            errand.answer = answer
            self._answers.put(errand)


def _is_alive(errand: Errand[B, T]) -> bool:
    return errand.thread is not None and errand.thread.is_alive()


def named(error: Exception) -> SourceError:
    """A failure in the terms of sources; a bug of ours is an answer that cannot be read."""
    if isinstance(error, SourceError):
        return error
    return SourceError(Reason.UNREADABLE, type(error).__name__)
