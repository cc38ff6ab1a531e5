"""The cycle: who delivers is stored, who does not is told, nothing is lost or waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.core.models import Keep, Topic, TopicKind
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.sources import (
    AuthNeeded,
    FetchResult,
    Gone,
    Health,
    RateLimited,
    Reason,
    Temporary,
)
from desktop.store import sources, topics
from desktop.store.database import Connection, close_database, open_database, writing
from tests.conftest import NOW
from tests.monitor.parts import Fetch, Times, World, items, poller, stored_ids

GO_ON = threading.Event()


def add(db: Connection, *names: str, keep: Keep = Keep.EVERYTHING) -> None:
    for name in names:
        with writing(db):
            sources.add(db, name, "fake", {}, 15, keep)


def failing(error: Exception) -> Fetch:
    def fetch(cursor: str | None) -> FetchResult:
        raise error

    return fetch


def giving(*ids: str, cursor: str = "c") -> Fetch:
    return lambda _: FetchResult(items(*ids), cursor)


@pytest.fixture
def release() -> Iterator[threading.Event]:
    """Hanging sources hang until the test ends."""
    event = threading.Event()
    yield event
    event.set()


def test_what_a_source_brings_is_stored_with_its_cursor(db: Connection) -> None:
    add(db, "a")
    times = Times(NOW)
    cycle = poller(World({"a": giving("1", "2")}), times.clock, times.monotonic)
    report = cycle.run_cycle(db, stop=GO_ON)
    (outcome,) = report.outcomes
    assert (outcome.new, outcome.seen, outcome.health) == (2, 2, Health.FINE)
    assert (outcome.position, outcome.total) == (1, 1)
    stored = sources.by_name(db, "a")
    assert stored is not None
    assert (stored.cursor, stored.last_ok_at, stored.health) == ("c", NOW, Health.FINE)
    assert stored.next_at == NOW + timedelta(minutes=15)
    assert stored_ids(db) == ["1", "2"]
    again = cycle.run_cycle(db, stop=GO_ON)
    assert (again.new, again.outcomes[0].seen) == (0, 2)


def test_only_what_matches_a_topic_is_kept_where_so_asked(db: Connection) -> None:
    add(db, "a", keep=Keep.MATCHING)
    with writing(db):
        topics.add(db, Topic(0, "t", TopicKind.BRAND, "2 OR bread"))
    world = World({"a": giving("1", "2")})
    report = poller(world, Times(NOW).clock, Times(NOW).monotonic).run_cycle(db, stop=GO_ON)
    assert (report.outcomes[0].seen, report.new) == (2, 1)
    assert stored_ids(db) == ["2"]
    assert world.setups["a"].terms == ("2", "bread")


@pytest.mark.logs("bug in source")
def test_ten_of_thirty_fail_or_hang_and_twenty_deliver(
    db: Connection, release: threading.Event
) -> None:
    def hang(cursor: str | None) -> FetchResult:
        release.wait()
        return FetchResult(items("late"))

    troubles: list[Fetch] = [
        hang,
        hang,
        hang,
        failing(Temporary(Reason.NO_CONNECTION)),
        failing(AuthNeeded(Reason.KEY_REFUSED)),
        failing(Gone(Reason.GONE)),
        failing(RateLimited(Reason.SLOW_DOWN)),
        failing(ValueError("a bug")),
        failing(KeyError("another")),
        failing(Temporary(Reason.SERVER_ERROR)),
    ]
    doing = {f"bad{n}": do for n, do in enumerate(troubles)}
    doing |= {f"good{n}": giving(f"id{n}") for n in range(20)}
    add(db, *doing)
    cycle = poller(World(doing), lambda: NOW, time.monotonic, fetch_s=0.2, cycle_s=10)
    told: list[str] = []
    report = cycle.run_cycle(db, stop=GO_ON, on_source=lambda outcome: told.append(outcome.name))
    by_name = {each.name: each for each in report.outcomes}
    assert sorted(told) == sorted(doing)
    assert len(stored_ids(db)) == 20
    assert [by_name[f"bad{n}"].reason for n in range(3)] == [Reason.TIMEOUT] * 3
    healths = [by_name[f"bad{n}"].health for n in range(10)]
    assert healths == [
        *[Health.FAILING] * 4, Health.NEEDS_KEY, Health.OFF, Health.WAITING, *[Health.FAILING] * 3,
    ]  # fmt: skip
    assert by_name["bad7"].reason is Reason.UNREADABLE
    gone = sources.by_name(db, "bad5")
    assert gone is not None
    assert not gone.is_on
    # What still hangs is not asked a second time, and its late answer is never stored.
    again = cycle.run_cycle(db, only=["bad0"], stop=GO_ON)
    assert again.outcomes[0].reason is Reason.TIMEOUT
    assert "late" not in stored_ids(db)


def test_stop_ends_a_cycle_in_the_middle_of_a_stalled_fetch(
    db: Connection, release: threading.Event
) -> None:
    started = threading.Event()

    def hang(cursor: str | None) -> FetchResult:
        started.set()
        release.wait()
        return FetchResult()

    add(db, "a")
    stop = threading.Event()
    asked = []

    def ask() -> None:
        started.wait()
        asked.append(time.monotonic())
        stop.set()

    asker = threading.Thread(target=ask)
    asker.start()
    report = poller(World({"a": hang}), lambda: NOW, time.monotonic).run_cycle(db, stop=stop)
    assert time.monotonic() - asked[0] < 0.5
    assert report.is_stopped
    assert report.outcomes == ()
    asker.join()


def test_further_pages_are_fetched_with_the_new_cursor(db: Connection) -> None:
    def pages(cursor: str | None) -> FetchResult:
        page = int(cursor or 0)
        return FetchResult(items(f"p{page}"), str(page + 1), more=page < 2)

    add(db, "a")
    report = poller(World({"a": pages}), lambda: NOW, time.monotonic).run_cycle(db, stop=GO_ON)
    assert stored_ids(db) == ["p0", "p1", "p2"]
    assert (report.outcomes[0].new, report.outcomes[0].seen) == (3, 3)


def test_a_store_in_trouble_is_told_and_the_cursor_stays(db: Connection, tmp_path: Path) -> None:
    add(db, "a")
    other = open_database(tmp_path / "store.db", busy_timeout_ms=10)
    db.execute("BEGIN IMMEDIATE")
    cycle = poller(World({"a": giving("1")}), lambda: NOW, time.monotonic)
    with pytest.raises(StoreProblem) as caught:
        cycle.run_cycle(other, stop=GO_ON)
    assert caught.value.trouble is StoreTrouble.LOCKED
    db.execute("ROLLBACK")
    stored = sources.by_name(other, "a")
    assert stored is not None
    assert stored.cursor is None
    assert cycle.run_cycle(other, stop=GO_ON).new == 1
    close_database(other)


def test_a_place_that_asked_for_a_pause_is_left_alone_also_on_request(db: Connection) -> None:
    asked = []

    def slow(cursor: str | None) -> FetchResult:
        asked.append(cursor)
        raise RateLimited(Reason.SLOW_DOWN, retry_at=NOW + timedelta(minutes=10))

    add(db, "a")
    times = Times(NOW)
    cycle = poller(World({"a": slow}), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    (outcome,) = cycle.run_cycle(db, stop=GO_ON).outcomes
    assert (len(asked), outcome.health, outcome.reason) == (1, Health.WAITING, Reason.SLOW_DOWN)
    # Another run of the program knows it too.
    poller(World({"a": slow}), times.clock, times.monotonic).run_cycle(db, stop=GO_ON)
    assert len(asked) == 1
    times.pass_s(601)
    cycle.run_cycle(db, stop=GO_ON)
    assert len(asked) == 2


def test_what_was_fetched_with_old_settings_is_not_wanted(db: Connection) -> None:
    add(db, "a")
    edited = threading.Event()
    fetched = threading.Event()

    def fetch(cursor: str | None) -> FetchResult:
        fetched.set()
        edited.wait()
        return FetchResult(items("old"), "cursor of the old address")

    def edit(_: tuple[str, ...]) -> None:
        stored = sources.by_name(db, "a")
        assert stored is not None
        with writing(db):
            sources.update(db, replace(stored, fields={"url": "https://new.example"}))
        edited.set()

    poller(World({"a": fetch}), lambda: NOW, time.monotonic).run_cycle(
        db, stop=GO_ON, on_start=edit
    )
    stored = sources.by_name(db, "a")
    assert stored is not None
    assert (stored.cursor, stored_ids(db)) == (None, [])
