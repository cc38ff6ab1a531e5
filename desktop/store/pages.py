"""The list of mentions: pages of any filter and search, in any order.

A search box text is not parsed here: `search` is what `parse_search(filter.search)` gave.
Filters that move with the clock must be fixed first (`filter.at(now)`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice

from desktop.core import matching
from desktop.core.filters import MentionFilter, Order
from desktop.core.models import Mention
from desktop.core.query import Node
from desktop.core.words import WordForms
from desktop.store import rows
from desktop.store.codes import first_id
from desktop.store.conditions import ENOUGH
from desktop.store.database import Connection
from desktop.store.search import Compiled, compile_search
from desktop.store.troubles import converting
from desktop.store.walks import Place, Walk

_FEW = 2_000
_PATIENCE = 10_000
_EXPORT_CHUNK = 500
_FIRST_CHUNK = 200
_LARGEST_CHUNK = 5_000


@converting
def page(
    db: Connection,
    filter: MentionFilter,
    search: Node | None = None,
    word_forms: WordForms | None = None,
    *,
    after: Mention | None = None,
    limit: int = 100,
) -> tuple[Mention, ...]:
    """The next mentions behind `after` (as it was when it was read), in the filter's order."""
    listing = _Listing(db, filter, search, word_forms)
    return tuple(rows.load(db, listing.take(listing.behind(after), limit)))


@converting
def newer(
    db: Connection,
    filter: MentionFilter,
    search: Node | None,
    word_forms: WordForms | None,
    than_id: int,
    limit: int = 1000,
) -> tuple[Mention, ...]:
    """Mentions of the filter with a larger id than `than_id`, newest first."""
    listing = _Listing(db, replace(filter, order=Order.NEWEST), search, word_forms)
    return tuple(rows.load(db, listing.take(listing.above(than_id), limit)))


@converting
def ids(
    db: Connection,
    filter: MentionFilter,
    search: Node | None = None,
    word_forms: WordForms | None = None,
    *,
    limit: int = 10_000,
) -> tuple[int, ...]:
    """Ids of all mentions of the filter up to `limit`, in its order: for "select all"."""
    listing = _Listing(db, filter, search, word_forms)
    return tuple(listing.take(listing.behind(None), limit))


@converting
def count(
    db: Connection,
    filter: MentionFilter,
    search: Node | None = None,
    word_forms: WordForms | None = None,
    *,
    limit: int = 10_000,
) -> int:
    """How many mentions the filter has, counted no further than `limit`."""
    listing = _Listing(db, replace(filter, order=Order.NEWEST), search, word_forms)
    return len(listing.take(listing.behind(None), limit))


def each(
    db: Connection,
    filter: MentionFilter,
    search: Node | None = None,
    word_forms: WordForms | None = None,
    *,
    limit: int | None = None,
) -> Iterator[Mention]:
    """All mentions of the filter in its order, for exports.

    Read in pages: other work goes on between them, and what arrives above meanwhile is not seen.
    """
    last: Mention | None = None
    left = limit
    while left is None or left > 0:
        size = _EXPORT_CHUNK if left is None else min(left, _EXPORT_CHUNK)
        found = page(db, filter, search, word_forms, after=last, limit=size)
        yield from found
        if len(found) < size:
            return
        last = found[-1]
        left = None if left is None else left - size


class _Listing:
    """One list: a filter and a search, and the cheapest way to go through both."""

    def __init__(
        self,
        db: Connection,
        filter: MentionFilter,
        search: Node | None,
        word_forms: WordForms | None,
    ) -> None:
        self._db = db
        self._filter = filter
        self._search = search
        self._word_forms = word_forms
        self._walk = Walk(db, filter)
        self._compiled: Compiled | None = None
        if search is not None:
            if word_forms is None:
                raise ValueError("a search needs word forms")
            self._compiled = compile_search(db, search, word_forms)

    def behind(self, after: Mention | None) -> Place:
        """Where the list goes on behind a mention, within the filter's range of time."""
        place = self._range()
        if after is None:
            return place
        if self._filter.order is Order.NEWEST:
            return replace(place, high=after.id)
        if self._filter.order is Order.OLDEST:
            return replace(place, low=after.id + 1)
        if self._filter.order is Order.MOST_NEGATIVE:
            return replace(place, below=(-2.0 if after.score is None else -after.score, after.id))
        engagement = (after.likes or 0) + (after.replies or 0) + (after.reposts or 0)
        return replace(place, below=(engagement, after.id))

    def above(self, mention_id: int) -> Place:
        """The part of the list that is newer than a mention."""
        place = self._range()
        return replace(place, low=max(mention_id + 1, place.low or 0))

    def _range(self) -> Place:
        since, until = self._filter.since, self._filter.until
        return Place(
            None if since is None else first_id(since), None if until is None else first_id(until)
        )

    def take(self, place: Place, limit: int) -> list[int]:
        """Ids of the first mentions from `place` on."""
        found = self._ids(place, limit)
        try:
            return list(islice(found, limit))
        finally:
            # An unfinished statement would hold on to an old state of the store.
            found.close()

    def _ids(self, place: Place, limit: int) -> Generator[int, None, None]:
        compiled = self._compiled
        if compiled is None:
            yield from self._walk.ids(place, limit)
        elif compiled.match is None or self._walk.most <= _FEW:
            yield from self._tested(self._walk.ids(place, limit))
        elif self._filter.order in (Order.NEWEST, Order.OLDEST):
            yield from self._streamed(compiled.match, place, limit)
        else:
            yield from self._ranked(compiled.match, place, limit)

    def _streamed(self, match: str, place: Place, limit: int) -> Iterator[int]:
        """The index gives matches in order of time; each lot is held against the filter."""
        is_up = self._filter.order is Order.OLDEST
        where, values = place.sql("rowid")
        sql = f"""SELECT rowid FROM word_index WHERE word_index MATCH ?{where}
            ORDER BY rowid {"ASC" if is_up else "DESC"}"""
        scanned = given = 0
        with closing(self._db.execute(sql, [match, *values])) as cursor:
            size = max(_FIRST_CHUNK, 2 * limit)
            while lot := [row[0] for row in cursor.fetchmany(size)]:
                for each_id in self._checked(self._walk.keep(lot)):
                    given += 1
                    yield each_id
                scanned += len(lot)
                size = min(2 * size, _LARGEST_CHUNK)
                if given < limit and scanned > _PATIENCE and self._walk.most < ENOUGH:
                    rest = {"low": lot[-1] + 1} if is_up else {"high": lot[-1]}
                    break
            else:
                return
        # The filter has fewer mentions than the search has matches left.
        yield from self._tested(self._walk.ids(replace(place, **rest), limit))

    def _ranked(self, match: str, place: Place, limit: int) -> Iterator[int]:
        sql = f"SELECT rowid FROM word_index WHERE word_index MATCH ? LIMIT {_PATIENCE}"
        found = [row[0] for row in self._db.execute(sql, (match,))]
        if len(found) < _PATIENCE:
            yield from self._lots(self._walk.ranked(found, place), self._checked)
        else:
            yield from self._tested(self._walk.ids(place, limit))

    def _tested(self, ids: Iterator[int]) -> Iterator[int]:
        return self._lots(ids, self._matching)

    def _lots(
        self, ids: Iterator[int], keep: Callable[[Sequence[int]], Sequence[int]]
    ) -> Iterator[int]:
        size = _FIRST_CHUNK
        while lot := list(islice(ids, size)):
            yield from keep(lot)
            size = min(2 * size, _LARGEST_CHUNK)

    def _checked(self, ids: Sequence[int]) -> Sequence[int]:
        """Those the index found that really match."""
        if self._compiled is None or self._compiled.is_exact:
            return ids
        return self._matching(ids)

    def _matching(self, ids: Sequence[int]) -> Sequence[int]:
        """Those whose words match."""
        if self._compiled is None or not ids:
            return ids
        listing = ",".join(map(str, ids))
        # The index's own table of texts: a lookup there is much cheaper than through the index.
        sql = f"SELECT id, c0 FROM word_index_content WHERE id IN ({listing})"
        words = dict(self._db.execute(sql).fetchall())
        test = self._compiled.test
        found = [each for each in ids if test(words.get(each, "").split())]
        return self._near(found) if self._compiled.has_near else found

    def _near(self, ids: Sequence[int]) -> list[int]:
        if self._search is None or self._word_forms is None:
            return list(ids)
        listing = ",".join(map(str, ids))
        sql = f"SELECT id, title, text FROM body WHERE id IN ({listing})"
        bodies = {
            i: f"{title}\n{text}" if title else text for i, title, text in self._db.execute(sql)
        }
        return [each for each in ids if self._is_match(bodies[each])]

    def _is_match(self, body: str) -> bool:
        if self._search is None or self._word_forms is None:
            return True
        text = matching.Text(body, self._word_forms)
        return matching.match(self._search, text, self._word_forms) is not None
