"""What one fetch of timelines gathers, and the cursor from which the next one goes on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from desktop.core.models import Item
from desktop.core.sources import FetchResult, SourceError
from desktop.sources.json_answer import record_of, text_of
from desktop.sources.known_items import KnownItems, wanted_mark


class TimelineLook:
    """What one fetch gathers, and the cursor it goes on from."""

    def __init__(self, cursor: str | None, terms: tuple[str, ...] = ()) -> None:
        memory = _memory(cursor)
        self._wanted = wanted_mark(terms)
        is_same = memory.get("wanted", self._wanted) == self._wanted
        self.ids = {key: str(value) for key, value in record_of(memory, "tags").items()}
        self.days = {key: str(value) for key, value in record_of(memory, "terms").items()}
        at = memory.get("at")
        self.at = at if isinstance(at, int) else 0
        self.pages = 0
        self.has_next = False
        self.has_worked = False
        self.trouble: SourceError | None = None
        self._is_first = not memory
        self._known = KnownItems(memory.get("known") if is_same else None)
        self._items: dict[str, Item] = {}
        self._warnings: Counter[str] = Counter()

    def take(self, items: list[Item]) -> None:
        """Remember the items of a page that was read, each once."""
        self.has_worked = True
        for item in items:
            self._items[item.external_id] = item
        self._warnings["bad_date"] += sum(each.created_at is None for each in items)

    def reach(self, tag: str, page: list[Mapping[str, Any]]) -> None:
        """The hashtag is read up to the newest id of `page`."""
        ids = [text_of(each, "id") for each in page]
        self.ids[tag] = max([self.ids.get(tag, ""), *ids], key=age_order)

    def failed(self, error: SourceError) -> None:
        """One part could not be read; the others go on."""
        self.trouble = self.trouble or error
        self._warnings["not_read"] += 1

    def result(self, at: int, *, is_more: bool) -> FetchResult:
        """The fetch's result; oldest items first, as they were written."""
        items = self._known.news(reversed(self._items.values()))
        memory = {
            "tags": self.ids,
            "terms": self.days,
            "at": at,
            "wanted": self._wanted,
            "known": self._known.stored(),
        }
        return FetchResult(
            items=items,
            cursor=json.dumps(memory, ensure_ascii=False, separators=(",", ":")),
            not_modified=not items and not is_more and not self._is_first,
            more=is_more,
            warnings={kind: count for kind, count in self._warnings.items() if count},
        )


def age_order(identity: str) -> tuple[int, str]:
    """Sorts ids by age: they are digits beyond 2^53 or letters, so length goes before text."""
    return len(identity), identity


def _memory(cursor: str | None) -> dict[str, Any]:
    """The cursor's values; one that cannot be read means a fresh start, which loses nothing."""
    try:
        value = json.loads(cursor) if cursor else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
