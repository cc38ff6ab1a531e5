"""A filter is a value that can be saved and read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.filters import TONE_CHOICES, MentionFilter, Order
from desktop.core.models import Status

_TIMES = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)
_IDS = st.lists(st.integers(1, 99), max_size=3).map(tuple)
_FILTERS = st.builds(
    MentionFilter,
    search=st.text(max_size=20),
    hours=st.none() | st.integers(1, 9999),
    since=_TIMES,
    until=_TIMES,
    tones=st.lists(st.sampled_from(TONE_CHOICES), max_size=3).map(tuple),
    statuses=st.lists(st.sampled_from(Status), max_size=3).map(tuple),
    topic_ids=_IDS,
    source_ids=_IDS,
    tags=st.lists(st.text(min_size=1, max_size=5), max_size=2).map(tuple),
    assignee=st.none() | st.text(min_size=1, max_size=5),
    author=st.none() | st.text(min_size=1, max_size=5),
    order=st.sampled_from(Order),
    folds=st.booleans(),
)


@given(_FILTERS)
def test_a_saved_filter_reads_back_as_it_was(chosen: MentionFilter) -> None:
    assert MentionFilter.from_json(chosen.to_json()) == chosen


def test_an_unknown_name_from_a_newer_program_is_ignored() -> None:
    assert MentionFilter.from_json('{"search": "торт", "mood": 3}') == MentionFilter(search="торт")


@pytest.mark.parametrize("text", ["", "[]", "nonsense", '{"order": "sideways"}'])
def test_text_that_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        MentionFilter.from_json(text)


def test_a_moving_range_becomes_a_fixed_one() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    fixed = MentionFilter(hours=24).at(now)
    assert (fixed.hours, fixed.since) == (None, now - timedelta(hours=24))


def test_a_fixed_range_is_left_alone() -> None:
    fixed = MentionFilter(since=datetime(2026, 11, 1, tzinfo=UTC))
    assert fixed.at(datetime(2026, 11, 21, tzinfo=UTC)) is fixed
