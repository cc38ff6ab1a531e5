"""Whatever a person does can be taken back exactly, and the tallies are always true."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop.core.models import Deciding, Mention, Score, Status, Tone
from desktop.store import mentions, people, retention, triage
from desktop.store.database import Connection, close_database, open_database
from desktop.store.triage import Step, StepKind
from tests.store.shop import (
    START,
    add_source,
    add_topic,
    prepared,
    recounted,
    save,
    tallied,
)

SOME = st.lists(st.integers(0, 7), min_size=1, max_size=8, unique=True)
Snapshot = list[Mention]


class Triage(RuleBasedStateMachine):
    """Random actions against a list of snapshots."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "desktop.db"
        self.db = open_database(self.path)
        source, topic = add_source(self.db), add_topic(self.db)
        items = [
            prepared(
                str(i),
                f"текст {i // 2}",
                minutes=i,
                topic_ids=[topic.id][: i % 2],
                tone=[None, Tone.NEGATIVE][i % 2],
                value=-0.5,
                fold_key=i // 3,
            )
            for i in range(8)
        ]
        self.ids = list(save(self.db, source.id, *items).new_ids)
        self.person = people.add(self.db, "Аня")
        self.history: list[Snapshot] = [self.now()]
        self.at = 0

    def now(self) -> Snapshot:
        return mentions.get_many(self.db, self.ids)

    def did(self, changed: int) -> None:
        if changed:
            del self.history[self.at + 1 :]
            self.history.append(self.now())
            self.at += 1
        else:
            assert self.now() == self.history[self.at]

    def chosen(self, which: list[int]) -> list[int]:
        return [self.ids[each] for each in which]

    @rule(which=SOME, status=st.sampled_from(Status))
    def set_status(self, which: list[int], status: Status) -> None:
        self.did(triage.set_status(self.db, self.chosen(which), status, START))

    @rule(which=SOME, tone=st.sampled_from(Tone))
    def set_tone(self, which: list[int], tone: Tone) -> None:
        self.did(triage.set_tone(self.db, self.chosen(which), tone, START))

    @rule(which=SOME, is_given=st.booleans())
    def assign(self, which: list[int], is_given: bool) -> None:
        person = self.person.id if is_given else None
        self.did(triage.assign(self.db, self.chosen(which), person, START))

    @rule(which=SOME, name=st.sampled_from(["срочно", "Срочно", "звонок"]), is_on=st.booleans())
    def tag(self, which: list[int], name: str, is_on: bool) -> None:
        act = triage.add_tag if is_on else triage.remove_tag
        self.did(act(self.db, self.chosen(which), name, START))

    @rule(which=SOME)
    def delete(self, which: list[int]) -> None:
        self.did(triage.delete(self.db, self.chosen(which), START, at_a_time=2))

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self) -> None:
        announced = triage.next_undo(self.db)
        step = triage.undo(self.db)
        assert step is not None
        assert announced == Step(step.kind, step.count, step.value)
        self.at -= 1
        assert self.now() == self.history[self.at]

    @precondition(lambda self: self.at + 1 < len(self.history))
    @rule()
    def redo(self) -> None:
        assert triage.redo(self.db) is not None
        self.at += 1
        assert self.now() == self.history[self.at]

    @rule()
    def restart(self) -> None:
        close_database(self.db)
        self.db = open_database(self.path)

    @invariant()
    def nothing_is_left_to_redo_or_undo_but_what_was_done(self) -> None:
        assert (triage.next_undo(self.db) is None) == (self.at == 0)
        assert (triage.next_redo(self.db) is None) == (self.at + 1 == len(self.history))

    @invariant()
    def tallies_are_true(self) -> None:
        assert tallied(self.db) == recounted(self.db)

    @invariant()
    def leads_lead(self) -> None:
        sql = """SELECT m.id FROM mention m LEFT JOIN mention lead ON lead.id = m.repeat_of
            WHERE m.repeat_of IS NOT NULL AND (lead.id IS NULL OR lead.repeat_of IS NOT NULL)"""
        assert self.db.execute(sql).fetchall() == []

    @invariant()
    def index_has_every_body(self) -> None:
        indexed = self.db.execute("SELECT id FROM word_index_content ORDER BY id").fetchall()
        assert indexed == self.db.execute("SELECT id FROM body ORDER BY id").fetchall()

    def teardown(self) -> None:
        close_database(self.db)
        self.folder.cleanup()


TestTriage = Triage.TestCase
TestTriage.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)


def test_ten_thousand_at_once_are_one_step(db: Connection) -> None:
    source = add_source(db)
    ids = save(db, source.id, *[prepared(str(i), "текст", minutes=i) for i in range(10_000)])
    assert triage.set_status(db, ids.new_ids, Status.NOT_US, START) == 10_000
    step = triage.undo(db)
    assert step is not None
    assert (step.kind, step.count) == (StepKind.STATUS, 10_000)
    assert triage.next_undo(db) is None


def test_a_month_in_the_bin_is_for_good(db: Connection) -> None:
    source = add_source(db)
    ids = save(db, source.id, prepared("1", "один"), prepared("2", "два")).new_ids
    triage.delete(db, ids[:1], START)
    triage.delete(db, ids[1:], START + timedelta(days=20))
    assert retention.purge_bin(db, START + timedelta(days=31)) == 1
    assert save(db, source.id, prepared("1", "один")).same == 1
    assert triage.undo(db) == Step(StepKind.DELETE, 1, "", ids[1:])
    assert triage.next_undo(db) is None


def test_old_mentions_go_but_not_those_somebody_works_on(db: Connection) -> None:
    source = add_source(db)
    items = [prepared(str(i), "текст", minutes=i, fold_key=1) for i in range(5)]
    ids = save(db, source.id, *items).new_ids
    triage.set_status(db, ids[1:2], Status.IN_WORK, START)
    triage.add_tag(db, ids[2:3], "важно", START)
    before = START + timedelta(minutes=4)
    assert retention.prune(db, before, lambda: False) == 2
    assert [m.external_id for m in mentions.get_many(db, ids)] == ["1", "2", "4"]
    assert [m.external_id for m in mentions.copies(db, ids[1])] == ["2", "4"]
    assert tallied(db) == recounted(db)


def test_a_large_deletion_cut_short_is_one_step_all_the_same(db: Connection) -> None:
    source = add_source(db)
    items = [prepared(str(i), "текст", fold_key=i % 2, minutes=i) for i in range(7)]
    ids = save(db, source.id, *items).new_ids
    shown = rows_of(db)
    assert triage.delete(db, ids, START, at_a_time=2) == 7
    assert triage.next_undo(db) == Step(StepKind.DELETE, 7, "")
    cut_at(db, "INSERT", f"new.id = {ids[0]}")
    with pytest.raises(sqlite3.IntegrityError, match="cut"):
        triage.undo(db)
    assert 0 < len(rows_of(db)) < 7
    db.execute("DROP TRIGGER cut")
    step = triage.undo(db)
    assert step is not None
    assert (step.count, set(step.ids)) == (7, set(ids))
    assert rows_of(db) == shown
    assert triage.redo(db) == step
    assert rows_of(db) == []
    assert triage.undo(db) is not None
    assert rows_of(db) == shown


def test_a_large_deletion_cut_short_takes_back_what_it_moved(db: Connection) -> None:
    source = add_source(db)
    ids = save(db, source.id, *[prepared(str(i), "текст", minutes=i) for i in range(6)]).new_ids
    cut_at(db, "DELETE", f"old.id = {ids[5]}")
    with pytest.raises(sqlite3.IntegrityError, match="cut"):
        triage.delete(db, ids, START, at_a_time=2)
    assert triage.next_undo(db) == Step(StepKind.DELETE, 4, "")
    assert triage.undo(db) is not None
    assert len(rows_of(db)) == 6


def cut_at(db: Connection, action: str, condition: str) -> None:
    db.execute(
        f"""CREATE TRIGGER cut BEFORE {action} ON mention WHEN {condition}
        BEGIN SELECT raise(ABORT, 'cut'); END"""
    )


def rows_of(db: Connection) -> list[tuple[int, int | None]]:
    return db.execute("SELECT id, repeat_of FROM mention ORDER BY id").fetchall()


def test_a_tone_goes_back_to_the_engine_and_can_be_undone(tmp_path: Path) -> None:
    db = open_database(tmp_path / "desktop.db")
    item = prepared("1", "awful bread", tone=Tone.NEGATIVE, value=-0.5, rating=2.0)
    ids = save(db, add_source(db).id, item, prepared("2", "fine bread")).new_ids
    triage.set_tone(db, ids[:1], Tone.POSITIVE, START)
    by_person = mentions.get_many(db, ids)
    asked: list[tuple[str, float | None]] = []

    def score(text: str, _language: str | None, rating: float | None) -> Score:
        asked.append((text, rating))
        return Score(Tone.NEGATIVE, -0.7, "engine 2", (Deciding(0, 5, "awful", -2.0),))

    assert triage.clear_tone(db, ids, score, START) == 1
    assert asked == [("awful bread", 2.0)]
    cleared = mentions.get_many(db, ids)
    judged = next(each for each in cleared if each.id == ids[0])
    assert (judged.tone, judged.score, judged.tone_by) == (Tone.NEGATIVE, -0.7, "engine 2")
    assert [each.word for each in judged.deciding] == ["awful"]
    assert tallied(db) == recounted(db)
    assert triage.clear_tone(db, ids, score, START) == 0
    assert triage.undo(db) == Step(StepKind.TONE, 1, "", tuple(ids[:1]))
    undone = next(each for each in mentions.get_many(db, ids) if each.id == ids[0])
    person = next(each for each in by_person if each.id == ids[0])
    assert (undone.tone, undone.score, undone.tone_by) == (person.tone, person.score, "person")
    triage.redo(db)
    assert mentions.get_many(db, ids) == cleared
    close_database(db)
