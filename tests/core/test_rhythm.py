"""Unusual silence: judged by the source's own rhythm and by time in which somebody looked."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.rhythm import FEWEST_GAPS, SHORTEST, Silence, chance_of_longer, silence
from tests.conftest import NOW

HOUR = timedelta(hours=1)
gaps = st.lists(
    st.timedeltas(timedelta(seconds=1), timedelta(days=20)), min_size=FEWEST_GAPS, max_size=59
)


def times(between: list[timedelta], last: datetime = NOW) -> tuple[datetime, ...]:
    """Publications with these gaps between them, the last one at `last`."""
    found = [last]
    for gap in reversed(between):
        found.append(found[-1] - gap)
    return tuple(reversed(found))


def judged(between: list[timedelta], waited: timedelta) -> Silence | None:
    """With somebody looking all the time."""
    newest = times(between)
    return silence(newest, [(newest[0], NOW + waited)], NOW + waited)


@pytest.mark.parametrize(
    ("gap", "waited", "is_unusual"),
    [
        (HOUR, 23 * HOUR, False),  # less than a day never counts
        (HOUR, 25 * HOUR, True),
        (24 * HOUR, 72 * HOUR, False),
        (24 * HOUR, 60 * 24 * HOUR, True),
    ],
)
def test_the_own_rhythm_decides(gap: timedelta, waited: timedelta, is_unusual: bool) -> None:
    found = judged([gap] * 20, waited)
    assert found == (Silence(NOW, gap) if is_unusual else None)


def test_the_chance_is_the_formula() -> None:
    # Eight gaps of an hour each, then eight more hours: (8 / 16) ** 8.
    assert chance_of_longer(8 * HOUR, 8 * HOUR, 8) == 0.5**8


def test_the_chance_is_that_of_a_simulated_place() -> None:
    """Rates drawn as the prior says, gaps drawn from the rate: the share of longer ones."""
    chance, longer, looked = Random(1), 0, 0
    whole, waited = 10 * HOUR, 3 * HOUR
    for _ in range(40_000):
        rate = chance.gammavariate(10, HOUR / whole)
        looked += 1
        longer += chance.expovariate(rate) > waited / HOUR
    assert longer / looked == pytest.approx(chance_of_longer(waited, whole, 10), abs=0.01)


@given(gaps, st.timedeltas(timedelta(), timedelta(days=400)))
def test_longer_silence_is_never_less_unusual(between: list[timedelta], waited: timedelta) -> None:
    if judged(between, waited):
        found = judged(between, waited + HOUR)
        assert found == Silence(NOW, sum(between, timedelta()) / len(between))


@given(gaps, st.timedeltas(timedelta(), timedelta(days=400)))
def test_never_within_a_day_or_about_the_longest_gap(
    between: list[timedelta], waited: timedelta
) -> None:
    if waited < SHORTEST or waited <= 1.5 * max(between):
        assert judged(between, waited) is None


@given(gaps)
def test_a_computer_that_slept_heard_no_silence(between: list[timedelta]) -> None:
    newest, later = times(between), NOW + timedelta(days=3000)
    assert silence(newest, [(newest[0], NOW), (later, later)], later) is None
    assert silence(newest, [], later) is None


@given(gaps, st.timedeltas(timedelta(days=1), timedelta(days=400)), st.integers(2, 20))
def test_only_the_time_looked_at_counts_however_it_is_cut(
    between: list[timedelta], waited: timedelta, parts: int
) -> None:
    newest, piece = times(between), waited / parts
    # The same time in pieces, with as long a sleep after each.
    looked = [(NOW + 2 * n * piece, NOW + (2 * n + 1) * piece) for n in range(parts)]
    found = silence(newest, looked, NOW + 2 * waited)
    # Division of times rounds to microseconds.
    allowed = {judged(between, waited + slack * timedelta(microseconds=20)) for slack in (-1, 1)}
    assert found in allowed


@pytest.mark.parametrize("count", range(FEWEST_GAPS + 1))
def test_too_few_publications_say_nothing(count: int) -> None:
    newest = times([HOUR] * FEWEST_GAPS)[:count]
    always = [(NOW - timedelta(days=9000), NOW + timedelta(days=9000))]
    assert silence(newest, always, NOW + timedelta(days=900)) is None


def test_publications_of_one_moment_are_no_rhythm() -> None:
    later = NOW + timedelta(days=90)
    assert silence((NOW,) * 20, [(NOW, later)], later) is None
