"""Stored mentions get the tone of an engine that came or changed after them."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.core.filters import MentionFilter
from desktop.core.models import Score, Tone
from desktop.core.sentiment import ToneRouter
from desktop.monitor.retone import is_due, retone
from desktop.store import pages
from desktop.store.database import Connection
from tests.conftest import NOW
from tests.monitor.parts import World, poller
from tests.store.shop import add_source, prepared, save


@dataclass
class Engine:
    """Judges everything alike."""

    version: str = "gloomy 1"
    tone: Tone = Tone.NEGATIVE
    language: str = "ru"
    ratings: list[float | None] = field(default_factory=list)

    def score(self, text: str, rating: float | None = None) -> Score:
        self.ratings.append(rating)
        return Score(self.tone, -0.5, self.version)

    def score_many(self, texts: Sequence[str]) -> list[Score]:
        return [self.score(text) for text in texts]


def tones_in(db: Connection) -> set[tuple[str | None, str | None]]:
    found = pages.each(db, MentionFilter(folds=False))
    return {(each.tone, each.tone_by) for each in found}


def fill(db: Connection, n: int) -> None:
    save(db, add_source(db).id, *(prepared(str(i), "хлеб", minutes=i) for i in range(n)))


def test_a_first_engine_judges_what_had_no_tone(db: Connection) -> None:
    fill(db, 3)
    router = ToneRouter({"ru": Engine()})
    told: list[int] = []
    assert is_due(db, router)
    assert retone(db, router, on_progress=told.append) == 3
    assert (tones_in(db), told) == ({(Tone.NEGATIVE, "gloomy 1")}, [3])
    assert not is_due(db, router)
    assert retone(db, router) == 0


def test_stars_are_judged_again_with_the_text(db: Connection) -> None:
    save(db, add_source(db).id, prepared("1", "хлеб", rating=2.0), prepared("2", "хлеб"))
    engine = Engine()
    retone(db, ToneRouter({"ru": engine}))
    assert sorted(engine.ratings, key=str) == [2.0, None]


def test_a_new_version_judges_again(db: Connection) -> None:
    fill(db, 3)
    retone(db, ToneRouter({"ru": Engine()}))
    newer = ToneRouter({"ru": Engine("gloomy 2", Tone.POSITIVE)})
    assert is_due(db, newer)
    assert retone(db, newer) == 3
    assert tones_in(db) == {(Tone.POSITIVE, "gloomy 2")}


def test_a_stopped_run_goes_on_where_it_was(db: Connection) -> None:
    fill(db, 450)
    router = ToneRouter({"ru": Engine()})
    answers = iter([False, True])
    assert retone(db, router, should_stop=lambda: next(answers)) == 200
    assert is_due(db, router)
    told: list[int] = []
    assert retone(db, router, on_progress=told.append) == 250
    assert told == [200, 250]
    assert not is_due(db, router)


def test_it_is_done_between_cycles(db: Connection) -> None:
    fill(db, 2)
    router = ToneRouter({"ru": Engine()})
    cycle = poller(World({}), lambda: NOW, time.monotonic, tones=router)
    assert not cycle.put_in_order(db, threading.Event())
    assert tones_in(db) == {(Tone.NEGATIVE, "gloomy 1")}
