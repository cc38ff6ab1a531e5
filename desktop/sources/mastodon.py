"""Mastodon and servers that speak its language: hashtags without a key, search with a token."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from desktop.core.addresses import host_of, is_web_address, with_scheme
from desktop.core.models import Item
from desktop.core.sources import (
    BadData,
    FetchResult,
    Field,
    FieldKind,
    HistoryPage,
    Reason,
    Recheck,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.http import Http
from desktop.sources.json_answer import record_of, text_of
from desktop.sources.mastodon_api import PAGE, MastodonApi, Page, Status, noted
from desktop.sources.paging import Look, Step, phrase, step_back
from desktop.sources.round import Part, Round, mark_text
from desktop.sources.statuses import (
    age_order,
    is_public,
    local_id,
    may_be_found,
    newer,
    shown,
    status_item,
    written_at,
)

_FIRST_PAGES = 3
_SEARCH_PAGES = 5
_DEEPEST = 400
"""How far back a search is followed; servers refuse more."""
_MOST_TERMS = 20
_MOST_CHECKS = 3
"""Vanished posts that are asked for in one fetch."""
_MENTIONS = "@"
_TAG = re.compile(r"[\w·]+")


class MastodonSource:
    """One server's view. Runs in pool threads."""

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
        places=("hashtags",),
        interval_min=10,
        floor_min=5,
        help_url="https://docs.joinmastodon.org/client/token/",
        key_url="https://mastodon.social/settings/applications",
        steps=(
            N_("For hashtags nothing else is needed: name them and try the source."),
            N_("For search by words register on the server and open Preferences, Development."),
            N_("Press New application and leave only read:search and read:notifications."),
            N_("Save, open the application and copy “Your access token”."),
        ),
        advice={
            Reason.KEY_MISSING: N_(
                "This server shows hashtags to its members only: make a free token there."
            ),
            Reason.RIGHT_MISSING: N_(
                "Open the application on the server, tick read:search, save and copy the new token."
            ),
        },
        history_days=90,
        recheck_most=10,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        server = with_scheme(setup.fields.get("endpoint", "") or self.info.endpoint)
        self._server = server.rstrip("/")
        self._token = setup.secrets.get("token", "").strip()
        self._tags = tuple(dict.fromkeys(_TAG.findall(setup.fields.get("hashtags", ""))))
        self._wanted = setup.terms
        self._terms = setup.terms[:_MOST_TERMS] if self._token else ()
        self._clock = http.clock
        proxy = setup.fields.get("proxy", "")
        self._api = MastodonApi(self._server, self._token, proxy, http)

    def fetch(self, cursor: str | None) -> FetchResult:
        """Ask for what is new, at most a few pages. Raises only `SourceError`."""
        self._check()
        round = Round(cursor, self._wanted)
        result = round.visit(self._parts(round))
        # A token that may search need not be allowed to see who mentioned its owner.
        troubles = {name: why for name, why in result.troubles.items() if name != _MENTIONS}
        not_read = {"not_read": len(troubles)} if troubles else {}
        return replace(result, troubles=troubles, warnings={**result.warnings, **not_read})

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Go a page back. Raises only `SourceError`."""
        self._check()
        looks: list[tuple[str, Look]] = [
            (f"#{tag}", partial(self._tag_before, tag)) for tag in self._tags
        ]
        looks += [(term, partial(self._term_before, term)) for term in self._terms]
        return step_back(cursor, since, looks)

    def recheck(self, external_ids: tuple[str, ...]) -> Recheck:
        """Look up posts: this server's by its own ids, others by search if there is a token.

        What is not found by search may only be unknown here, so it is not taken for deleted.
        Raises only `SourceError`.
        """
        self._check()
        now: list[Status] = []
        gone = []
        for uri in external_ids:
            if identity := local_id(uri, self._server):
                status = self._api.status(identity)
                gone += [] if status else [uri]
            else:
                status = self._api.status_of(uri) if self._token else None
            now += [status] if status else []
        return Recheck(tuple(self._items(now)), tuple(gone))

    def _check(self) -> None:
        if not is_web_address(self._server):
            raise BadData(Reason.BAD_ADDRESS, "the server's address")
        if not self._tags and not self._token:
            raise BadData(Reason.BAD_SETTING, "neither hashtags nor a token")

    def _parts(self, round: Round) -> list[Part]:
        parts: list[Part] = [(f"#{tag}", partial(self._tag, tag, round)) for tag in self._tags]
        if self._token:
            parts.append((_MENTIONS, partial(self._mentions, round)))
        return parts + [(term, partial(self._term, term, round)) for term in self._terms]

    def _tag(self, tag: str, round: Round) -> bool:
        """Read a hashtag's timeline; whether nothing of it is left unread.

        The newest page is read each time, for edits, counters and deletions; when it does not
        reach back to what is known, the gap is closed from its old end with `min_id`.
        """
        mark = round.mark(f"#{tag}")
        known = mark_text(mark, "id")
        newest = self._taken(round, tag)
        self._look_for_vanished(mark, newest, round)
        if not known:
            mark["id"] = _highest(newest.statuses)
            return self._first_pages(tag, newest, round)
        low = min(_ids(newest.statuses), key=age_order, default=known)
        while newer(low, known):
            if not round.may_ask():
                return False
            page = self._taken(round, tag, ("min_id", known))
            high = _highest(page.statuses)
            if not newer(high, known):
                break
            mark["id"] = known = high
        mark["id"] = max(known, _highest(newest.statuses), key=age_order)
        return True

    def _first_pages(self, tag: str, page: Page, round: Round) -> bool:
        """The first look: a few pages back, as far as the budget of one fetch goes."""
        for _ in range(_FIRST_PAGES - 1):
            if not _older(page) or not round.may_ask():
                break
            page = self._taken(round, tag, ("max_id", _older(page)))
        return True

    def _look_for_vanished(self, mark: dict[str, Any], newest: Page, round: Round) -> None:
        """Ask for posts that are missing from where they stood on the newest page."""
        before = {key: str(uri) for key, uri in record_of(mark, "shown").items()}
        there, low = _ids(newest.statuses), _older(newest)
        missing = [key for key in before if key not in there and not newer(low, key)]
        for key in missing[:_MOST_CHECKS]:
            if not round.may_ask():
                break
            round.asked()
            try:
                status = self._api.status(key)
            except SourceError:
                break  # nothing can be said; the next fetch tries again
            uri = before.pop(key)
            if status is None:
                round.lost([uri])
            else:  # only the hashtag was taken away
                round.take(self._items([status]))
        mark["shown"] = {key: before[key] for key in missing if key in before} | {
            text_of(each, "id"): text_of(each, "uri") for each in newest.statuses if is_public(each)
        }

    def _mentions(self, round: Round) -> bool:
        """Read who mentioned the token's owner."""
        mark = round.mark(_MENTIONS)
        known = mark_text(mark, "id")
        while True:
            round.asked()
            page = self._api.mentions(*([("min_id", known)] if known else []))
            round.take(self._items(noted(each) for each in page.statuses))
            high = _highest(page.statuses)
            if not newer(high, known):
                return True
            is_first, mark["id"] = not known, high
            if is_first or len(page.statuses) < PAGE // 2:
                return True
            known = high
            if not round.may_ask():
                return False

    def _term(self, term: str, round: Round) -> bool:
        """Search for a word or phrase; found posts of people who agreed to be found are kept."""
        mark = round.mark(term)
        newest = since = mark_text(mark, "day")
        query = f"{phrase(term)} after:{since}" if since else phrase(term)
        for number in range(_SEARCH_PAGES):
            if not round.may_ask():
                return False
            round.asked()
            found = self._api.search(query, number * PAGE)
            if not found and not number and since:
                # The post that gave the day should be there: this server may not know `after:`.
                round.asked()
                found = self._api.search(phrase(term))
            items = self._items(each for each in found if may_be_found(shown(each)))
            round.take(items)
            newest = max([newest, *(_day_before(each) for each in items)])
            if len(found) < PAGE // 2:
                break
        if newest:
            mark["day"] = newest
        return True

    def _tag_before(self, tag: str, on: str, _since: datetime | None) -> Step:
        page = self._api.hashtag(tag, *([("max_id", on)] if on else []))
        return self._step(page.statuses, _older(page))

    def _term_before(self, term: str, on: str, _since: datetime | None) -> Step:
        offset = int(on) if on.isdigit() else 0
        found = self._api.search(phrase(term), offset)
        is_last = len(found) < PAGE // 2 or offset + PAGE > _DEEPEST
        kept = [each for each in found if may_be_found(shown(each))]
        return self._step(kept, "" if is_last else str(offset + PAGE))

    def _step(self, statuses: list[Status], on: str) -> Step:
        times = [at for each in statuses if (at := written_at(each, self._clock()))]
        return Step(tuple(self._items(statuses)), on, min(times, default=None))

    def _taken(self, round: Round, tag: str, *bound: tuple[str, str]) -> Page:
        round.asked()
        page = self._api.hashtag(tag, *bound)
        round.take(self._items(page.statuses))
        return page

    def _items(self, statuses: Iterable[Status]) -> list[Item]:
        server, now = host_of(self._server) or "", self._clock()
        seen = (shown(each) for each in statuses)
        items = (status_item(each, server, now) for each in seen if is_public(each))
        return [each for each in items if each is not None]


def _ids(statuses: Iterable[Status]) -> list[str]:
    return [text_of(each, "id") for each in statuses]


def _highest(statuses: Iterable[Status]) -> str:
    return max(_ids(statuses), key=age_order, default="")


def _older(page: Page) -> str:
    """The id before which older posts follow, "" where none do."""
    is_last = not page.has_older or len(page.statuses) < PAGE // 2
    return "" if is_last else min(_ids(page.statuses), key=age_order)


def _day_before(item: Item) -> str:
    at = item.created_at
    return (at.astimezone(UTC) - timedelta(days=1)).date().isoformat() if at else ""
