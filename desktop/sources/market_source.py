"""Marketplaces a shop sells at: reviews of its goods and questions about them, with its own key.

What the three have in common: two parts, each asked for what was published since a moment, one
key, and words that come in pieces (what was good, what was bad).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    HistoryPage,
    Reason,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_, tr
from desktop.sources.answers import Answer
from desktop.sources.html_text import tidy
from desktop.sources.http import Http
from desktop.sources.json_answer import count_of, json_of
from desktop.sources.paging import Look, Step, read_new, step_back
from desktop.sources.round import Round

REVIEWS, QUESTIONS = "reviews", "questions"
_PARTS = {REVIEWS: N_("Reviews"), QUESTIONS: N_("Questions")}
_OVERLAP = timedelta(days=3)
"""Reviews pass a check before they appear, and are changed for a while after it."""
_FIRST = timedelta(days=14)
"""How far the first look goes back; what came before is history."""
_ALL = 1_000
_MOST_REQUESTS = 12


class MarketSource(ABC):
    """A seller's own goods. `fetch` and `history` run in a pool thread."""

    info: ClassVar[SourceInfo]

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        server = with_scheme(setup.fields.get("endpoint", "") or self.info.endpoint)
        self._server = server.rstrip("/")
        self._proxy = setup.fields.get("proxy", "")
        self._fields = {name: value.strip() for name, value in setup.fields.items()}
        self._key = setup.secrets.get("key", "").strip()
        self._http = http.hiding(self._key)

    @abstractmethod
    def _looks(self) -> Mapping[str, Look]:
        """How `REVIEWS` and `QUESTIONS` are read. All that was published since a moment is asked
        for, page after page, whichever way round the place lists it.
        """

    def fetch(self, cursor: str | None) -> FetchResult:
        """Read each part back to what is known. Raises only `SourceError`."""
        self._check()
        round = Round(cursor, most_requests=_MOST_REQUESTS)
        works = {part: partial(self._read, round, part, self._looks()[part]) for part in _PARTS}
        result = round.visit(tuple(works.items()))
        troubles = {tr(_PARTS[part]): reason for part, reason in result.troubles.items()}
        return replace(result, troubles=troubles)

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """One page further. Raises only `SourceError`.

        How far it reaches can only be said at the end: pages may come oldest first.
        """
        self._check()
        page = step_back(cursor, since, tuple(self._looks().items()))
        return page if page.is_done else replace(page, reached=None)

    def _read(self, round: Round, part: str, look: Look) -> bool:
        now = self._http.clock()

        def look_back(on: str, known: datetime | None) -> Step:
            return look(on, known or now - _FIRST)

        return read_new(round, part, look_back, now=now, overlap=_OVERLAP, first_pages=_ALL)

    def _check(self) -> None:
        if not is_web_address(self._server):
            raise BadData(Reason.BAD_ADDRESS, "the server's address")
        if not self._key:
            raise AuthNeeded(Reason.KEY_MISSING, "no key")
        for field in self.info.fields:
            if field.is_required and field.name != "key" and not self._fields.get(field.name):
                raise BadData(Reason.BAD_SETTING, f"no {field.name}")


def object_of(answer: Answer) -> Mapping[str, Any]:
    """The object of a JSON answer. Raises `BadData` for anything else."""
    value = json_of(answer)
    if not isinstance(value, Mapping):
        raise BadData(Reason.NOT_JSON, f"no object: {answer.excerpt()}")
    return value


def list_in(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list that must be there. Raises `BadData` where it is not.

    `null` is how some say that there is nothing.
    """
    if name not in record or not isinstance(record[name], list | None):
        raise BadData(Reason.NOT_JSON, f"an answer without {name}")
    return [each for each in record[name] or () if isinstance(each, Mapping)]


def words_of(text: str, good: str = "", bad: str = "", tags: Iterable[object] = ()) -> str:
    """A review's words in one text: what was good and bad on lines of their own."""
    pieces = [tidy(text)]
    pieces += [f"{sign} {tidy(each)}" for sign, each in (("+", good), ("−", bad)) if tidy(each)]
    pieces.append(", ".join(each for each in tags if isinstance(each, str)))
    return "\n".join(each for each in pieces if each)


def stars_of(record: Mapping[str, Any], name: str) -> float | None:
    """Stars from 1 to 5, `None` for anything else: 0 stands for none."""
    stars = count_of(record, name)
    return float(stars) if stars is not None and 1 <= stars <= 5 else None
