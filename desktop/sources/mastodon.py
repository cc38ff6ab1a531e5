"""Mastodon and servers that speak its language: hashtags without a key, search with a token."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from desktop.core.addresses import host_of, is_web_address, with_scheme
from desktop.core.models import Item
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    Field,
    FieldKind,
    RateLimited,
    Reason,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.http import Http
from desktop.sources.json_answer import json_of, records_of, text_of
from desktop.sources.statuses import is_public, may_be_found, newer, shown, status_item
from desktop.sources.timeline_look import TimelineLook, age_order

PAGE = 40
_MOST_PAGES = 8
"""Requests of one fetch; what is left over is asked for by the next one (`more`)."""
_FIRST_PAGES = 3
_SEARCH_PAGES = 5
_MOST_TERMS = 20
_TAG = re.compile(r"[\w·]+")


class MastodonSource:
    """One server's view. `fetch` runs in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="mastodon",
        title="Mastodon",
        summary=N_("Posts with your hashtags; with a free token also posts found by words."),
        fields=(
            Field(
                "hashtags",
                N_("Hashtags"),
                N_("One or several, with or without #."),
                FieldKind.LIST,
                example="romashka, bakery",
            ),
            Field(
                "token",
                N_("Access token"),
                N_("Only needed to search by words. It is kept in the system's key store."),
                FieldKind.SECRET,
            ),
        ),
        endpoint="https://mastodon.social",
        interval_min=10,
        floor_min=5,
        help_url="https://docs.joinmastodon.org/client/token/",
        steps=(
            N_("For hashtags nothing else is needed: name them and try the source."),
            N_("For search by words register on the server and open Preferences, Development."),
            N_("Press New application and leave only the right read:search."),
            N_("Save, open the application and copy “Your access token”."),
        ),
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        self._server = with_scheme(setup.fields.get("endpoint", "") or self.info.endpoint)
        self._server = self._server.rstrip("/")
        self._proxy = setup.fields.get("proxy", "")
        self._token = setup.secrets.get("token", "").strip()
        self._tags = tuple(dict.fromkeys(_TAG.findall(setup.fields.get("hashtags", ""))))
        self._wanted = setup.terms
        self._terms = setup.terms[:_MOST_TERMS] if self._token else ()
        self._http = http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Ask for what is new, at most a few pages. Raises only `SourceError`."""
        if not is_web_address(self._server):
            raise BadData(Reason.BAD_ADDRESS, "the server's address")
        jobs = [("tag", tag) for tag in self._tags] + [("term", term) for term in self._terms]
        if not jobs:
            raise BadData(Reason.BAD_SETTING, "neither hashtags nor words with a token")
        look = TimelineLook(cursor, self._wanted)
        start = look.at % len(jobs)
        for done, job in enumerate(jobs[start:] + jobs[:start]):
            if look.pages >= _MOST_PAGES or not self._is_done(job, look):
                return look.result((start + done) % len(jobs), is_more=True)
        if not look.has_worked and look.trouble is not None:
            raise look.trouble
        return look.result(0, is_more=False)

    def _is_done(self, job: tuple[str, str], look: TimelineLook) -> bool:
        """Do one job; whether nothing of it is left over.

        A part that cannot be read does not hold up the others, unless it is the whole server
        that refuses.
        """
        kind, words = job
        try:
            is_whole = self._tag(words, look) if kind == "tag" else self._term(words, look)
        except RateLimited:
            if not look.has_worked:
                raise
            return False
        except SourceError as error:
            if error.reason is Reason.KEY_REFUSED:
                raise
            look.failed(error)
            return True
        look.has_worked = True
        return is_whole

    def _tag(self, tag: str, look: TimelineLook) -> bool:
        """Read a hashtag's timeline; whether nothing of it is left unread.

        The newest page is read each time, for edits and counters; when it does not reach back
        to what is known, the gap is closed from its old end with `min_id`.
        """
        place = f"/api/v1/timelines/tag/{quote(tag, safe='')}"
        known = look.ids.get(tag, "")
        newest = self._page(place, look)
        look.take(self._items(newest))
        if not known:
            return self._first_pages(place, tag, newest, look)
        low = min((text_of(each, "id") for each in newest), key=age_order, default=known)
        while newer(low, known):
            page = self._page(place, look, ("min_id", known))
            look.take(self._items(page))
            high = max((text_of(each, "id") for each in page), key=age_order, default="")
            if not newer(high, known):
                break
            look.ids[tag] = known = high
            if look.pages >= _MOST_PAGES and newer(low, known):
                return False
        look.reach(tag, newest)
        return True

    def _first_pages(
        self, place: str, tag: str, page: list[Mapping[str, Any]], look: TimelineLook
    ) -> bool:
        """The first look: a few pages back, as far as the budget of one fetch goes."""
        look.reach(tag, page)
        for _ in range(_FIRST_PAGES - 1):
            is_last = not look.has_next or len(page) < PAGE // 2
            if is_last or look.pages >= _MOST_PAGES:
                break
            low = min((text_of(each, "id") for each in page), key=age_order)
            page = self._page(place, look, ("max_id", low))
            look.take(self._items(page))
        return True

    def _term(self, term: str, look: TimelineLook) -> bool:
        """Search for a word or phrase; found posts of people who agreed to be found are kept."""
        since = look.days.get(term, "")
        words = f'"{term}"' if re.search(r"\W", term) else term
        query = f"{words} after:{since}" if since else words
        newest = since
        for number in range(_SEARCH_PAGES):
            found = self._search(query, number * PAGE, look)
            items = self._items(each for each in found if may_be_found(shown(each)))
            look.take(items)
            days = [_day_before(each.created_at) for each in items if each.created_at]
            newest = max([newest, *days])
            if len(found) < PAGE // 2 or look.pages >= _MOST_PAGES:
                break
        if newest:
            look.days[term] = newest
        return True

    def _search(self, query: str, offset: int, look: TimelineLook) -> list[Mapping[str, Any]]:
        params = [("q", query), ("type", "statuses"), ("limit", str(PAGE))]
        if offset:
            params.append(("offset", str(offset)))
        value = self._ask("/api/v2/search", params, look)
        if not isinstance(value, Mapping) or "statuses" not in value:
            raise BadData(Reason.NOT_JSON, "a search answer without statuses")
        return records_of(value["statuses"])

    def _page(
        self, place: str, look: TimelineLook, *more: tuple[str, str]
    ) -> list[Mapping[str, Any]]:
        value = self._ask(place, [("limit", str(PAGE)), *more], look)
        if not isinstance(value, list):
            raise BadData(Reason.NOT_JSON, "a timeline that is no list")
        return records_of(value)

    def _ask(self, place: str, params: list[tuple[str, str]], look: TimelineLook) -> Any:
        look.pages += 1
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            answer = self._http.get(
                self._server + place,
                accept="application/json",
                headers=headers,
                params=params,
                proxy=self._proxy,
            )
        except SourceError as error:
            raise self._explained(error) from None
        look.has_next = 'rel="next"' in answer.headers.get("link", "")
        return json_of(answer)

    def _explained(self, error: SourceError) -> SourceError:
        """The outcome in terms of this service: unauthorised without a token means one is needed.

        Some versions say 422 where others say 401.
        """
        is_closed = error.reason is Reason.KEY_REFUSED or "HTTP 422" in error.detail
        if not is_closed:
            return error
        reason = Reason.KEY_REFUSED if self._token else Reason.KEY_MISSING
        return AuthNeeded(reason, error.detail)

    def _items(self, statuses: Iterable[Mapping[str, Any]]) -> list[Item]:
        server, now = host_of(self._server) or "", self._http.clock()
        seen = (shown(each) for each in statuses)
        items = (status_item(each, server, now) for each in seen if is_public(each))
        return [each for each in items if each is not None]


def _day_before(moment: datetime) -> str:
    return (moment.astimezone(UTC) - timedelta(days=1)).date().isoformat()
