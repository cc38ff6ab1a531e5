"""Storing one fetch: rows and cursor together, and a person who edits meanwhile is right."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.core.models import Item, Keep
from desktop.core.sentiment import ToneRouter
from desktop.core.sources import (
    AuthNeeded,
    FetchResult,
    Gone,
    Health,
    RateLimited,
    Reason,
    StoredSource,
    Temporary,
)
from desktop.monitor.fetching import Task
from desktop.monitor.intake import Intake
from desktop.monitor.keeping import Keeper
from desktop.monitor.schedule import Schedule
from desktop.monitor.storing import BATCH, Storing
from desktop.store import sources
from desktop.store.database import Connection, writing
from tests.conftest import NOW
from tests.monitor.parts import INFO, PlainForms, Times, items, stored_ids


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def keeper(db: Connection, stop: threading.Event) -> Keeper:
    times = Times(NOW)
    schedule = Schedule({"fake": INFO}, times.clock, times.monotonic, random.Random(1))
    schedule.tick()
    intake = Intake((), PlainForms(), ToneRouter({}))
    storing = Storing(db, intake, PlainForms(), NOW - timedelta(days=365))
    return Keeper(db, storing, times.clock, schedule, stop)


@pytest.fixture
def task(db: Connection) -> Task:
    with writing(db):
        stored = sources.add(db, "a", "fake", {"url": "https://a.example"}, 15, Keep.EVERYTHING)
    return Task(stored, None)


def now_stored(db: Connection) -> StoredSource:
    found = sources.by_name(db, "a")
    assert found is not None
    return found


def test_the_last_page_leaves_the_source_fine(db: Connection, keeper: Keeper, task: Task) -> None:
    sources.save_state(db, replace(task.stored, health=Health.FAILING, failures=3, detail="x"))
    first = keeper.keep(task, FetchResult(items("1"), "c1", warnings={"bad_date": 1}), False)
    assert first is not None
    assert (now_stored(db).cursor, now_stored(db).failures) == ("c1", 3)
    result = FetchResult(items("1", "2"), "c2", poll_after_min=60, warnings={"bad_date": 2})
    outcome = keeper.keep(task, result, True)
    assert outcome is not None
    assert (outcome.new, outcome.seen, outcome.health) == (2, 3, Health.FINE)
    stored = now_stored(db)
    assert (stored.cursor, stored.failures, stored.detail, stored.reason) == ("c2", 0, "", None)
    assert stored.next_at == NOW + timedelta(hours=1)
    assert outcome.warnings == stored.warnings == {"bad_date": 3}
    assert len(keeper.new_ids) == 2


def test_a_stop_in_the_middle_of_a_page_keeps_the_old_cursor(
    db: Connection, keeper: Keeper, task: Task, stop: threading.Event
) -> None:
    stop.set()
    page = FetchResult(items(*(str(n) for n in range(BATCH + 1))), "c1")
    assert keeper.keep(task, page, True) is None
    assert (len(stored_ids(db)), now_stored(db).cursor) == (BATCH, None)
    stop.clear()
    assert keeper.keep(task, page, True) is not None
    assert (len(stored_ids(db)), now_stored(db).cursor) == (BATCH + 1, "c1")


def test_what_is_older_than_the_retention_is_passed_over(
    db: Connection, keeper: Keeper, task: Task
) -> None:
    old = Item("old", "x", created_at=NOW - timedelta(days=366))
    undated, absurd = Item("undated", "x"), Item("absurd", "x", created_at=NOW.replace(year=1970))
    fresh = Item("fresh", "x", created_at=(NOW - timedelta(days=1)).replace(tzinfo=None))
    keeper.keep(task, FetchResult((old, undated, absurd, fresh)), True)
    assert stored_ids(db) == ["absurd", "fresh", "undated"]


def test_a_place_that_moved_is_asked_there_from_now_on(
    db: Connection, keeper: Keeper, task: Task
) -> None:
    new = "https://b.example"
    keeper.keep(task, FetchResult(items("1"), "c", moved_fields={"url": new}), False)
    assert now_stored(db).fields == {"url": new}
    # The next page of the same cycle belongs to the source as it is now.
    keeper.keep(task, FetchResult(items("2"), "d"), True)
    assert (stored_ids(db), now_stored(db).cursor) == (["1", "2"], "d")


@pytest.mark.parametrize("change", ["edited", "off", "removed"])
def test_a_person_who_changed_the_source_meanwhile_is_right(
    db: Connection, keeper: Keeper, task: Task, change: str
) -> None:
    with writing(db):
        if change == "edited":
            sources.update(db, replace(task.stored, fields={"url": "https://new.example"}))
        elif change == "off":
            sources.update(db, replace(task.stored, is_on=False))
        else:
            sources.remove(db, task.stored.id)
    keeper.keep(task, FetchResult(items("1"), "c"), True)
    keeper.failed(task, Gone(Reason.GONE))
    assert stored_ids(db) == []
    found = sources.by_name(db, "a")
    assert (found is None) == (change == "removed")
    assert found is None or (found.cursor, found.reason) == (None, None)


@pytest.mark.parametrize(
    ("error", "health", "is_on"),
    [
        (AuthNeeded(Reason.KEY_REFUSED), Health.NEEDS_KEY, True),
        (AuthNeeded(Reason.NO_CREDIT), Health.NEEDS_KEY, True),
        (AuthNeeded(Reason.CLOSED), Health.FAILING, True),
        (AuthNeeded(Reason.FORBIDDEN), Health.FAILING, True),
        (AuthNeeded(Reason.IN_USE), Health.FAILING, True),
        (RateLimited(Reason.QUOTA), Health.WAITING, True),
        (Gone(Reason.GONE), Health.OFF, False),
        (RateLimited(Reason.SLOW_DOWN), Health.WAITING, True),
        (Temporary(Reason.TIMEOUT, "at a"), Health.FAILING, True),
    ],
)
def test_each_failure_has_its_health(
    db: Connection, keeper: Keeper, task: Task, error: Exception, health: Health, is_on: bool
) -> None:
    keeper.keep(task, FetchResult(cursor="c"), True)
    outcome = keeper.failed(task, error)
    stored = now_stored(db)
    assert (outcome.health, stored.health, stored.is_on) == (health, health, is_on)
    assert (stored.failures, stored.cursor, stored.last_ok_at) == (1, "c", NOW)
    assert outcome.reason is stored.reason is not None


def test_a_bug_is_a_source_that_cannot_be_read(keeper: Keeper, task: Task) -> None:
    outcome = keeper.failed(task, KeyError("secret"))
    assert (outcome.reason, outcome.detail) == (Reason.UNREADABLE, "KeyError")


def test_a_name_given_meanwhile_is_kept(db: Connection, keeper: Keeper, task: Task) -> None:
    with writing(db):
        sources.update(db, replace(task.stored, name="b"))
    outcome = keeper.keep(task, FetchResult(items("1"), "c"), True)
    assert outcome is not None
    assert outcome.name == "b"


def test_a_held_source_is_told_and_not_changed(db: Connection, keeper: Keeper, task: Task) -> None:
    until = NOW + timedelta(minutes=5)
    outcome = keeper.held(task, until)
    assert (outcome.health, outcome.reason, outcome.next_at) == (
        Health.WAITING, Reason.SLOW_DOWN, until,
    )  # fmt: skip
    assert now_stored(db).reason is None


def test_parts_that_failed_are_told_and_forgotten_when_they_work(
    db: Connection, keeper: Keeper, task: Task
) -> None:
    first = FetchResult(items("1"), "c", troubles={"chan": Reason.CLOSED})
    keeper.keep(task, first, False)
    outcome = keeper.keep(task, FetchResult(items("2"), "d", troubles={"b": Reason.LAYOUT}), True)
    assert outcome is not None
    assert outcome.troubles == now_stored(db).troubles == {
        "chan": Reason.CLOSED, "b": Reason.LAYOUT,
    }  # fmt: skip
    assert now_stored(db).health is Health.FINE
    keeper.failed(Task(now_stored(db), "d"), Temporary(Reason.TIMEOUT))
    assert len(now_stored(db).troubles) == 2  # what the last look found out still holds
    keeper.keep(Task(now_stored(db), "d"), FetchResult((), "e"), True)
    assert now_stored(db).troubles == {}


def test_the_rhythm_is_of_all_that_came_and_can_be_believed(
    db: Connection, keeper: Keeper, task: Task
) -> None:
    ages = [timedelta(hours=5), timedelta(days=400), -timedelta(days=3), timedelta(days=40 * 365)]
    dated = [Item(str(n), "t", created_at=NOW - age) for n, age in enumerate(ages)]
    naive = Item("n", "t", created_at=(NOW - timedelta(hours=1)).replace(tzinfo=None))
    keeper.keep(task, FetchResult((*dated, naive, *items("undated")), "c"), True)
    # One is too old to be stored and tells the rhythm all the same.
    assert now_stored(db).newest == (
        NOW - timedelta(days=400), NOW - timedelta(hours=5), NOW - timedelta(hours=1),
    )  # fmt: skip


def test_what_a_place_deleted_is_marked_with_the_cursor(
    db: Connection, keeper: Keeper, task: Task
) -> None:
    keeper.keep(task, FetchResult(items("1", "2"), "c"), True)
    again = Task(now_stored(db), "c")
    outcome = keeper.keep(again, FetchResult((), "d", gone=("1", "unknown")), True)
    assert outcome is not None
    assert (outcome.changed, now_stored(db).cursor) == (1, "d")
    gone = {row[0] for row in db.execute("SELECT external_id FROM body WHERE gone_at > 0")}
    assert gone == {"1"}
    back = keeper.keep(Task(now_stored(db), "d"), FetchResult(items("1"), "e"), True)
    assert back is not None
    assert back.changed == 1
    assert db.execute("SELECT count(*) FROM body WHERE gone_at > 0").fetchone() == (0,)


def test_an_edit_that_matches_no_topic_any_more_is_stored(
    db: Connection, keeper: Keeper, task: Task
) -> None:
    keeper.keep(task, FetchResult(items("1"), "c"), True)
    sources.update(db, replace(now_stored(db), keep=Keep.MATCHING))
    edited = (Item("1", "quite another text"), Item("2", "never stored"))
    outcome = keeper.keep(Task(now_stored(db), "c"), FetchResult(edited, "d"), True)
    assert outcome is not None
    assert (outcome.new, outcome.changed) == (0, 1)
    assert db.execute("SELECT text FROM body").fetchall() == [("quite another text",)]
