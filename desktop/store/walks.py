"""Walking through a filtered list in its order, without ever sorting what an index has sorted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.filters import MentionFilter, Order
from desktop.store import signs
from desktop.store.codes import TONE_CODES, single
from desktop.store.conditions import (
    ENOUGH,
    Condition,
    conditions_of,
    in_range,
    visible,
)
from desktop.store.database import Connection

_RANKS = {Order.MOST_NEGATIVE: "m.negativity", Order.MOST_ENGAGED: "m.engagement"}
_DOWN = "ORDER BY 1 DESC"
_UP = "ORDER BY 1 ASC"
_RANKED = "ORDER BY 2 DESC, 1 DESC"

_KNOWN = tuple(code for code in TONE_CODES.values() if code)

Tones = tuple[int, ...]
"""Column values of tones a list is further narrowed to; empty for no narrowing."""


@dataclass(frozen=True, slots=True)
class Place:
    """From where on a list is walked: ids of [low, high), and below a rank with its id."""

    low: int | None = None
    high: int | None = None
    below: tuple[float, int] | None = None

    def sql(self, key: str, rank: str | None = None) -> tuple[str, list[Any]]:
        """Conditions on the id column `key` (and on `rank`), each led by AND."""
        parts: list[str] = []
        values: list[Any] = []
        for value, sign in ((self.low, ">="), (self.high, "<")):
            if value is not None:
                parts.append(f" AND {key} {sign} ?")
                values.append(value)
        if self.below is not None and rank is not None:
            parts.append(f" AND ({rank}, m.id) < (?, ?)")
            values += self.below
        return "".join(parts), values


class Walk:
    """One filter prepared for walking: its conditions, and the index that leads through it."""

    def __init__(self, db: Connection, filter: MentionFilter) -> None:
        self._db = db
        self._order = filter.order
        self.tones: Tones = tuple(TONE_CODES[each] for each in dict.fromkeys(filter.tones))
        self.conditions = conditions_of(db, filter)
        self._sql, self._values = visible(self.conditions, filter.folds)
        self._total = single(db.execute("SELECT sum(n) FROM tally").fetchone())
        # A sign that most mentions have would cost more than it saves.
        self._signed = [e for e in self.conditions if e.signs and 2 * e.count < self._total]
        self._range_count = in_range(db, filter)
        leading = [each for each in self.conditions if each.source]
        self._smallest = min(leading, key=_count, default=None)

    @property
    def most(self) -> int:
        """An upper estimate of how many mentions are listed; `ENOUGH` or more means many."""
        counts = [self._range_count, self._total]
        return min([*counts, self._smallest.count] if self._smallest else counts)

    def match(self, search: str | None, tones: Tones = ()) -> str | None:
        """What finds at least the listed ones in the full-text index; `None` for everything."""
        parts = [search] if search else []
        if tones == _KNOWN:
            parts.append(signs.any_of([signs.KNOWN]))
        elif tones:
            parts.append(signs.any_of(map(signs.of_tone, tones)))
        parts += [signs.any_of(each.signs) for each in self._signed]
        return " AND ".join(parts) or None

    @property
    def meets(self) -> bool:
        """Whether several large lists meet, which the signs of the index find soonest."""
        return len(self._signed) > 1

    def ids(self, place: Place, limit: int) -> Iterator[int]:
        """The ids in order; `limit` is how many are likely to be taken."""
        return self._run(self.sql(place, limit))

    def by_time(self, place: Place, tones: Tones, *, is_up: bool) -> Iterator[int]:
        """The ids of some tones in order of time, whatever the filter's order."""
        return self._run(self._by_time(place, None, _UP if is_up else _DOWN, tones))

    def sorted(self, place: Place, tones: Tones) -> Iterator[int]:
        """The ids of some tones sorted by the filter's order: for a small list."""
        return self._run(self._by_time(place, _RANKS[self._order], _RANKED, tones))

    def by_rank(self, place: Place, tones: Tones) -> Iterator[int]:
        """The ids of some tones by walking the index of the filter's order."""
        return self._run(self._by_rank(place, _RANKS[self._order], tones))

    def sql(self, place: Place, limit: int) -> tuple[str, list[Any]]:
        """A statement that gives ids in order from `place` on, and its parameters."""
        rank = _RANKS.get(self._order)
        if rank is None:
            return self._by_time(place, None, _UP if self._order is Order.OLDEST else _DOWN, ())
        if self.most < ENOUGH and self.most**2 < 4 * limit * self._total:
            # So few that sorting them costs less than walking past all the others.
            return self._by_time(place, rank, _RANKED, ())
        return self._by_rank(place, rank, ())

    def _run(self, statement: tuple[str, list[Any]]) -> Iterator[int]:
        for row in self._db.execute(*statement):
            yield row[0]

    def keep(self, ids: Sequence[int], tones: Tones = ()) -> list[int]:
        """Those of some ids that are listed, in the order given."""
        listing = ",".join(map(str, ids))
        sql = f"""SELECT m.id FROM mention m
            WHERE m.id IN ({listing}){_toned(tones)} AND {self._sql}"""
        listed = {row[0] for row in self._db.execute(sql, self._values)}
        return [each for each in ids if each in listed]

    def ranked(self, ids: Sequence[int], place: Place, tones: Tones) -> Iterator[int]:
        """Those of some thousand ids that are listed, in the order of the filter."""
        rank = _RANKS[self._order]
        where, values = place.sql("m.id", rank)
        listing = ",".join(map(str, ids))
        sql = f"""SELECT m.id, {rank} FROM mention m
            WHERE m.id IN ({listing}){_toned(tones)} AND {self._sql}{where} {_RANKED}"""
        return self._run((sql, [*self._values, *values]))

    def _by_time(
        self, place: Place, rank: str | None, order: str, tones: Tones
    ) -> tuple[str, list[Any]]:
        lead = self._smallest
        if lead is None or 2 * lead.count > self._total:
            source = f"mention m NOT INDEXED WHERE 1{_toned(tones)}"
            return self._arms(source, [()], place, rank, order)
        arms = [(value,) for value in lead.values]
        return self._arms(lead.source + _toned(tones), arms, place, rank, order)

    def _by_rank(self, place: Place, rank: str, tones: Tones) -> tuple[str, list[Any]]:
        if self._order is Order.MOST_ENGAGED:
            source = f"mention m INDEXED BY mention_engagement WHERE 1{_toned(tones)}"
            return self._arms(source, [()], place, rank, _RANKED)
        # One arm per tone: a filter for one tone would else walk past all of the others.
        codes = tones or self.tones or tuple(TONE_CODES.values())
        source = "mention m INDEXED BY mention_negativity WHERE m.tone = ?"
        return self._arms(source, [(each,) for each in codes], place, rank, _RANKED)

    def _arms(
        self,
        source: str,
        arms: Sequence[tuple[Any, ...]],
        place: Place,
        rank: str | None,
        order: str,
    ) -> tuple[str, list[Any]]:
        """One SELECT per value, each walking its own index; SQLite merges them in order."""
        is_list = "t.mention_id" in source
        key = "t.mention_id" if is_list else "m.id"
        where, values = place.sql("m.id", rank)
        bounds, bound_values = place.sql(key) if is_list else ("", [])
        columns = f"{key}, {rank}" if rank else key
        arm = f"SELECT {columns} FROM {source} AND {self._sql}{where}{bounds}"
        each_values = [*self._values, *values, *bound_values]
        # A mention can have two of the wanted topics or tags, but only one tone or status.
        union = " UNION " if is_list else " UNION ALL "
        statement = union.join([arm] * len(arms)) + " " + order
        return statement, [value for lead in arms for value in (*lead, *each_values)]


def _toned(tones: Tones) -> str:
    # Unary plus: the index of tones must not take the place of the one that gives the order.
    return f" AND +m.tone IN ({','.join(map(str, tones))})" if tones else ""


def _count(condition: Condition) -> int:
    return condition.count
