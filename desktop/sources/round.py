"""One fetch over several parts of a place: channels, communities, words, a page at a time.

What every source of several parts needs and none should write again: turns, a bound on requests,
a cursor with a memory for each part, known items, and parts that fail while others go on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from desktop.core.models import Item
from desktop.core.sources import (
    AuthNeeded,
    FetchResult,
    RateLimited,
    Reason,
    SourceError,
    Temporary,
)
from desktop.sources.known_items import KnownItems, wanted_mark

_OF_ONE_PART = (Reason.FORBIDDEN, Reason.CLOSED, Reason.RIGHT_MISSING)
"""Refusals that may concern one part only; every other one concerns the key."""

Part = tuple[str, Callable[[], bool]]
"""A part's name as the owner wrote it, and its work: `True` when nothing of it is left unread."""


class Round:
    """State of one fetch. Made from the cursor, ended by `visit`, which gives the result.

    `marks` is the memory of each part and survives between fetches: what a part's work puts there
    (values that JSON can hold) it finds there again. `terms` are what the shop looks for: when
    they change, all that was passed over is looked at again, and `marks` begin empty if
    `is_search` (a search for other words is another search).
    """

    def __init__(
        self,
        cursor: str | None,
        terms: Sequence[str] = (),
        *,
        most_requests: int = 8,
        is_search: bool = False,
    ) -> None:
        memory = memory_of(cursor)
        self._wanted = wanted_mark(terms)
        is_same = memory.get("wanted", self._wanted) == self._wanted
        marks = memory.get("marks")
        keeps_marks = isinstance(marks, dict) and (is_same or not is_search)
        self.marks: dict[str, Any] = dict(marks) if keeps_marks and isinstance(marks, dict) else {}
        at = memory.get("at")
        self._at = at if isinstance(at, int) and not isinstance(at, bool) else 0
        self._left = most_requests
        self._is_first = not memory
        self._known = KnownItems(memory.get("known") if is_same else None)
        self._items: dict[str, Item] = {}
        self._gone: dict[str, None] = {}
        self._warnings: Counter[str] = Counter()
        self._troubles: dict[str, Reason] = {}
        self._first_trouble: SourceError | None = None
        self._has_worked = False
        self.title = ""

    def mark(self, part: str) -> dict[str, Any]:
        """The memory of one part, to be changed in place; empty for a new part."""
        mark = self.marks.get(part)
        if not isinstance(mark, dict):
            mark = self.marks[part] = {}
        return mark

    def may_ask(self) -> bool:
        """Whether another request fits into this fetch."""
        return self._left > 0

    def asked(self) -> None:
        """Count a request; call before each."""
        self._left -= 1

    def take(self, items: Iterable[Item]) -> None:
        """Remember what a page brought; the same identity counts once, the later version wins."""
        self._has_worked = True
        for item in items:
            self._items[item.external_id] = item
            self._warnings["bad_date"] += item.created_at is None

    def lost(self, external_ids: Iterable[str]) -> None:
        """The place says that these were deleted."""
        self._gone.update(dict.fromkeys(external_ids))

    def warn(self, kind: str, n: int = 1) -> None:
        """Count a small trouble; its wording hangs on `kind` (see `desktop.wording`)."""
        self._warnings[kind] += n

    def visit(self, parts: Sequence[Part]) -> FetchResult:
        """Do the parts' work in turn, as far as requests allow. Raises only `SourceError`.

        A part that cannot be read does not hold up the others; a refused key, an unreachable
        place or a wish for a pause ends the round. What was read before is not lost by that:
        the trouble is raised only when nothing was, and shows itself again in the next fetch.
        """
        start = self._at % len(parts) if parts else 0
        for done, (name, work) in enumerate((*parts[start:], *parts[:start])):
            if not self.may_ask() or not self._is_read(name, work):
                return self._result((start + done) % len(parts), parts, is_more=True)
        if not self._has_worked and self._first_trouble is not None:
            raise self._first_trouble
        return self._result(0, parts, is_more=False)

    def _is_read(self, name: str, work: Callable[[], bool]) -> bool:
        try:
            is_whole = work()
        except SourceError as error:
            if not _is_of_one_part(error):
                if not self._has_worked:
                    raise
                return False
            self._first_trouble = self._first_trouble or error
            self._troubles[name] = error.reason
            return True
        self._has_worked = True
        return is_whole

    def _result(self, at: int, parts: Sequence[Part], *, is_more: bool) -> FetchResult:
        names = {name for name, _ in parts}
        items = self._known.news(reversed(self._items.values()))
        memory = {
            "marks": {name: mark for name, mark in self.marks.items() if name in names},
            "at": at,
            "wanted": self._wanted,
            "known": self._known.stored(),
        }
        return FetchResult(
            items=items,
            cursor=json.dumps(memory, ensure_ascii=False, separators=(",", ":")),
            not_modified=not items and not self._gone and not is_more and not self._is_first,
            more=is_more,
            warnings={kind: n for kind, n in self._warnings.items() if n},
            troubles=dict(self._troubles),
            gone=tuple(self._gone),
            title=self.title,
        )


def memory_of(cursor: str | None) -> dict[str, Any]:
    """A cursor's values; one that cannot be read means a fresh start, which loses nothing."""
    try:
        value = json.loads(cursor) if cursor else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def listed(text: str) -> tuple[str, ...]:
    """The entries of a list field, each once: they are parted by commas or lines."""
    entries = (each.strip() for each in text.replace("\n", ",").split(","))
    return tuple(dict.fromkeys(each for each in entries if each))


def mark_text(mark: Mapping[str, Any], name: str) -> str:
    """A remembered text, "" where there is none."""
    value = mark.get(name)
    return value if isinstance(value, str) else ""


def mark_number(mark: Mapping[str, Any], name: str) -> int:
    """A remembered whole number, 0 where there is none."""
    value = mark.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _is_of_one_part(error: SourceError) -> bool:
    if isinstance(error, AuthNeeded):
        return error.reason in _OF_ONE_PART
    return not isinstance(error, RateLimited | Temporary)
