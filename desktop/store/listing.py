"""One list of mentions: a filter and a search, and the cheapest way to go through both."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from desktop.core.filters import MentionFilter, Order
from desktop.core.models import Mention
from desktop.store.codes import TONE_CODES, first_id
from desktop.store.database import Connection
from desktop.store.walks import Place, Tones, Walk

if TYPE_CHECKING:
    from desktop.core.query import Node
    from desktop.core.words import WordForms
    from desktop.store.search import Compiled

_FIRST_CHUNK = 200
_LARGEST_CHUNK = 5_000
_NO_SCORE = -2.0
"""The negativity of a mention whose tone is not known: the last ones of that order."""


class Limits(NamedTuple):
    """From which sizes on which way is taken; answers are the same for any values.

    Up to `few` listed mentions are held against the search one by one. A search in order of time
    is given up after `patience` matches that the filter does not list, if the filter has less
    than `small` mentions. Up to `sortable` matches are sorted; up to `memory` of more than those
    are kept in memory while the index of the order is walked.
    """

    few: int = 2_000
    patience: int = 3_000
    small: int = 20_000
    sortable: int = 8_000
    memory: int = 40_000


LIMITS = Limits()


class Listing:
    """Answers for one filter and search; used once and on the thread of `db`."""

    def __init__(
        self,
        db: Connection,
        filter: MentionFilter,
        search: Node | None,
        word_forms: WordForms | None,
        limits: Limits = LIMITS,
    ) -> None:
        self._db = db
        self._filter = filter
        self._search = search
        self._word_forms = word_forms
        self._limits = limits
        self._walk = Walk(db, filter)
        self._compiled: Compiled | None = None
        if search is not None:
            if word_forms is None:
                raise ValueError("a search needs word forms")
            from desktop.store.search import compile_search  # not before somebody searches

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
            rank = _NO_SCORE if after.score is None else -after.score
            return replace(place, below=(rank, after.id))
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
        if not self._asks_index():
            yield from self._tested(self._walk.ids(place, limit))
        elif self._filter.order is Order.MOST_NEGATIVE:
            yield from self._most_negative(place, limit)
        elif self._filter.order is Order.MOST_ENGAGED:
            yield from self._ranked(place, ())
        else:
            is_up = self._filter.order is Order.OLDEST
            yield from self._streamed(place, limit, (), is_up=is_up)

    def _asks_index(self) -> bool:
        if self._walk.most <= self._limits.few:
            return False
        if self._compiled is not None:
            return self._compiled.match is not None
        if self._filter.order in (Order.NEWEST, Order.OLDEST):
            return self._walk.meets
        return self._walk.most >= self._limits.sortable and self._walk.match(None) is not None

    def _match(self, tones: Tones) -> str:
        compiled = self._compiled
        found = self._walk.match(compiled.match if compiled else None, tones)
        if found is None:
            raise ValueError("the index is asked for nothing")
        return found

    def _most_negative(self, place: Place, limit: int) -> Iterator[int]:
        """First those with a tone by their score, then the others, which time alone orders.

        Most texts of one language may have no tone: the two kinds need ways of their own.
        """
        found, is_all = self._first(place, ())
        if is_all:
            yield from self._lots(self._walk.ranked(found, place, ()), self._checked)
            return
        wanted = self._walk.tones or tuple(TONE_CODES.values())
        known = tuple(each for each in wanted if each)
        below = place.below
        if known and (below is None or below[0] > _NO_SCORE):
            yield from self._ranked(place, known)
        if len(known) < len(wanted):
            rest = replace(place, below=None)
            if below is not None and below[0] <= _NO_SCORE:
                rest = replace(rest, high=min(below[1], rest.high or below[1]))
            yield from self._streamed(rest, limit, (0,), is_up=False)

    def _ranked(self, place: Place, tones: Tones) -> Iterator[int]:
        found, is_all = self._first(place, tones)
        if is_all:
            return self._lots(self._walk.ranked(found, place, tones), self._checked)
        limits = self._limits
        is_small = self._walk.most < limits.small
        walked = (self._walk.sorted if is_small else self._walk.by_rank)(place, tones)
        if len(found) == limits.sortable + limits.memory or self._compiled is None:
            return self._tested(walked)
        held = set(found)
        return self._lots((each for each in walked if each in held), self._checked)

    def _first(self, place: Place, tones: Tones) -> tuple[list[int], bool]:
        """What the index finds, as far as it is worth while, and whether few enough to sort."""
        where, values = place.sql("rowid")
        sql = f"SELECT rowid FROM word_index WHERE word_index MATCH ?{where}"
        with closing(self._db.execute(sql, [self._match(tones), *values])) as cursor:
            found = [row[0] for row in cursor.fetchmany(self._limits.sortable)]
            is_all = len(found) < self._limits.sortable
            is_split = self._filter.order is Order.MOST_NEGATIVE and not tones
            if not is_all and not is_split and self._compiled is not None:
                found += [row[0] for row in cursor.fetchmany(self._limits.memory)]
        return found, is_all

    def _streamed(self, place: Place, limit: int, tones: Tones, *, is_up: bool) -> Iterator[int]:
        """The index gives matches in order of time; each lot is held against the filter."""
        match = self._match(tones)
        where, values = place.sql("rowid")
        sql = f"""SELECT rowid FROM word_index WHERE word_index MATCH ?{where}
            ORDER BY rowid {"ASC" if is_up else "DESC"}"""
        scanned = given = 0
        with closing(self._db.execute(sql, [match, *values])) as cursor:
            size = max(_FIRST_CHUNK, 2 * limit)
            while lot := [row[0] for row in cursor.fetchmany(size)]:
                for each_id in self._checked(self._walk.keep(lot, tones)):
                    given += 1
                    yield each_id
                scanned += len(lot)
                size = min(2 * size, _LARGEST_CHUNK)
                is_vain = given < limit and scanned > self._limits.patience
                if is_vain and self._walk.most < self._limits.small:
                    last = lot[-1]
                    break
            else:
                return
            # The filter may have fewer mentions than the search has matches left.
            found = {row[0] for row in cursor}
        rest = replace(place, low=last + 1) if is_up else replace(place, high=last)
        walked = self._walk.by_time(rest, tones, is_up=is_up)
        yield from self._lots((each for each in walked if each in found), self._checked)

    def _tested(self, ids: Iterator[int]) -> Iterator[int]:
        return ids if self._compiled is None else self._lots(ids, self._matching)

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
        from desktop.core import matching  # not before somebody searches

        text = matching.Text(body, self._word_forms)
        return matching.match(self._search, text, self._word_forms) is not None
