"""The lines of the left rail as plain values; without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from desktop import wording
from desktop.core.filters import MentionFilter
from desktop.core.models import Status, TopicKind
from desktop.core.sources import Health, StoredSource
from desktop.i18n import N_, tr
from desktop.ui.mentions.reading import Rail
from desktop.ui.mentions.row_parts import one_line

_GROUPS = {
    TopicKind.BRAND: N_("Own brand"),
    TopicKind.COMPETITOR: N_("Competitors"),
    TopicKind.INDUSTRY: N_("Industry"),
}


_MOST_TOLD = 2


class Line(Enum):
    """What a line of the rail is."""

    HEADER = auto()
    ALL = auto()
    KIND = auto()
    TOPIC = auto()
    SOURCE = auto()
    STATUS = auto()
    SEARCH = auto()
    ADD_TOPIC = auto()
    ADD_SOURCE = auto()


@dataclass(frozen=True, slots=True)
class RailRow:
    """One line. `value` is the id, status or saved filter a click means; `health` only of
    sources; `hint` is the tooltip and is spoken after the text.
    """

    line: Line
    text: str
    count: int | None = None
    value: object = None
    health: Health | None = None
    hint: str = ""

    @property
    def is_choice(self) -> bool:
        """Whether a click narrows the list."""
        return self.line not in (Line.HEADER, Line.KIND, Line.ADD_TOPIC, Line.ADD_SOURCE)


def rail_rows(rail: Rail) -> tuple[RailRow, ...]:
    """All lines from top to bottom."""
    rows = [RailRow(Line.ALL, tr("All mentions"), rail.counts.total)]
    rows += _topics(rail)
    rows.append(RailRow(Line.HEADER, tr("Sources")))
    rows += [_source(source, rail.counts.sources.get(source.id, 0)) for source in rail.sources]
    rows.append(RailRow(Line.ADD_SOURCE, tr("Add source")))
    rows.append(RailRow(Line.HEADER, tr("Status")))
    rows += [
        RailRow(Line.STATUS, wording.status(each), rail.counts.statuses.get(each, 0), each)
        for each in Status
    ]
    if rail.searches:
        rows.append(RailRow(Line.HEADER, tr("Saved searches")))
        rows += [RailRow(Line.SEARCH, one_line(s.name, 60), None, s) for s in rail.searches]
    return tuple(rows)


def _topics(rail: Rail) -> list[RailRow]:
    rows = [RailRow(Line.HEADER, tr("What we watch"))]
    for kind in TopicKind:
        of_kind = [each for each in rail.topics if each.kind is kind]
        if of_kind:
            rows.append(RailRow(Line.KIND, tr(_GROUPS[kind])))
        rows += [
            RailRow(Line.TOPIC, one_line(t.name, 60), rail.counts.topics.get(t.id, 0), t.id)
            for t in of_kind
        ]
    return [*rows, RailRow(Line.ADD_TOPIC, tr("Add topic"))]


def _source(source: StoredSource, count: int) -> RailRow:
    health = source.health if source.is_on else Health.OFF
    hint = wording.health(health)
    if source.reason is not None and health is not Health.FINE:
        hint += f". {wording.reason(source.reason)}"
    elif source.troubles:
        hint += f". {wording.part_troubles(source.troubles)}"
    return RailRow(Line.SOURCE, one_line(source.name, 60), count, source.id, health, hint)


_FIELD = {Line.TOPIC: "topic_ids", Line.SOURCE: "source_ids", Line.STATUS: "statuses"}


def is_chosen(row: RailRow, shown: MentionFilter) -> bool:
    """Whether the filter contains what the line means."""
    if row.line is Line.ALL:
        return not (shown.topic_ids or shown.source_ids or shown.statuses)
    field = _FIELD.get(row.line)
    return field is not None and row.value in getattr(shown, field)


def chosen(row: RailRow, shown: MentionFilter, *, adds: bool) -> MentionFilter:
    """The filter after a click on a line; with `adds` (Ctrl) the other lines stay chosen.

    A click on the only chosen line takes it away. A saved search replaces the whole filter.
    """
    bare = replace(shown, topic_ids=(), source_ids=(), statuses=())
    field = _FIELD.get(row.line)
    if field is None:
        return bare if row.line is Line.ALL else shown
    values: tuple[object, ...] = getattr(shown, field)
    if not adds:
        only = replace(bare, **{field: (row.value,)})  # type: ignore[arg-type]
        return bare if only == shown else only
    kept: tuple[object, ...] = tuple(each for each in values if each != row.value)
    kept = kept if row.value in values else (*values, row.value)
    return replace(shown, **{field: kept})  # type: ignore[arg-type]


def unlooked(sources: Sequence[StoredSource]) -> bool:
    """Whether every source that is on could not be looked at: silence then means nothing."""
    on = [each for each in sources if each.is_on]
    return bool(on) and all(
        each.health in (Health.FAILING, Health.NEEDS_KEY, Health.OFF) for each in on
    )


_SILENT = (Health.FAILING, Health.NEEDS_KEY)


def unreached(rail: Rail, shown: MentionFilter) -> tuple[StoredSource, ...]:
    """Sources the list depends on that could not be looked at: what they hold is not in it."""
    return tuple(
        each
        for each in rail.sources
        if each.is_on
        and each.health in _SILENT
        and (not shown.source_ids or each.id in shown.source_ids)
    )


def unreached_text(sources: Sequence[StoredSource], now: datetime) -> str:
    """Which sources could not be looked at, why and since when; "" without any."""
    if not sources:
        return ""
    told = [_unreached(each, now) for each in sources[:_MOST_TOLD]]
    text = tr("Could not look: {sources}").format(sources="; ".join(told))
    left = len(sources) - len(told)
    return f"{text}; {tr('and {n} more').format(n=left)}" if left else text


def unreached_names(sources: Sequence[StoredSource]) -> str:
    """The same in a narrow window: names only."""
    if not sources:
        return ""
    names = ", ".join(one_line(each.name, 40) for each in sources)
    return tr("Could not look: {sources}").format(sources=names)


def _unreached(source: StoredSource, now: datetime) -> str:
    why = wording.reason(source.reason) if source.reason else wording.health(source.health)
    why = why[:1].lower() + why[1:]
    if source.last_ok_at is None:
        since = tr("never looked at yet")
    else:
        ago = wording.ago((now - source.last_ok_at).total_seconds())
        since = tr("last looked at {ago}").format(ago=ago)
    return f"{one_line(source.name, 40)} ({why}, {since})"
