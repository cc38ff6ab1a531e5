"""Mentions out of the program: records for scripts, files that a double click opens.

The fields and their order are those of the product's description; what a network did not give
is `null` or empty, never 0.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from desktop.core.models import Mention
from desktop.exchange.problems import FileProblem, FileTrouble
from desktop.exchange.writing import whole_file

FIELDS = (
    "id", "source", "kind", "external_id", "url", "author_name", "author_handle",
    "author_followers", "title", "text", "language", "created_at", "edited_at", "seen_at",
    "likes", "replies", "reposts", "views", "rating", "tone", "score", "tone_by", "deciding",
    "topics", "matched", "status", "assignee", "tags", "notes",
)  # fmt: skip
_FORMULA = re.compile(r"^\s*[=+\-@\t\r|]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_CELL = 32_767
"""Characters a spreadsheet takes in one cell."""
_NUMBERS = ("author_followers", "likes", "replies", "reposts", "views", "rating", "score")


def mention_record(mention: Mention) -> dict[str, object]:
    """A mention as `list --json` prints it: times in ISO 8601 UTC, missing values `None`."""
    body = mention.body
    return {
        "id": mention.id,
        "source": mention.source,
        "kind": mention.kind.value,
        "external_id": mention.external_id,
        "url": mention.url,
        "author_name": mention.author_name,
        "author_handle": mention.author_handle,
        "author_followers": mention.author_followers,
        "title": mention.title or None,
        "text": mention.text,
        "language": mention.language,
        "created_at": utc_text(mention.created_at),
        "edited_at": utc_text(mention.edited_at),
        "seen_at": utc_text(mention.seen_at),
        "likes": mention.likes,
        "replies": mention.replies,
        "reposts": mention.reposts,
        "views": mention.views,
        "rating": mention.rating,
        "tone": mention.tone.value if mention.tone else None,
        "score": mention.score,
        "tone_by": mention.tone_by,
        "deciding": list(dict.fromkeys(body[each.start : each.end] for each in mention.deciding)),
        "topics": list(mention.topics),
        "matched": list(mention.matched),
        "status": mention.status.value,
        "assignee": mention.assignee,
        "tags": list(mention.tags),
        "notes": list(mention.notes),
    }


def mention_line(mention: Mention) -> str:
    """A mention as one line of JSON, without the line break."""
    return json.dumps(mention_record(mention), ensure_ascii=False)


def utc_text(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`, to the second."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_mentions(path: Path, mentions: Iterable[Mention]) -> int:
    """Write mentions to a `.csv`, `.xlsx` or `.json` file, whole or not at all; how many.

    Memory does not grow with their number. Raises `FileProblem`, and whatever `mentions` raises.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise FileProblem(FileTrouble.UNKNOWN_KIND, path)
    with whole_file(path) as draft:
        return write(draft, mentions)


def _write_json(draft: Path, mentions: Iterable[Mention]) -> int:
    count = 0
    with draft.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for mention in mentions:
            file.write(mention_line(mention) + "\n")
            count += 1
    return count


def _write_csv(draft: Path, mentions: Iterable[Mention]) -> int:
    """With a byte-order mark and semicolons: so a Russian Excel opens it by a double click."""
    count = 0
    with draft.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(FIELDS)
        for mention in mentions:
            record = mention_record(mention)
            writer.writerow([_csv_cell(name, record[name]) for name in FIELDS])
            count += 1
    return count


def _write_xlsx(draft: Path, mentions: Iterable[Mention]) -> int:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Mentions")
    sheet.freeze_panes = "A2"
    sheet.append(list(FIELDS))
    count = 0
    for mention in mentions:
        record = mention_record(mention)
        moments = {"created_at": mention.created_at, "edited_at": mention.edited_at}
        moments["seen_at"] = mention.seen_at
        row = []
        for name in FIELDS:
            moment = moments.get(name)
            value = _naive(moment) if moment else _sheet_value(name, record[name])
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl would make a formula of a text with "="
            elif moment:
                cell.number_format = "yyyy-mm-dd hh:mm:ss"
            row.append(cell)
        sheet.append(row)
        count += 1
    book.save(draft)
    return count


def _naive(moment: datetime) -> datetime:
    """UTC without saying so: a spreadsheet's dates have no zone."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _sheet_value(name: str, value: object) -> str | float | int | None:
    if value is None:
        return None
    if name in _NUMBERS and isinstance(value, int | float):
        return value
    return _UNWRITABLE.sub(" ", _joined(name, value))[:_LONGEST_CELL]


def _csv_cell(name: str, value: object) -> str:
    """Text of a cell; what a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    text = _UNWRITABLE.sub(" ", _joined(name, value))
    return f"'{text}" if name not in _NUMBERS and _FORMULA.match(text) else text


def _joined(name: str, value: object) -> str:
    """Several values in one cell; notes are sentences and stand on lines of their own."""
    between = "\n" if name == "notes" else ", "
    return between.join(str(each) for each in value) if isinstance(value, list) else str(value)


_WRITERS: dict[str, Callable[[Path, Iterable[Mention]], int]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".json": _write_json,
    ".jsonl": _write_json,
}
