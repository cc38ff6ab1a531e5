"""Reading the past: page after page, cut off anywhere, politely, and never taken for news."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desktop.core.histories import HistoryProgress, HistoryState
from desktop.core.models import Item, Keep
from desktop.core.settings import Settings, changed
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    HistoryPage,
    RateLimited,
    Reason,
    StoredSource,
    Temporary,
)
from desktop.monitor.history import GIVES_UP_AFTER, begin
from desktop.monitor.poller import Poller
from desktop.store import histories, looks, settings, sources
from desktop.store.database import Connection, writing
from tests.conftest import NOW
from tests.monitor.parts import INFO, PAST, Look, Times, World, poller, stored_ids

GO_ON = threading.Event()
DAY = timedelta(days=1)
PAGE = 3


def nothing(_cursor: str | None) -> FetchResult:
    return FetchResult(cursor="c")


class Diary:
    """A place with one item a day; the cursor says which day comes next."""

    def __init__(self, days: int = 20) -> None:
        self.days = days
        self.asked: list[tuple[str | None, datetime]] = []
        self.before: Callable[[], None] = lambda: None

    def __call__(self, cursor: str | None, since: datetime) -> HistoryPage:
        self.asked.append((cursor, since))
        self.before()
        first = int(cursor or 0)
        ages = [n for n in range(first, first + PAGE) if n < self.days and NOW - n * DAY >= since]
        items = [Item(f"d{n:02d}", f"text of day {n}", created_at=NOW - n * DAY) for n in ages]
        reached = items[-1].created_at if items else None
        return HistoryPage(tuple(items), str(first + PAGE), reached, is_done=len(ages) < PAGE)


def added(db: Connection, name: str = "a", kind: str = "past", **fields: str) -> StoredSource:
    with writing(db):
        source = sources.add(db, name, kind, fields, 15, Keep.EVERYTHING)
        begin(db, PAST, source.id, NOW)
    return source


def run(
    cycle: Poller,
    db: Connection,
    *,
    only: str | None = None,
    stop: threading.Event = GO_ON,
    most: int = 1000,
) -> list[HistoryProgress]:
    """Slices until nothing more is to be done for now; what was told."""
    told: list[HistoryProgress] = []
    for _ in range(most):
        if not cycle.run_history_slice(db, stop, told.append, only=only, wait_s=0.02):
            break
    return told


def now_of(db: Connection, source: StoredSource) -> HistoryProgress:
    found = histories.get(db, source.id)
    assert found is not None
    return found


def world(look: Look) -> World:
    return World({"a": nothing}, {"a": look})


def test_it_is_read_after_the_first_poll_and_to_its_end(db: Connection) -> None:
    source, diary, times = added(db), Diary(), Times(NOW)
    cycle = poller(world(diary), times.clock, times.monotonic)
    assert run(cycle, db) == []  # the newest first, and a wrong key shows itself there
    assert cycle.run_cycle(db, stop=GO_ON).new == 0
    told = run(cycle, db)
    assert [each.items for each in told] == [3, 6, 9, 12, 15, 18, 20]
    assert told[1].reached == NOW - 5 * DAY
    assert told[1].share == pytest.approx(5 / 90)
    assert told[-1] == now_of(db, source)
    assert (told[-1].state, told[-1].new) == (HistoryState.DONE, 20)
    assert stored_ids(db) == [f"d{n:02d}" for n in range(20)]
    assert {since for _, since in diary.asked} == {NOW - 90 * DAY}
    assert run(cycle, db) == []
    # What is usual and how often something comes is known at once.
    assert looks.between(db, NOW - 99 * DAY, NOW + DAY, (source.id,))[0][0] == NOW - 19 * DAY
    stored = sources.get(db, source.id)
    assert stored is not None
    assert stored.newest == tuple(NOW - n * DAY for n in reversed(range(20)))


def test_what_is_old_is_no_news(db: Connection) -> None:
    added(db)
    times = Times(NOW)
    cycle = poller(world(Diary()), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    run(cycle, db)
    assert cycle.run_cycle(db, stop=GO_ON).new_ids == ()


@pytest.mark.parametrize("cut_at", range(8))
def test_another_run_of_the_program_goes_on_where_it_was(db: Connection, cut_at: int) -> None:
    source, diary, times = added(db), Diary(), Times(NOW)
    first = poller(world(diary), times.clock, times.monotonic)
    first.run_cycle(db, stop=GO_ON)
    for _ in range(cut_at):
        first.run_history_slice(db, GO_ON, wait_s=0.02)
    first.close()
    before = now_of(db, source)
    diary.asked.clear()
    second = poller(world(diary), times.clock, times.monotonic)
    run(second, db)
    assert stored_ids(db) == [f"d{n:02d}" for n in range(20)]
    assert diary.asked[0][0] == before.cursor
    assert now_of(db, source).items == 20  # no page counted twice


def test_the_retention_bounds_it(db: Connection) -> None:
    settings.save(db, changed(Settings(), retention_days=10))
    source, diary, times = added(db), Diary(), Times(NOW)
    assert now_of(db, source).since == NOW - 10 * DAY
    cycle = poller(world(diary), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    settings.save(db, changed(Settings(), retention_days=4))  # somebody lowered it meanwhile
    run(cycle, db)
    assert stored_ids(db) == [f"d{n:02d}" for n in range(5)]
    assert {since for _, since in diary.asked} == {NOW - 4 * DAY}


def test_without_a_past_nothing_is_started(db: Connection) -> None:
    with writing(db):
        source = sources.add(db, "a", "fake", {}, 15, Keep.EVERYTHING)
    assert not begin(db, INFO, source.id, NOW)
    assert not begin(db, None, source.id, NOW)
    assert histories.all(db) == ()
    assert begin(db, replace(INFO, history_days=7), source.id, NOW)
    assert now_of(db, source).since == NOW - 7 * DAY


def test_it_is_stopped_and_resumed_by_a_person(db: Connection) -> None:
    source, diary, times = added(db), Diary(), Times(NOW)
    cycle = poller(world(diary), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    diary.before = lambda: None if len(diary.asked) < 2 else stopping.set()
    stopping = threading.Event()
    told: list[HistoryProgress] = []
    while not stopping.is_set():
        cycle.run_history_slice(db, GO_ON, told.append, wait_s=0.02)
    histories.stop(db, source.id)
    told += run(cycle, db)
    # The page that was under way is kept; no other was asked for.
    assert (len(diary.asked), now_of(db, source).state) == (2, HistoryState.STOPPED)
    assert now_of(db, source).items == 6
    histories.resume(db, source.id)
    assert run(cycle, db)[-1].state is HistoryState.DONE
    assert stored_ids(db) == [f"d{n:02d}" for n in range(20)]


def test_what_has_no_date_is_left_out(db: Connection) -> None:
    added(db)
    times = Times(NOW)
    page = HistoryPage((Item("1", "some day"), Item("2", "then", created_at=NOW - DAY)), "c")

    def look(cursor: str | None, _since: datetime) -> HistoryPage:
        return page if cursor is None else HistoryPage(is_done=True)

    cycle = poller(world(look), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    told = run(cycle, db)
    assert stored_ids(db) == ["2"]
    assert (told[-1].items, told[-1].new) == (2, 1)


def failing_once(diary: Diary, error: Exception) -> Look:
    failures = [error]

    def look(cursor: str | None, since: datetime) -> HistoryPage:
        if cursor == "3" and failures:
            raise failures.pop()
        return diary(cursor, since)

    return look


@pytest.mark.parametrize(
    ("error", "reason", "pause_s"),
    [
        (Temporary(Reason.TIMEOUT), Reason.TIMEOUT, 72),
        (BadData(Reason.LAYOUT), Reason.LAYOUT, 72),
        (AuthNeeded(Reason.RIGHT_MISSING), Reason.RIGHT_MISSING, 3600),
        (RateLimited(Reason.SLOW_DOWN, retry_at=NOW + 7 * timedelta(minutes=1)),
         Reason.SLOW_DOWN, 420),
        (RateLimited(Reason.QUOTA, retry_at=NOW + 20 * timedelta(hours=1)),
         Reason.QUOTA, 20 * 3600),
    ],
)  # fmt: skip
def test_a_failed_step_is_repeated_after_its_pause(
    db: Connection, error: Exception, reason: Reason, pause_s: float
) -> None:
    source, diary, times = added(db), Diary(), Times(NOW)
    cycle = poller(world(failing_once(diary, error)), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    told = run(cycle, db)
    assert (told[-1].reason, told[-1].failures, told[-1].items) == (reason, 1, 3)
    assert told[-1].next_at is not None
    assert told[-1].next_at - NOW <= pause_s * timedelta(seconds=1)
    times.pass_s((told[-1].next_at - NOW).total_seconds() - 2)
    cycle.run_cycle(db, stop=GO_ON)
    assert run(cycle, db) == []
    times.pass_s(3)
    cycle.run_cycle(db, stop=GO_ON)
    done = run(cycle, db)[-1]
    assert (done.state, done.reason, done.items) == (HistoryState.DONE, None, 20)
    assert done == now_of(db, source)


@pytest.mark.logs("bug in source kind past")
def test_what_never_works_is_given_up_and_can_be_taken_up(db: Connection) -> None:
    def broken(_cursor: str | None, _since: datetime) -> HistoryPage:
        raise KeyError("bug")

    source, times = added(db), Times(NOW)
    cycle = poller(world(broken), times.clock, times.monotonic)
    for _ in range(GIVES_UP_AFTER):
        cycle.run_cycle(db, stop=GO_ON)
        run(cycle, db)
        times.pass_s(4000)
    given_up = now_of(db, source)
    assert (given_up.state, given_up.reason) == (HistoryState.STOPPED, Reason.UNREADABLE)
    histories.resume(db, source.id)
    assert now_of(db, source).failures == 0


def test_a_page_that_leads_to_itself_is_a_failure(db: Connection) -> None:
    source, times = added(db), Times(NOW)
    cycle = poller(world(lambda cursor, _: HistoryPage((), cursor)), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    run(cycle, db)
    assert now_of(db, source).reason is Reason.UNREADABLE


def test_a_place_that_asks_for_a_pause_gets_it_from_its_polls_too(db: Connection) -> None:
    until = NOW + timedelta(minutes=30)
    error = RateLimited(Reason.SLOW_DOWN, retry_at=until)
    added(db, endpoint="https://a.example")
    times = Times(NOW)
    cycle = poller(world(failing_once(Diary(), error)), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    run(cycle, db)
    (outcome,) = cycle.run_cycle(db, stop=GO_ON).outcomes
    assert (outcome.reason, outcome.next_at) == (Reason.SLOW_DOWN, until)


def test_a_due_poll_comes_first(db: Connection) -> None:
    """A page under way at the host of a poll is called off, its late answer dropped."""
    source, diary, times = added(db, endpoint="https://a.example"), Diary(), Times(NOW)
    asked, go = threading.Event(), threading.Event()

    def wait() -> None:
        asked.set()
        go.wait()

    cycle = poller(world(diary), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    diary.before = wait
    assert cycle.run_history_slice(db, GO_ON)
    asked.wait()
    assert cycle.run_history_slice(db, GO_ON)  # it may come to its end until a poll begins
    assert cycle.run_cycle(db, stop=GO_ON).outcomes
    assert not cycle.run_history_slice(db, GO_ON)  # called off, and not asked twice at a time
    go.set()
    while not run(cycle, db):
        pass
    assert now_of(db, source).items == 20
    assert diary.asked[1][0] is None
    times.pass_s(16 * 60)
    histories.start(db, source.id, NOW - 5 * DAY)
    assert run(cycle, db) == []  # the poll is due: no page before it


@pytest.mark.parametrize("what", ["off", "failing", "removed", "edited"])
def test_only_what_can_be_polled_is_read(db: Connection, what: str) -> None:
    source, diary, times = added(db), Diary(), Times(NOW)
    cycle = poller(world(diary), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    stored = sources.get(db, source.id)
    assert stored is not None

    def happen() -> None:
        with writing(db):
            if what == "off":
                sources.update(db, replace(stored, is_on=False))
            elif what == "failing":
                sources.save_state(db, replace(stored, reason=Reason.TIMEOUT))
            elif what == "removed":
                sources.remove(db, stored.id)
            else:
                sources.update(db, replace(stored, fields={"url": "other"}))

    if what == "edited":
        asked = threading.Event()
        diary.before = asked.set
        cycle.run_history_slice(db, GO_ON)
        asked.wait()
        happen()
        # The page of the former place is dropped; the new one is polled, then read from the top.
        assert run(cycle, db, most=3) == []
        cycle.run_cycle(db, stop=GO_ON, due_only=True)
        run(cycle, db, most=3)
        assert [cursor for cursor, _ in diary.asked[:3]] == [None, None, "3"]
    else:
        happen()
        assert run(cycle, db) == []
        assert diary.asked == []


def test_a_person_who_waits_for_one_gets_it_alone(db: Connection) -> None:
    added(db)
    added(db, "b")
    diary, times = Diary(), Times(NOW)
    cycle = poller(
        World({"a": nothing, "b": nothing}, {"a": diary, "b": diary}), times.clock, times.monotonic
    )
    told = run(cycle, db, only="b")
    assert {each.source for each in told} == {"b"}
    assert told[-1].state is HistoryState.DONE


def test_stop_ends_it_between_two_transactions(db: Connection) -> None:
    source, times, stop = added(db), Times(NOW), threading.Event()
    many = tuple(Item(f"{n:04d}", f"t{n}", created_at=NOW - DAY) for n in range(1200))
    cycle = poller(world(lambda *_: HistoryPage(many, "c")), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    cycle.run_history_slice(db, GO_ON)
    db.set_trace_callback(lambda sql: stop.set() if "INSERT INTO body" in sql else None)
    while not stop.is_set():
        cycle.run_history_slice(db, stop, wait_s=0.02)
    db.set_trace_callback(None)
    assert len(stored_ids(db)) == 500
    assert (now_of(db, source).cursor, now_of(db, source).items) == (None, 0)
    again = poller(
        world(lambda cursor, _: HistoryPage(many if cursor is None else (), "c2", is_done=True)),
        times.clock,
        times.monotonic,
    )
    assert run(again, db)[-1].items == 1200
    assert len(stored_ids(db)) == 1200


def test_a_page_that_never_comes_is_given_up_and_its_late_answer_dropped(db: Connection) -> None:
    source, diary, times = added(db), Diary(), Times(NOW)
    asked, go = threading.Event(), threading.Event()

    def wait() -> None:
        asked.set()
        go.wait()

    diary.before = wait
    cycle = poller(world(diary), times.clock, times.monotonic)
    cycle.run_cycle(db, stop=GO_ON)
    assert cycle.run_history_slice(db, GO_ON)
    asked.wait()
    times.pass_s(121)
    told = run(cycle, db)
    assert [each.reason for each in told] == [Reason.TIMEOUT]
    go.set()
    times.pass_s(80)
    while now_of(db, source).state is not HistoryState.DONE:
        run(cycle, db)
    assert now_of(db, source).items == 20


def test_a_host_is_asked_one_thing_at_a_time(db: Connection) -> None:
    added(db, endpoint="https://a.example")
    added(db, "b", endpoint="https://a.example")
    added(db, "c", endpoint="https://c.example")
    go, times, both = threading.Event(), Times(NOW), threading.Semaphore(0)
    asked: list[str] = []

    def looking(name: str) -> Look:
        def look(_cursor: str | None, _since: datetime) -> HistoryPage:
            asked.append(name)
            both.release()
            go.wait()
            return HistoryPage(is_done=True)

        return look

    names = ("a", "b", "c")
    cycle = poller(
        World(dict.fromkeys(names, nothing), {name: looking(name) for name in names}),
        times.clock,
        times.monotonic,
    )
    cycle.run_cycle(db, stop=GO_ON)
    for _ in range(3):
        assert cycle.run_history_slice(db, GO_ON)
    assert both.acquire(timeout=5)
    assert both.acquire(timeout=5)
    assert sorted(asked) == ["a", "c"]
    go.set()
    run(cycle, db)
    assert sorted(asked) == ["a", "b", "c"]
