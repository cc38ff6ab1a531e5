"""CSV and TSV: encoding, delimiter and quotes found out, broken rows reported by line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from desktop.exchange.columns import known
from desktop.exchange.problems import RowProblem, RowTrouble
from desktop.exchange.tables import HEADER_WITHIN, MOST_ROWS, RawTable, Row

_DELIMITERS = (";", ",", "\t", "|")
_SEP = re.compile(r"^\s*\"?sep=(?P<mark>.)\"?\s*$", re.IGNORECASE)
_EXPECTED = re.compile(r"[\t\r\n -~\u00a0-\u04ff\u2000-\u21ff\ufeff]+")
_MOST_LINES_OF_A_ROW = 500
_LONGEST_CELL = 1_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes) -> str:
    """Text of a file: by its mark, else UTF-16 by its zeros, UTF-8, windows-1251 at last.

    A UTF-8 file with a few damaged bytes stays UTF-8.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    for name in ("utf-16-le", "utf-16-be") if b"\0" in data[:2000] else ():
        if _EXPECTED.fullmatch(data[:2000].decode(name, "replace")):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        whole = sum(1 for ch in text if ch > "\x7f") - damaged
        return text if damaged * 10 < whole else data.decode("windows-1251", "replace")


def read(text: str) -> RawTable:
    """The rows of a text table."""
    lines = _lines(text)
    start, delimiter = 0, None
    if lines and (found := _SEP.match(lines[0])):
        start, delimiter = 1, found["mark"]
    if delimiter is None:
        delimiter = _delimiter(lines[start:])
    problems: list[RowProblem] = []
    rows = list(_rows(lines, start, delimiter, problems))
    return RawTable(rows, problems, has_ragged_rows=False)


def _lines(text: str) -> list[str]:
    """Not `splitlines`: it would also break at separators that people's texts hold."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [f"{line}\n" for line in text.split("\n")]


def _delimiter(lines: list[str]) -> str:
    """The mark with which one of the first rows holds the most names of columns."""

    def names(mark: str) -> tuple[int, int]:
        rows = [_cells(line, mark) for line in lines[:HEADER_WITHIN]]
        return max(((known(cells), len(cells)) for cells in rows), default=(0, 0))

    return max(_DELIMITERS, key=names)


def _cells(line: str, delimiter: str) -> list[str]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        return next(csv.reader(io.StringIO(line, newline="\n"), delimiter=delimiter), [])
    except csv.Error:
        return []


def _rows(lines: list[str], at: int, delimiter: str, problems: list[RowProblem]) -> Iterator[Row]:
    """Rows with the line each begins at.

    A quotation mark that is never closed would swallow the rest of the file. So a row of
    several lines counts only if it has as many cells as the header; otherwise its first line is
    reported and reading goes on with the next.
    """
    width = 0
    count = 0
    while at < len(lines) and count <= MOST_ROWS + HEADER_WITHIN:
        line = lines[at]
        end = at + 1 if line.count('"') % 2 == 0 else _end(lines, at)
        cells = _cells("".join(lines[at:end]), delimiter) if end else []
        is_joined = end > at + 1
        if not cells or (is_joined and width and len(cells) != width):
            cells = [] if _opens_quote(line, delimiter) else _cells(line, delimiter)
            end = at + 1
            if not cells and line.strip():
                problems.append(RowProblem(at + 1, RowTrouble.OPEN_QUOTE))
        if cells:
            count += 1
            yield Row(at + 1, tuple(cells))
            if not width and known(cells) > 1:
                width = len(cells)
        at = end


def _end(lines: list[str], at: int) -> int:
    """The line after the one that closes the quotation of line `at`, 0 when none does."""
    quotes = 0
    for end in range(at, min(len(lines), at + _MOST_LINES_OF_A_ROW)):
        quotes += lines[end].count('"')
        if quotes % 2 == 0:
            return end + 1
    return 0


def _opens_quote(line: str, delimiter: str) -> bool:
    return re.search(rf'(?:^|{re.escape(delimiter)})\s*"', line) is not None
