"""Dates as sources write them, as aware UTC times.

Rules: README of the source descriptions. A date without a zone is taken for UTC; an offset
beyond 14 hours or a moment more than a day ahead is no date.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

_FURTHEST_OFFSET_S = 14 * 3600
_AHEAD = timedelta(days=1)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_ZONES = {
    "MSK": "+0300", "MSD": "+0400", "SAMT": "+0400", "YEKT": "+0500", "NOVT": "+0700",
    "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300", "WEST": "+0100",
    "BST": "+0100", "IST": "+0530", "JST": "+0900", "AEST": "+1000", "AKST": "-0900",
}  # fmt: skip
_MONTHS = dict(
    zip(
        ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        strict=True,
    )
) | {"май": "May"}
_WEEKDAY = re.compile(r"^[^\W\d]+\.?,\s*")
_WORD = re.compile(r"[а-яё]+\.?", re.IGNORECASE)
_ZONE = re.compile(r"\b[A-Z]{3,5}$")


def epoch_date(value: object, now: datetime) -> datetime | None:
    """The moment of Unix seconds, `None` for anything that is none or cannot be true at `now`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not _EARLIEST.timestamp() <= value <= (now + _AHEAD).timestamp():
        return None
    return datetime.fromtimestamp(value, UTC)


def parsed_date(text: str | None, now: datetime) -> datetime | None:
    """The moment `text` names, `None` where it names none that can be true at `now`."""
    if not text or not (text := text.strip()) or len(text) > 100:
        return None
    try:
        moment = _iso(text) or _mail(text)
        if moment is None or not _EARLIEST <= moment.astimezone(UTC) <= now + _AHEAD:
            return None
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _honest(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)


def _mail(text: str) -> datetime | None:
    """RFC 822 with what real feeds do to it: local weekdays and months, zones by name."""
    text = _WEEKDAY.sub("", text)
    text = _WORD.sub(lambda word: _MONTHS.get(word[0].lower()[:3], word[0]), text)
    text = _ZONE.sub(lambda zone: _ZONES.get(zone[0], zone[0]), text)
    parts = parsedate_tz(text)
    if parts is None:
        return None
    offset = parts[9] or 0
    if abs(offset) > _FURTHEST_OFFSET_S:
        return None
    return datetime(*parts[:6], tzinfo=UTC) - timedelta(seconds=offset)


def _honest(moment: datetime) -> datetime | None:
    offset = moment.utcoffset() or timedelta(0)
    return moment if abs(offset.total_seconds()) <= _FURTHEST_OFFSET_S else None
