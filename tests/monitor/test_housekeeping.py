"""What is done once a day: old mentions go and stay away, the bin is emptied, words are renewed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.core.filters import MentionFilter
from desktop.core.models import Item, Keep
from desktop.core.query import parse_search
from desktop.core.sentiment import ToneRouter
from desktop.core.settings import Settings, changed
from desktop.core.sources import FetchResult
from desktop.core.words import WordForms
from desktop.monitor.housekeeping import Housekeeping
from desktop.store import mentions, pages, settings, sources, triage, word_index
from desktop.store.database import Connection, close_database, open_database, writing
from tests.conftest import NOW
from tests.monitor.parts import Fetch, PlainForms, Times, World, items, poller, stored_ids
from tests.store.shop import add_source, prepared, save

GO_ON = threading.Event()


class NewForms(PlainForms):
    """An analyser with a version."""

    version = "new"


def delivering(*given: Item) -> Fetch:
    return lambda _: FetchResult(given, "c")


def watched(db: Connection) -> None:
    with writing(db):
        sources.add(db, "a", "fake", {}, 15, Keep.EVERYTHING)
    settings.save(db, changed(Settings(), retention_days=30))


def test_what_is_past_its_time_goes_and_does_not_come_back(db: Connection) -> None:
    watched(db)
    times = Times(NOW)
    one, two, three = items("1", "2", "3")
    old = replace(one, created_at=NOW - timedelta(days=29))
    older = replace(two, created_at=NOW - timedelta(days=31))
    world = World({"a": delivering(old, older, three)})
    monitor = poller(world, times.clock, times.monotonic)
    monitor.run_cycle(db, stop=GO_ON)
    assert stored_ids(db) == ["1", "3"]
    times.pass_s(2 * 24 * 3600)
    assert not monitor.put_in_order(db, GO_ON)
    assert stored_ids(db) == ["3"]
    monitor.run_cycle(db, stop=GO_ON)
    assert stored_ids(db) == ["3"]


def house(word_forms: WordForms, times: Times) -> Housekeeping:
    return Housekeeping(lambda: word_forms, lambda: ToneRouter({}), times.clock, times.monotonic)


def fill(db: Connection, n: int) -> None:
    save(db, add_source(db).id, *(prepared(str(i), f"доставка {i}", minutes=i) for i in range(n)))


def found(db: Connection, words: WordForms, search: str) -> int:
    return pages.count(db, MentionFilter(folds=False), parse_search(search), words)


def words_in_order(db: Connection) -> None:
    while not word_index.rebuild_words(db, PlainForms(), "plain", lambda: False):
        pass


def test_it_is_done_once_a_day_and_again_when_stopped(db: Connection) -> None:
    watched(db)
    times = Times(NOW)
    fill(db, 1)
    keeping = house(PlainForms(), times)
    stopped = threading.Event()
    stopped.set()
    assert keeping.run_slice(db, stopped)
    assert not keeping.run_slice(db, GO_ON)
    assert stored_ids(db) == ["0"]
    settings.save(db, changed(Settings(), retention_days=1))
    times.pass_s(40 * 24 * 3600)
    assert not keeping.run_slice(db, GO_ON)
    assert stored_ids(db) == []


def test_the_bin_is_emptied_and_words_are_made_anew(db: Connection) -> None:
    watched(db)
    times = Times(NOW)
    monitor = poller(World({"a": delivering(*items("1", "2"))}), times.clock, times.monotonic)
    new = monitor.run_cycle(db, stop=GO_ON).new_ids
    assert word_index.needs_rebuild(db, "new")
    triage.delete(db, new[:1], NOW)
    times.pass_s(31 * 24 * 3600)
    assert not house(NewForms(), times).run_slice(db, GO_ON)
    assert triage.next_undo(db) is None
    assert not word_index.needs_rebuild(db, "new")
    assert mentions.get(db, new[0]) is None


@dataclass
class Costly(Times):
    """Every look at the clock takes a second, so that each slice is one batch."""

    def monotonic(self) -> float:
        self.mono += 1
        return self.mono


def test_a_rebuild_cut_into_slices_finds_everything_meanwhile(db: Connection) -> None:
    fill(db, 450)
    words_in_order(db)
    keeping, slices = house(NewForms(), Costly(NOW)), 0
    while keeping.run_slice(db, GO_ON):
        slices += 1
        assert found(db, NewForms(), "доставка ") == 450
        assert slices < 50
    assert slices > 3
    assert found(db, NewForms(), "доставка ") == 450
    assert not word_index.needs_rebuild(db, "new")
    assert not keeping.run_slice(db, GO_ON)


def test_a_rebuild_goes_on_in_the_next_run_where_it_was(db: Connection) -> None:
    fill(db, 450)
    met: list[str] = []

    class Noting(NewForms):
        def keys(self, form: str) -> tuple[str, ...]:
            met.append(form)
            return (form,)

    whole = 0
    while house(Noting(), Costly(NOW)).run_slice(db, GO_ON):  # each time as if just started
        whole += 1
        assert whole < 50
    assert not word_index.needs_rebuild(db, "new")
    assert len(met) == len(set(met)) == 451  # no word was done twice


def test_another_analyser_leaves_the_texts_alone(db: Connection) -> None:
    fill(db, 3)
    words_in_order(db)
    before = db.execute("SELECT block FROM word_index_data ORDER BY id").fetchall()
    assert not house(NewForms(), Times(NOW)).run_slice(db, GO_ON)
    assert not word_index.needs_rebuild(db, "new")
    assert db.execute("SELECT block FROM word_index_data ORDER BY id").fetchall() == before


def test_polls_and_slices_in_turn_starve_neither(db: Connection) -> None:
    fill(db, 450)
    with writing(db):
        sources.add(db, "a", "fake", {}, 15, Keep.EVERYTHING)
    times, served = Costly(NOW), 0

    def more(_: str | None) -> FetchResult:
        nonlocal served
        served += 1
        return FetchResult(items(f"n{served}"), str(served))

    monitor = poller(World({"a": more}), times.clock, lambda: 0.0, word_forms=NewForms)
    keeping, turns = house(NewForms(), times), 0
    while keeping.run_slice(db, GO_ON):
        turns += 1
        assert monitor.run_cycle(db, stop=GO_ON).new == 1
        assert turns < 50
    assert turns == served > 3
    assert found(db, NewForms(), "text ") == served


def test_a_new_store_needs_nothing(db: Connection) -> None:
    watched(db)
    world = World({"a": delivering(*items("1"))})
    monitor = poller(world, lambda: NOW, lambda: 0.0, word_forms=NewForms)
    monitor.run_cycle(db, stop=GO_ON)
    assert not word_index.needs_rebuild(db, "new")
    assert not monitor.put_in_order(db, GO_ON)
    before = db.total_changes
    assert not monitor.put_in_order(db, GO_ON)
    assert db.total_changes == before


def test_a_rebuild_that_was_killed_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    class Killing(NewForms):
        left = 1100  # in the second transaction

        def keys(self, form: str) -> tuple[str, ...]:
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt
            return (form,)

    path = tmp_path / "killed.db"
    db = open_database(path)
    fill(db, 1200)
    words_in_order(db)
    with pytest.raises(KeyboardInterrupt):
        house(Killing(), Times(NOW)).run_slice(db, GO_ON)
    db.close()
    db = open_database(path)
    assert word_index.needs_rebuild(db, "new")
    assert found(db, NewForms(), "доставка ") == 1200
    keeping = house(NewForms(), Times(NOW))
    while keeping.run_slice(db, GO_ON):
        pass
    assert not word_index.needs_rebuild(db, "new")
    assert found(db, NewForms(), "доставка ") == 1200
    assert found(db, NewForms(), "1199 ") == 1
    close_database(db)
