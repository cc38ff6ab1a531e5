"""What a store knows of its places beyond mentions: rhythm, histories, rechecks, what is gone."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop.core.histories import HistoryProgress, HistoryState
from desktop.core.models import Keep, Status, Tone
from desktop.core.sources import Health, Reason, StoredSource
from desktop.store import (
    attachments,
    histories,
    looks,
    mentions,
    notes,
    people,
    rechecks,
    retention,
    schema,
    sources,
    triage,
)
from desktop.store.database import Connection, close_database, open_database, writing
from tests.store.shop import START, add_source, prepared, recounted, save, tallied

DAY = timedelta(days=1)


@pytest.fixture
def source(db: Connection) -> StoredSource:
    return add_source(db)


def again(db: Connection, source: StoredSource) -> StoredSource:
    found = sources.get(db, source.id)
    assert found is not None
    return found


def first_version(path: Path) -> None:
    """A store as the first version made and filled it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in schema.STATEMENTS:
            db.execute(statement)
        db.execute(
            """CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT,
            name TEXT, applied_at TEXT)"""
        )
        db.execute("INSERT INTO _sqlite_migrations VALUES (1, 'desktop', 'm001_initial', '')")
        db.execute("INSERT INTO meta VALUES ('erasure_key', '00')")
        db.execute(
            """INSERT INTO source (id, name, name_key, kind, fields, interval_min, keep, is_on,
            health, warnings) VALUES (1, 'Лента', 'лента', 'feed', '{"url": "u"}', 15, 'matching',
            1, 'fine', '{"bad_date": 2}')"""
        )
        second = int(START.timestamp())
        for number in range(3):
            mention = (second + number) << 20
            db.execute(
                """INSERT INTO body (id, source_id, external_id, kind, title, text, is_dated,
                seen_at, deciding, digest) VALUES (?, 1, ?, 'post', '', 'пекарня', 1, ?, '[]',
                0)""",
                (mention, f"e{number}", second),
            )
            db.execute(
                "INSERT INTO mention (id, source_id, tone, engagement) VALUES (?, 1, 0, 0)",
                (mention,),
            )


def test_m002_watching_keeps_what_an_older_store_holds(store_path: Path) -> None:
    first_version(store_path)
    db = open_database(store_path)
    (stored,) = sources.all(db)
    assert (stored.name, stored.fields, stored.warnings) == ("Лента", {"url": "u"}, {"bad_date": 2})
    assert (stored.troubles, stored.newest) == ({}, ())
    ids = [row[0] for row in db.execute("SELECT id FROM mention")]
    assert [(each.text, each.gone_at) for each in mentions.get_many(db, ids)] == [
        ("пекарня", None)
    ] * 3
    assert tallied(db) == recounted(db)
    assert histories.all(db) == ()
    # It goes on being used: what is delivered again is recognised.
    saved = save(db, 1, prepared("e0", "пекарня"), prepared("e9", "пекарня"))
    assert (len(saved.new_ids), len(saved.changed_ids)) == (1, 1)
    close_database(db)
    with closing(sqlite3.connect(store_path.with_name("desktop-before-m002_watching.db"))) as copy:
        columns = {row[1] for row in copy.execute("PRAGMA table_info(source)")}
        assert "newest" not in columns
        assert copy.execute("SELECT count(*) FROM mention").fetchone() == (3,)


def test_the_latest_times_of_a_source_are_kept_in_order(
    db: Connection, source: StoredSource
) -> None:
    hours = [START + timedelta(hours=n) for n in range(100)]
    sources.note_newest(db, source.id, hours[:40])
    sources.note_newest(db, source.id, [*reversed(hours[30:]), hours[0]])
    assert again(db, source).newest == tuple(hours[-sources.KEPT_TIMES :])
    sources.note_newest(db, source.id, [START - DAY])
    assert again(db, source).newest[0] == hours[40]


def test_troubles_of_parts_are_state_and_another_place_has_none(
    db: Connection, source: StoredSource
) -> None:
    troubled = replace(source, troubles={"канал": Reason.CLOSED}, cursor="c")
    sources.save_state(db, troubled)
    sources.note_newest(db, source.id, [START])
    assert again(db, source).troubles == {"канал": Reason.CLOSED}
    sources.update(db, replace(source, name="B", fields={**source.fields, "proxy": "http://p"}))
    assert (again(db, source).newest, again(db, source).troubles) == ((START,), troubled.troubles)
    sources.update(db, replace(source, fields={"url": "https://other.example"}))
    assert (again(db, source).newest, again(db, source).troubles) == ((), {})


def test_mending_a_source_ends_its_pause(db: Connection, source: StoredSource) -> None:
    troubled = replace(
        source, health=Health.NEEDS_KEY, reason=Reason.QUOTA, detail="x", failures=3, cursor="c",
        next_at=START + DAY, last_ok_at=START, troubles={"one": Reason.CLOSED},
    )  # fmt: skip
    mends: tuple[Callable[[], None], ...] = (
        lambda: sources.forgive(db, source.id),
        lambda: sources.update(db, replace(source, fields={"url": f"https://{START}"})),
    )
    for mend in mends:
        sources.save_state(db, troubled)
        mend()
        now = again(db, source)
        assert (now.health, now.reason, now.detail) == (Health.WAITING, None, "")
        assert (now.failures, now.next_at, now.troubles) == (0, None, {})
        assert (now.cursor, now.last_ok_at) == ("c", START)
    sources.save_state(db, troubled)
    sources.update(db, replace(again(db, source), interval_min=77))
    assert again(db, source).next_at == START + DAY


def test_a_removed_source_comes_back_without_past(db: Connection, source: StoredSource) -> None:
    sources.note_newest(db, source.id, [START])
    histories.start(db, source.id, START)
    rechecks.note(db, source.id, START, 7)
    sources.remove(db, source.id)
    assert (histories.all(db), histories.is_running(db)) == ((), False)
    assert sources.add(db, source.name, "feed", {}, 15, Keep.MATCHING).newest == ()
    assert rechecks.last_at(db, source.id) is None


def test_reading_the_past_joins_the_stretches_it_touches(
    db: Connection, source: StoredSource
) -> None:
    def stretches() -> list[tuple[float, float]]:
        found = looks.between(db, START - 99 * DAY, START + 99 * DAY, (source.id,))
        return [(hours(since), hours(until)) for since, until in found]

    def hours(moment: datetime) -> float:
        return (moment - START) / timedelta(hours=1)

    with writing(db):
        looks.note(db, source.id, START, 15)
        looks.cover(db, source.id, START - 5 * DAY, START)
    assert stretches() == [(-120, 0)]
    with writing(db):
        looks.cover(db, source.id, START - 9 * DAY, START - 7 * DAY)
        looks.note(db, source.id, START + timedelta(minutes=15), 15)
    assert stretches() == [(-216, -168), (-120, 0.25)]
    with writing(db):
        looks.cover(db, source.id, START - 8 * DAY, START)
    assert stretches() == [(-216, 0.25)]


def test_a_history_is_started_stopped_and_resumed(db: Connection, source: StoredSource) -> None:
    histories.start(db, source.id, START)
    begun = histories.get(db, source.id)
    assert begun == HistoryProgress(source.id, source.name, START)
    reached = replace(
        begun, begun_at=START + 9 * DAY, reached=START + 6 * DAY, items=5, new=2, failures=1,
        reason=Reason.TIMEOUT, next_at=START + 10 * DAY, cursor="c",
    )  # fmt: skip
    assert histories.save(db, begun, reached) == reached == histories.get(db, source.id)
    assert reached.share == pytest.approx(1 / 3)
    histories.stop(db, source.id)
    assert not histories.is_running(db)
    further = replace(reached, cursor="d")
    # A step that was under way keeps what it brought and does not start it again.
    kept = histories.save(db, reached, further)
    assert kept == replace(further, state=HistoryState.STOPPED)
    histories.resume(db, source.id)
    (now,) = histories.all(db)
    assert (now.state, now.failures, now.next_at) == (HistoryState.RUNNING, 0, None)
    done = replace(now, state=HistoryState.DONE)
    assert histories.save(db, now, done) == done
    assert done.share == 1
    histories.resume(db, source.id)
    histories.stop(db, source.id)
    assert histories.get(db, source.id) == done


@pytest.mark.parametrize("what", ["started anew", "removed", "went on"])
def test_a_step_nobody_wants_any_more_is_not_stored(
    db: Connection, source: StoredSource, what: str
) -> None:
    histories.start(db, source.id, START)
    begun = histories.get(db, source.id)
    assert begun is not None
    if what == "started anew":
        histories.start(db, source.id, START - DAY)
    elif what == "went on":
        histories.save(db, begun, replace(begun, cursor="x"))
    else:
        sources.remove(db, source.id)
    before = histories.get(db, source.id)
    assert histories.save(db, begun, replace(begun, cursor="c", items=5)) is None
    assert histories.get(db, source.id) == before


def test_items_to_look_up_take_turns_from_the_newest(db: Connection, source: StoredSource) -> None:
    other = add_source(db, "other")
    save(db, other.id, prepared("foreign", "хлеб", minutes=9))
    save(db, source.id, *[prepared(str(n), f"хлеб {n}", minutes=n) for n in range(5)])
    turns = []
    for _ in range(5):
        turn = rechecks.rotation(db, source.id, START + timedelta(minutes=1), 3)
        turns.append(turn.external_ids)
        rechecks.note(db, source.id, START, turn.below)
    assert turns == [("4", "3", "2"), ("1",)] * 2 + [("4", "3", "2")]
    assert rechecks.last_at(db, source.id) == START
    # Exactly full turns come to the end and begin again.
    turns = []
    rechecks.note(db, source.id, START, None)
    for _ in range(3):
        turn = rechecks.rotation(db, source.id, START + timedelta(minutes=1), 2)
        turns.append(turn.external_ids)
        rechecks.note(db, source.id, START, turn.below)
    assert turns == [("4", "3"), ("2", "1"), ("4", "3")]
    assert rechecks.rotation(db, source.id, START + DAY, 3) == rechecks.Rotation((), None)


def test_what_is_gone_stays_visible_until_it_comes_back(
    db: Connection, source: StoredSource
) -> None:
    (one, two) = save(db, source.id, prepared("1", "хлеб"), prepared("2", "торт")).new_ids
    with writing(db):
        assert mentions.mark_gone(db, source.id, ["1", "1", "9"], START) == (one,)
        assert mentions.mark_gone(db, source.id, ["1"], START + DAY) == ()
    assert [each.gone_at for each in mentions.get_many(db, (one, two))] == [START, None]
    assert save(db, source.id, prepared("1", "хлеб"), prepared("2", "торт")).changed_ids == (one,)
    assert [each.gone_at for each in mentions.get_many(db, (one, two))] == [None, None]


def test_only_visible_items_of_a_source_count_as_stored(
    db: Connection, source: StoredSource
) -> None:
    (one, _) = save(db, source.id, prepared("1", "хлеб"), prepared("2", "торт")).new_ids
    triage.delete(db, [one], START)
    assert mentions.stored(db, source.id, ["1", "2", "3"]) == {"2"}
    assert mentions.stored(db, source.id + 1, ["2"]) == frozenset()


Work = Callable[[Connection, int], object]


def _assigned(db: Connection, each: int) -> None:
    triage.assign(db, [each], people.add(db, "Анна").id, START)


WORKED: dict[str, Work] = {
    "status": lambda db, each: triage.set_status(db, [each], Status.ANSWERED, START),
    "tone": lambda db, each: triage.set_tone(db, [each], Tone.NEGATIVE, START),
    "tag": lambda db, each: triage.add_tag(db, [each], "брак", START),
    "note": lambda db, each: notes.add(db, each, "звонили", START),
    "file": lambda db, each: attachments.add(db, each, "shot.png", "image/png", b"x", START),
    "person": _assigned,
}


def test_what_is_gone_for_a_month_goes_unless_somebody_worked_on_it(
    db: Connection, source: StoredSource
) -> None:
    names = [*WORKED, "nobody", "there", "later"]
    items = [prepared(name, f"хлеб {name}", minutes=n) for n, name in enumerate(names)]
    ids = dict(zip(names, save(db, source.id, *items).new_ids, strict=True))
    for name, work in WORKED.items():
        work(db, ids[name])
    with writing(db):
        mentions.mark_gone(db, source.id, [*WORKED, "nobody"], START)
        mentions.mark_gone(db, source.id, ["later"], START + DAY)
    soon = START + retention.GONE_DAYS * DAY
    assert retention.prune_gone(db, soon, lambda: False) == 0
    assert retention.prune_gone(db, soon + timedelta(hours=1), lambda: True) == 0
    assert retention.prune_gone(db, soon + timedelta(hours=1), lambda: False) == 1
    left = {each.external_id for each in mentions.get_many(db, ids.values())}
    assert left == {*WORKED, "there", "later"}
    assert tallied(db) == recounted(db)
    # Shown again by its place, it is stored again.
    assert len(save(db, source.id, prepared("nobody", "хлеб nobody")).new_ids) == 1


def test_threads_that_open_an_older_store_at_once_migrate_it_once(store_path: Path) -> None:
    first_version(store_path)
    together, found = threading.Barrier(4), []

    def opening() -> None:
        together.wait()
        db = open_database(store_path)
        found.append(len(sources.all(db)))
        close_database(db)

    threads = [threading.Thread(target=opening) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 4
    assert len(list(store_path.parent.glob("*-before-*"))) == 1
