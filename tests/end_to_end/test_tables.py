"""Files that shops really have, and files that are no tables at all."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.end_to_end.program import Program

HEADER = "дата;автор;текст;оценка\n"


def book(cells: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    for row in cells:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/sharedStrings.xml", b" " * 150_000_000)
    return file.getvalue()


NO_TABLES: dict[str, bytes] = {
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 100,
    "bomb.xlsx": bomb(),
    "corrupt.xlsx": book([["date", "text"], ["2026-03-01", "a"]])[:-200],
    "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "no columns.csv": b"1;2;3\n4;5;6\n",
    "deep.json": b"[" * 200_000,
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_no_table_is_told_in_one_line(program: Program, home: Path, language: str) -> None:
    program.language = language
    files = list(NO_TABLES)[:: 1 if language == "en" else 4]
    for name in files:
        (home / name).write_bytes(NO_TABLES[name])
    for name in [*files, ".", "missing.csv"]:
        ran = program("import", str(home / name))
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), name
        assert any("а" <= sign <= "я" for sign in ran.err) == (language == "ru")
        assert "mistake" not in ran.err
    assert program.mentions() == []


def test_broken_rows_are_told_by_line_and_the_good_ones_kept(program: Program, home: Path) -> None:
    rows = (
        "01.02.2026 10:00;Аня;Хлеб «свежий»;5\n"  # 2
        "02.02.2026;Борис;слишком;много;ячеек;5\n"  # 3
        "32.13.2026;Вера;Нет такого дня;5\n"  # 4
        '03.02.2026;Глеб;"не закрыта;4\n'  # 5
        "04.02.2099;Даша;Из будущего;4\n"  # 6
        "05.02.2026;Егор;;4\n"  # 7
        "06.02.2026;Жанна;Оценка странная;44\n"  # 8
        "07.02.2026;Зоя;одна\u2013строка;3\n"  # 9
    )
    (home / "old.csv").write_bytes((HEADER + rows).encode("windows-1251"))
    (home / "wide.csv").write_bytes((HEADER + rows).encode("utf-16"))
    (home / "sep.csv").write_text(f"{HEADER}07.02.2026;Я;раз\u2028два\x85три;3\n", "utf-8")
    for name, new in (("old.csv", 3), ("wide.csv", 0)):
        ran = program("import", str(home / name))
        assert (ran.code, ran.out.split()[0]) == (0, str(new))
        lines = [line.split("row ")[1].split(":")[0] for line in ran.err.splitlines()]
        assert lines == ["3", "4", "5", "6", "7", "8"]
    assert program.done("import", str(home / "sep.csv")).out.startswith("1 ")
    assert {each["text"] for each in program.mentions()} == {
        "Хлеб «свежий»", "Оценка странная", "одна–строка", "раз\nдва\nтри",
    }  # fmt: skip


def test_formulas_and_broken_lines_do_no_harm(program: Program, home: Path) -> None:
    (home / "book.xlsx").write_bytes(
        book([["date", "text", "likes"], ["2026-03-01", '=cmd|"/c calc"!A1', 1], [None, "ok", 2]])
    )
    (home / "lines.json").write_bytes(
        b'{"text":"fine","likes":1e400,"tags":[1,null],"rating":"\\ud800"}\nnonsense\n[1]\n'
        b'{"text":"\\ud800\\u0000 also"}\n{"text":' + b"[" * 5000 + b"\n"
    )
    ran = program("import", str(home / "book.xlsx"))
    assert (ran.code, ran.out.split()[0]) == (0, "1")
    ran = program("import", str(home / "lines.json"))
    assert (ran.code, ran.out.split()[0]) == (0, "2")
    assert {"row 2", "row 3", "row 5"} <= {line.split(": ")[1] for line in ran.err.splitlines()}
    assert {each["text"] for each in program.mentions()} == {"ok", "fine", "also"}


@pytest.mark.skipif(sys.platform == "win32", reason="processes of POSIX systems")
def test_two_imports_a_check_and_a_list_at_once(program: Program, home: Path) -> None:
    rows = "".join(f"2026-02-{n % 28 + 1:02d};A{n % 50};Хлеб номер {n};5\n" for n in range(3000))
    (home / "big.csv").write_text(HEADER + rows, encoding="utf-8")
    program.done("topic", "add", "T", "--query", "хлеб")
    running = [program.start("import", str(home / "big.csv"), "--name", "big") for _ in range(2)]
    running.append(program.start("list"))
    ended = [(each.communicate(timeout=60)[1], each.returncode) for each in running]
    assert ended == [(b"", 0)] * 3
    mentions = program.mentions()
    assert len(mentions) == len({each["external_id"] for each in mentions}) == 3000
    assert len({each["id"] for each in mentions}) == 3000


def test_a_folder_that_cannot_be_written_is_one_line(program: Program, home: Path) -> None:
    (home / "file").write_text("", encoding="utf-8")
    for language in ("en", "ru"):
        ran = Program(home / "file" / "shop", language)("list")
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), ran


def test_tone_answers_line_for_line(program: Program) -> None:
    lines = [
        b"The bread was terrible",
        b"",
        b"\xff\xfe\x00 bad",
        "🙂 👍".encode(),
        b"x" * 1_000_000,
    ]
    ran = program.done("tone", given=b"\n".join(lines * 20))
    labels = [line.split("\t")[0] for line in ran.out.splitlines()]
    assert len(labels) == 100
    assert labels[:2] == ["negative", "unknown"]
    assert labels == labels[:5] * 20
