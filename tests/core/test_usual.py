"""The usual level: only from the past, by weekday and hour, and not from too little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.usual import Past, usual

START = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)


def days(counts: list[int]) -> list[Past]:
    return [Past(START + n * DAY, count) for n, count in enumerate(counts)]


def test_nothing_is_usual_before_two_weeks() -> None:
    past = days([3] * 20)
    levels = usual(past, [each.start for each in past])
    assert [level is None for level in levels] == [n < 14 for n in range(20)]


def test_a_weekday_is_compared_with_its_like() -> None:
    past = days([9 if n % 7 == 4 else 1 for n in range(56)])
    friday, saturday = usual(past, [START + 56 * DAY + 4 * DAY, START + 56 * DAY + 5 * DAY])
    assert friday is not None
    assert saturday is not None
    assert (friday.middle, saturday.middle) == (9, 1)


def test_one_bad_day_does_not_become_usual() -> None:
    counts = [1] * 56
    counts[49] = 80
    (level,) = usual(days(counts), [START + 56 * DAY])
    assert level is not None
    assert level.high < 2


def test_little_history_uses_the_trailing_mean() -> None:
    past = [Past(START, 2), Past(START + 10 * DAY + timedelta(hours=1), 4)]
    (level,) = usual(past, [START + 14 * DAY])
    assert level is not None
    assert level.middle == 3
    assert level.low < 3 < level.high


def test_no_past_no_level() -> None:
    assert usual([], [START]) == (None,)


@given(st.lists(st.integers(0, 30), min_size=15, max_size=70), st.integers(0, 500))
def test_the_future_never_changes_a_level(counts: list[int], later: int) -> None:
    past = days(counts)
    target = [past[-1].start]
    assert usual(past, target) == usual([*past[:-1], Past(past[-1].start, later)], target)


@given(st.lists(st.integers(0, 30), min_size=15, max_size=70))
def test_a_band_is_in_order(counts: list[int]) -> None:
    past = days(counts)
    for level in usual(past, [each.start for each in past]):
        assert level is None or 0 <= level.low <= level.middle <= level.high
