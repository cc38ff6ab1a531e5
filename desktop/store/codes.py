"""How values are written in columns: times, tones, statuses, ids.

Times are whole UTC epoch seconds. The id of a mention carries its time of publication in the
upper bits, so that order by id is order by time everywhere, in the full-text index too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from desktop.core.filters import UNKNOWN_TONE
from desktop.core.models import Status, Tone

T = TypeVar("T")

ID_BITS = 20
HOUR_S = 3600

STATUS_CODES = {Status.NEW: 0, Status.IN_WORK: 1, Status.ANSWERED: 2, Status.NOT_US: 3}
STATUSES = tuple(STATUS_CODES)
TONE_CODES: dict[str, int] = {
    UNKNOWN_TONE: 0,
    Tone.NEGATIVE.value: 1,
    Tone.NEUTRAL.value: 2,
    Tone.POSITIVE.value: 3,
}
TONES: tuple[Tone | None, ...] = (None, Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE)


def epoch(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware time; earlier times count as 1970."""
    return max(0, int(moment.timestamp()))


def moment(seconds: int) -> datetime:
    """The aware UTC time of stored seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def optional_moment(seconds: int | None) -> datetime | None:
    """Like `moment` for a column that may be empty."""
    return None if seconds is None else moment(seconds)


def optional_epoch(value: datetime | None) -> int | None:
    """Like `epoch` for a time that may be missing."""
    return None if value is None else epoch(value)


def first_id(value: datetime) -> int:
    """The smallest id a mention published at or after `value` can have."""
    seconds = value.timestamp()
    whole = int(seconds)
    return max(0, whole + (seconds > whole)) << ID_BITS


def digest(*parts: object) -> int:
    """Stable signed 64-bit hash of texts and numbers."""
    import hashlib  # it loads a large library, and what is only read needs no digests

    text = "\x1f".join(["" if part is None else str(part) for part in parts])
    raw = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(raw, "big", signed=True)


def tone_code(tone: Tone | None) -> int:
    """Column value of a tone; not known is 0."""
    return TONE_CODES[tone.value] if tone else 0


def marks(values: Iterable[object]) -> str:
    """As many question marks as values, for an IN list."""
    return ",".join("?" for _ in values)


def single(row: tuple[int, ...] | None) -> int:
    """The one number of a row of an aggregate; 0 without a row or with NULL."""
    return int(row[0] or 0) if row else 0


def chunks(ids: Iterable[T], size: int = 500) -> Iterable[list[T]]:
    """Lists of at most `size` values: below SQLite's smallest limit of parameters."""
    batch: list[T] = []
    for each in ids:
        batch.append(each)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def rows_changed(cursor: sqlite3.Cursor) -> int:
    """How many rows a statement touched; never negative."""
    return max(0, cursor.rowcount)
