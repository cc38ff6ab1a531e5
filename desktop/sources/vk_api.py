"""Asking VK: one method at a time, and what its refusals mean.

VK answers a refusal with HTTP 200 and an error inside. Its `request_params` may repeat the key
and are never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from desktop.core.addresses import is_web_address, redacted, with_scheme
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    RateLimited,
    Reason,
    SourceError,
    SourceSetup,
    Temporary,
)
from desktop.sources.http import Http
from desktop.sources.json_answer import count_of, json_of, record_of, records_of, text_of
from desktop.sources.round import Round, mark_number

VERSION = "5.199"
HOST = "https://api.vk.com"
PEOPLE = "screen_name,members_count,followers_count"
"""What is asked about authors besides their names."""

_KEY = AuthNeeded, Reason.KEY_REFUSED
_CLOSED = AuthNeeded, Reason.CLOSED
_PERSON = AuthNeeded, Reason.HUMAN_CHECK
_LOST = BadData, Reason.NOT_FOUND
_SETTING = BadData, Reason.BAD_SETTING
_TROUBLE = Temporary, Reason.SERVER_ERROR
_OUTCOMES: Mapping[int, tuple[type[AuthNeeded | BadData | Temporary], Reason]] = {
    1: _TROUBLE, 10: _TROUBLE,
    2: _KEY, 5: _KEY, 27: _KEY, 28: _KEY,
    14: _PERSON, 17: _PERSON,
    7: _CLOSED, 15: _CLOSED, 30: _CLOSED, 203: _CLOSED, 210: _CLOSED, 212: _CLOSED,
    18: _LOST, 113: _LOST, 125: _LOST,
    100: _SETTING,
}  # fmt: skip
_TOO_MANY_A_SECOND, _FLOOD, _USED_UP = 6, 9, 29
_AFTER_A_SECOND = timedelta(seconds=2)
_AFTER_A_FLOOD = timedelta(minutes=10)
_LATEST = 2**33
_MOSCOW = timezone(timedelta(hours=3))


@dataclass(frozen=True, slots=True)
class Page:
    """A list VK answered with. `people` are its authors by id, communities below zero."""

    records: tuple[Mapping[str, Any], ...]
    people: Mapping[int, Mapping[str, Any]]
    count: int | None
    whole: Mapping[str, Any]


class Vk:
    """VK with the owner's key; safe in any thread, as `Http` is."""

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        self._server = with_scheme(setup.fields.get("endpoint", "") or HOST).rstrip("/")
        self._proxy = setup.fields.get("proxy", "")
        self._key = setup.secrets.get("key", "").strip()
        self._http = http.hiding(self._key)

    def now(self) -> datetime:
        """The time (aware UTC)."""
        return self._http.clock()

    def check(self) -> None:
        """Raise `SourceError` for a setup that cannot work."""
        if not is_web_address(self._server):
            raise BadData(Reason.BAD_ADDRESS, "the server's address")
        if not self._key:
            raise AuthNeeded(Reason.KEY_MISSING)

    def ask(self, method: str, *values: tuple[str, object]) -> Any:
        """What a method gives. Raises only `SourceError`."""
        answer = self._http.post(
            f"{self._server}/method/{method}",
            form=[(name, str(value)) for name, value in values] + [("v", VERSION)],
            headers={"Authorization": f"Bearer {self._key}"},
            proxy=self._proxy,
        )
        whole = json_of(answer)
        if not isinstance(whole, Mapping):
            raise BadData(Reason.NOT_JSON, f"no object: {method}")
        if "error" in whole:
            raise self._refusal(record_of(whole, "error"), method)
        if "response" not in whole:
            raise BadData(Reason.NOT_JSON, f"neither response nor error: {method}")
        return whole["response"]

    def page(self, method: str, *values: tuple[str, object]) -> Page:
        """A method that gives a list. Raises only `SourceError`."""
        whole = self.ask(method, *values, ("extended", 1))
        if not isinstance(whole, Mapping) or not isinstance(whole.get("items"), list):
            raise BadData(Reason.NOT_JSON, f"an answer without items: {method}")
        people = dict(_by_id(records_of(whole.get("profiles")), 1))
        people |= _by_id(records_of(whole.get("groups")), -1)
        records = tuple(records_of(whole["items"]))
        return Page(records, people, count_of(whole, "count"), whole)

    def _refusal(self, error: Mapping[str, Any], method: str) -> SourceError:
        code = count_of(error, "error_code") or 0
        said = redacted(" ".join(text_of(error, "error_msg").split()))[:120]
        detail = f"error {code} of {method}: {said}"
        now = self.now()
        if code == _TOO_MANY_A_SECOND:
            return RateLimited(Reason.SLOW_DOWN, detail, now + _AFTER_A_SECOND)
        if code == _FLOOD:
            return RateLimited(Reason.SLOW_DOWN, detail, now + _AFTER_A_FLOOD)
        if code == _USED_UP:
            return RateLimited(Reason.QUOTA, detail, next_day(now))
        kind, reason = _OUTCOMES.get(code, (BadData, Reason.UNREADABLE))
        if reason is Reason.KEY_REFUSED and "expired" in said:
            reason = Reason.KEY_EXPIRED
        return kind(reason, detail)


class Look:
    """One fetch: the round it belongs to, and methods whose allowance of the day is used up."""

    def __init__(self, vk: Vk, round_: Round) -> None:
        self.vk = vk
        self.round = round_

    def page(self, method: str, *values: tuple[str, object]) -> Page:
        """A page within the round's requests. Raises only `SourceError`."""
        closed = record_of(self.round.notes, "closed")
        until = mark_number(closed, method)
        if until > self.vk.now().timestamp():
            raise RateLimited(
                Reason.QUOTA, f"{method}: used up", datetime.fromtimestamp(until, UTC)
            )
        self.round.asked()
        try:
            return self.vk.page(method, *values)
        except RateLimited as error:
            if error.reason is Reason.QUOTA and error.retry_at is not None:
                opens = int(error.retry_at.timestamp())
                self.round.notes["closed"] = {**closed, method: opens}
            raise


def is_of_one_place(error: SourceError) -> bool:
    """Whether VK refused one wall, post or topic, and answers for the others."""
    reasons = (Reason.CLOSED, Reason.NOT_FOUND, Reason.BAD_SETTING)
    return error.reason in reasons and not error.detail.startswith("HTTP ")


def next_day(now: datetime) -> datetime:
    """When a used-up allowance opens again (UTC): VK counts by days, its days begin in Moscow."""
    midnight = now.astimezone(_MOSCOW).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=1, minutes=5)).astimezone(UTC)


def number_of(record: Mapping[str, Any], name: str) -> int:
    """An id, which may be negative; 0 where it is missing or none."""
    value = record.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        return 0
    return value


def date_of(record: Mapping[str, Any]) -> int:
    """When something was published, in epoch seconds; 0 where it does not believably say."""
    date = count_of(record, "date") or 0
    return date if date < _LATEST else 0


def _by_id(
    records: Iterable[Mapping[str, Any]], sign: int
) -> Iterable[tuple[int, Mapping[str, Any]]]:
    return ((sign * number_of(each, "id"), each) for each in records)
