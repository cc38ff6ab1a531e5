"""Politeness: one request at a time per host, with a pause between two.

A host is what `desktop.core.addresses.turn_of` names: on this machine every port is its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop.core.addresses import is_loopback

_LOOK_S = 0.1


class _Turn:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = 0.0


class Pacing:
    """Turns at the hosts; one object for the whole process, used by all its threads.

    `floor_s` is the shortest pause between two requests to a host, in seconds;
    `loopback_floor_s` the same for the machine itself, where nobody has to be spared.
    """

    def __init__(
        self,
        floor_s: float = 1.0,
        loopback_floor_s: float = 0.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._floor_s = floor_s
        self._loopback_floor_s = loopback_floor_s
        self._monotonic = monotonic
        self._turns: dict[str, _Turn] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, stop: threading.Event, floor_s: float = 0.0) -> Iterator[bool]:
        """Hold the host's turn; gives `False`, without a turn, as soon as `stop` is set.

        The pause after it is the usual one or `floor_s`, whichever is longer.
        """
        with self._lock:
            turn = self._turns.setdefault(host, _Turn())
        while not turn.lock.acquire(timeout=_LOOK_S):
            if stop.is_set():
                yield False
                return
        try:
            yield not stop.wait(max(0.0, turn.free_at - self._monotonic()))
        finally:
            turn.free_at = self._monotonic() + self._pause(host, floor_s)
            turn.lock.release()

    def _pause(self, host: str, floor_s: float) -> float:
        return self._loopback_floor_s if is_loopback(host) else max(self._floor_s, floor_s)
