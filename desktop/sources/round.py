"""One fetch over several parts of a place: channels, communities, words, a page at a time.

What every source of several parts needs and none should write again: turns, a bound on requests,
a cursor with a memory for each part, known items, and parts that fail while others go on.
"""

from __future__ import annotations

import json
import random
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
    `is_search` (a search for other words is another search). `notes` are the memory of the place
    as a whole, for instance of what an allowance still holds, and outlive a change of parts.
    `has_many_quotas` says that a used-up allowance concerns one part and not the whole key.
    """

    def __init__(
        self,
        cursor: str | None,
        terms: Sequence[str] = (),
        *,
        most_requests: int = 8,
        is_search: bool = False,
        has_many_quotas: bool = False,
        chance: random.Random | None = None,
    ) -> None:
        memory = memory_of(cursor)
        self._has_many_quotas = has_many_quotas
        self._wanted = wanted_mark(terms)
        is_same = memory.get("wanted", self._wanted) == self._wanted
        marks = memory.get("marks")
        keeps_marks = isinstance(marks, dict) and (is_same or not is_search)
        self.marks: dict[str, Any] = dict(marks) if keeps_marks and isinstance(marks, dict) else {}
        notes = memory.get("notes")
        self.notes: dict[str, Any] = dict(notes) if isinstance(notes, dict) else {}
        self._at = mark_number(memory, "at") if is_same else 0
        self._todo = mark_number(memory, "todo") if is_same else 0
        self._failed = mark_number(memory, "failed")
        self._chance = chance or random.Random()
        self._left = most_requests
        self._is_first = not memory
        self._known = KnownItems(memory.get("known") if is_same else None)
        self._items: dict[str, Item] = {}
        self._gone: dict[str, None] = {}
        self._warnings: Counter[str] = Counter()
        self._troubles: dict[str, Reason] = {}
        self._first_trouble: SourceError | None = None
        self._unreached: int | None = None
        self._has_worked = False
        self._is_hopeless = False
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
        place (two parts in a row got no answer) or a wish for a pause ends the round. What was
        read before is not lost by that: the trouble is raised only when nothing was, and shows
        itself again in the next fetch. With more parts than requests, following fetches go on
        with those that are left until every part had its turn once.
        """
        turn = self._turn(len(parts))
        for done, at in enumerate(turn):
            error = None
            try:
                if not self.may_ask() or not parts[at][1]():
                    return self._stopped(parts, at, len(turn) - done, done)
            except SourceError as caught:
                error = caught
            if error is None:
                self._has_worked, self._failed, self._unreached = True, 0, None
            elif not self._is_passed_over(error, parts[at][0], done):
                return self._ended(error, parts, turn, done)
        return self._stopped(parts, 0, 0, len(turn))

    def _turn(self, count: int) -> list[int]:
        """Places of the parts to read: those left over from the last fetch, else all.

        While no part can be read at all, any of them may be the first that can be read again.
        """
        if count and self._failed >= count:
            self._is_hopeless = True
            self._at, self._todo = self._chance.randrange(count), 0
        left = self._todo if 0 < self._todo <= count else count
        return [(self._at + step) % count for step in range(left)]

    def _is_passed_over(self, error: SourceError, name: str, done: int) -> bool:
        """Whether the round goes on after a part's trouble, which is then noted."""
        is_silence = isinstance(error, Temporary)
        if not is_silence and not self._is_of_one_part(error):
            return False
        if is_silence and self._unreached is not None:
            return False
        if is_silence:
            self._left = max(self._left, 1)  # the next part tells whether it is the place
        self._unreached = done if is_silence else None
        self._failed = 0 if self._has_worked else self._failed + 1
        self._first_trouble = self._first_trouble or error
        self._troubles[name] = error.reason
        return True

    def _stopped(self, parts: Sequence[Part], at: int, todo: int, done: int) -> FetchResult:
        """The result when the turn or the requests are at their end.

        Raises when no part can be read: none in this fetch, and before it none for a round.
        """
        is_hopeless = self._is_hopeless or done >= len(parts)
        if self._failed >= len(parts) and is_hopeless and self._first_trouble is not None:
            raise self._first_trouble
        return self._result(parts, at, todo)

    def _is_of_one_part(self, error: SourceError) -> bool:
        if isinstance(error, AuthNeeded):
            return error.reason in _OF_ONE_PART
        if isinstance(error, RateLimited):
            return self._has_many_quotas and error.reason is Reason.QUOTA
        return True

    def _ended(
        self, error: SourceError, parts: Sequence[Part], turn: Sequence[int], done: int
    ) -> FetchResult:
        """The result of a round that the place itself ended. Raises when it brought nothing."""
        if isinstance(error, Temporary) and self._unreached is not None:
            if not self._has_worked and len(turn) < len(parts):
                # The rest of a round is given up; the next one begins behind what is silent.
                self._troubles[parts[turn[done]][0]] = error.reason
                return self._result(parts, (turn[done] + 1) % len(parts), 0)
            done = self._unreached  # the place was at fault: that part is asked again
            self._troubles.pop(parts[turn[done]][0], None)
        if not self._has_worked:
            raise error
        result = self._result(parts, turn[done], len(turn) - done)
        if not done and not result.items and not result.gone:
            raise error  # otherwise the next fetch would come to the same end, and the next
        return result

    def _result(self, parts: Sequence[Part], at: int, todo: int) -> FetchResult:
        names = {name for name, _ in parts}
        items = self._known.news(reversed(self._items.values()))
        memory = {
            "marks": {name: mark for name, mark in self.marks.items() if name in names},
            "at": at,
            "todo": todo,
            "failed": self._failed,
            "wanted": self._wanted,
            "known": self._known.stored(),
            **({"notes": self.notes} if self.notes else {}),
        }
        is_more = todo > 0
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
