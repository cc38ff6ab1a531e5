"""How many mentions of each tone there were over time, for the strip chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop.core.filters import MentionFilter, Order
from desktop.store import pages
from desktop.store.codes import HOUR_S, ID_BITS, epoch, first_id, moment
from desktop.store.conditions import conditions_of, joined
from desktop.store.database import Connection
from desktop.store.search import compile_search
from desktop.store.troubles import converting

if TYPE_CHECKING:
    from desktop.core.query import Node
    from desktop.core.words import WordForms

Cells = Iterable[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Bucket:
    """Mentions published in a stretch of time that begins at `start` (UTC), repeats included."""

    start: datetime
    negative: int
    neutral: int
    positive: int
    unknown: int


@converting
def volume(
    db: Connection,
    filter: MentionFilter,
    search: Node | None,
    word_forms: WordForms | None,
    start: datetime,
    end: datetime,
    bucket_s: int,
) -> tuple[Bucket, ...]:
    """Every bucket of `bucket_s` seconds from `start` up to `end`, empty ones too, oldest first.

    The filter narrows further, its own range of time too; order and folding play no part.
    Whole hours without any filter are read from tallies.
    """
    first, last = epoch(start), epoch(end)
    narrowed = replace(
        filter,
        search="",
        order=Order.OLDEST,
        folds=False,
        since=max(start, filter.since or start),
        until=min(end, filter.until or end),
    )
    if search is not None:
        cells = _found(db, narrowed, search, word_forms, (first, bucket_s))
    elif _is_plain(filter) and not (first % HOUR_S or bucket_s % HOUR_S):
        # The last hour may be cut short: its mentions are looked at one by one.
        whole = max(first, last - last % HOUR_S)
        rest = replace(narrowed, since=moment(whole))
        cells = _hours(db, first, whole, bucket_s)
        if whole < last:
            cells = [*cells, *_filtered(db, rest, first, bucket_s)]
    else:
        cells = _filtered(db, narrowed, first, bucket_s)
    counts = [[0, 0, 0, 0] for _ in range(first, last, bucket_s)]
    for index, tone, n in cells:
        counts[index][tone] += n
    return tuple(
        Bucket(moment(first + index * bucket_s), each[1], each[2], each[3], each[0])
        for index, each in enumerate(counts)
    )


def _is_plain(filter: MentionFilter) -> bool:
    return replace(filter, order=Order.NEWEST, folds=True, search="") == MentionFilter()


def _hours(db: Connection, first: int, last: int, bucket_s: int) -> Cells:
    sql = """SELECT (hour * 3600 - ?) / ?, tone, sum(n) FROM tally_hour
        WHERE hour >= ? AND hour < ? GROUP BY 1, 2"""
    return db.execute(sql, (first, bucket_s, first // HOUR_S, last // HOUR_S)).fetchall()


def _filtered(db: Connection, filter: MentionFilter, first: int, bucket_s: int) -> Cells:
    conditions = conditions_of(db, filter)
    where, values = joined(conditions, "m")
    leading = [each for each in conditions if each.source]
    source = "mention m NOT INDEXED WHERE 1"
    lead_values: list[tuple[Any, ...]] = [()]
    if leading:
        lead = min(leading, key=lambda each: each.count)
        source, lead_values = lead.source, [(each,) for each in lead.values]
    place = ""
    more: list[int] = []
    if "t.mention_id" in source and filter.since and filter.until:
        place = " AND t.mention_id >= ? AND t.mention_id < ?"
        more = [first_id(filter.since), first_id(filter.until)]
    union = " UNION " if place else " UNION ALL "
    arm = f"SELECT m.id, m.tone FROM {source} AND {where}{place}"
    sql = f"""SELECT ((id >> {ID_BITS}) - ?) / ?, tone, count(*)
        FROM ({union.join([arm] * len(lead_values))}) GROUP BY 1, 2"""
    parameters = [each for lead in lead_values for each in (*lead, *values, *more)]
    return db.execute(sql, (first, bucket_s, *parameters)).fetchall()


def _found(
    db: Connection,
    filter: MentionFilter,
    search: Node,
    word_forms: WordForms | None,
    grid: tuple[int, int],
) -> Cells:
    if word_forms is None:
        raise ValueError("a search needs word forms")
    compiled = compile_search(db, search, word_forms)
    if compiled.match is not None and compiled.is_exact and filter.since and filter.until:
        where, values = joined(conditions_of(db, filter), "m")
        sql = f"""SELECT ((m.id >> {ID_BITS}) - ?) / ?, m.tone, count(*)
            FROM word_index w CROSS JOIN mention m ON m.id = w.rowid
            WHERE w.words MATCH ? AND w.rowid >= ? AND w.rowid < ? AND {where} GROUP BY 1, 2"""
        span = (first_id(filter.since), first_id(filter.until))
        return db.execute(sql, (*grid, compiled.match, *span, *values)).fetchall()
    ids = pages.ids(db, filter, search, word_forms, limit=1_000_000)
    sql = f"SELECT ((id >> {ID_BITS}) - ?) / ?, tone, 1 FROM mention WHERE id = ?"
    return [db.execute(sql, (*grid, each)).fetchone() for each in ids]
