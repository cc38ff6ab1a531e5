"""Where rows of different heights begin, when only some were measured; without Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

_UNMEASURED = 0
_FIRST_GUESS = 90


class RowTops:
    """Heights and tops in pixels. A row that was never measured counts with the last height
    that was; `measure` gives the true height of a row.
    """

    def __init__(self, measure: Callable[[int], int]) -> None:
        self._measure = measure
        self._heights: list[int] = []
        self._tops: list[int] = [0]
        self._guess = _FIRST_GUESS

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        """Height of all rows."""
        return self._tops[-1]

    @property
    def guess(self) -> int:
        """What a row is thought to be high."""
        return self._guess

    def top(self, row: int) -> int:
        """Where a row begins; the row after the last is where all end."""
        return self._tops[row]

    def height(self, row: int) -> int:
        """A row's height as far as known."""
        return self._tops[row + 1] - self._tops[row]

    def row_at(self, y: int) -> int:
        """The row at `y`, kept within the rows there are; -1 without any."""
        return max(0, min(bisect_right(self._tops, y) - 1, len(self) - 1)) if self._heights else -1

    def reset(self, count: int) -> None:
        """Other rows, or another width."""
        self._heights = [_UNMEASURED] * count
        self._tops = [0]
        self._retop(0)

    def insert(self, start: int, count: int) -> None:
        """Rows came in before `start`."""
        self._heights[start:start] = [_UNMEASURED] * count
        self._retop(start)

    def remove(self, start: int, end: int) -> None:
        """Rows `start` to `end`, both included, went."""
        del self._heights[start : end + 1]
        del self._tops[len(self._heights) + 1 :]
        self._retop(start)

    def forget(self, row: int) -> None:
        """A row shows something else."""
        self._heights[row] = _UNMEASURED

    def measure_rows(self, first: int, end: int) -> None:
        """Measure rows `first` to `end`, the last not included."""
        for row in range(max(0, first), min(end, len(self))):
            self._measured(row)
        self._retop(max(0, first))

    def measure_down(self, row: int, room: int) -> None:
        """Measure from `row` on until `room` pixels are filled."""
        end = row
        while end < len(self) and room > 0:
            room -= self._measured(end)
            end += 1
        self._retop(row)

    def measure_up(self, row: int, room: int) -> None:
        """Measure what lies above `row` until `room` pixels are filled."""
        first = row
        while first > 0 and room > 0:
            first -= 1
            room -= self._measured(first)
        self._retop(first)

    def _measured(self, row: int) -> int:
        if self._heights[row] == _UNMEASURED:
            self._guess = self._heights[row] = self._measure(row)
        return self._heights[row]

    def _retop(self, first: int) -> None:
        first = max(0, min(first, len(self._tops) - 1))
        heights = (height or self._guess for height in self._heights[first:])
        self._tops[first:] = accumulate(heights, initial=self._tops[first])
