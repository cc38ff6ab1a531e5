"""Calls of the YouTube Data API, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.core.sources import (
    AuthNeeded,
    BadData,
    RateLimited,
    Reason,
    SourceError,
    Temporary,
)
from desktop.sources.answers import Answer, retry_at
from desktop.sources.google_errors import key_trouble, refused
from desktop.sources.http import Http
from desktop.sources.json_answer import json_of, records_of, text_of
from desktop.sources.pacific_time import pacific_midnight

MOST_IDS = 50
_PAGE = "100"
_USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded"})
STALE_PAGE = "invalidPageToken"


@dataclass(frozen=True, slots=True)
class Page:
    """Records of one answer and the token of the next page, "" at the end."""

    records: tuple[Mapping[str, Any], ...]
    following: str


class YoutubeApi:
    """Asks the API; `before` is called before each request, to count it."""

    def __init__(
        self,
        http: Http,
        base: str,
        key: str,
        proxy: str,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self._http = http
        self._base = base
        self._key = key
        self._proxy = proxy
        self._before = before

    @property
    def now(self) -> datetime:
        """The time by the clock of the program (UTC)."""
        return self._http.clock()

    def search(self, query: str, token: str, **bounds: str) -> Page:
        """Videos found, newest first; costs one of the day's searches."""
        params = {"type": "video", "q": query, "order": "date", "maxResults": "50"}
        return self._page("search", "snippet", token, {**params, **bounds})

    def videos(self, ids: list[str]) -> list[Mapping[str, Any]]:
        """Videos with their counters; deleted ones are missing."""
        ids = ids[:MOST_IDS]
        return list(self._page("videos", "snippet,statistics", "", {"id": ",".join(ids)}).records)

    def channels(self, **which: str) -> list[Mapping[str, Any]]:
        """Channels by `id` (several, joined by commas) or `forHandle`."""
        return list(self._page("channels", "snippet,statistics", "", which).records)

    def threads(self, token: str, **of: str) -> Page:
        """Comments with their first answers, newest first, of a `videoId` or a whole channel."""
        params = {"order": "time", "maxResults": _PAGE, "textFormat": "plainText", **of}
        return self._page("commentThreads", "snippet,replies", token, params)

    def replies(self, thread: str, token: str) -> Page:
        """All answers to a comment."""
        params = {"parentId": thread, "maxResults": _PAGE, "textFormat": "plainText"}
        return self._page("comments", "snippet", token, params)

    def again(self, call: str, ids: list[str]) -> list[Mapping[str, Any]]:
        """`comments` or `commentThreads` by their ids; deleted ones are missing."""
        params = {"id": ",".join(ids[:MOST_IDS]), "textFormat": "plainText"}
        return list(self._page(call, "snippet", "", params).records)

    def _page(self, call: str, part: str, token: str, params: Mapping[str, str]) -> Page:
        self._before()
        sent = [("part", part), *params.items(), *([("pageToken", token)] if token else [])]
        answer = self._http.get(
            f"{self._base}/{call}",
            accept="application/json",
            headers={"X-Goog-Api-Key": self._key},
            params=sent,
            proxy=self._proxy,
            explain=self._explained,
        )
        value = json_of(answer)
        # Where nothing was found, the list itself may be missing.
        if not isinstance(value, Mapping) or not ("items" in value or "pageInfo" in value):
            raise BadData(Reason.NOT_JSON, f"{call} without items: {answer.excerpt()}")
        if not isinstance(value.get("items", []), list):
            raise BadData(Reason.NOT_JSON, f"{call} with items that are no list")
        return Page(tuple(records_of(value.get("items"))), text_of(value, "nextPageToken"))

    def _explained(self, answer: Answer) -> SourceError | None:
        return explained(answer, self.now)


def explained(answer: Answer, now: datetime) -> SourceError | None:
    """A refusal in the words of this service."""
    said = refused(answer)
    if said.reasons & _USED_UP:
        if "per minute" in said.message:
            return RateLimited(Reason.SLOW_DOWN, said.detail, retry_at(answer.headers, now))
        return RateLimited(Reason.QUOTA, said.detail, pacific_midnight(now))
    if "commentsDisabled" in said.reasons:
        return AuthNeeded(Reason.CLOSED, said.detail)
    if trouble := key_trouble(said):
        return trouble
    if "processingFailure" in said.reasons:
        return Temporary(Reason.SERVER_ERROR, said.detail)
    return BadData(Reason.BAD_SETTING, said.detail) if answer.status == 400 else None
