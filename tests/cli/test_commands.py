"""Single commands: where a trouble is shown, what a name may hold, what is kept and told."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop.cli.topics import marked
from desktop.core.filters import MentionFilter
from desktop.paths import find
from tests.cli.running import Shell


def imported(shell: Shell, folder: Path, *rows: Mapping[str, object]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / "rows.jsonl"
    table.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    assert shell("import", str(table)).code == 0
    return table


@pytest.mark.parametrize(
    ("query", "place"),
    [("хлеб AND (булка", "("), ('a "b', '"'), ("a NEAR/x b", "NEAR/x"), ("ab) c", ")")],
)
def test_the_caret_stands_under_the_character(shell: Shell, query: str, place: str) -> None:
    _, shown, carets = shell("topic", "add", "t", "--query", query).err.splitlines()
    start = carets.index("^")
    assert shown[4:] == query
    assert shown[start:].startswith(place)
    assert carets.strip() == "^" * len(place)


def test_of_a_long_query_the_part_around_is_shown() -> None:
    shown, carets = marked("a " * 500 + "(" + " b" * 500, 1000, 1).splitlines()
    assert (shown[carets.index("^")], shown[0], shown[-1]) == ("(", "…", "…")
    assert len(shown) < 110
    assert marked("a\tb\n(", 4, 9).splitlines() == ["a b (", "    ^"]
    assert marked("a", 1, 0).splitlines() == ["a", " ^"]


@pytest.mark.parametrize("name", ['Пекарня "Ромашка"', "it's", "a/b\\c", "-dash", "Ё" * 200])
def test_names_may_hold_anything(shell: Shell, name: str, data_dir: Path) -> None:
    imported(shell, data_dir, {"text": "bread", "source": name})
    assert shell("topic", "add", "--query", "bread", "--", name).code == 0
    for option in (f"--topic={name}", f"--source={name}", f"--topic={name.upper()}"):
        assert shell("list", option).out.count("\n") == 1
    assert shell("topic", "remove", "--", name).code == 0


def test_a_search_of_any_length_is_answered(shell: Shell, data_dir: Path) -> None:
    imported(shell, data_dir, {"text": "bread"})
    assert shell("list", "--search", "bread " * 5000).code in (0, 2)
    assert shell("list", "--search", '"').code == 0
    long = shell("topic", "add", "t", "--query", "bread " * 5000)
    assert (long.code, len(long.err) < 400) == (2, True)


def test_a_missing_secret_is_told_and_nothing_is_added(shell: Shell) -> None:
    options = ("--set", "hashtags=bread", "--secret", "token")
    for given in (b"", b"\n", b"   \n"):
        ran = shell("source", "add", "mastodon", *options, given=given)
        assert (ran.code, "“token”" in ran.err) == (2, True)
    assert json.loads(shell("source", "list", "--json").out or "null") is None


def test_an_export_opens_in_a_russian_excel(shell: Shell, data_dir: Path) -> None:
    imported(shell, data_dir, {"text": "=1+1; «хлеб»", "author": "Анна"})
    target = data_dir / "out.csv"
    ran = shell("export", str(target), "--lang", "ru")
    assert ran.out.startswith("1 упоминание сохранено")
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, row = raw.decode("utf-8-sig").splitlines()
    assert header.startswith("id;source;kind;external_id;url;author_name;author_handle;")
    assert '"\'=1+1; «хлеб»"' in row


def test_an_import_repeated_under_another_name_brings_nothing(shell: Shell, data_dir: Path) -> None:
    url = "https://vk.com/wall-1_2"
    row = {"id": "1", "text": "The bread was stale again", "url": url, "author": "Anna"}
    table = imported(shell, data_dir, row)
    table.write_text(json.dumps({**row, "id": "2", "url": f"{url}?utm_source=x"}), "utf-8")
    again = json.loads(shell("import", str(table), "--name", "Other", "--json").out)
    assert (again["new"], again["changed"], again["seen"]) == (0, 0, 1)
    assert shell("list").out.count("\n") == 1


def test_erasing_tells_what_went_and_what_is_kept(shell: Shell, data_dir: Path) -> None:
    from desktop.store import attachments, pages
    from desktop.store.database import close_database, open_database
    from tests.conftest import NOW

    rows = [{"id": str(n), "text": f"bread {n}", "author_handle": "bob"} for n in range(3)]
    imported(shell, data_dir, *rows)
    db = open_database(find().database)
    first = next(iter(pages.each(db, MentionFilter(folds=False))))
    attachments.add(db, first.id, "shot.png", "image/png", b"x", NOW)
    close_database(db)
    told = json.loads(shell("erase-author", "@Bob", "--json").out)
    assert (told["removed"], told["kept"]) == (2, 1)
    ran = shell("erase-author", "bob", "--lang", "ru")
    assert "1 упоминание с приложенным файлом оставлено" in ran.out
    assert shell("erase-author", "bob", "--with-evidence").out.startswith("1 mention of bob")
    assert shell("list").out == ""


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "what",
    [
        pytest.param("newer", marks=pytest.mark.logs("store problem: newer")),
        "foreign",
        "broken",
        "empty",
    ],
)
def test_what_is_no_good_copy_is_refused_in_one_line(
    shell: Shell, data_dir: Path, what: str, language: str
) -> None:
    assert shell("topic", "add", "x", "--query", "a").code == 0
    copy = data_dir / f"{what}.db"
    if what in ("newer", "broken"):
        assert shell("backup", str(copy)).code == 0
    if what == "broken":
        raw = copy.read_bytes()
        copy.write_bytes(raw[:8192] + b"\xff" * (len(raw) - 8192))
    elif what == "empty":
        copy.touch()
    else:
        with sqlite3.connect(copy) as other:
            other.execute("CREATE TABLE IF NOT EXISTS x (a)")
            if what == "newer":
                row = "('desktop', 'm999_later', '2030-01-01')"
                columns = "(migration_set, name, applied_at)"
                other.execute(f"INSERT INTO _sqlite_migrations {columns} VALUES {row}")
        other.close()
    ran = shell("restore", str(copy), "--lang", language)
    assert (ran.code, ran.err.count("\n"), str(copy) in ran.err) == (1, 1, True)
    assert shell("topic", "list").out.startswith("x\t")
    assert not [each for each in data_dir.iterdir() if "restoring" in each.name]


_WRITER = """
import sys
from collections.abc import Mapping
from pathlib import Path
from desktop.store.database import open_database, writing
from desktop.store import people
db = open_database(Path(sys.argv[1]))
with writing(db):
    people.add(db, "half")
    print("in the middle", flush=True)
    sys.stdin.read()
"""


def test_a_backup_is_whole_while_another_process_writes(shell: Shell, data_dir: Path) -> None:
    assert shell("topic", "add", "x", "--query", "a").code == 0
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(find().database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "in the middle\n"
        copy = data_dir / "copy.db"
        assert shell("backup", str(copy)).code == 0
        if writer.stdin is not None:
            writer.stdin.close()
    shutil.copy(copy, data_dir / "looked_at.db")
    looked_at = sqlite3.connect(data_dir / "looked_at.db")
    assert looked_at.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert looked_at.execute("SELECT count(*) FROM person").fetchone() == (0,)
    assert looked_at.execute("SELECT name FROM topic").fetchone() == ("x",)
    looked_at.close()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX systems")
def test_a_new_data_folder_is_closed_to_others(shell: Shell, tmp_path: Path) -> None:
    deep = tmp_path / "missing" / "data"
    assert shell("--data-dir", str(deep), "topic", "list").code == 0
    assert deep.stat().st_mode & 0o77 == 0


def test_imported_sources_have_no_health(shell: Shell, data_dir: Path) -> None:
    imported(shell, data_dir, {"text": "bread", "source": "Paper"})
    assert shell("source", "list").out == "Paper\timport\t-\n"


def test_kinds_tell_programs_all_their_fields(shell: Shell) -> None:
    for language in ("en", "ru"):
        ran = shell("source", "kinds", "--json", "--lang", language)
        kinds = {each["kind"]: each for each in map(json.loads, ran.out.splitlines())}
        for kind, own in (("feed", "url"), ("mastodon", "hashtags")):
            names = {field["name"] for field in kinds[kind]["fields"]}
            assert {own, "endpoint", "proxy", "interval", "keep"} <= names
        token = next(each for each in kinds["mastodon"]["fields"] if each["name"] == "token")
        assert token["secret"] is True
