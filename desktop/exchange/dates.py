"""Dates as people and spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from desktop.exchange.numbers import Cell

EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zone
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_NUMERIC = re.compile(
    r"^(?P<a>\d{1,2})[./-](?P<b>\d{1,2})[./-](?P<year>\d{4}|\d{2})(?:,?\s+(?:в\s+|at\s+)?(?P<time>.+))?$"
)
_WORDED = re.compile(
    r"^(?P<day>\d{1,2})\s+(?P<month>[a-zа-я]{3,9})\.?,?\s+(?P<year>\d{4})(?:\s*г(?:\.|ода)?)?"
    r"(?:,?\s+(?:в\s+|at\s+)?(?P<time>.+))?$"
)
_MONTH_FIRST = re.compile(
    r"^(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})(?:,?\s+(?:at\s+)?(?P<time>.+))?$"
)
_TIME = re.compile(
    r"^(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|utc|gmt|msk|мск|(?:utc|gmt)?[+-]\d{2}:?\d{2})?$"
)
_MONTHS = (
    ("jan", "янв"), ("feb", "фев"), ("mar", "мар"), ("apr", "апр"), ("may", "мая", "май"),
    ("jun", "июн"), ("jul", "июл"), ("aug", "авг"), ("sep", "сен"), ("oct", "окт"),
    ("nov", "ноя"), ("dec", "дек"),
)  # fmt: skip


def moment(
    cell: Cell,
    *,
    is_day_first: bool,
    zone: tzinfo | None,
    time_cell: Cell = None,
    epoch: datetime = EPOCH_1900,
) -> datetime | None:
    """The UTC moment of a cell, with its time of day from a second cell where there is one.

    A date without a zone is taken to be in `zone`, `None` meaning the computer's own.
    """
    try:
        value = _read(cell, is_day_first, epoch)
        if value is None:
            return None
        clock = _clock(time_cell, epoch)
        if clock is not None:
            value = datetime.combine(value.date(), clock, clock.tzinfo or value.tzinfo)
        return _in_zone(value, zone).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def day_order(cells: Iterable[Cell]) -> bool | None:
    """Whether dates like `03/04/2026` of a column begin with the day; `None`: cannot be told."""
    is_doubtful = False
    for cell in cells:
        found = _NUMERIC.match(str(cell).strip().casefold()) if isinstance(cell, str) else None
        if found is None:
            continue
        if int(found["a"]) > 12:
            return True
        if int(found["b"]) > 12:
            return False
        is_doubtful = is_doubtful or found["a"] != found["b"]
    return None if is_doubtful else True


def _in_zone(value: datetime, zone: tzinfo | None) -> datetime:
    if value.tzinfo is not None:
        return value
    return value.replace(tzinfo=zone) if zone is not None else value.astimezone()


def _read(cell: Cell, is_day_first: bool, epoch: datetime) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return _serial(float(cell), epoch)
    text = str(cell).strip().strip("'")
    try:
        return _serial(float(text), epoch)
    except ValueError:
        return _iso(text) or _written(text.casefold(), is_day_first) or _mail(text)


def _serial(value: float, epoch: datetime) -> datetime | None:
    """Days of a spreadsheet, or seconds or milliseconds of the Unix clock."""
    if 20_000 <= value < 80_000:
        return epoch + timedelta(seconds=round(value * 86_400))
    for unit in (1, 1000):
        if 600_000_000 <= value / unit < 5_000_000_000:
            return datetime.fromtimestamp(value / unit, UTC)
    return None


def _iso(text: str) -> datetime | None:
    if not re.match(r"^\d{4}-\d\d?-\d\d?", text):
        return None
    try:
        return datetime.fromisoformat(text.replace(" UTC", "Z"))
    except ValueError:
        return None


def _written(text: str, is_day_first: bool) -> datetime | None:
    if found := _NUMERIC.match(text):
        first, second = int(found["a"]), int(found["b"])
        day, month = (first, second) if is_day_first else (second, first)
        return _whole(int(found["year"]), month, day, found["time"])
    if found := _WORDED.match(text) or _MONTH_FIRST.match(text):
        month = next(
            (n for n, starts in enumerate(_MONTHS, 1) if found["month"].startswith(starts)), 0
        )
        return _whole(int(found["year"]), month, int(found["day"]), found["time"])
    return None


def _whole(year: int, month: int, day: int, rest: str | None) -> datetime | None:
    clock = _clock(rest, EPOCH_1900) if rest else time()
    if clock is None:
        return None
    year += 2000 if year < 100 else 0
    return datetime.combine(date(year, month, day), clock, clock.tzinfo)


def _clock(cell: Cell, epoch: datetime) -> time | None:
    """The time of day in a cell: a time, a part of a day, or text with or without am and pm."""
    if isinstance(cell, datetime):
        return cell.timetz()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, int | float) and 0 <= cell < 1:
        return (epoch + timedelta(seconds=round(cell * 86_400))).time()
    found = _TIME.match(str(cell).strip().casefold()) if isinstance(cell, str) else None
    if found is None:
        return None
    hour = int(found["h"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    return time(hour, int(found["m"]), int(found["s"] or 0), tzinfo=_zone(found["zone"]))


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    offset = {"z": "+0000", "utc": "+0000", "gmt": "+0000", "msk": "+0300", "мск": "+0300"}.get(
        name, name
    )
    offset = re.sub(r"[^\d+-]", "", offset)
    return datetime.strptime(offset, "%z").tzinfo


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
