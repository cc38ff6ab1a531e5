"""Import: tables of strangers become items, broken rows are named by line."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest

from desktop.core.models import Status, Tone
from desktop.exchange.columns import Column
from desktop.exchange.problems import FileProblem, FileTrouble, RowTrouble
from desktop.exchange.rows import Imported, items_of
from desktop.exchange.tables import read_table

MOSCOW = timezone(timedelta(hours=3))
NOW = datetime(2026, 12, 1, tzinfo=UTC)
SAMPLE = (
    "Дата;Источник;Автор;Текст;Ссылка;Тональность;Аудитория\r\n"
    '21.11.2026 10:00;vk.com;Анна К.;"Долго ждали, ""Ромашка"" уже не та";'
    "https://vk.com/wall-555_77;негативная;12 000\r\n"
)


def written(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def imported(path: Path) -> Imported:
    return items_of(read_table(path), zone=MOSCOW, now=NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_delimiters_are_found_out(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = SAMPLE.replace("ждали,", "ждали").replace(";", delimiter)
    (row,) = imported(written(tmp_path / "a.csv", text.encode(encoding))).rows
    item = row.item
    assert item.text == 'Долго ждали "Ромашка" уже не та'
    assert item.created_at == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    assert (item.author_name, item.author_followers) == ("Анна К.", 12_000)
    assert item.external_id == item.url == "https://vk.com/wall-555_77"
    assert (row.place, row.tags, row.tone) == ("vk.com", ("their tone: негативная",), None)
    assert (item.likes, item.rating) == (None, None)


def test_a_broken_file_in_windows_1251_keeps_its_good_rows(tmp_path: Path) -> None:
    text = (
        "Дата;Автор;Текст;Оценка\r\n"
        "21.11.2026 10:00;Анна;Хорошо;5\r\n"
        '21.11.2026 10:05;Пётр;"кавычка не закрыта;4\r\n'
        "21.11.2026 10:10;Мария;Вкусно\r\n"
        "21.11.2026;Олег;лишняя;ячейка;3\r\n"
        "32.13.2026;Ирина;Дата плохая;3\r\n"
        "22.11.2026;Ольга;;3\r\n"
        '23.11.2026;Нина;"две\r\nстроки";9\r\n'
        "24.11.2099;Яна;из будущего;2\r\n"
        "24.11.2026;Лев;Последняя;2\r\n"
        "Итого;;;\r\n"
    )
    result = imported(written(tmp_path / "a.csv", text.encode("windows-1251")))
    assert [item.text for item in result.items] == ["Хорошо", "две\nстроки", "Последняя"]
    assert [(problem.line, problem.trouble) for problem in result.problems] == [
        (3, RowTrouble.OPEN_QUOTE),
        (4, RowTrouble.WRONG_CELLS),
        (5, RowTrouble.WRONG_CELLS),
        (6, RowTrouble.BAD_DATE),
        (7, RowTrouble.NO_TEXT),
        (8, RowTrouble.BAD_RATING),
        (10, RowTrouble.FUTURE_DATE),
    ]
    assert result.skipped == 6


def test_importing_twice_gives_the_same_identities(tmp_path: Path) -> None:
    text = "date,author,text\n2026-11-21T10:00:00Z,Ann,Bad\n2026-11-21T10:00:00Z,Bob,Bad\n"
    text += "2026-11-21T10:00:00Z,Ann,Bad\n"
    path = written(tmp_path / "a.csv", text)
    first, second = imported(path), imported(path)
    assert len(first.items) == 2
    assert first.items == second.items


@pytest.mark.parametrize(
    ("dates", "is_day_first", "asks", "first"),
    [
        (["03/04/2026", "25/04/2026"], True, False, (2026, 4, 3)),
        (["03/04/2026 10:00 AM", "04/25/2026 10:00 AM"], False, False, (2026, 3, 4)),
        (["03/04/2026", "05/06/2026"], True, True, (2026, 4, 3)),
        (["03/04/2026 10:00 PM", "05/06/2026 1:00 AM"], False, True, (2026, 3, 4)),
        (["03.04.26 10:00", "13.04.26 10:00"], True, False, (2026, 4, 3)),
        (["3 апреля 2026 г. в 10:00", "4 мая 2026"], True, False, (2026, 4, 3)),
        (["Apr 3, 2026", "May 4, 2026"], True, False, (2026, 4, 3)),
        (["46115,0".replace(",", "."), "46116.5"], True, False, (2026, 4, 3)),
        (["1775206800", "1775206801"], True, False, (2026, 4, 3)),
        (["2026-04-03 10:00:00", "2026-04-03T10:00:00+03:00"], True, False, (2026, 4, 3)),
    ],
)
def test_the_order_of_day_and_month_is_decided_per_column(
    tmp_path: Path,
    dates: list[str],
    is_day_first: bool,
    asks: bool,
    first: tuple[int, int, int],
) -> None:
    rows = "".join(f'"{date}";text {n};Ann\n' for n, date in enumerate(dates))
    preview = read_table(written(tmp_path / "a.csv", f"date;text;author\n{rows}"))
    assert (preview.is_day_first, preview.asks_day_first) == (is_day_first, asks)
    result = items_of(preview, zone=MOSCOW, now=NOW)
    assert not result.problems
    created = result.items[0].created_at
    assert created is not None
    local = created.astimezone(MOSCOW)
    assert (local.year, local.month, local.day) == first


def test_a_persons_answers_win_over_the_guess(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "date;text;note\n03/04/2026;short;the real text\n")
    columns = (Column.CREATED_AT, None, Column.TEXT)
    result = items_of(read_table(path), columns=columns, is_day_first=False, zone=UTC, now=NOW)
    assert result.items[0].text == "the real text"
    assert result.items[0].created_at == datetime(2026, 3, 4, tzinfo=UTC)


def test_date_and_time_may_stand_apart_below_a_report_header(tmp_path: Path) -> None:
    text = "sep=,\nReport,,\n,,\nDate,Time,Full Text\n21.11.2026,10:30,Cold soup\n"
    (item,) = imported(written(tmp_path / "a.csv", text)).items
    assert item.created_at == datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


def test_numbers_are_read_as_people_write_them(tmp_path: Path) -> None:
    text = "text;likes;views;shares;rating;followers\na;1 234;1,2K;12 тыс.;4,5;-\n"
    (item,) = imported(written(tmp_path / "a.csv", text)).items
    assert (item.likes, item.views, item.reposts) == (1234, 1200, 12_000)
    assert (item.rating, item.author_followers) == (4.5, None)


def test_ids_damaged_by_a_spreadsheet_are_not_used(tmp_path: Path) -> None:
    text = "id;text;url\n1,15580E+17;a;https://a.example/1\n1,15580E+17;b;https://a.example/2\n"
    result = imported(written(tmp_path / "a.csv", text))
    ids = [item.external_id for item in result.items]
    assert ids == ["https://a.example/1", "https://a.example/2"]
    assert [problem.trouble for problem in result.problems] == [RowTrouble.DAMAGED_ID]


def test_a_workbook_with_links_dates_and_a_report_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["About this report", "text"])
    sheet = book.create_sheet("Упоминания")
    for _ in range(4):
        sheet.append([None, "Отчёт"])
    sheet.append([None, "Дата", "Текст", "Ссылка", "Лайки", "Сумма", "Id"])
    link = '=HYPERLINK("https://vk.com/wall-1_2";"открыть")'
    when = datetime(2026, 11, 21, 10, 0)
    sheet.append([None, when, "'=1+1 плохо", link, 7, "=1+1", 2**55 + 0.5])
    sheet.append([None, 46347.5, "Второе", None, None, None, None])
    book.save(tmp_path / "a.xlsx")
    result = imported(tmp_path / "a.xlsx")
    first, second = result.items
    assert (first.text, first.url, first.likes) == ("=1+1 плохо", "https://vk.com/wall-1_2", 7)
    assert first.external_id == "https://vk.com/wall-1_2"
    assert first.created_at == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    assert second.created_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert [problem.trouble for problem in result.problems] == [RowTrouble.DAMAGED_ID]


def test_json_lines_of_our_own_keep_what_a_person_decided(tmp_path: Path) -> None:
    record = {
        "id": 5, "source": "VK", "kind": "review", "external_id": "x1", "text": "Плохо",
        "title": None, "created_at": "2026-11-21T10:00:00Z", "likes": None, "rating": 2.0,
        "tone": "negative", "tone_by": "person", "status": "answered", "tags": ["a", "b"],
    }  # fmt: skip
    other = {**record, "external_id": "x2", "tone_by": "vader 3.3.2"}
    lines = [json.dumps(record), "{broken", "7", json.dumps(other)]
    result = imported(written(tmp_path / "a.json", "\n".join(lines)))
    first, second = result.rows
    assert (first.item.external_id, first.item.rating, first.item.likes) == ("x1", 2.0, None)
    assert (first.tone, first.status, first.tags) == (Tone.NEGATIVE, Status.ANSWERED, ("a", "b"))
    assert second.tone is None
    assert [(each.line, each.trouble) for each in result.problems] == [
        (2, RowTrouble.NOT_JSON),
        (3, RowTrouble.NOT_JSON),
    ]


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 120_000_000)
    return path


def entities(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aaa">]><x>&a;</x>')
    return path


@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (lambda path: path, FileTrouble.NOT_FOUND),
        (lambda path: written(path, ""), FileTrouble.EMPTY),
        (lambda path: written(path, "\n\n"), FileTrouble.EMPTY),
        (lambda path: written(path, "a;b\n1;2\n"), FileTrouble.NO_COLUMNS),
        (lambda path: written(path, b"PK\x03\x04junk"), FileTrouble.DAMAGED),
        (lambda path: written(path, b"\xd0\xcf\x11\xe0old"), FileTrouble.UNKNOWN_KIND),
        (lambda path: written(path, bytes(range(256)) * 9), FileTrouble.DAMAGED),
        (bomb, FileTrouble.TOO_LARGE),
        (entities, FileTrouble.DAMAGED),
    ],
)
def test_files_that_are_no_tables_are_named(
    tmp_path: Path, make: object, trouble: FileTrouble
) -> None:
    assert callable(make)
    with pytest.raises(FileProblem) as caught:
        read_table(make(tmp_path / "a.xlsx"))
    assert caught.value.trouble is trouble
    assert "a.xlsx" in str(caught.value)


def test_two_hundred_thousand_rows_are_the_most(tmp_path: Path) -> None:
    rows = "t,a\n" * 200_001
    preview = read_table(written(tmp_path / "a.csv", f"text,author\n{rows}"))
    assert len(preview.rows) == 200_000
    assert [problem.trouble for problem in preview.problems] == [RowTrouble.TOO_MANY_ROWS]


def test_files_of_one_layout_share_a_fingerprint(tmp_path: Path) -> None:
    one = read_table(written(tmp_path / "a.csv", "Date;Text;Author\n;x;y\n"))
    two = read_table(written(tmp_path / "b.csv", "date,text,author\n,z,y\n"))
    three = read_table(written(tmp_path / "c.csv", "date,text,likes\n,z,1\n"))
    assert one.fingerprint == two.fingerprint != three.fingerprint
