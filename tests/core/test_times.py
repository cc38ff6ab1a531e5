"""Times as networks write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.times import parse_time, sane

NOON = datetime(2024, 3, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-05T12:00:00Z",
        "2024-03-05T15:00:00+03:00",
        "2024-03-05T12:00:00+0000",
        "2024-03-05 12:00",
        " 2024-03-05T12:00:00.000Z ",
        "Tue, 05 Mar 2024 12:00:00 GMT",
        "Tue, 5 Mar 2024 15:00:00 +0300",
        1709640000,
        1709640000.0,
        1709640000000,
        "1709640000",
        "1709640000000",
    ],
)
def test_all_spellings_of_one_moment(value: str | float) -> None:
    assert parse_time(value) == NOON


@pytest.mark.parametrize(
    "value",
    [None, "", "yesterday", "2024-13-05", "2024-03-05T12:00:00+15:00", True, float("inf"), 1e30,
     float("nan"), "Tue, 5 Mar 2024 12:00:00 +2300", "0001-01-01T00:00:00+05:00"],
)  # fmt: skip
def test_what_is_no_time(value: str | float | None) -> None:
    assert parse_time(value) is None


def test_a_date_alone_is_its_midnight() -> None:
    assert parse_time("20240305") == parse_time("2024-03-05") == datetime(2024, 3, 5, tzinfo=UTC)


def test_dates_far_ahead_or_long_past_are_not_believed() -> None:
    assert sane(NOON, NOON) == NOON
    assert sane(NOON + timedelta(hours=23), NOON) is not None
    assert sane(NOON + timedelta(hours=25), NOON) is None
    assert sane(datetime(1970, 1, 1, tzinfo=UTC), NOON) is None
    assert sane(None, NOON) is None


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_never_raises_and_always_utc(value: str | float) -> None:
    moment = parse_time(value)
    assert moment is None or moment.utcoffset() == timedelta(0)
