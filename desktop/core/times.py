"""Times as networks write them, turned into aware UTC `datetime`s."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MAX_AHEAD = timedelta(days=1)
_MAX_OFFSET = timedelta(hours=14)
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 100_000_000_000
_EPOCH = re.compile(r"\d{1,13}(?:\.\d+)?\Z", re.ASCII)


def parse_time(value: str | int | float | None) -> datetime | None:
    """A time in UTC from ISO 8601, RFC 822 or an epoch; `None` for anything else.

    Epochs from 100 thousand million on are milliseconds. A time without an offset is taken as
    UTC; an offset beyond ±14 hours makes the time unusable, as does a date without a year.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _of_epoch(float(value))
    text = value.strip()
    if _EPOCH.match(text):
        # Four or eight digits are a year or a date, not seconds after 1970.
        return _of_iso(text) if len(text) in (4, 8) else _of_epoch(float(text))
    return _of_iso(text) or _of_rfc822(text)


def sane(created: datetime | None, now: datetime) -> datetime | None:
    """`created` if it can be the time of a publication, else `None`.

    More than a day ahead of `now` or before 1990 is a mistake of the source
    (rule of shared/sources/README.md). Both are aware.
    """
    if created is None or not _FIRST <= created <= now + _MAX_AHEAD:
        return None
    return created


def _of_epoch(seconds: float) -> datetime | None:
    if abs(seconds) >= _MILLISECONDS_FROM:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _of_iso(text: str) -> datetime | None:
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        return None


def _of_rfc822(text: str) -> datetime | None:
    try:
        return _utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _utc(moment: datetime) -> datetime | None:
    offset = moment.utcoffset()
    if offset is None:
        return moment.replace(tzinfo=UTC)
    if abs(offset) > _MAX_OFFSET:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None
