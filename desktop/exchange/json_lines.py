"""JSON lines, one mention a line, or one JSON list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from desktop.exchange.problems import RowProblem, RowTrouble
from desktop.exchange.tables import MOST_ROWS, RawTable, Row


def read(text: str) -> RawTable:
    """The rows of a JSON file under the names of their fields."""
    problems: list[RowProblem] = []
    records = list(_records(text, problems))
    names = list(dict.fromkeys(name for _, record in records for name in record))
    rows = [Row(line, tuple(record.get(name) for name in names)) for line, record in records]
    header = Row(0, tuple(names))
    return RawTable([header, *rows] if rows else [], problems, has_ragged_rows=False)


def _records(text: str, problems: list[RowProblem]) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, value in _values(text, problems):
        if isinstance(value, dict):
            yield line, {str(name)[:200]: each for name, each in value.items()}
        else:
            problems.append(RowProblem(line, RowTrouble.NOT_JSON))


def _values(text: str, problems: list[RowProblem]) -> Iterator[tuple[int, Any]]:
    if text.lstrip().startswith("["):
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            values = None
        if isinstance(values, list):
            yield from enumerate(values[: MOST_ROWS + 1], 1)
            return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if number > MOST_ROWS + 1:
            return
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            problems.append(RowProblem(number, RowTrouble.NOT_JSON))
            continue
        yield number, value
