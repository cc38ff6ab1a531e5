"""Second looks at stored items: edits, counters, deletions, in turns, seldom and politely."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from desktop.core.filters import MentionFilter
from desktop.core.models import Item, Keep, Mention
from desktop.core.sources import FetchResult, RateLimited, Reason, Recheck, SourceError
from desktop.monitor.poller import Poller
from desktop.monitor.rechecking import EVERY
from desktop.store import pages, rechecks, sources
from desktop.store.database import Connection, writing
from tests.conftest import NOW
from tests.monitor.parts import Times, World, poller

GO_ON = threading.Event()
TURN_S = EVERY.total_seconds() + 120


@dataclass
class Place:
    """Shows five posts, and of each what became of it; `asked` are the turns."""

    now: dict[str, Item | None] = field(default_factory=dict)
    error: SourceError | None = None
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for n in range(5):
            self.now[str(n)] = Item(
                str(n), f"post {n}", created_at=NOW - timedelta(days=n), likes=1
            )
        self.now["old"] = Item("old", "post", created_at=NOW - timedelta(days=15))

    def fetch(self, cursor: str | None) -> FetchResult:
        shown = () if cursor else tuple(each for each in self.now.values() if each)
        return FetchResult(shown, "c")

    def look_again(self, ids: tuple[str, ...]) -> Recheck:
        self.asked.append(ids)
        if self.error:
            raise self.error
        found = {each: self.now[each] for each in ids}
        return Recheck(
            (*(each for each in found.values() if each), Item("stranger", "not asked for")),
            (*(name for name, each in found.items() if each is None), "4"),
        )


def errands() -> list[threading.Thread]:
    """Threads that ask something."""
    return [each for each in threading.enumerate() if each.name.startswith("errand")]


@dataclass
class Watched:
    """A place that is polled, and time that passes."""

    db: Connection
    place: Place
    times: Times
    poller: Poller

    def turn(self) -> int:
        """Six hours later."""
        self.times.pass_s(TURN_S)
        self.poller.run_cycle(self.db, stop=GO_ON)
        return self.look()

    def look(self) -> int:
        """Slices until nothing is under way."""
        changed = self.poller.run_recheck_slice(self.db, GO_ON)
        while errands():
            changed += self.poller.run_recheck_slice(self.db, GO_ON)
        return changed + self.poller.run_recheck_slice(self.db, GO_ON)

    def mention(self, external_id: str) -> Mention:
        every = pages.each(self.db, MentionFilter(folds=False))
        return next(each for each in every if each.external_id == external_id)


@pytest.fixture
def watched(db: Connection) -> Watched:
    place, times = Place(), Times(NOW)
    with writing(db):
        sources.add(db, "a", "past", {}, 15, Keep.EVERYTHING)
    world = World({"a": place.fetch}, rechecks={"a": place.look_again})
    made = poller(world, times.clock, times.monotonic)
    made.run_cycle(db, stop=GO_ON)
    assert made.run_recheck_slice(db, GO_ON) == 0  # what came just now is fresh
    return Watched(db, place, times, made)


def test_the_newest_take_turns_every_six_hours(watched: Watched) -> None:
    assert watched.look() == 0
    for _ in range(3):
        watched.turn()
        watched.look()
    assert watched.place.asked == [("0", "1", "2"), ("3", "4"), ("0", "1", "2")]


def test_edits_counters_and_deletions_are_stored(watched: Watched) -> None:
    watched.place.now["0"] = Item("0", "another text", created_at=NOW, likes=7)
    watched.place.now["1"] = None
    assert watched.turn() == 2
    assert (watched.mention("0").text, watched.mention("0").likes) == ("another text", 7)
    assert watched.mention("1").gone_at == watched.times.wall
    # Nobody had asked for these.
    assert watched.mention("4").gone_at is None
    with pytest.raises(StopIteration):
        watched.mention("stranger")


def test_what_matches_no_topic_any_more_is_kept_up_to_date(watched: Watched) -> None:
    source = sources.by_name(watched.db, "a")
    assert source is not None
    with writing(watched.db):
        sources.update(watched.db, replace(source, keep=Keep.MATCHING))
    watched.place.now["0"] = Item("0", "other words", created_at=NOW)
    assert watched.turn() == 1
    assert watched.mention("0").text == "other words"


def test_trouble_waits_for_the_next_turn(watched: Watched) -> None:
    watched.place.error = RateLimited(
        Reason.SLOW_DOWN, retry_at=NOW + timedelta(seconds=TURN_S + 600)
    )
    assert watched.turn() == 0
    assert watched.look() == 0
    source = sources.by_name(watched.db, "a")
    assert source is not None
    assert source.reason is None
    assert rechecks.last_at(watched.db, source.id) == watched.times.wall
    watched.place.error = None
    watched.place.now["3"] = None
    assert watched.turn() == 2
    assert watched.place.asked == [("0", "1", "2"), ("3", "4")]


def test_a_bug_is_told_to_the_log_alone(watched: Watched) -> None:
    watched.place.error = SourceError(Reason.UNREADABLE, "x")
    assert watched.turn() == 0


def test_a_clock_set_back_does_not_put_it_off(watched: Watched) -> None:
    watched.turn()
    watched.times.wall -= timedelta(days=400)
    watched.times.mono += 120
    watched.look()
    assert len(watched.place.asked) == 2
