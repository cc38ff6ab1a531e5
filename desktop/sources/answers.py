"""An answer of a server as a value, and what its status and headers mean.

The only place where HTTP statuses become the named outcomes of `desktop.core.sources`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from desktop.core.addresses import redacted
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    Gone,
    RateLimited,
    Reason,
    SourceError,
    Temporary,
)

LONGEST_PAUSE = timedelta(hours=1)
"""No server makes us wait longer than this before the next try."""
_EXCERPT = 200
_EPOCH_FROM = 1_000_000_000
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: `headers` have lower-case names and, of repeated ones, the first.

    `url` is the address that answered in the end; `moved_to` the new address when the asked
    one has moved for good. The body is decompressed. `secrets` are kept out of excerpts.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    moved_to: str | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def media_type(self) -> str:
        """`Content-Type` without its parameters, in lower case, "" when not said."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The character set the server named."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1].lower() if found else None

    @property
    def max_age_s(self) -> int | None:
        """Seconds for which the server asks not to be asked again."""
        found = _MAX_AGE.search(self.headers.get("cache-control", ""))
        return int(found[1]) if found else None

    def excerpt(self) -> str:
        """The beginning of the body for the log, addresses in it redacted."""
        text = self.body[: _EXCERPT * 4].decode("utf-8", "replace")
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return redacted(" ".join(text.split()))[:_EXCERPT]


def refusal(answer: Answer, now: datetime) -> SourceError | None:
    """The named outcome of a status that is no success, `None` for 2xx and 304."""
    status = answer.status
    if 200 <= status < 300 or status == 304:
        return None
    detail = f"HTTP {status} from {redacted(answer.url)}"
    if status == 429 or (status == 503 and "retry-after" in answer.headers):
        return RateLimited(Reason.SLOW_DOWN, detail, retry_at(answer.headers, now))
    if status in (408, 425) or status >= 500:
        return Temporary(Reason.SERVER_ERROR, detail)
    if status in (401, 407):
        return AuthNeeded(Reason.KEY_REFUSED, detail)
    if status in (403, 451):
        return AuthNeeded(Reason.FORBIDDEN, detail)
    if status < 400:
        return BadData(Reason.BAD_ADDRESS, detail)
    if status == 410:
        return Gone(Reason.GONE, detail)
    return BadData(Reason.NOT_FOUND if status == 404 else Reason.BAD_SETTING, detail)


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When to try again (UTC, at most an hour from `now`), `None` when the server did not say.

    `Retry-After` comes as seconds or as a date; other services send a reset header as an ISO
    date, as an epoch second or as seconds from now.
    """
    for name in ("retry-after", "x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"):
        pause = _pause(headers.get(name, ""), now, _said_now(headers) or now)
        if pause is not None:
            return now + min(max(pause, timedelta(0)), LONGEST_PAUSE)
    return None


def _pause(value: str, now: datetime, their_now: datetime) -> timedelta | None:
    """The pause a header asks for; dates are counted from the server's own clock."""
    value = value.strip()
    try:
        number = float(value)
    except ValueError:
        moment = _moment(value)
        return None if moment is None else moment - their_now
    if not 0 <= number < 1e12:
        return None
    if number >= _EPOCH_FROM:
        return timedelta(seconds=number - now.timestamp())
    return timedelta(seconds=number)


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar, in another zone
        return None


def _said_now(headers: Mapping[str, str]) -> datetime | None:
    return _moment(headers["date"]) if "date" in headers else None
