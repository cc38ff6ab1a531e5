"""Requests to a Lemmy server: the interface of 0.19 and that of 1.0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desktop.core.sources import AuthNeeded, BadData, RateLimited, Reason, SourceError
from desktop.sources.answers import Answer, retry_at
from desktop.sources.http import Http
from desktop.sources.json_answer import count_of, json_of, record_of, records_of, text_of
from desktop.sources.lemmy_views import View

PAGE = 50
_MEMBERS_ONLY = ("not_logged_in", "incorrect_login")
_TOO_FAST = ("rate_limit_error", "too_many_requests")
_LISTS = ("search", "results", "items", "posts", "comments")
"""Where versions of 1.0 put what a search finds."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search: its views in the server's lists, and what leads to the next page."""

    lists: tuple[list[View], ...]
    on: str


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says of itself; languages by its own numbers, as two-letter codes."""

    is_new: bool
    languages: Mapping[int, str] = field(default_factory=dict)


class LemmyApi:
    """One server. Methods make one request each (`server` two at most); raise `SourceError`."""

    def __init__(self, server: str, proxy: str, http: Http) -> None:
        self._server = server
        self._proxy = proxy
        self._http = http

    def server(self) -> Server:
        """Which interface to use. The old one still answers at a new server, but knows neither
        order nor pages there, so the version decides.
        """
        try:
            value = self._ask("/api/v3/site")
        except SourceError as error:
            if error.reason not in (Reason.NOT_FOUND, Reason.GONE):
                raise
            value = self._ask("/api/v4/site")
        version = text_of(value, "version")
        if not version:
            raise BadData(Reason.NOT_JSON, "a site without a version")
        first = version.split(".")[0]
        codes = {
            number: text_of(each, "code")[:2].lower()
            for each in records_of(value.get("all_languages"))
            if (number := count_of(each, "id"))
        }
        return Server(first.isdigit() and int(first) >= 1, codes)

    def search_old(self, term: str, on: str) -> Found:
        """A page of 0.19: posts and comments, the newest first."""
        number = int(on) if on.isascii() and on.isdigit() else 1
        value = self._ask(
            "/api/v3/search",
            [
                ("q", term),
                ("type_", "All"),
                ("sort", "New"),
                ("listing_type", "All"),
                ("page", str(number)),
                ("limit", str(PAGE)),
            ],
        )
        if not isinstance(value.get("posts"), list) or not isinstance(value.get("comments"), list):
            raise BadData(Reason.NOT_JSON, "a search answer without posts and comments")
        lists = (records_of(value["posts"]), records_of(value["comments"]))
        return Found(lists, str(number + 1) if max(map(len, lists)) >= PAGE else "")

    def search_new(self, term: str, on: str, since: datetime | None) -> Found:
        """A page of 1.0: all sorts in one list, of the time since a moment."""
        now = self._http.clock()
        params = [("search_term", term), ("q", term), ("listing_type", "all"), ("limit", str(PAGE))]
        if since is not None:
            params.append(("time_range_seconds", str(int((now - since).total_seconds()) + 1)))
        if on:
            params.append(("page_cursor", on))
        value = self._ask("/api/v4/search", params)
        lists = [records_of(value[name]) for name in _LISTS if isinstance(value.get(name), list)]
        if not lists:
            raise BadData(Reason.NOT_JSON, "a search answer without a list")
        found = [view for each in lists for view in each]
        return Found((found,), text_of(value, "next_page") if found else "")

    def one(self, sort: str, number: str, *, is_new: bool) -> View | None:
        """A post or comment (`sort`) by the server's own number, `None` where it has none."""
        place = f"/api/{'v4' if is_new else 'v3'}/{sort}"
        try:
            value = self._ask(place, [("id", number)])
        except SourceError as error:
            if error.reason in (Reason.NOT_FOUND, Reason.GONE):
                return None
            raise
        view = record_of(value, f"{sort}_view")
        if not view:
            raise BadData(Reason.NOT_JSON, f"an answer without a {sort}")
        return view

    def _ask(self, place: str, params: Sequence[tuple[str, str]] = ()) -> Mapping[str, Any]:
        answer = self._http.get(
            self._server + place,
            accept="application/json",
            params=params,
            proxy=self._proxy,
            explain=self._explained,
        )
        value = json_of(answer)
        if not isinstance(value, Mapping):
            raise BadData(Reason.NOT_JSON, "not an object")
        return value

    def _explained(self, answer: Answer) -> SourceError | None:
        try:
            value = json_of(answer)
        except BadData:
            return None
        name = text_of(value, "error") if isinstance(value, Mapping) else ""
        detail = f"HTTP {answer.status}: {name}"
        if name in _MEMBERS_ONLY:
            return AuthNeeded(Reason.CLOSED, detail)
        if name in _TOO_FAST:
            return RateLimited(
                Reason.SLOW_DOWN, detail, retry_at(answer.headers, self._http.clock())
            )
        if name.startswith("couldnt_find_") or name == "not_found":
            return BadData(Reason.NOT_FOUND, detail)
        return None
