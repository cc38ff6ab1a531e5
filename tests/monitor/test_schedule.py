"""When sources are asked: pauses, back-off, turns, sleep and clocks that jump."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.core.models import Keep
from desktop.core.sources import (
    AuthNeeded,
    RateLimited,
    Reason,
    SourceInfo,
    StoredSource,
    Temporary,
)
from desktop.monitor.schedule import LONGEST_PAUSE_S, Schedule, in_turns
from tests.conftest import NOW
from tests.monitor.parts import Times

DOWN = Temporary(Reason.NO_CONNECTION)


def source(number: int = 1, host: str = "a.example", **values: object) -> StoredSource:
    made = StoredSource(
        number, f"s{number}", "fake", {"url": f"https://{host}/{number}"}, 15, Keep.EVERYTHING
    )
    return replace(made, **values)  # type: ignore[arg-type]


@pytest.fixture
def times() -> Times:
    return Times(NOW)


@pytest.fixture
def schedule(times: Times) -> Schedule:
    info = SourceInfo("fake", "Fake", "", (), interval_min=15, floor_min=5)
    made = Schedule({"fake": info}, times.clock, times.monotonic, random.Random(1))
    made.tick()
    return made


def is_due(schedule: Schedule, one: StoredSource) -> bool:
    return bool(schedule.due([one], is_asked=False))


def test_a_source_is_due_at_first_and_after_its_interval(schedule: Schedule, times: Times) -> None:
    one = source()
    assert is_due(schedule, one)
    one = replace(one, next_at=schedule.succeeded(one))
    assert one.next_at == NOW + timedelta(minutes=15)
    assert schedule.seconds_to_next([one]) == 900
    times.pass_s(899)
    assert not is_due(schedule, one)
    times.pass_s(1)
    assert is_due(schedule, one)


def test_no_source_is_asked_more_often_than_its_kind_allows(schedule: Schedule) -> None:
    assert schedule.succeeded(source(interval_min=1)) == NOW + timedelta(minutes=5)
    assert schedule.succeeded(source(), poll_after_min=60) == NOW + timedelta(hours=1)


def test_pauses_after_failures_grow_up_to_an_hour(schedule: Schedule) -> None:
    pauses, one = [], source(host="")
    for _ in range(12):
        failures, next_at = schedule.failed(one, DOWN)
        pauses.append((next_at - NOW).total_seconds())
        one = replace(one, failures=failures)
    assert 48 <= pauses[0] <= 72
    assert pauses[:6] == sorted(pauses[:6])
    assert max(pauses) == LONGEST_PAUSE_S == pauses[-1]


def test_a_host_that_asks_for_a_pause_gets_it_for_all_its_sources(
    schedule: Schedule, times: Times
) -> None:
    error = RateLimited(Reason.SLOW_DOWN, retry_at=NOW + timedelta(minutes=30))
    _, next_at = schedule.failed(source(1), error)
    assert next_at == NOW + timedelta(minutes=30)
    assert schedule.held_until(source(2)) == NOW + timedelta(minutes=30)
    assert schedule.held_until(source(3, "b.example")) is None
    times.pass_s(1800)
    assert schedule.held_until(source(2)) is None


def test_a_pause_asked_for_a_century_is_a_day(schedule: Schedule) -> None:
    error = RateLimited(Reason.SLOW_DOWN, retry_at=NOW + timedelta(days=36500))
    assert schedule.failed(source(), error)[1] == NOW + timedelta(days=1)


def test_an_allowance_is_its_keys_and_not_its_hosts(schedule: Schedule, times: Times) -> None:
    midnight = NOW + timedelta(hours=12)
    one = source(1)
    _, next_at = schedule.failed(one, RateLimited(Reason.QUOTA, retry_at=midnight))
    assert next_at == midnight
    one = replace(one, next_at=next_at, reason=Reason.QUOTA)
    assert schedule.held_until(one) == midnight
    assert schedule.held_until(source(2)) is None
    # Somebody who gave it another key made it forget that.
    assert is_due(schedule, replace(one, next_at=None, reason=None))
    # Known to another run of the program too, and not asked early there.
    stored = source(9, reason=Reason.QUOTA, next_at=midnight)
    assert schedule.held_until(stored) == midnight
    assert not is_due(schedule, stored)
    times.pass_s(12 * 3600 + 1)
    assert is_due(schedule, stored)


def test_what_is_held_is_not_due_and_does_not_keep_the_poller_busy(
    schedule: Schedule, times: Times
) -> None:
    one, two = source(1), source(2)
    error = RateLimited(Reason.SLOW_DOWN, retry_at=NOW + timedelta(hours=1))
    one = replace(one, next_at=schedule.failed(one, error)[1])
    assert schedule.due([one, two], is_asked=False) == []
    assert schedule.seconds_to_next([one, two]) == 3600
    assert schedule.due([one, two], is_asked=True) == [one, two]
    # Another's success does not end the pause of the host.
    schedule.succeeded(source(3))
    assert not is_due(schedule, two)
    times.pass_s(3600)
    assert is_due(schedule, two)


def test_servers_of_other_languages_take_turns_too(schedule: Schedule) -> None:
    mail = replace(source(), fields={"host": "IMAP.mail.example", "port": "993"})
    assert schedule.host(mail) == "imap.mail.example"


def test_who_failed_last_time_is_asked_last(schedule: Schedule) -> None:
    chosen = [source(1, failures=2), source(2, "b.example"), source(3, "c.example")]
    assert [each.id for each in schedule.due(chosen, is_asked=True)] == [2, 3, 1]


def test_a_refused_key_is_tried_once_an_hour(schedule: Schedule) -> None:
    _, next_at = schedule.failed(source(), AuthNeeded(Reason.KEY_REFUSED))
    assert next_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize("mono_goes_on", [True, False], ids=["clock runs", "clock stands"])
def test_the_first_failures_after_sleep_do_not_count(
    schedule: Schedule, times: Times, mono_goes_on: bool
) -> None:
    one = source(next_at=schedule.succeeded(source()))
    schedule.seconds_to_next([one])
    times.wall += timedelta(hours=8)
    times.mono += 8 * 3600 if mono_goes_on else 0
    assert schedule.tick()
    assert is_due(schedule, one)
    failures, next_at = schedule.failed(one, DOWN)
    assert (failures, next_at - times.wall) == (0, timedelta(seconds=30))
    times.pass_s(121)
    assert schedule.failed(one, DOWN)[0] == 1


def test_a_clock_set_back_stops_nothing(schedule: Schedule, times: Times) -> None:
    one = source(next_at=schedule.succeeded(source()))
    times.wall -= timedelta(days=400)
    assert not schedule.tick()
    times.pass_s(900)
    assert is_due(schedule, one)
    # After a restart under the wrong clock the stored time is believed for an hour at most.
    assert schedule.seconds_to_next([source(9, next_at=NOW)]) == LONGEST_PAUSE_S


def test_hosts_take_turns() -> None:
    chosen = [source(1), source(2), source(3), source(4, "b.example"), source(5, "c.example")]
    ordered = in_turns(chosen, lambda each: each.fields["url"].split("/")[2])
    assert [each.id for each in ordered] == [1, 4, 5, 2, 3]


def test_sources_that_are_off_are_never_due(schedule: Schedule) -> None:
    assert schedule.due([source(is_on=False)], is_asked=True) == []
    assert schedule.seconds_to_next([source(is_on=False)]) is None
