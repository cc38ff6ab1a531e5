"""Export: spreadsheets open it, scripts read it, formulas never run."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from desktop.core.models import Deciding, Mention, MentionKind, Span, Status, Tone
from desktop.exchange.export import FIELDS, mention_record, write_mentions
from desktop.exchange.problems import FileProblem, FileTrouble
from desktop.exchange.rows import items_of
from desktop.exchange.tables import read_table
from tests.conftest import NOW

MENTION = Mention(
    id=7,
    source_id=1,
    source="VK; our page",
    source_kind="feed",
    external_id="wall-1_2",
    kind=MentionKind.REVIEW,
    title="Ромашка",
    text='Плохо, "очень"\nхолодный кофе',
    created_at=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
    seen_at=NOW,
    status=Status.IN_WORK,
    author_name="=cmd|'/c calc'!A1",
    author_handle="@anna",
    likes=0,
    rating=2.0,
    tone=Tone.NEGATIVE,
    score=-0.5,
    tone_by="person",
    deciding=(Deciding(8, 13, "плохо", -2.0),),
    spans=(Span(0, 7, 1),),
    topics=("Ромашка",),
    tags=("кофе", "зал"),
)


def test_a_record_has_the_fields_of_the_product_in_order() -> None:
    record = mention_record(MENTION)
    assert tuple(record) == FIELDS
    assert record["created_at"] == "2026-03-04T09:30:00Z"
    assert (record["likes"], record["views"], record["edited_at"]) == (0, None, None)
    assert (record["matched"], record["deciding"]) == (["Ромашка"], ["Плохо"])
    assert (record["tone"], record["status"], record["kind"]) == ("negative", "in_work", "review")


def test_csv_opens_by_a_double_click_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert write_mentions(path, [MENTION]) == 1
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid;source;")
    assert data.endswith(b"\r\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    assert row["author_name"] == "'=cmd|'/c calc'!A1"
    assert row["author_handle"] == "'@anna"
    assert (row["score"], row["views"], row["tags"]) == ("-0.5", "", "кофе, зал")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n="])
def test_no_cell_begins_as_a_formula(tmp_path: Path, start: str) -> None:
    path = tmp_path / "a.csv"
    write_mentions(path, [replace(MENTION, title="", text=f"{start}1+1")])
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    assert row["text"].startswith("'")


def test_a_workbook_holds_strings_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    broken = replace(MENTION, text="bell \x07 and \ud800", author_name="=1+1")
    write_mentions(path, [MENTION, broken])
    sheet = openpyxl.load_workbook(path).active
    cells = dict(zip(FIELDS, sheet[2], strict=True))
    assert cells["author_name"].data_type == "s"
    assert cells["created_at"].value == datetime(2026, 3, 4, 9, 30)
    assert (cells["likes"].value, cells["views"].value, cells["score"].value) == (0, None, -0.5)
    assert dict(zip(FIELDS, sheet[3], strict=True))["author_name"].data_type == "s"


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_what_is_exported_can_be_imported(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    write_mentions(path, [MENTION])
    result = items_of(read_table(path), zone=UTC, now=NOW)
    (row,) = result.rows
    item = row.item
    assert not result.problems
    assert (item.external_id, item.kind, item.title) == ("wall-1_2", MentionKind.REVIEW, "Ромашка")
    assert item.text == MENTION.text
    assert (item.created_at, item.author_name) == (MENTION.created_at, MENTION.author_name)
    assert (item.likes, item.views, item.rating) == (0, None, 2.0)
    assert (row.tone, row.status, row.tags) == (Tone.NEGATIVE, Status.IN_WORK, ("кофе", "зал"))
    assert row.place == "VK; our page"


def test_json_is_one_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_mentions(path, [MENTION, MENTION])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [mention_record(MENTION)] * 2


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def mentions() -> Iterator[Mention]:
        yield MENTION
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_mentions(path, mentions())
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["a.csv"]


@pytest.mark.parametrize(
    ("place", "trouble"),
    [("a.pdf", FileTrouble.UNKNOWN_KIND), ("no/such/a.csv", FileTrouble.CANNOT_WRITE)],
)
def test_a_file_that_cannot_be_written_is_named(
    tmp_path: Path, place: str, trouble: FileTrouble
) -> None:
    with pytest.raises(FileProblem) as caught:
        write_mentions(tmp_path / place, [MENTION])
    assert caught.value.trouble is trouble


def test_notes_go_out_as_they_were_written(tmp_path: Path) -> None:
    noted = replace(MENTION, notes=("Позвонить, извиниться", "=Перезвонили"))
    assert mention_record(noted)["notes"] == ["Позвонить, извиниться", "=Перезвонили"]
    write_mentions(tmp_path / "noted.csv", [noted])
    with (tmp_path / "noted.csv").open(encoding="utf-8-sig", newline="") as file:
        _, row = csv.reader(file, delimiter=";")
    assert row[FIELDS.index("notes")] == "Позвонить, извиниться\n=Перезвонили"
