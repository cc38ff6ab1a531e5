"""When sources were looked at: neighbours join, a sleep leaves a gap, old stretches go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop.store import looks, retention
from desktop.store.database import Connection, close_database, open_database, writing
from tests.store.shop import START

MINUTE = timedelta(minutes=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    made = open_database(tmp_path / "desktop.db")
    yield made
    close_database(made)


def look(db: Connection, minutes: float, source_id: int = 1, interval_min: int = 15) -> None:
    with writing(db):
        looks.note(db, source_id, START + minutes * MINUTE, interval_min)


def stretches(db: Connection, *source_ids: int) -> list[tuple[float, float]]:
    found = looks.between(db, START, START + timedelta(days=9), source_ids)
    return [(minutes(since), minutes(until)) for since, until in found]


def minutes(moment: datetime) -> float:
    return (moment - START) / MINUTE


def test_a_sleep_leaves_a_gap(db: Connection) -> None:
    for at in (0, 15, 31, 400, 415):
        look(db, at)
    assert stretches(db) == [(0, 31), (400, 415)]


def test_a_rarely_asked_source_has_no_gaps_between_its_turns(db: Connection) -> None:
    for at in (0, 360, 725):
        look(db, at, interval_min=360)
    assert stretches(db) == [(0, 725)]


def test_sources_are_told_apart_and_together_fill_each_others_gaps(db: Connection) -> None:
    for at in (0, 30, 60):
        look(db, at, 1)
    for at in (50, 80):
        look(db, at, 2)
    assert stretches(db) == [(0, 80)]
    assert stretches(db, 2) == [(50, 80)]
    assert stretches(db, 3) == []


def test_a_clock_set_back_loses_nothing(db: Connection) -> None:
    look(db, 100)
    look(db, 10)
    look(db, 20)
    look(db, 100)
    assert stretches(db) == [(10, 20), (100, 100)]


def test_old_stretches_go_with_the_mentions(db: Connection) -> None:
    look(db, 0)
    look(db, 1000)
    retention.prune(db, START + 500 * MINUTE, lambda: True)
    assert stretches(db) == [(1000, 1000)]
    assert looks.is_recorded(db)
