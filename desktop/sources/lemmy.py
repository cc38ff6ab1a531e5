"""Lemmy: posts and comments of one server and all it knows of, found by words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import ClassVar

from desktop.core.addresses import host_of, is_web_address, with_scheme
from desktop.core.sources import (
    BadData,
    FetchResult,
    HistoryPage,
    Reason,
    Recheck,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.http import Http
from desktop.sources.lemmy_api import PAGE, Found, LemmyApi, Server
from desktop.sources.lemmy_views import is_removed, view_item, written_at
from desktop.sources.paging import Look, Step, read_new, step_back
from desktop.sources.round import Part, Round

_OVERLAP = timedelta(hours=1)
_MOST_TERMS = 20
_OWN = re.compile(r"/(post|comment)/(\d{1,18})$")


class LemmySource:
    """One server's view. Runs in pool threads."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="lemmy",
        title="Lemmy",
        summary=N_("Posts and comments with your topics' words at a Lemmy server. No key needed."),
        fields=(),
        endpoint="https://lemmy.world",
        interval_min=15,
        floor_min=5,
        help_url="https://join-lemmy.org/instances",
        steps=(
            N_("Nothing is needed: your topics' words are searched for. Try the source."),
            N_("To ask another Lemmy server, enter its address as the server address."),
        ),
        advice={
            Reason.CLOSED: N_(
                "This server lets its members search only: enter the address of another one."
            ),
        },
        history_days=90,
        recheck_most=10,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        endpoint = with_scheme(setup.fields.get("endpoint", "") or self.info.endpoint).rstrip("/")
        self._endpoint = endpoint
        self._wanted = setup.terms
        self._terms = setup.terms[:_MOST_TERMS]
        self._clock = http.clock
        self._api = LemmyApi(endpoint, setup.fields.get("proxy", ""), http)

    def fetch(self, cursor: str | None) -> FetchResult:
        """Ask for what is new, at most a few pages. Raises only `SourceError`."""
        self._check()
        round = Round(cursor, self._wanted, is_search=True)
        parts: list[Part] = [
            (term, partial(self._read, round, term, look)) for term, look in self._looks()
        ]
        return round.visit(parts)

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Go a page back. Raises only `SourceError`."""
        self._check()
        return step_back(cursor, since, self._looks())

    def recheck(self, external_ids: tuple[str, ...]) -> Recheck:
        """Look up posts and comments of this server itself; others it knows by its own numbers
        only, so nothing is said of them. Raises only `SourceError`.
        """
        self._check()
        items, gone = [], []
        for identity in external_ids:
            own = _OWN.search(identity)
            if own is None or host_of(identity) != host_of(self._endpoint):
                continue
            view = self._api.one(own[1], own[2], is_new=self._server.is_new)
            if view is None or is_removed(view):
                gone.append(identity)
            elif item := view_item(view, self._server.languages, self._clock()):
                items.append(item)
        return Recheck(tuple(items), tuple(gone))

    @cached_property
    def _server(self) -> Server:
        return self._api.server()

    def _check(self) -> None:
        if not is_web_address(self._endpoint):
            raise BadData(Reason.BAD_ADDRESS, "the server's address")
        if not self._terms:
            raise BadData(Reason.BAD_SETTING, "no words to search for")

    def _looks(self) -> list[tuple[str, Look]]:
        return [(term, partial(self._page, term)) for term in self._terms]

    def _read(self, round: Round, term: str, look: Look) -> bool:
        return read_new(round, term, look, now=self._clock(), overlap=_OVERLAP)

    def _page(self, term: str, on: str, since: datetime | None) -> Step:
        if self._server.is_new:
            found = self._api.search_new(term, on, since)
        else:
            found = self._api.search_old(term, on)
        views = [view for each in found.lists for view in each]
        now, languages = self._clock(), self._server.languages
        kept = (view_item(view, languages, now) for view in views if not is_removed(view))
        return Step(tuple(item for item in kept if item), found.on, self._oldest(found))

    def _oldest(self, found: Found) -> datetime | None:
        """How far back the page reaches in each of its lists; a short list is at its end."""
        now = self._clock()
        ends = []
        for views in found.lists:
            times = [at for view in views if (at := written_at(view, now))]
            if times and (len(views) >= PAGE or len(found.lists) == 1):
                ends.append(min(times))
        return max(ends, default=None)
