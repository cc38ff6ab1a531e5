"""Where rows begin: sums hold whatever is measured, inserted or removed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.mentions.row_tops import RowTops


def consistent(tops: RowTops) -> bool:
    return tops.total == sum(tops.height(row) for row in range(len(tops)))


def test_unmeasured_rows_count_with_the_last_height() -> None:
    tops = RowTops(lambda row: 50 + row)
    tops.reset(10)
    tops.measure_rows(0, 2)
    assert (tops.height(0), tops.height(1), tops.height(5)) == (50, 51, 51)
    assert tops.row_at(50) == 1
    assert tops.row_at(49) == 0
    assert tops.row_at(10_000) == 9


def test_rows_inserted_above_move_the_others_down() -> None:
    tops = RowTops(lambda row: 40)
    tops.reset(5)
    tops.measure_rows(0, 5)
    tops.insert(0, 2)
    tops.measure_rows(0, 2)
    assert tops.top(2) == 80
    tops.remove(0, 1)
    assert tops.top(0) == 0
    assert len(tops) == 5


def test_an_empty_list_has_no_rows() -> None:
    tops = RowTops(lambda row: 40)
    assert tops.row_at(0) == -1
    tops.reset(1)
    tops.remove(0, 0)
    assert (len(tops), tops.total) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(1, 5)), max_size=25))
def test_tops_are_the_sum_of_heights(steps: list[tuple[int, int, int]]) -> None:
    tops = RowTops(lambda row: 30 + row % 7)
    tops.reset(6)
    for kind, at, n in steps:
        at = min(at, max(0, len(tops) - 1))
        if kind == 0:
            tops.insert(at, n)
        elif kind == 1 and len(tops):
            tops.remove(at, min(len(tops) - 1, at + n - 1))
        elif kind == 2 and len(tops):
            tops.forget(at)
        else:
            tops.measure_down(at, n * 40) if len(tops) else None
        assert consistent(tops)
