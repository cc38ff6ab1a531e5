"""Opening, refusing, copying and surviving: the store when the world misbehaves."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.filters import MentionFilter
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.store import counts, mentions, notes, pages, people
from desktop.store.database import (
    Connection,
    Interrupted,
    backup,
    close_database,
    open_database,
    restore,
    writing,
)
from desktop.store.schema import STEPS
from tests.store.shop import START, add_source, prepared, recounted, save, tallied

ROOT = Path(__file__).parents[2]


def filled(path: Path, n: int = 3) -> None:
    db = open_database(path)
    source = add_source(db)
    save(db, source.id, *[prepared(str(i), f"пекарня номер {i}", minutes=i) for i in range(n)])
    close_database(db)


def trouble(error: pytest.ExceptionInfo[StoreProblem]) -> StoreTrouble:
    return error.value.trouble


def test_opening_a_migrated_store_loads_no_heavy_library(store_path: Path) -> None:
    filled(store_path)
    code = (
        "import sys; from pathlib import Path; from desktop.store.database import open_database;"
        f"open_database(Path({str(store_path)!r})); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")


def test_the_list_of_steps_is_what_the_migrations_are() -> None:
    from desktop.store import migrations

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrations.apply(db)
        rows = db.execute("SELECT name FROM _sqlite_migrations ORDER BY id")
        assert tuple(row[0] for row in rows) == STEPS


def test_m001_initial_makes_strict_tables(db: Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        db.execute("INSERT INTO bin VALUES (1, 'soon', '')")


def test_an_older_store_is_copied_before_it_is_migrated(store_path: Path) -> None:
    with closing(sqlite3.connect(store_path)) as old:
        old.execute("CREATE TABLE kept (word TEXT)")
        old.execute("INSERT INTO kept VALUES ('before')")
        old.commit()
    close_database(open_database(store_path))
    with closing(sqlite3.connect(store_path.with_name("desktop-before-m001_initial.db"))) as copy:
        assert copy.execute("SELECT word FROM kept").fetchall() == [("before",)]
        assert copy.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (1,)


def test_only_three_copies_are_kept(store_path: Path) -> None:
    for age in range(4):
        old = store_path.with_name(f"desktop-before-m00{age}.db")
        old.touch()
        os.utime(old, (age, age))
    with closing(sqlite3.connect(store_path)) as old_store:
        old_store.execute("CREATE TABLE kept (word TEXT)")
    close_database(open_database(store_path))
    names = sorted(each.name for each in store_path.parent.glob("*-before-*"))
    assert names == [
        "desktop-before-m001_initial.db",
        "desktop-before-m002.db",
        "desktop-before-m003.db",
    ]


def test_a_new_store_needs_no_copy(store_path: Path) -> None:
    filled(store_path)
    assert not list(store_path.parent.glob("*-before-*"))


def test_a_newer_store_is_refused_and_left_alone(store_path: Path) -> None:
    filled(store_path)
    with closing(sqlite3.connect(store_path)) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('desktop', 'm999_later', '')"
        )
        db.commit()
    with pytest.raises(StoreProblem) as error:
        open_database(store_path)
    assert trouble(error) is StoreTrouble.NEWER
    assert "m999_later" in error.value.detail


def test_somebody_else_writing_is_a_locked_store(db: Connection, store_path: Path) -> None:
    other = open_database(store_path, busy_timeout_ms=10)
    with writing(db), pytest.raises(StoreProblem) as error:
        people.add(other, "Аня")
    assert trouble(error) is StoreTrouble.LOCKED
    assert people.add(other, "Аня").name == "Аня"
    close_database(other)


def test_a_full_disk_loses_nothing_stored(db: Connection) -> None:
    source = add_source(db)
    save(db, source.id, prepared("1", "первое"))
    pages_now = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages_now}")
    with pytest.raises(StoreProblem) as error:
        save(db, source.id, *[prepared(str(i), f"текст {i} " * 200) for i in range(2, 60)])
    assert trouble(error) is StoreTrouble.FULL
    assert not db.in_transaction
    db.execute("PRAGMA max_page_count = 1000000")
    assert counts.rail(db).total == 1
    assert len(save(db, source.id, prepared("2", "текст 2")).new_ids) == 1


def save_and_fail(db: Connection, source_id: int) -> None:
    with writing(db):
        save(db, source_id, prepared("1", "доставка", author_handle="ivan"))
        raise ZeroDivisionError


def test_words_of_a_rolled_back_batch_are_learned_again(db: Connection) -> None:
    source = add_source(db)
    with pytest.raises(ZeroDivisionError):
        save_and_fail(db, source.id)
    save(db, source.id, prepared("1", "доставка", author_handle="ivan"))
    assert db.execute("SELECT form FROM word_form").fetchall() == [("доставка",)]
    assert pages.count(db, MentionFilter(author="@Ivan")) == 1


def test_a_store_opened_for_reading_cannot_be_written(store_path: Path) -> None:
    filled(store_path)
    db = open_database(store_path, read_only=True)
    assert len(pages.page(db, MentionFilter())) == 3
    with pytest.raises(StoreProblem) as error:
        people.add(db, "Аня")
    assert trouble(error) is StoreTrouble.READ_ONLY
    close_database(db)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_missing_folder_cannot_be_opened(tmp_path: Path, read_only: bool) -> None:
    with pytest.raises(StoreProblem) as error:
        open_database(tmp_path / "nowhere" / "desktop.db", read_only=read_only)
    assert trouble(error) is StoreTrouble.CANNOT_OPEN
    assert "nowhere" in error.value.path


def test_a_file_of_another_kind_is_corrupt(store_path: Path) -> None:
    store_path.write_bytes(b"<html>not a database</html>" * 100)
    with pytest.raises(StoreProblem) as error:
        open_database(store_path)
    assert trouble(error) is StoreTrouble.CORRUPT


def test_a_damaged_file_is_noticed_at_opening(store_path: Path) -> None:
    filled(store_path)
    content = bytearray(store_path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    store_path.write_bytes(content)
    with pytest.raises(StoreProblem) as error:
        open_database(store_path)
    assert trouble(error) is StoreTrouble.CORRUPT


def test_damage_in_use_is_a_problem_not_a_bug(store_path: Path) -> None:
    filled(store_path, 400)
    with closing(sqlite3.connect(store_path)) as plain:
        root = plain.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'note_mention'"
        ).fetchone()
    content = bytearray(store_path.read_bytes())
    content[(root[0] - 1) * 4096 : root[0] * 4096] = b"\xa5" * 4096
    store_path.write_bytes(content)
    db = open_database(store_path)
    with pytest.raises(StoreProblem) as error:
        notes.of(db, 1)
    assert trouble(error) is StoreTrouble.CORRUPT
    close_database(db)


def test_an_interrupted_read_says_so(db: Connection) -> None:
    source = add_source(db)
    save(db, source.id, prepared("1", "текст"))

    def interrupt() -> int:
        return 1

    db.set_progress_handler(interrupt, 1)
    with pytest.raises(Interrupted):
        mentions.get_many(db, [1])
    db.set_progress_handler(None, 0)


def test_a_bug_passes_through_unchanged(db: Connection) -> None:
    db.execute("DROP TABLE note")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        notes.of(db, 1)


def test_backup_and_restore_while_in_use(db: Connection, store_path: Path) -> None:
    source = add_source(db)
    save(db, source.id, prepared("1", "первое"))
    copy = store_path.with_name("copy.db")
    backup(store_path, copy)
    save(db, source.id, prepared("2", "второе", minutes=1))
    assert sorted(each.name for each in copy.parent.glob("copy*")) == ["copy.db"]
    close_database(db)
    kept = restore(copy, store_path)
    assert kept is not None
    assert texts(store_path) == ["первое"]
    assert texts(kept) == ["второе", "первое"]


def texts(path: Path) -> list[str]:
    db = open_database(path)
    found = [each.text for each in pages.page(db, MentionFilter())]
    close_database(db)
    return found


@pytest.mark.parametrize("content", [b"no database", b""])
def test_restore_refuses_what_is_no_store(store_path: Path, content: bytes) -> None:
    filled(store_path)
    bad = store_path.with_name("bad.db")
    bad.write_bytes(content)
    with pytest.raises(StoreProblem) as error:
        restore(bad, store_path)
    assert trouble(error) is StoreTrouble.CORRUPT
    assert len(texts(store_path)) == 3
    assert not list(store_path.parent.glob("*replaced*"))


def test_restore_over_a_damaged_store(store_path: Path) -> None:
    filled(store_path)
    copy = store_path.with_name("copy.db")
    backup(store_path, copy)
    store_path.write_bytes(b"ruined" * 1000)
    kept = restore(copy, store_path)
    assert kept is not None
    assert kept.read_bytes().startswith(b"ruined")
    assert len(texts(store_path)) == 3


WRITER = """
import sys
from pathlib import Path
from desktop.store.database import open_database
from tests.store.shop import prepared, save
db = open_database(Path(sys.argv[1]))
source_id, first, n = int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
print("ready", flush=True)
for start in range(first, first + n, 10):
    save(db, source_id, *[prepared(str(i), f"текст {i} пекарня", minutes=i, topic_ids=(1,))
                          for i in range(start, start + 10)])
    print(start + 10, flush=True)
"""


def start_writer(path: Path, source_id: int, first: int, n: int) -> subprocess.Popen[str]:
    arguments = [str(path), str(source_id), str(first), str(n)]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_two_programs_writing_lose_nothing(db: Connection, store_path: Path) -> None:
    source = add_source(db)
    writers = [start_writer(store_path, source.id, first, 300) for first in (0, 150)]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    assert counts.rail(db).total == 450
    assert tallied(db) == recounted(db)


def test_killed_in_the_middle_everything_told_is_there(db: Connection, store_path: Path) -> None:
    source = add_source(db)
    for lines in (2, 7, 15):
        writer = start_writer(store_path, source.id, 0, 100_000)
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(lines)]
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert counts.rail(db).total >= int(said[-1])
        assert tallied(db) == recounted(db)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    n = db.execute("SELECT count(*), count(DISTINCT external_id) FROM body").fetchone()
    assert n[0] == n[1] == counts.rail(db).total
    assert mentions.get(db, 1) is None
    assert START.year == 2026
