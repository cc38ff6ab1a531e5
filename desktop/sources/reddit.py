"""Reddit through the feeds of the owner's own account: search, and named communities.

New keys for programs are not given out; the personal feed address is what the owner has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar
from urllib.parse import quote

from desktop import __version__
from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    Field,
    FieldKind,
    HistoryPage,
    RateLimited,
    Reason,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.answers import Answer
from desktop.sources.http import Http
from desktop.sources.json_answer import json_of, text_of
from desktop.sources.paging import Look, Step, read_new, step_back
from desktop.sources.reddit_entries import read_listing
from desktop.sources.round import Part, Round, listed
from desktop.sources.search_words import joined

_FLOOR_S = 30.0
"""Between two requests; how many a personal feed may make is not said anywhere."""
_QUERY_MIN = 15
_TERMS_AT_ONCE = 8
_LONGEST_QUERY = 400
_OVERLAP = timedelta(hours=2)
_BLOCKED = timedelta(days=1)
_SPANS = ((7, "week"), (31, "month"), (365, "year"))
_FEED = re.compile(r"[?&;]feed=([\w-]+)")
_USER = re.compile(r"[?&;]user=([\w-]+)")
_NAME = re.compile(r"(?:^|/)(?:r/)?(\w{2,50})/?$")
_OR = " OR "


class RedditSource:
    """What one account may see. Runs in pool threads."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="reddit",
        title="Reddit",
        summary=N_("Posts found by your topics' words; posts and comments of named communities."),
        fields=(
            Field(
                "user",
                N_("Your name at Reddit"),
                N_("Found in the feed address as well: then leave it empty."),
                example="ann_k",
                betrays=("feed=",),
            ),
            Field(
                "feed_token",
                N_("Feed token"),
                N_("Paste the whole feed address. It is kept in the system's key store."),
                FieldKind.SECRET,
                is_required=True,
            ),
            Field(
                "subreddits",
                N_("Communities"),
                N_("Read them whole, comments too: the search finds posts only."),
                FieldKind.LIST,
                example="coffee, r/Baking",
            ),
        ),
        endpoint="https://www.reddit.com",
        places=("subreddits",),
        interval_min=5,
        floor_min=1,
        needs_key=True,
        help_url="https://www.reddit.com/wiki/rss",
        key_url="https://www.reddit.com/prefs/feeds/",
        steps=(
            N_("Sign in at reddit.com with a free account."),
            N_("Open reddit.com/prefs/feeds in the same browser."),
            N_("Copy any address shown there: it ends with feed=… and user=…"),
            N_(
                "Paste it as the feed token. Whoever has it can read your feeds, so keep it secret."
            ),
        ),
        advice={
            Reason.KEY_REFUSED: N_("Copy a feed address anew from Reddit and enter it here."),
            Reason.SLOW_DOWN: N_(
                "Reddit wants to be left alone for a while; it is asked again within a day."
            ),
        },
        history_days=90,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        endpoint = with_scheme(setup.fields.get("endpoint", "") or self.info.endpoint)
        self._endpoint = endpoint.rstrip("/")
        self._proxy = setup.fields.get("proxy", "")
        typed, token = setup.fields.get("user", ""), setup.secrets.get("feed_token", "")
        self._user, self._token = account_of(typed, token)
        self._wanted = setup.terms
        self._queries = joined(setup.terms, _OR, most=_TERMS_AT_ONCE, longest=_LONGEST_QUERY)
        names = (_NAME.search(each) for each in listed(setup.fields.get("subreddits", "")))
        self._places = tuple(dict.fromkeys(name[1] for name in names if name))
        agent = f"desktop:FirstHour:{__version__} (by /u/{self._user})"
        self._http = http.hiding(self._token).calling_itself(agent).paced(_FLOOR_S)

    def fetch(self, cursor: str | None) -> FetchResult:
        """Ask one thing: the next search or community in turn. Raises only `SourceError`.

        The pause between requests is longer than a fetch may wait, so the turns are spread over
        polls, and nothing is asked more often than every quarter of an hour.
        """
        self._check()
        round = Round(cursor, self._wanted, most_requests=1, is_search=True)
        looks = self._looks(round.lost)
        parts: list[Part] = [(name, partial(self._read, round, name, look)) for name, look in looks]
        result = round.visit(parts)
        return replace(result, more=False, poll_after_min=-(-_QUERY_MIN // len(looks)))

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Go a page back. Raises only `SourceError`."""
        self._check()
        return step_back(cursor, since, self._looks(_ignored))

    def _check(self) -> None:
        if not is_web_address(self._endpoint):
            raise BadData(Reason.BAD_ADDRESS, "the server's address")
        if not self._token or not self._user:
            raise AuthNeeded(Reason.KEY_MISSING, "no feed token or no name")
        if not self._queries and not self._places:
            raise BadData(Reason.BAD_SETTING, "neither words nor communities")

    def _looks(self, lost: Callable[[list[str]], None]) -> list[tuple[str, Look]]:
        looks: list[tuple[str, Look]] = [
            (query.replace(_OR, ", ").replace('"', ""), partial(self._found, lost, query))
            for query in self._queries
        ]
        for name in self._places:
            place = f"/r/{quote(name)}"
            looks.append((f"r/{name}", partial(self._listed, lost, f"{place}/new/.rss")))
            looks.append(
                (f"r/{name}/comments", partial(self._listed, lost, f"{place}/comments/.rss"))
            )
        return looks

    def _read(self, round: Round, name: str, look: Look) -> bool:
        return read_new(round, name, look, now=self._http.clock(), overlap=_OVERLAP, most_pages=1)

    def _found(
        self, lost: Callable[[list[str]], None], query: str, on: str, since: datetime | None
    ) -> Step:
        params = [("q", query), ("sort", "new"), ("t", self._span(since))]
        return self._page(lost, "/search.rss", params, on)

    def _listed(
        self, lost: Callable[[list[str]], None], place: str, on: str, _since: datetime | None
    ) -> Step:
        return self._page(lost, place, [], on)

    def _page(
        self,
        lost: Callable[[list[str]], None],
        place: str,
        params: list[tuple[str, str]],
        on: str,
    ) -> Step:
        account = [("limit", "100"), ("feed", self._token), ("user", self._user)]
        answer = self._http.get(
            self._endpoint + place,
            accept="application/atom+xml",
            params=[*params, *([("after", on)] if on else []), *account],
            proxy=self._proxy,
            explain=self._explained,
        )
        listing = read_listing(answer, self._http.clock())
        lost(listing.removed)
        return Step(listing.items, listing.last, listing.oldest)

    def _span(self, since: datetime | None) -> str:
        days = (self._http.clock() - since).days + 1 if since else 1
        return next((span for most, span in _SPANS if days <= most), "all")

    def _explained(self, answer: Answer) -> SourceError | None:
        detail = f"HTTP {answer.status}: {answer.excerpt()}"
        if answer.status == 403 and "html" in answer.media_type:
            # The network this computer is in is blocked, whatever the key.
            return RateLimited(Reason.SLOW_DOWN, detail, self._http.clock() + _BLOCKED)
        try:
            value = json_of(answer)
        except BadData:
            return None
        reason = text_of(value, "reason") if isinstance(value, dict) else ""
        if reason in ("banned", "not_found"):
            return BadData(Reason.NOT_FOUND, detail)
        if reason:
            return AuthNeeded(Reason.CLOSED, detail)
        return AuthNeeded(Reason.KEY_REFUSED, detail) if answer.status == 403 else None


def account_of(user: str, token: str) -> tuple[str, str]:
    """Name and token from what was typed; the token may be a whole feed address."""
    if found := _FEED.search(token):
        named = _USER.search(token)
        return (named[1] if named else _plain_name(user)), found[1]
    return _plain_name(user), token.strip()


def _plain_name(user: str) -> str:
    return user.strip().rstrip("/").rpartition("/")[2]


def _ignored(_external_ids: list[str]) -> None:
    """Deletions met on a look into the past concern nothing that is stored."""
