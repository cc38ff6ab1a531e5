"""Hacker News: posts and comments by words, through the search that Algolia runs for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.models import Item, MentionKind
from desktop.core.sources import (
    BadData,
    FetchResult,
    HistoryPage,
    Reason,
    Recheck,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.dates import epoch_date
from desktop.sources.html_text import plain, tidy
from desktop.sources.http import Http
from desktop.sources.json_answer import count_of, json_of, records_of, text_of
from desktop.sources.paging import Look, Step, phrase, read_new, step_back
from desktop.sources.round import Part, Round

_PAGE = 100
_OVERLAP = timedelta(hours=2)
"""The index runs behind, and many things share a second."""
_MOST_TERMS = 40
_MOST_CHECKS = 5
_SITE = "https://news.ycombinator.com"
_SEARCHED = "title,story_text,comment_text"


class HackerNewsSource:
    """All of Hacker News. Runs in pool threads."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="hackernews",
        title="Hacker News",
        summary=N_("Posts and comments with your topics' words. For programs and gadgets mostly."),
        fields=(),
        endpoint="https://hn.algolia.com/api/v1",
        interval_min=15,
        floor_min=5,
        help_url="https://hn.algolia.com/api",
        steps=(N_("Nothing is needed: your topics' words are searched for. Try the source."),),
        history_days=365,
        recheck_most=20,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        endpoint = with_scheme(setup.fields.get("endpoint", "") or self.info.endpoint)
        self._endpoint = endpoint.rstrip("/")
        self._proxy = setup.fields.get("proxy", "")
        self._wanted = setup.terms
        self._terms = setup.terms[:_MOST_TERMS]
        self._http = http

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
        """Look things up in one search; what it lacks is asked for by itself, a few at a time.

        Raises only `SourceError`.
        """
        self._check()
        asked = [each for each in external_ids if each.isascii() and each.isdigit()]
        if not asked:
            return Recheck()
        ids = " OR ".join(f"objectID:{each}" for each in asked)
        hits = self._hits([("query", ""), ("filters", ids), ("hitsPerPage", str(_PAGE))])
        items = tuple(each for each in self._items(hits) if each.external_id in asked)
        there = {each.external_id for each in items}
        missing = [each for each in asked if each not in there][:_MOST_CHECKS]
        return Recheck(items, tuple(each for each in missing if self._is_gone(each)))

    def _check(self) -> None:
        if not is_web_address(self._endpoint):
            raise BadData(Reason.BAD_ADDRESS, "the address of the search")
        if not self._terms:
            raise BadData(Reason.BAD_SETTING, "no words to search for")

    def _looks(self) -> list[tuple[str, Look]]:
        return [(term, partial(self._page, term)) for term in self._terms]

    def _read(self, round: Round, term: str, look: Look) -> bool:
        return read_new(round, term, look, now=self._http.clock(), overlap=_OVERLAP)

    def _page(self, term: str, on: str, since: datetime | None) -> Step:
        """Pages are bounded by time: the service shows a thousand hits of a search and no more."""
        bounds = [f"created_at_i>={int(since.timestamp())}"] if since else []
        bounds += [f"created_at_i<{on}"] if on else []
        hits = self._hits(
            [
                ("query", phrase(term)),
                ("tags", "(story,comment)"),
                ("hitsPerPage", str(_PAGE)),
                ("typoTolerance", "false"),
                ("advancedSyntax", "true"),
                ("restrictSearchableAttributes", _SEARCHED),
                *([("numericFilters", ",".join(bounds))] if bounds else []),
            ]
        )
        items = self._items(hits)
        oldest = min((each.created_at for each in items if each.created_at), default=None)
        if oldest is None or len(hits) < _PAGE:
            return Step(items)
        # What shares the last second comes again, unless that second fills the page alone.
        lowest = int(oldest.timestamp())
        return Step(items, str(lowest if on == str(lowest + 1) else lowest + 1))

    def _hits(self, params: Sequence[tuple[str, str]]) -> list[Mapping[str, Any]]:
        value = json_of(self._get("/search_by_date", params))
        if not isinstance(value, Mapping) or not isinstance(value.get("hits"), list):
            raise BadData(Reason.NOT_JSON, "a search answer without hits")
        return records_of(value["hits"])

    def _is_gone(self, identity: str) -> bool:
        try:
            self._get(f"/items/{identity}")
        except SourceError as error:
            if error.reason in (Reason.NOT_FOUND, Reason.GONE):
                return True
            raise
        return False

    def _get(self, place: str, params: Sequence[tuple[str, str]] = ()) -> Any:
        return self._http.get(
            self._endpoint + place, accept="application/json", params=params, proxy=self._proxy
        )

    def _items(self, hits: list[Mapping[str, Any]]) -> tuple[Item, ...]:
        now = self._http.clock()
        return tuple(item for hit in hits if (item := hit_item(hit, now)))


def hit_item(hit: Mapping[str, Any], now: datetime) -> Item | None:
    """The item of a story or comment as the search shows it; `None` for one without identity."""
    identity = text_of(hit, "objectID")
    if not identity:
        return None
    is_comment = "comment_text" in hit and hit["comment_text"] is not None
    author = text_of(hit, "author")
    parent = text_of(hit, "parent_id") if is_comment else ""
    return Item(
        external_id=identity,
        title=" ".join(tidy(text_of(hit, "story_title" if is_comment else "title")).split()),
        text=plain(text_of(hit, "comment_text" if is_comment else "story_text")),
        kind=MentionKind.COMMENT if is_comment else MentionKind.POST,
        url=f"{_SITE}/item?id={identity}",
        author_name=author or None,
        author_handle=author or None,
        author_url=f"{_SITE}/user?id={author}" if author else None,
        created_at=epoch_date(hit.get("created_at_i"), now),
        language="en",
        likes=None if is_comment else count_of(hit, "points"),
        replies=None if is_comment else count_of(hit, "num_comments"),
        parent_url=f"{_SITE}/item?id={parent}" if parent else None,
    )
