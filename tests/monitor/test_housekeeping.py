"""What is done once a day: old mentions go and stay away, the bin is emptied, words are renewed."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from desktop.core.models import Item, Keep
from desktop.core.settings import Settings, changed
from desktop.core.sources import FetchResult
from desktop.monitor.housekeeping import Housekeeping
from desktop.store import mentions, settings, sources, triage, word_index
from desktop.store.database import Connection, writing
from tests.conftest import NOW
from tests.monitor.parts import Fetch, PlainForms, Times, World, items, poller, stored_ids

GO_ON = threading.Event()


class NewForms(PlainForms):
    """An analyser with a version."""

    version = "new"


def delivering(*given: Item) -> Fetch:
    return lambda _: FetchResult(given, "c")


def watched(db: Connection) -> None:
    with writing(db):
        sources.add(db, "a", "fake", {}, 15, Keep.EVERYTHING)
    settings.save(db, changed(Settings(), retention_days=30))


def test_what_is_past_its_time_goes_and_does_not_come_back(db: Connection) -> None:
    watched(db)
    times = Times(NOW)
    one, two, three = items("1", "2", "3")
    old = replace(one, created_at=NOW - timedelta(days=29))
    older = replace(two, created_at=NOW - timedelta(days=31))
    world = World({"a": delivering(old, older, three)})
    monitor = poller(world, times.clock, times.monotonic)
    monitor.run_cycle(db, stop=GO_ON)
    assert stored_ids(db) == ["1", "3"]
    times.pass_s(2 * 24 * 3600)
    monitor.run_cycle(db, stop=GO_ON)
    assert stored_ids(db) == ["3"]
    monitor.run_cycle(db, stop=GO_ON)
    assert stored_ids(db) == ["3"]


def test_it_is_done_once_a_day_and_again_when_stopped(db: Connection) -> None:
    times = Times(NOW)
    house = Housekeeping(PlainForms, times.clock)
    stopped = threading.Event()
    stopped.set()
    assert house.run_if_due(db, stopped)
    assert house.run_if_due(db, GO_ON)
    times.pass_s(23 * 3600)
    assert not house.run_if_due(db, GO_ON)
    times.pass_s(3600)
    assert house.run_if_due(db, GO_ON)


def test_the_bin_is_emptied_and_words_are_made_anew(db: Connection) -> None:
    watched(db)
    times = Times(NOW)
    monitor = poller(World({"a": delivering(*items("1", "2"))}), times.clock, times.monotonic)
    new = monitor.run_cycle(db, stop=GO_ON).new_ids
    assert word_index.needs_rebuild(db, "new")
    triage.delete(db, new[:1], NOW)
    times.pass_s(31 * 24 * 3600)
    assert Housekeeping(NewForms, times.clock).run_if_due(db, GO_ON)
    assert triage.next_undo(db) is None
    assert not word_index.needs_rebuild(db, "new")
    assert mentions.get(db, new[0]) is None
