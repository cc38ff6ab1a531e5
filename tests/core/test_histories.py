"""How much of the past is read, as a share."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.core.histories import HistoryProgress, HistoryState
from tests.conftest import NOW

DAY = timedelta(days=1)
BEGUN = HistoryProgress(1, "a", NOW - 10 * DAY, begun_at=NOW)


@pytest.mark.parametrize(
    ("reached", "share"), [(None, 0), (0, 0), (2.5, 0.25), (10, 1), (11, 1), (-1, 0)]
)
def test_the_share_is_of_the_days_wanted(reached: float | None, share: float) -> None:
    when = None if reached is None else NOW - reached * DAY
    assert replace(BEGUN, reached=when).share == pytest.approx(share)


def test_what_is_done_is_done_however_little_there_was() -> None:
    assert replace(BEGUN, state=HistoryState.DONE).share == 1
    assert HistoryProgress(1, "a", NOW).share == 0
    assert HistoryProgress(1, "a", NOW, begun_at=NOW, reached=NOW).share == 0
