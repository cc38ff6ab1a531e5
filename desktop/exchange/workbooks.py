"""XLSX: one sheet's cells, nothing evaluated, nothing unpacked beyond a bound."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.exchange.numbers import Cell
from desktop.exchange.problems import FileProblem, FileTrouble, RowProblem
from desktop.exchange.tables import (
    HEADER_WITHIN,
    MOST_BYTES,
    MOST_ROWS,
    RawTable,
    Row,
    header_place,
)

_MOST_COLUMNS = 200
_LIKELY = ("mentions", "упоминания", "сообщения", "отзывы", "reviews", "data", "данные")
_HYPERLINK = re.compile(r"^=\s*HYPERLINK\(\s*\"((?:[^\"]|\"\")*)\"", re.IGNORECASE)


def read(path: Path) -> RawTable:
    """The rows of the likeliest sheet. Raises `FileProblem`."""
    _check(path)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read anyway
            book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
            try:
                sheet = _likeliest(book.worksheets)
                rows = list(islice(_rows(sheet), MOST_ROWS + HEADER_WITHIN)) if sheet else []
                problems: list[RowProblem] = []
                return RawTable(rows, problems, epoch=book.epoch)
            finally:
                book.close()
    except FileProblem:
        raise
    except Exception as error:  # a damaged workbook fails in any way a parser can
        raise FileProblem(FileTrouble.DAMAGED, path, type(error).__name__) from error


def _check(path: Path) -> None:
    """Refuse what unpacks too far, and markup with definitions of its own."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES:
                raise FileProblem(FileTrouble.TOO_LARGE, path)
            if "xl/workbook.xml" not in archive.namelist():
                raise FileProblem(FileTrouble.UNKNOWN_KIND, path)
            for part in parts:
                with archive.open(part) as content:
                    if b"<!DOCTYPE" in content.read(4096):
                        raise FileProblem(FileTrouble.DAMAGED, path, "document type")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise FileProblem(FileTrouble.DAMAGED, path, str(error)) from error


def _likeliest(sheets: Iterable[Any]) -> Any:
    """The sheet with names of columns, by its own name or else by its length."""
    best, best_rank = None, (False, False, -1)
    for sheet in sheets:
        if not hasattr(sheet, "reset_dimensions"):
            continue
        length = sheet.max_row or 0
        sheet.reset_dimensions()  # some programs write a wrong range; the cells are the truth
        has_header = header_place(list(islice(_rows(sheet), HEADER_WITHIN))) is not None
        rank = (has_header, sheet.title.strip().casefold() in _LIKELY, length)
        if rank > best_rank:
            best, best_rank = sheet, rank
    return best


def _rows(sheet: Any) -> Iterator[Row]:
    for line, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
        values = [_value(cell) for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if values:
            yield Row(line, tuple(values))


def _value(cell: Any) -> Cell:
    """A cell's value; of a formula only the address of a link is taken."""
    value: Cell = cell.value
    if getattr(cell, "data_type", "") == "e":
        return None
    if getattr(cell, "data_type", "") != "f":
        return value
    link = _HYPERLINK.match(str(value))
    return link[1].replace('""', '"') if link else None
