"""When each source is asked next: pauses, back-off, fairness between hosts, sleep and clocks.

Waiting is measured with the monotonic clock; `next_at` is its translation for the screen and for
the next start of the program. No Qt; used on the polling thread only.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.core.addresses import turn_of
from desktop.core.sources import (
    OF_PACE,
    AuthNeeded,
    BadData,
    RateLimited,
    Reason,
    SourceError,
    SourceInfo,
    StoredSource,
)

FIRST_PAUSE_S = 60.0
LONGEST_PAUSE_S = 3600.0
LONGEST_ASKED_S = 24 * 3600.0
"""A pause is kept up to a day, which a daily allowance takes; after that one may ask again."""
AFTER_RESUME_S = 120.0
_RESUME_RETRY_S = 30.0
_SLEPT_S = 60.0


@dataclass(slots=True)
class _Due:
    at: float
    next_at: datetime | None


@dataclass(slots=True)
class _Hold:
    until: float
    failures: int = 0


class Schedule:
    """Remembers due times and back-offs of one run of the program."""

    def __init__(
        self,
        infos: Mapping[str, SourceInfo],
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        chance: random.Random,
    ) -> None:
        self._infos = infos
        self._clock = clock
        self._monotonic = monotonic
        self._chance = chance
        self._due: dict[int, _Due] = {}
        self._hosts: dict[str, _Hold] = {}
        self._last: tuple[datetime, float] | None = None
        self._expected: float | None = None
        self._fresh_until = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether the computer woke up a moment ago, when networks are often not back yet."""
        return self._monotonic() < self._fresh_until

    def tick(self) -> bool:
        """Call at the start of each cycle; `True` when the computer slept since the last call.

        Some systems stop the monotonic clock in sleep, some let it run: both are noticed. A
        clock somebody set forward looks like sleep and costs one early poll; a clock set back
        changes nothing.
        """
        wall, mono = self._clock(), self._monotonic()
        last, self._last = self._last, (wall, mono)
        if last is None:
            return False
        ahead = (wall - last[0]).total_seconds() - (mono - last[1])
        is_late = self._expected is not None and mono - self._expected > AFTER_RESUME_S
        if ahead > _SLEPT_S:
            self._due.clear()  # read again from next_at, which went on in sleep
        if ahead > _SLEPT_S or is_late:
            self._fresh_until = mono + AFTER_RESUME_S
            return True
        return False

    def due(self, sources: Iterable[StoredSource], *, is_asked: bool) -> list[StoredSource]:
        """Whom to ask now, hosts taking turns; all that are on when a person asked.

        Those that failed last time come last: they may take long to fail again.
        """
        now = self._monotonic()
        chosen = [
            each for each in sources if each.is_on and (is_asked or self._ready_at(each) <= now)
        ]
        return in_turns(sorted(chosen, key=_has_failed), self.host)

    def held_until(self, source: StoredSource) -> datetime | None:
        """Until when this source's place asked to be left alone, also by a person's request."""
        left = self._held_s(source)
        return self._clock() + timedelta(seconds=left) if left > 0 else None

    def _held_s(self, source: StoredSource) -> float:
        hold = self._hosts.get(self.host(source))
        until = hold.until if hold else 0.0
        if source.reason in OF_PACE and source.next_at is not None:
            until = max(until, self._due_at(source))
        return until - self._monotonic()

    def seconds_to_next(self, sources: Iterable[StoredSource]) -> float | None:
        """Until the next source is due, 0 when one is; `None` when no source is on."""
        times = [self._ready_at(each) for each in sources if each.is_on]
        if not times:
            return None
        self._expected = max(min(times), self._monotonic())
        return self._expected - self._monotonic()

    def succeeded(self, source: StoredSource, poll_after_min: int | None = None) -> datetime:
        """The next time for a source that was looked at."""
        hold = self._hosts.get(self.host(source))
        if hold and hold.until <= self._monotonic():
            del self._hosts[self.host(source)]
        minutes = max(source.interval_min, self._floor_min(source), poll_after_min or 0)
        return self._set(source, min(minutes * 60.0, LONGEST_ASKED_S))

    def failed(self, source: StoredSource, error: SourceError) -> tuple[int, datetime]:
        """How many failures in a row this makes, and the next time."""
        if self.is_fresh and not isinstance(error, RateLimited | AuthNeeded | BadData):
            return source.failures, self._set(source, _RESUME_RETRY_S)
        failures = source.failures + 1
        pause = self._pause(failures)
        if isinstance(error, RateLimited):
            pause = self._asked_pause(source, error, pause)
        elif isinstance(error, AuthNeeded):
            pause = LONGEST_PAUSE_S
        elif isinstance(error, BadData):
            pause = max(pause, source.interval_min * 60.0)
        else:
            pause = max(pause, self._host_pause(source))
        return failures, self._set(source, pause)

    def host(self, source: StoredSource) -> str:
        """Whose turn it takes to ask a source (see `turn_of`); "" when its settings name none."""
        info = self._infos.get(source.kind)
        address = source.fields.get("endpoint") or source.fields.get("url")
        if not address and (name := source.fields.get("host")):
            address = f"https://{name}"  # a server that is asked in another language than HTTP
        address = address or (info.endpoint if info else "")
        return turn_of(address) or ""

    def pause_after(self, source: StoredSource, error: SourceError, failures: int) -> datetime:
        """When to try something else than a poll again that failed `failures` times in a row.

        A place that asked for a pause gets it from its polls too.
        """
        pause = self._pause(failures)
        if isinstance(error, RateLimited):
            pause = self._asked_pause(source, error, pause)
        elif isinstance(error, AuthNeeded):
            pause = LONGEST_PAUSE_S
        return self._clock() + timedelta(seconds=pause)

    def _asked_pause(self, source: StoredSource, error: RateLimited, pause: float) -> float:
        """The pause a place wants, for its whole host; a used-up allowance is only of one key."""
        if error.retry_at is not None:
            pause = (error.retry_at - self._clock()).total_seconds()
        pause = min(max(pause, 1.0), LONGEST_ASKED_S)
        host = self.host(source)
        if host and error.reason is not Reason.QUOTA:
            self._hosts[host] = _Hold(self._monotonic() + pause)
        return pause

    def _host_pause(self, source: StoredSource) -> float:
        """Pause of a host where several sources failed one after the other."""
        host = self.host(source)
        if not host:
            return 0.0
        hold = self._hosts.setdefault(host, _Hold(0.0))
        hold.failures += 1
        return self._pause(hold.failures)

    def _pause(self, failures: int) -> float:
        grown = FIRST_PAUSE_S * 2.0 ** min(failures - 1, 10)
        # Jitter: thirty sources that failed together must not come back together.
        return min(grown * self._chance.uniform(0.8, 1.2), LONGEST_PAUSE_S)

    def _floor_min(self, source: StoredSource) -> int:
        info = self._infos.get(source.kind)
        return info.floor_min if info else 1

    def _set(self, source: StoredSource, pause_s: float) -> datetime:
        next_at = self._clock() + timedelta(seconds=pause_s)
        next_at = next_at.replace(microsecond=0)
        self._due[source.id] = _Due(self._monotonic() + pause_s, next_at)
        return next_at

    def _ready_at(self, source: StoredSource) -> float:
        """When it is due and its place may be asked."""
        return max(self._due_at(source), self._monotonic() + self._held_s(source))

    def _due_at(self, source: StoredSource) -> float:
        known = self._due.get(source.id)
        if known is not None and known.next_at == source.next_at:
            return known.at
        now = self._monotonic()
        left = 0.0
        if source.next_at is not None:
            # Bounded: with a clock set back the stored time may lie in the far future.
            longest = max(LONGEST_PAUSE_S, source.interval_min * 60.0)
            longest = LONGEST_ASKED_S if source.reason in OF_PACE else longest
            left = min((source.next_at - self._clock()).total_seconds(), longest)
        self._due[source.id] = _Due(now + max(left, 0.0), source.next_at)
        return self._due[source.id].at


def _has_failed(source: StoredSource) -> bool:
    return source.failures > 0


def in_turns(
    sources: Iterable[StoredSource], host: Callable[[StoredSource], str]
) -> list[StoredSource]:
    """Sources ordered so that hosts take turns: the first of each, then the second."""
    queues: defaultdict[str, list[StoredSource]] = defaultdict(list)
    for each in sources:
        queues[host(each) or f"#{each.id}"].append(each)
    ordered: list[StoredSource] = []
    rank = 0
    while len(ordered) < sum(map(len, queues.values())):
        ordered.extend(queue[rank] for queue in queues.values() if rank < len(queue))
        rank += 1
    return ordered
