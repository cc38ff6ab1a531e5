"""App Store: customer reviews of the shop's own app, from the store's public feed."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import ClassVar

from desktop.core.addresses import with_scheme
from desktop.core.models import Item, Keep
from desktop.core.sources import (
    BadData,
    FetchResult,
    Field,
    FieldKind,
    Group,
    HistoryPage,
    RateLimited,
    Reason,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_, language
from desktop.sources.answers import Answer, retry_at
from desktop.sources.app_store_items import json_reviews, review
from desktop.sources.feed import ACCEPT
from desktop.sources.feed_items import read_feed
from desktop.sources.http import Http
from desktop.sources.known_items import wanted_mark
from desktop.sources.round import Round, listed, mark_number, memory_of

_APP_ID = re.compile(r"(?:^|/id|[?&]id=)(\d{3,15})(?!\d)")
_STORE = re.compile(r"apple\.com/([a-z]{2})/")
_COUNTRY = re.compile(r"[a-z]{2}")
_USUAL = {"ru": "ru", "en": "us"}
LAST_PAGE = 10
_FIRST_PAGES = 2
_STEP_PAGES = 3


class AppStoreSource:
    """Reviews of one app in several countries. `fetch` and `history` run in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="app-store",
        title="App Store",
        summary=N_("Reviews of your own app with their stars. No key needed."),
        fields=(
            Field(
                "app_id",
                N_("App"),
                N_("Its number, or the address of its page in the App Store."),
                is_required=True,
                example="https://apps.apple.com/ru/app/romashka/id1234567890",
            ),
            Field(
                "country",
                N_("Countries"),
                N_("Two letters each, as in the page's address. Each country has its own reviews."),
                FieldKind.LIST,
                example="ru, kz",
            ),
        ),
        endpoint="https://itunes.apple.com",
        interval_min=120,
        floor_min=30,
        keep=Keep.EVERYTHING,
        help_url="https://apps.apple.com",
        steps=(
            N_("Find your app in the App Store in a browser."),
            N_("Copy the address of its page and paste it here."),
            N_("Name the countries in which your customers live."),
        ),
        group=Group.REVIEWS,
        advice={
            Reason.LAYOUT: N_(
                "The store sometimes shows no reviews although there are some. Look there "
                "yourself; the program tries again by itself."
            ),
            Reason.BAD_SETTING: N_("Enter the app's number and countries of two letters each."),
        },
        history_days=365,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        fields = setup.fields
        self._base = with_scheme(fields.get("endpoint", "") or self.info.endpoint).rstrip("/")
        self._proxy = fields.get("proxy", "")
        address = fields.get("app_id", "").strip()
        found, store = _APP_ID.search(address), _STORE.search(address)
        self._app = found[1] if found else ""
        named = store[1] if store else _USUAL.get(language(), "us")
        self._countries = tuple(each.lower() for each in listed(fields.get("country", "") or named))
        self._http = http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Read what is new in each country. Raises only `SourceError`."""
        self._check()
        look = Round(cursor)
        return look.visit([(each, partial(self._read, each, look)) for each in self._countries])

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Go a few pages further back. Raises only `SourceError`."""
        self._check()
        memory = memory_of(cursor)
        wanted = wanted_mark([self._app, *self._countries])
        if memory.get("wanted") != wanted:
            memory = {}
        at, page = mark_number(memory, "at"), max(1, mark_number(memory, "page"))
        items: dict[str, Item] = {}
        for _ in range(_STEP_PAGES):
            if at >= len(self._countries):
                break
            shown = self._page(self._countries[at], page)
            items.update({each.external_id: each for each in shown})
            oldest = min((each.created_at for each in shown if each.created_at), default=since)
            is_end = not shown or oldest <= since or page >= LAST_PAGE
            at, page = (at + 1, 1) if is_end else (at, page + 1)
        is_done = at >= len(self._countries)
        return HistoryPage(
            items=tuple(items.values()),
            cursor=json.dumps({"wanted": wanted, "at": at, "page": page}),
            reached=since if is_done else None,
            is_done=is_done,
        )

    def _check(self) -> None:
        if not self._app:
            raise BadData(Reason.BAD_SETTING, "no app id")
        if not all(_COUNTRY.fullmatch(each) for each in self._countries):
            raise BadData(Reason.BAD_SETTING, "a country that is not two letters")

    def _read(self, country: str, look: Round) -> bool:
        """Read pages down to what is known. An empty store that was none is not believed."""
        mark = look.mark(country)
        known = mark_number(mark, "newest")
        page = max(1, mark_number(mark, "page"))
        last = LAST_PAGE if known else _FIRST_PAGES
        while page <= last:
            if not look.may_ask():
                mark["page"] = page
                return False
            look.asked()
            shown = self._page(country, page)
            if page == 1 and not shown:
                shown = self._other_form(country, look)
            if page == 1 and not shown and mark.get("had"):
                raise BadData(Reason.LAYOUT, "no reviews where there were some")
            look.take(shown)
            times = [int(each.created_at.timestamp()) for each in shown if each.created_at]
            mark["high"] = max([mark_number(mark, "high"), *times])
            mark["had"] = bool(mark.get("had") or shown)
            if not shown or min(times, default=0) <= known:
                break
            page += 1
        mark.pop("page", None)
        mark["newest"] = mark_number(mark, "high")
        return True

    def _page(self, country: str, page: int) -> list[Item]:
        """A page of reviews, newest first."""
        answer = self._asked(country, page, "xml")
        revise = partial(review, country=country, app=self._app)
        return read_feed(answer, self._http.clock(), revise).items

    def _other_form(self, country: str, look: Round) -> list[Item]:
        """The first page in the other form, which at times has what this one lacks."""
        look.asked()
        with suppress(BadData):
            answer = self._asked(country, 1, "json")
            return json_reviews(answer, self._http.clock(), country, self._app)
        return []

    def _asked(self, country: str, page: int, form: str) -> Answer:
        place = f"page={page}/id={self._app}/sortby=mostrecent/{form}"
        return self._http.get(
            f"{self._base}/{country}/rss/customerreviews/{place}",
            accept=ACCEPT if form == "xml" else "application/json",
            proxy=self._proxy,
            explain=self._explained,
        )

    def _explained(self, answer: Answer) -> SourceError | None:
        """The store says 403 to those who ask too often."""
        if answer.status != 403:
            return None
        detail = f"HTTP 403: {answer.excerpt()[:60]}"
        return RateLimited(Reason.SLOW_DOWN, detail, retry_at(answer.headers, self._http.clock()))
