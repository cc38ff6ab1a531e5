"""Requests to a server that speaks Mastodon's language, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from desktop.core.sources import AuthNeeded, BadData, Reason, SourceError
from desktop.sources.answers import Answer
from desktop.sources.http import Http
from desktop.sources.json_answer import json_of, record_of, records_of

PAGE = 40

Status = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a timeline, newest first; `has_older` as far as the server says it."""

    statuses: list[Status]
    has_older: bool = False


class MastodonApi:
    """One server, asked with a token or without. Methods make one request each and raise only
    `SourceError`; `identity` is the server's own id of a status, `uri` the one all servers share.
    """

    def __init__(self, server: str, token: str, proxy: str, http: Http) -> None:
        self._server = server
        self._token = token
        self._proxy = proxy
        self._http = http

    def hashtag(self, tag: str, *bound: tuple[str, str]) -> Page:
        """Posts with a hashtag; `bound` is `min_id` or `max_id`."""
        return self._page(f"/api/v1/timelines/tag/{quote(tag, safe='')}", *bound)

    def mentions(self, *bound: tuple[str, str]) -> Page:
        """Notifications of mentions of the token's owner; `status` holds what was written."""
        return self._page("/api/v1/notifications", ("types[]", "mention"), *bound)

    def search(self, query: str, offset: int = 0) -> list[Status]:
        """Posts found by words. Without a token the answer would be empty."""
        more = [("offset", str(offset))] if offset else []
        return self._found([("q", query), ("type", "statuses"), ("limit", str(PAGE)), *more])

    def status(self, identity: str) -> Status | None:
        """A post, `None` for a deleted one."""
        place = f"/api/v1/statuses/{quote(identity, safe='')}"
        try:
            value = json_of(self._ask(place, []))
        except SourceError as error:
            if error.reason in (Reason.NOT_FOUND, Reason.GONE):
                return None
            raise
        if not isinstance(value, Mapping) or "uri" not in value:
            raise BadData(Reason.NOT_JSON, "a status without an identity")
        return value

    def status_of(self, uri: str) -> Status | None:
        """A post of any server, as far as this one knows it or can get it. Needs a token."""
        params = [("q", uri), ("type", "statuses"), ("limit", "1"), ("resolve", "true")]
        return next((each for each in self._found(params) if each.get("uri") == uri), None)

    def _found(self, params: Sequence[tuple[str, str]]) -> list[Status]:
        value = json_of(self._ask("/api/v2/search", params))
        if not isinstance(value, Mapping) or not isinstance(value.get("statuses"), list):
            raise BadData(Reason.NOT_JSON, "a search answer without statuses")
        return records_of(value["statuses"])

    def _page(self, place: str, *more: tuple[str, str]) -> Page:
        answer = self._ask(place, [("limit", str(PAGE)), *more])
        value = json_of(answer)
        if not isinstance(value, list):
            raise BadData(Reason.NOT_JSON, "a timeline that is no list")
        return Page(records_of(value), 'rel="next"' in answer.headers.get("link", ""))

    def _ask(self, place: str, params: Sequence[tuple[str, str]]) -> Answer:
        return self._http.get(
            self._server + place,
            accept="application/json",
            headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
            params=params,
            proxy=self._proxy,
            explain=self._explained,
        )

    def _explained(self, answer: Answer) -> SourceError | None:
        """Unauthorised without a token means one is needed; some versions say 422 for 401."""
        detail = f"HTTP {answer.status}: {answer.excerpt()}"
        if answer.status in (401, 422):
            return AuthNeeded(Reason.KEY_REFUSED if self._token else Reason.KEY_MISSING, detail)
        if answer.status == 403 and self._token and "scope" in _error(answer):
            return AuthNeeded(Reason.RIGHT_MISSING, detail)
        return None


def noted(notification: Status) -> Status:
    """The post a notification is about."""
    return record_of(notification, "status")


def _error(answer: Answer) -> str:
    try:
        value = json_of(answer)
    except BadData:
        return ""
    return str(value.get("error", "")).lower() if isinstance(value, Mapping) else ""
