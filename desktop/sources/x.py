"""X (Twitter): search for the topics' words, answers to the shop's account; paid by the post."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from desktop.core.addresses import with_scheme
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    Field,
    FieldKind,
    Reason,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.dates import epoch_date
from desktop.sources.http import Http
from desktop.sources.round import Part, Round, mark_text
from desktop.sources.search_words import joined
from desktop.sources.x_api import Page, Purse, XApi
from desktop.sources.x_items import post_items

_ACCOUNT = re.compile(r"^(?:https?://)?(?:(?:www\.)?(?:x|twitter)\.com/)?@?(\w{1,30})/?$")
_NO_REPOSTS = " -is:retweet"
_LONGEST_QUERY = 512 - len(_NO_REPOSTS) - 2
_MOST_TERMS = 20
_LEAST_FOUND, _LEAST_MENTIONS = 10, 5
_REACH = timedelta(days=7)
_MARGIN = timedelta(hours=1)
"""`start_time` must lie within the reach when it arrives."""
_DEFAULT_CAP = 1_000


class XSource:
    """The last seven days of X. `fetch` runs in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="x",
        title=N_("X (Twitter)"),
        summary=N_("Posts with your topics' words and answers to your account. X takes money."),
        fields=(
            Field(
                "account",
                N_("Your account"),
                N_("Not needed for the search; with it, posts that name it come too."),
                example="@romashka",
            ),
            Field(
                "token",
                N_("Bearer token"),
                N_("From console.x.com. X takes money for each post that is read."),
                FieldKind.SECRET,
                is_required=True,
            ),
            Field(
                "cap",
                N_("Posts a month, at most"),
                N_("When so many were read, the source rests until the next month."),
                FieldKind.NUMBER,
                default=str(_DEFAULT_CAP),
            ),
        ),
        endpoint="https://api.x.com/2",
        places=("account",),
        interval_min=60,
        floor_min=15,
        needs_key=True,
        help_url="https://docs.x.com/x-api/posts/search/introduction",
        key_url="https://console.x.com",
        steps=(
            N_("Sign in at console.x.com and make a developer account."),
            N_("Buy credits there and set a spending limit."),
            N_("Make a project and an app in it."),
            N_("Copy the app's Bearer Token and paste it here."),
            N_("Set how many posts a month may be read: that bounds what you pay."),
        ),
        advice={
            Reason.NO_CREDIT: N_("Buy credits at console.x.com, or turn this source off."),
            Reason.QUOTA: N_(
                "The posts you allow for a month were read. Raise the number, or wait for the "
                "next month."
            ),
            Reason.BAD_SETTING: N_("Add a topic or an account, and a number of posts above 0."),
            Reason.NOT_FOUND: N_("Check the account's name for a misprint."),
        },
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        fields = setup.fields
        self._base = with_scheme(fields.get("endpoint", "") or self.info.endpoint).rstrip("/")
        self._proxy = fields.get("proxy", "")
        self._account = fields.get("account", "").strip()
        cap = fields.get("cap", "").strip() or str(_DEFAULT_CAP)
        self._cap = int(cap) if cap.isascii() and cap.isdigit() and len(cap) < 10 else 0
        self._token = setup.secrets.get("token", "").strip()
        self._terms = setup.terms
        words = joined(setup.terms, " OR ", most=_MOST_TERMS, longest=_LONGEST_QUERY)
        self._queries = tuple(f"({each})" if " OR " in each else each for each in words)
        self._http = http.hiding(self._token) if self._token else http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Read what is new, within the owner's cap. Raises only `SourceError`."""
        if not self._token:
            raise AuthNeeded(Reason.KEY_MISSING)
        if not self._cap or not (self._queries or self._account):
            raise BadData(Reason.BAD_SETTING, "no cap, or neither words nor an account")
        look = Round(cursor, self._terms)
        purse = Purse(look.notes, self._cap, self._http.clock())
        api = XApi(self._http, self._base, self._token, self._proxy, purse, look.asked)
        parts: list[Part] = [
            (each, partial(self._found, each, look, api)) for each in self._queries
        ]
        if self._account:
            parts.append((self._account, partial(self._mentions, look, api)))
        result = look.visit(parts)
        if result.more or not purse.read:
            return result  # a look in several fetches tells the count once
        return replace(result, warnings={**result.warnings, "posts_read": purse.read})

    def _found(self, query: str, look: Round, api: XApi) -> bool:
        reading = _Reading("tweets/search/recent", "next_token", _LEAST_FOUND, look, api)
        return reading.read(look.mark(query), {"query": query + _NO_REPOSTS})

    def _mentions(self, look: Round, api: XApi) -> bool:
        mark = look.mark(self._account)
        user = mark_text(mark, "user")
        if not user:
            found = _ACCOUNT.match(self._account)
            if found is None:
                raise BadData(Reason.BAD_SETTING, "no name of an account")
            user = mark["user"] = api.user(found[1])
        path = f"users/{user}/mentions"
        return _Reading(path, "pagination_token", _LEAST_MENTIONS, look, api).read(mark, {})


class _Reading:
    """Pages of one part, newest first, down to what is known; a later fetch goes on with them.

    In the mark: `newest`, the id up to which all is read, `at`, when that was; while pages are
    left, `following`, their token, and `high`, the newest id so far; `reach` when X knows the
    newest id no more.
    """

    def __init__(self, path: str, token_name: str, least: int, look: Round, api: XApi) -> None:
        self._path = path
        self._token_name = token_name
        self._least = least
        self._look = look
        self._api = api

    def read(self, mark: dict[str, Any], params: dict[str, str]) -> bool:
        is_first = not mark_text(mark, "newest")
        while self._look.may_ask():
            page = self._page(mark, params)
            self._look.take(post_items(page.answer, self._api.now))
            high = mark_text(mark, "high")
            mark["high"] = max(high, page.newest, key=lambda each: (len(each), each))
            mark["following"] = page.following
            # The first look is one page: each costs.
            if is_first or not page.following:
                mark["newest"] = mark["high"] or mark_text(mark, "newest")
                mark["at"] = int(self._api.now.timestamp())
                mark.pop("following")
                mark.pop("reach", None)
                return True
        return False

    def _page(self, mark: dict[str, Any], params: dict[str, str]) -> Page:
        token = mark_text(mark, "following")
        sent = {**params, **self._bounds(mark), **({self._token_name: token} if token else {})}
        try:
            return self._api.page(self._path, self._least, sent)
        except BadData as error:
            # An id older than the reach, or a token from long ago.
            if error.reason is not Reason.BAD_SETTING or not ("since_id" in sent or token):
                raise
        mark["reach"] = True
        return self._api.page(self._path, self._least, {**params, **self._reach()})

    def _bounds(self, mark: dict[str, Any]) -> dict[str, str]:
        """From where on: the newest known id while X still knows it, else as far as X reaches."""
        newest = mark_text(mark, "newest")
        at = epoch_date(mark.get("at"), self._api.now)
        if not newest:
            return {}
        is_known = (
            not mark.get("reach") and at is not None and at > self._api.now - _REACH + _MARGIN
        )
        return {"since_id": newest} if is_known else self._reach()

    def _reach(self) -> dict[str, str]:
        start: datetime = self._api.now.astimezone(UTC) - _REACH + _MARGIN
        return {"start_time": start.strftime("%Y-%m-%dT%H:%M:%SZ")}
