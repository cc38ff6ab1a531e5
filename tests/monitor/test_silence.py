"""Which sources are silent for unusually long, from what cycles noted."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from desktop.core.models import Item, Keep
from desktop.core.rhythm import Silence
from desktop.core.sources import FetchResult
from desktop.monitor.silence import silence, silences
from desktop.store import sources
from desktop.store.database import Connection, writing
from tests.conftest import NOW
from tests.monitor.parts import Times, World, poller

GO_ON = threading.Event()
HOUR = timedelta(hours=1)


def watch(db: Connection, hours: range, count: int = 20) -> Times:
    """Hourly looks at a place that published hourly up to `NOW`; many items match no topic."""
    times = Times(NOW)
    shown = tuple(Item(str(n), f"t{n}", created_at=NOW - n * HOUR) for n in range(count))
    with writing(db):
        sources.add(db, "a", "fake", {}, 60, Keep.MATCHING)
    cycle = poller(World({"a": lambda _: FetchResult(shown, "c")}), times.clock, times.monotonic)
    for hour in hours:
        times.wall = NOW + hour * HOUR
        cycle.run_cycle(db, stop=GO_ON)
    return times


def test_silence_is_noticed_although_nothing_was_kept(db: Connection) -> None:
    times = watch(db, range(31))
    assert silences(db, times.wall) == {1: Silence(NOW, HOUR)}
    source = sources.get(db, 1)
    assert source is not None
    assert silence(db, source, NOW + 12 * HOUR) is None
    assert silence(db, replace(source, is_on=False), times.wall) is None


def test_a_computer_that_was_off_heard_nothing(db: Connection) -> None:
    watch(db, range(5))
    assert silences(db, NOW + 90 * 24 * HOUR) == {}


def test_a_new_place_has_no_rhythm_yet(db: Connection) -> None:
    times = watch(db, range(100), count=8)
    assert silences(db, times.wall) == {}
