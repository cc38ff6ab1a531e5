"""A filter as SQL conditions, and the index that leads through the list it describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.filters import MentionFilter
from desktop.store import signs
from desktop.store.codes import STATUS_CODES, TONE_CODES, first_id, marks, single
from desktop.store.database import Connection
from desktop.store.erased import folded_handle

ENOUGH = 20_000
"""Nobody needs to know how much larger than this a set is."""

Values = Sequence[Any]

_SIGNS = {"tone": signs.of_tone, "source_id": signs.of_source}


@dataclass(frozen=True, slots=True)
class Condition:
    """`sql` of a mention called {m}, with its parameters.

    `source` is the FROM part that finds the mentions of one value in order of id (its parameter
    is that value), `count` estimates how many there are, and `signs` are those of which the
    full-text index has at least one with each of them.
    """

    sql: str
    values: tuple[Any, ...]
    source: str = ""
    count: int = ENOUGH
    signs: tuple[str, ...] = ()


def conditions_of(db: Connection, filter: MentionFilter) -> list[Condition]:
    """All conditions of a filter but its search; `filter.hours` must be resolved already."""
    return [*_range(filter), *_columns(db, filter), *_lists(db, filter)]


def _range(filter: MentionFilter) -> list[Condition]:
    found = []
    if filter.since is not None:
        found.append(Condition("{m}.id >= ?", (first_id(filter.since),)))
    if filter.until is not None:
        found.append(Condition("{m}.id < ?", (first_id(filter.until),)))
    return found


def _columns(db: Connection, filter: MentionFilter) -> list[Condition]:
    wanted: list[tuple[str, str, list[int]]] = []
    if filter.statuses:
        codes = [STATUS_CODES[each] for each in dict.fromkeys(filter.statuses)]
        wanted.append(("status", "mention_status", codes))
    if filter.tones:
        tones = [TONE_CODES[each] for each in dict.fromkeys(filter.tones)]
        wanted.append(("tone", "mention_tone", tones))
    if filter.source_ids:
        wanted.append(("source_id", "mention_source", list(dict.fromkeys(filter.source_ids))))
    found = []
    for column, index, values in wanted:
        sql = f"SELECT sum(n) FROM tally WHERE {column} IN ({marks(values)})"
        n = single(db.execute(sql, values).fetchone())
        sign = _SIGNS.get(column)
        marks_of = tuple(map(sign, values)) if sign else ()
        found.append(_column(column, index, values, n, marks_of))
    return found + _people(db, filter)


def _column(
    column: str, index: str, values: Values, count: int, marks_of: tuple[str, ...] = ()
) -> Condition:
    return Condition(
        f"{{m}}.{column} IN ({marks(values)})",
        tuple(values),
        f"mention m INDEXED BY {index} WHERE m.{column} = ?",
        count,
        marks_of,
    )


def _people(db: Connection, filter: MentionFilter) -> list[Condition]:
    found = []
    if filter.assignee is not None:
        sql = "SELECT id FROM person WHERE name_key = ?"
        ids = [row[0] for row in db.execute(sql, (filter.assignee.strip().casefold(),))]
        found.append(_person("assignee_id", "mention_assignee", db, ids))
    if filter.author is not None:
        sql = "SELECT id FROM author WHERE handle = ? UNION SELECT id FROM author WHERE name = ?"
        name = filter.author.strip().casefold()
        ids = [row[0] for row in db.execute(sql, (folded_handle(filter.author), name))]
        found.append(_person("author_id", "mention_author", db, ids[:200]))
    return found


def _person(column: str, index: str, db: Connection, ids: list[int]) -> Condition:
    ids = ids or [-1]
    sql = f"SELECT 1 FROM mention INDEXED BY {index} WHERE {column} IN ({marks(ids)})"
    return _column(column, index, ids, _probe(db, sql, ids))


def _lists(db: Connection, filter: MentionFilter) -> list[Condition]:
    found = []
    if filter.topic_ids:
        ids = list(dict.fromkeys(filter.topic_ids))
        sql = f"SELECT sum(n) FROM tally_topic WHERE topic_id IN ({marks(ids)})"
        n = single(db.execute(sql, ids).fetchone())
        marks_of = tuple(map(signs.of_topic, ids))
        found.append(_list("mention_topic", "topic_id", ids, n, marks_of))
    if filter.tags:
        sql = f"SELECT id FROM tag WHERE name_key IN ({marks(filter.tags)})"
        names = [each.strip().casefold() for each in filter.tags]
        ids = [row[0] for row in db.execute(sql, names)] or [-1]
        sql = f"SELECT 1 FROM mention_tag WHERE tag_id IN ({marks(ids)})"
        found.append(_list("mention_tag", "tag_id", ids, _probe(db, sql, ids)))
    return found


def _list(
    table: str, column: str, ids: Values, count: int, marks_of: tuple[str, ...] = ()
) -> Condition:
    return Condition(
        f"EXISTS (SELECT 1 FROM {table} x WHERE x.mention_id = {{m}}.id"
        f" AND x.{column} IN ({marks(ids)}))",
        tuple(ids),
        f"{table} t CROSS JOIN mention m ON m.id = t.mention_id WHERE t.{column} = ?",
        count,
        marks_of,
    )


def _probe(db: Connection, sql: str, values: Values) -> int:
    """How many rows a query has, counted no further than `ENOUGH`."""
    return single(db.execute(f"SELECT count(*) FROM ({sql} LIMIT {ENOUGH})", values).fetchone())


def joined(conditions: Sequence[Condition], alias: str) -> tuple[str, list[Any]]:
    """Conditions joined with AND for a mention of that alias, and their parameters."""
    sql = " AND ".join(each.sql.format(m=alias) for each in conditions) or "1"
    return sql, [value for each in conditions for value in each.values]


def visible(conditions: Sequence[Condition], folds: bool) -> tuple[str, list[Any]]:
    """All that must hold of a mention `m` to be listed.

    A repeat is hidden only where its lead is listed, so a copy never vanishes with a lead that
    the filter hides.
    """
    sql, values = joined(conditions, "m")
    if not folds:
        return sql, values
    if not conditions:
        return "m.repeat_of IS NULL", []
    lead_sql, lead_values = joined(conditions, "lead")
    folded = f"""(m.repeat_of IS NULL OR NOT EXISTS
        (SELECT 1 FROM mention lead WHERE lead.id = m.repeat_of AND {lead_sql}))"""
    return f"{sql} AND {folded}", [*values, *lead_values]


def in_range(db: Connection, filter: MentionFilter) -> int:
    """How many mentions the filter's range of time has, counted up to `ENOUGH`."""
    conditions = _range(filter)
    if not conditions:
        return ENOUGH
    sql, values = joined(conditions, "m")
    return _probe(db, f"SELECT 1 FROM mention m NOT INDEXED WHERE {sql}", values)
