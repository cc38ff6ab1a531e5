"""The Graph interface of Meta: pages of edges, what refusals mean, how far a limit is used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desktop.core.sources import (
    AuthNeeded,
    BadData,
    RateLimited,
    Reason,
    SourceError,
    Temporary,
)
from desktop.sources.answers import LONGEST_PAUSE, Answer, retry_at
from desktop.sources.dates import epoch_date
from desktop.sources.http import Http
from desktop.sources.json_answer import json_of, record_of, records_of, text_of

_SLOW_AT = 80
"""Per cent of a limit from which on fewer requests are made."""
_PAUSE = timedelta(minutes=15)
_USAGE = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
_TOO_OFTEN = ("4", "17", "32", "613")
_DEAD_TOKEN, _EXPIRED = "190", "463"
_BAD_PARAMETER, _NO_OBJECT = "100", "33"
_REMOVED_CALL = "12"
_PASSING = ("1", "2")


@dataclass(frozen=True, slots=True)
class Edge:
    """Records of one answer and the cursor of the next page, "" at the end."""

    records: tuple[Mapping[str, Any], ...]
    after: str


class Graph:
    """Asks the interface; `before` is called before each request, to count it.

    `notes` outlive a fetch: they hold until when to be quiet, after an answer that said that a
    limit is nearly reached.
    """

    def __init__(
        self,
        http: Http,
        base: str,
        token: str,
        proxy: str,
        notes: dict[str, Any],
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self._http = http
        self._base = base
        self._token = token
        self._proxy = proxy
        self._notes = notes
        self._before = before

    @property
    def now(self) -> datetime:
        """The time by the clock of the program (UTC)."""
        return self._http.clock()

    def edge(self, path: str, after: str, **params: str) -> Edge:
        """A page of what hangs on an object. Raises `SourceError`."""
        quiet_until = self._notes.get("quiet_until")
        until = epoch_date(quiet_until, self.now)
        if until is not None and until > self.now:
            raise RateLimited(Reason.SLOW_DOWN, "the limit is nearly reached", until)
        self._before()
        # `next` of an answer holds the token: the next page is asked for by its cursor alone.
        answer = self._http.get(
            f"{self._base}/{path}",
            accept="application/json",
            headers={"Authorization": f"Bearer {self._token}"},
            params=[*params.items(), *([("after", after)] if after else [])],
            proxy=self._proxy,
            explain=self._explained,
        )
        self._heed(answer)
        value = json_of(answer)
        if not isinstance(value, Mapping) or not isinstance(value.get("data"), list):
            raise BadData(Reason.NOT_JSON, f"an answer without data: {answer.excerpt()}")
        paging = record_of(value, "paging")
        # The last page names cursors too, but no address of a next one.
        cursor = text_of(record_of(paging, "cursors"), "after") if "next" in paging else ""
        return Edge(tuple(records_of(value["data"])), cursor)

    def _heed(self, answer: Answer) -> None:
        used, regained_min = usage(answer.headers)
        if used >= _SLOW_AT:
            pause = min(timedelta(minutes=regained_min) or _PAUSE, LONGEST_PAUSE)
            self._notes["quiet_until"] = int((self.now + pause).timestamp())

    def _explained(self, answer: Answer) -> SourceError | None:
        return explained(answer, self.now)


def explained(answer: Answer, now: datetime) -> SourceError | None:
    """A refusal in the words of this service."""
    try:
        value = json_of(answer)
    except BadData:
        return None
    error = record_of(value, "error") if isinstance(value, Mapping) else {}
    code, subcode = text_of(error, "code"), text_of(error, "error_subcode")
    if not code:
        return None
    detail = f"HTTP {answer.status}: code {code}" + (f", subcode {subcode}" if subcode else "")
    if code in _TOO_OFTEN:
        _, regained_min = usage(answer.headers)
        regained = now + timedelta(minutes=min(regained_min, 60)) if regained_min else None
        return RateLimited(Reason.SLOW_DOWN, detail, regained or retry_at(answer.headers, now))
    if code == _DEAD_TOKEN:
        is_expired = subcode == _EXPIRED or "expired" in text_of(error, "message").lower()
        return AuthNeeded(Reason.KEY_EXPIRED if is_expired else Reason.KEY_REFUSED, detail)
    if code == "10" or (len(code) == 3 and code.startswith("2")):
        return AuthNeeded(Reason.RIGHT_MISSING, detail)
    if code in _PASSING or error.get("is_transient") is True:
        return Temporary(Reason.SERVER_ERROR, detail)
    if code == _REMOVED_CALL:
        return BadData(Reason.LAYOUT, detail)
    if code == _BAD_PARAMETER:
        is_missing = subcode == _NO_OBJECT
        return BadData(Reason.NOT_FOUND if is_missing else Reason.BAD_SETTING, detail)
    return None


def usage(headers: Mapping[str, str]) -> tuple[float, float]:
    """The fullest of the limits in per cent, and the minutes until it is regained (0: unsaid)."""
    used = regained = 0.0
    for name in _USAGE:
        try:
            value = json.loads(headers.get(name, "{}"))
        except (ValueError, RecursionError):
            continue
        for record in _tables(value):
            for key, number in record.items():
                if isinstance(number, bool) or not isinstance(number, int | float):
                    continue
                if key == "estimated_time_to_regain_access":
                    regained = max(regained, min(float(number), 1e6))
                else:
                    used = max(used, float(number))
    return used, regained


def _tables(value: object) -> Iterator[Mapping[str, Any]]:
    """The tables of percentages: one, or for each business a list of them."""
    if not isinstance(value, Mapping):
        return
    yield value
    for each in value.values():
        yield from records_of(each)
