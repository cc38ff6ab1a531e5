"""The way back into VK's past, over several words and walls at once.

Each step is taken where the least of the past is known, so that what can be said of all of them
goes back evenly.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from desktop.core.models import Item
from desktop.core.sources import HistoryPage, SourceError
from desktop.sources.json_answer import record_of
from desktop.sources.round import mark_number, memory_of
from desktop.sources.vk_api import Page, Vk, is_of_one_place, number_of
from desktop.sources.vk_items import post_items
from desktop.sources.vk_search import METHOD, read_stretch
from desktop.sources.vk_walls import dates_below_pinned, next_offset, resolved, wall_query

_PAGES = 3
"""Requests of one step."""


class Walk:
    """One step of the walk, made from its cursor. Used by one thread.

    A part's state is how far back it is read (`at`, epoch seconds, 0 when it is done) and, for a
    wall, its owner and the next offset.
    """

    def __init__(
        self,
        vk: Vk,
        cursor: str | None,
        since: datetime,
        terms: Iterable[str],
        walls: Iterable[str],
    ) -> None:
        self._vk = vk
        self._since = since
        self._start = int(since.timestamp())
        stored = record_of(memory_of(cursor), "parts")
        names = [*(f"?{each}" for each in terms), *(f"@{each}" for each in walls)]
        self._parts: dict[str, dict[str, Any]] = {
            name: dict(record_of(stored, name)) for name in names
        }
        self._items: dict[str, Item] = {}

    def page(self) -> HistoryPage:
        """Take a step. Raises only `SourceError`; the cursor it began from is good for another."""
        if (name := self._next()) is not None:
            state = self._parts[name]
            step = self._search if name[0] == "?" else self._wall
            try:
                step(name[1:], state)
            except SourceError as error:
                if not is_of_one_place(error):
                    raise
                state["at"] = 0
        cursor = json.dumps({"parts": self._parts}, ensure_ascii=False, separators=(",", ":"))
        return HistoryPage(
            tuple(self._items.values()), cursor, self._reached(), self._next() is None
        )

    def _next(self) -> str | None:
        """The unfinished part of which the least is known."""
        left = [name for name, state in self._parts.items() if _at(state) > 0]
        return max(left, key=lambda name: _at(self._parts[name]), default=None)

    def _reached(self) -> datetime | None:
        latest = max((_at(state) for state in self._parts.values()), default=0.0)
        if latest == math.inf:
            return None
        return max(self._since, datetime.fromtimestamp(latest, UTC))

    def _search(self, term: str, state: dict[str, Any]) -> None:
        def ask(values: tuple[tuple[str, object], ...]) -> Page:
            page = self._vk.page(METHOD, *values)
            self._take(page)
            return page

        _, rest = read_stretch(term, self._start, mark_number(state, "at"), ask, _PAGES)
        state["at"] = rest

    def _wall(self, place: str, state: dict[str, Any]) -> None:
        state["owner"] = number_of(state, "owner") or resolved(self._vk, place)
        offset = mark_number(state, "offset")
        for _ in range(_PAGES):
            page = self._vk.page("wall.get", *wall_query(state["owner"], offset))
            self._take(page)
            offset = next_offset(page, offset, self._start)
            dates = dates_below_pinned(page.records)
            state["offset"], state["at"] = offset, min(dates, default=0) if offset else 0
            if not offset:
                break

    def _take(self, page: Page) -> None:
        for item in post_items(page, self._vk.now()):
            if item.created_at is not None and item.created_at >= self._since:
                self._items[item.external_id] = item


def _at(state: dict[str, Any]) -> float:
    at = state.get("at")
    return at if isinstance(at, int) and not isinstance(at, bool) else math.inf
