"""News: search feeds made of the topics' words, and a pasted feed of Google Alerts."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import partial
from typing import ClassVar
from urllib.parse import urlsplit

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.models import Item
from desktop.core.sources import (
    BadData,
    FetchResult,
    Field,
    FieldKind,
    Group,
    HistoryPage,
    Reason,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_, language
from desktop.sources.dates import parsed_date
from desktop.sources.feed import ACCEPT
from desktop.sources.feed_items import Feed, Revise, read_feed
from desktop.sources.http import Http
from desktop.sources.known_items import wanted_mark
from desktop.sources.news_history import NewsPast
from desktop.sources.news_items import alert, article
from desktop.sources.news_search import MOST_SHOWN, Days, stored_days
from desktop.sources.round import Part, Round, mark_text
from desktop.sources.search_words import joined

_ALERTS = "Google Alerts"
_EDITION = re.compile(r"^(?P<language>[a-z]{2})(?:-(?P<country>[a-z]{2}))?$")
_USUAL_COUNTRIES = {"en": "us", "uk": "ua", "kk": "kz", "be": "by"}
_MOST_TERMS = 5
_LONGEST_QUERY = 200
_FIRST_DAYS = 7
_OVERLAP = timedelta(days=2)
"""Articles turn up in the search up to a day or two after they were published."""
_HISTORY_DAYS = 365
_STEP_REQUESTS = 4


class NewsSource:
    """News about the topics. `fetch` and `history` run in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="news",
        title=N_("News"),
        summary=N_("Articles with your topics' words, found by a news search. No key needed."),
        fields=(
            Field(
                "edition",
                N_("Country of the news"),
                N_("Each has its own news sites. Add a second source for a second country."),
                FieldKind.CHOICE,
                choices=("", "ru", "en", "en-gb", "en-ca", "en-au", "en-in"),
                choice_titles=(
                    N_("As the program's language"),
                    N_("Russia"),
                    N_("United States"),
                    N_("United Kingdom"),
                    N_("Canada"),
                    N_("Australia"),
                    N_("India"),
                ),
            ),
            Field(
                "alerts_url",
                N_("Address of an alert"),
                N_("Not needed for the search. Whoever has it can read your alert: keep it."),
                FieldKind.URL,
                example="https://www.google.com/alerts/feeds/0123456789/0123456789",
            ),
        ),
        endpoint="https://news.google.com",
        interval_min=30,
        floor_min=15,
        help_url="https://support.google.com/websearch/answer/4815696",
        steps=(
            N_("Nothing has to be set up: the words of your topics are searched for."),
            N_("To hear of blogs and forums too, sign in at google.com/alerts."),
            N_("Type the shop's name in quotes and press “Show options”."),
            N_("Choose “As it happens”, and under “Deliver to” choose “RSS feed”."),
            N_("Create the alert and copy the address behind the feed sign next to it."),
            N_("Paste it into “Address of an alert”."),
        ),
        group=Group.NEWS,
        advice={
            Reason.NOT_FOUND: N_(
                "If the alert was deleted, make a new one at google.com/alerts and paste its "
                "address."
            ),
            Reason.BAD_SETTING: N_("Add a topic first: its words are what is searched for."),
            Reason.BAD_ADDRESS: N_("Copy the address of the alert again, whole."),
        },
        history_days=_HISTORY_DAYS,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        fields = setup.fields
        endpoint = with_scheme(fields.get("endpoint", "") or self.info.endpoint)
        self._search = endpoint.rstrip("/") + "/rss/search"
        self._edition = fields.get("edition", "").strip().lower() or language()
        self._alerts = with_scheme(fields.get("alerts_url", ""))
        self._proxy = fields.get("proxy", "")
        self._terms = setup.terms
        self._queries = joined(setup.terms, " OR ", most=_MOST_TERMS, longest=_LONGEST_QUERY)
        self._http = http.hiding(self._alerts, _path(self._alerts)) if self._alerts else http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Search for what is new, and look at the alert. Raises only `SourceError`."""
        if self._alerts and not is_web_address(self._alerts):
            raise BadData(Reason.BAD_ADDRESS, "the alert's address")
        look = Round(cursor, self._terms, is_search=True)
        parts: list[Part] = [(each, partial(self._news, each, look)) for each in self._queries]
        if self._alerts:
            parts.append((_ALERTS, partial(self._alert, look)))
        if not parts:
            raise BadData(Reason.BAD_SETTING, "neither words to search for nor an alert")
        return look.visit(parts)

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Search a fortnight further back, or finish one. Raises only `SourceError`."""
        if not self._queries:
            return HistoryPage(reached=since, is_done=True)
        past = NewsPast(cursor, wanted_mark(self._terms), len(self._queries), self._today(), since)
        items: dict[str, Item] = {}
        for _ in range(_STEP_REQUESTS):
            if not past.todo:
                break
            number, days = past.todo[0]
            feed = self._found(self._queries[number], days.words())
            items.update({each.external_id: each for each in feed.items})
            past.done(is_full=len(feed.items) >= MOST_SHOWN)
        return past.page(tuple(items.values()), since)

    def _news(self, query: str, look: Round) -> bool:
        """Search for what one query finds since the last time; a full answer is asked in halves."""
        mark = look.mark(query)
        todo = stored_days(mark.get("todo")) or [self._since(mark_text(mark, "asked"))]
        while todo and look.may_ask():
            look.asked()
            days = todo.pop(0)
            is_open = days.last >= self._today()
            feed = self._found(query, f"when:{days.count}d" if is_open else days.words())
            look.take(_by_date(feed.items))
            look.warn("no_text", feed.warnings["no_text"])
            if len(feed.items) >= MOST_SHOWN:
                halves = days.halves()
                todo[:0] = halves
                look.warn("not_all_shown", 0 if halves else 1)
            mark["todo"] = [each.stored() for each in todo]
        if not todo:
            mark["asked"] = self._http.clock().isoformat()
        return not todo

    def _alert(self, look: Round) -> bool:
        look.asked()
        feed = self._feed(self._alerts, alert)
        look.take(_by_date(feed.items))
        look.warn("no_text", feed.warnings["no_text"])
        return True

    def _since(self, asked: str) -> Days:
        """The days to search when the last search was at `asked` ("": never)."""
        now = self._http.clock()
        before = parsed_date(asked, now)
        first = self._today() - timedelta(days=_FIRST_DAYS)
        if before is not None:
            first = max((before - _OVERLAP).date(), self._today() - timedelta(days=_HISTORY_DAYS))
        return Days(min(first, self._today()), self._today())

    def _found(self, query: str, period: str) -> Feed:
        return self._feed(
            self._search, article, ("q", f"{query} {period}"), *_edition(self._edition)
        )

    def _feed(self, url: str, revise: Revise, *params: tuple[str, str]) -> Feed:
        answer = self._http.get(url, accept=ACCEPT, params=params, proxy=self._proxy)
        return read_feed(answer, self._http.clock(), revise)

    def _today(self) -> date:
        return self._http.clock().date()


def _edition(code: str) -> tuple[tuple[str, str], ...]:
    """Language, country and both together, which must agree. Raises `BadData` for no edition."""
    parts = _EDITION.match(code)
    if parts is None:
        raise BadData(Reason.BAD_SETTING, f"no edition: {code[:20]}")
    spoken = parts["language"]
    country = (parts["country"] or _USUAL_COUNTRIES.get(spoken, spoken)).upper()
    named = f"{spoken}-{country}" if spoken == "en" or parts["country"] else spoken
    return ("hl", named), ("gl", country), ("ceid", f"{country}:{spoken}")


def _path(address: str) -> str:
    """What of an alert's address may stand alone in a message, and is as secret."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _by_date(items: list[Item]) -> list[Item]:
    """Newest first: the search orders by relevance."""
    return sorted(items, key=_moment, reverse=True)


def _moment(item: Item) -> float:
    return item.created_at.timestamp() if item.created_at else 0.0
