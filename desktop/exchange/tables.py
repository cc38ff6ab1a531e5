"""Foreign tables of mentions, read into rows and shown before anything is stored.

CSV, TSV, XLSX and JSON lines are told apart by their contents. Nothing in a file is evaluated;
rows that are broken are reported by line and left out. Slow for big files: not for the GUI thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desktop.exchange.columns import Column, fingerprint, guessed, known, plain_name
from desktop.exchange.dates import EPOCH_1900, day_order
from desktop.exchange.numbers import Cell
from desktop.exchange.problems import (
    FileProblem,
    FileTrouble,
    RowProblem,
    RowTrouble,
    reading_problem,
)

MOST_BYTES = 100_000_000
MOST_ROWS = 200_000
HEADER_WITHIN = 20
"""The names of the columns stand in one of this many first rows."""
_ENOUGH_NAMES = 3
_TOTALS = ("total", "totals", "grand total", "итого", "всего", "итог")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file; `line` counts from 1."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """All rows of a file before the names of the columns are found."""

    rows: list[Row]
    problems: list[RowProblem]
    epoch: datetime = EPOCH_1900
    has_ragged_rows: bool = True


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A table with what its columns seem to be; a person may change that before it is imported.

    `columns` has one entry for each of `header`, `None` for a column that is left out.
    `asks_day_first` says that dates like 03/04 are ambiguous and a person should be asked;
    `is_day_first` is then only the likelier order. `fingerprint` is equal for files of the same
    layout, so that a corrected mapping can be remembered.
    """

    name: str
    header: tuple[str, ...]
    columns: tuple[Column | None, ...]
    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]
    fingerprint: str
    is_day_first: bool = True
    asks_day_first: bool = False
    epoch: datetime = EPOCH_1900

    def with_columns(self, columns: Sequence[Column | None]) -> TablePreview:
        """The same table with another meaning of its columns, dates looked at anew."""
        return _with_day_order(replace(self, columns=tuple(columns)))


def read_table(path: Path, *, is_explained: bool = False) -> TablePreview:
    """Read a file. Raises `FileProblem` when it cannot be read as a table at all.

    With `is_explained` a person says what the columns are: where no name of a column is known,
    the first row is taken for the names.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise FileProblem(FileTrouble.TOO_LARGE, path)
        raw = _raw(path, path.read_bytes())
    except FileProblem:
        raise
    except OSError as error:
        raise reading_problem(error, path) from error
    if not raw.rows:
        raise FileProblem(FileTrouble.EMPTY, path)
    return _preview(path, raw, is_explained=is_explained)


def _raw(path: Path, data: bytes) -> RawTable:
    from desktop.exchange import json_lines, text_tables, workbooks

    if data.startswith(b"PK\x03\x04"):
        return workbooks.read(path)
    if data.startswith((_OLD_EXCEL, b"%PDF")):
        raise FileProblem(FileTrouble.UNKNOWN_KIND, path)
    text = text_tables.decoded(data)
    if "\0" in text:
        raise FileProblem(FileTrouble.DAMAGED, path)
    if text.lstrip()[:1] in ("{", "["):
        return json_lines.read(text)
    return text_tables.read(text)


def header_place(rows: Sequence[Row]) -> int | None:
    """Which of the first rows holds the names of the columns, `None` when none does."""
    counts = [known([str(cell) for cell in row.cells if cell]) for row in rows[:HEADER_WITHIN]]
    for enough in (_ENOUGH_NAMES, 2, 1):
        for place, count in enumerate(counts):
            if count >= enough and (enough > 1 or Column.TEXT in guessed(_names(rows[place]))):
                return place
    return None


def _preview(path: Path, raw: RawTable, *, is_explained: bool) -> TablePreview:
    place = header_place(raw.rows)
    if place is None and is_explained and len(_names(raw.rows[0])) > 1:
        place = 0
    if place is None:
        raise FileProblem(FileTrouble.NO_COLUMNS, path)
    header = _names(raw.rows[place])
    columns = guessed(header)
    rows, problems = [], list(raw.problems)
    for row in raw.rows[place + 1 :]:
        cells = row.cells
        while len(cells) > len(header) and cells[-1] in (None, ""):
            cells = cells[:-1]
        if _is_blank(cells) or _is_total(cells, columns):
            continue
        is_short = len(cells) < len(header) and not raw.has_ragged_rows
        if is_short or len(cells) > len(header):
            detail = f"{len(cells)} of {len(header)}"
            problems.append(RowProblem(row.line, RowTrouble.WRONG_CELLS, detail))
            continue
        rows.append(Row(row.line, cells + (None,) * (len(header) - len(cells))))
    if len(rows) > MOST_ROWS:
        problems.append(RowProblem(rows[MOST_ROWS].line, RowTrouble.TOO_MANY_ROWS))
        del rows[MOST_ROWS:]
    problems.sort(key=lambda problem: problem.line)
    return _with_day_order(
        TablePreview(
            name=path.name,
            header=header,
            columns=columns,
            rows=tuple(rows),
            problems=tuple(problems),
            fingerprint=fingerprint(header),
            epoch=raw.epoch,
        )
    )


def _names(row: Row) -> tuple[str, ...]:
    cells = [" ".join(str(cell).split()) if cell is not None else "" for cell in row.cells]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _is_blank(cells: Sequence[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _is_total(cells: Sequence[Cell], columns: Sequence[Column | None]) -> bool:
    """Whether the row sums up the others: it begins with a word for that and has no text."""
    first = next((cell for cell in cells if cell not in (None, "")), None)
    if not isinstance(first, str) or plain_name(first) not in _TOTALS:
        return False
    texts = (cell for cell, column in zip(cells, columns, strict=False) if column is Column.TEXT)
    return all(cell in (None, "", first) for cell in texts)


def _with_day_order(preview: TablePreview) -> TablePreview:
    if Column.CREATED_AT not in preview.columns:
        return replace(preview, is_day_first=True, asks_day_first=False)
    place = preview.columns.index(Column.CREATED_AT)
    cells = [row.cells[place] for row in preview.rows]
    order = day_order(cells)
    if order is None:
        # An American clock ("10:00 AM") or an English header with slashes speaks for the month.
        texts = [cell.lower() for cell in cells if isinstance(cell, str)]
        is_american = any(text.rstrip(".").endswith(("am", "pm", "a.m", "p.m")) for text in texts)
        return replace(preview, is_day_first=not is_american, asks_day_first=True)
    return replace(preview, is_day_first=order, asks_day_first=False)
