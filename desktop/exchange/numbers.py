"""Numbers as people and spreadsheets write them."""

from __future__ import annotations

import re

Cell = object
"""What a cell holds: text, a number, a date or nothing."""

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_UNITS = (
    (("k", "к", "тыс", "thousand"), 1_000),
    (("m", "м", "млн", "million", "mln"), 1_000_000),
    (("b", "млрд", "bn", "billion"), 1_000_000_000),
)
_NUMBER = re.compile(r"^(?P<sign>[+-]?)(?P<digits>\d[\d.,]*)(?P<unit>[a-zа-я]*)\.?$")
_GROUPS = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$")
_DAMAGED = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)


def number(cell: Cell) -> float | None:
    """The number in a cell: `1 234`, `1,234`, `12,5`, `1.2K`, `12 тыс.`; else `None`."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    found = _NUMBER.match(_SPACES.sub("", str(cell).strip().casefold()))
    if found is None or len(found["digits"]) > 20:
        return None
    times = _times(found["unit"])
    value = _value(found["digits"], has_unit=bool(found["unit"]))
    if times is None or value is None:
        return None
    return -value * times if found["sign"] == "-" else value * times


def count(cell: Cell) -> int | None:
    """A counter, `None` where the cell holds none."""
    value = number(cell)
    return round(value) if value is not None and 0 <= value < 2**62 else None


def is_damaged_id(cell: Cell) -> bool:
    """Whether a spreadsheet turned a long id into a rounded number (`1.15580E+17`)."""
    if isinstance(cell, float):
        return abs(cell) >= 2**53
    return isinstance(cell, str) and _DAMAGED.match(cell.strip()) is not None


def _times(unit: str) -> int | None:
    if not unit:
        return 1
    return next((times for names, times in _UNITS if unit in names), None)


def _value(digits: str, *, has_unit: bool) -> float | None:
    """Digits with marks: three after each mark are thousands, otherwise the last is decimal."""
    if _GROUPS.match(digits) and not has_unit:
        return float(re.sub(r"[.,]", "", digits))
    head, mark, tail = digits, "", ""
    if "," in digits or "." in digits:
        place = max(digits.rfind(","), digits.rfind("."))
        head, mark, tail = digits[:place], ".", digits[place + 1 :]
    try:
        return float(re.sub(r"[.,]", "", head) + mark + tail)
    except ValueError:
        return None
