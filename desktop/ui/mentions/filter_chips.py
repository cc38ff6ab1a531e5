"""Active filters as removable words; without Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from desktop import wording
from desktop.core.filters import UNKNOWN_TONE, MentionFilter
from desktop.core.models import Status, Tone
from desktop.i18n import N_, tr
from desktop.ui.mentions.row_parts import one_line

RANGES: tuple[tuple[int | None, str], ...] = (
    (24, N_("24 hours")),
    (7 * 24, N_("7 days")),
    (30 * 24, N_("30 days")),
    (90 * 24, N_("90 days")),
    (None, N_("All time")),
)
"""Ranges that move with the clock, in hours."""

_LISTS = ("topic_ids", "source_ids", "statuses", "tones", "tags")


class Chip(NamedTuple):
    """One condition of a filter: `field` and `value` say what to take away."""

    text: str
    field: str
    value: object


def tone_name(value: str) -> str:
    """Name of a tone as filters hold it."""
    return wording.tone(None if value == UNKNOWN_TONE else Tone(value))


def chips_of(
    shown: MentionFilter, topics: Mapping[int, str], sources: Mapping[int, str]
) -> tuple[Chip, ...]:
    """The conditions of a filter in words; the search text is seen in its box."""
    found = [
        Chip(one_line(topics.get(each, "…"), 40), "topic_ids", each) for each in shown.topic_ids
    ]
    found += [
        Chip(one_line(sources.get(each, "…"), 40), "source_ids", each) for each in shown.source_ids
    ]
    found += [Chip(wording.status(each), "statuses", each) for each in shown.statuses]
    found += [Chip(tone_name(each), "tones", each) for each in shown.tones]
    found += [Chip(f"#{one_line(each, 40)}", "tags", each) for each in shown.tags]
    if shown.assignee is not None:
        text = tr("Assigned to {name}").format(name=one_line(shown.assignee, 40))
        found.append(Chip(text, "assignee", shown.assignee))
    if shown.author is not None:
        text = tr("By {author}").format(author=one_line(shown.author, 40))
        found.append(Chip(text, "author", shown.author))
    if shown.since or shown.until:
        found.append(Chip(range_text(shown.since, shown.until), "range", None))
    return tuple(found)


def without(shown: MentionFilter, chip: Chip) -> MentionFilter:
    """The filter with one condition less."""
    if chip.field == "range":
        return replace(shown, since=None, until=None)
    if chip.field in _LISTS:
        held = getattr(shown, chip.field)
        return _replaced(shown, chip.field, tuple(each for each in held if each != chip.value))
    return _replaced(shown, chip.field, None)


def _replaced(shown: MentionFilter, field: str, value: object) -> MentionFilter:
    values: dict[str, Any] = {field: value}
    return replace(shown, **values)


def cleared(shown: MentionFilter) -> MentionFilter:
    """Nothing narrowed; the order stays."""
    return MentionFilter(order=shown.order, folds=shown.folds)


def is_narrowed(shown: MentionFilter) -> bool:
    """Whether some mentions may be hidden by the filter."""
    bare = cleared(shown)
    return any(getattr(shown, each.name) != getattr(bare, each.name) for each in fields(bare))


def is_all_done(shown: MentionFilter) -> bool:
    """Whether only new mentions are asked for and nothing else narrows: empty means done."""
    return shown.statuses == (Status.NEW,) and not is_narrowed(replace(shown, statuses=()))


def range_text(since: datetime | None, until: datetime | None) -> str:
    """A fixed range in local days, or hours when it is shorter than a day."""
    if since and until and until - since < timedelta(days=1):
        return f"{_day(since)} {_time(since)} – {_time(until)}"
    first = _day(since) if since else "…"
    last = _day(until - timedelta(seconds=1)) if until else "…"
    return first if first == last else f"{first} – {last}"


def _day(moment: datetime) -> str:
    return moment.astimezone().strftime("%d.%m.%Y")


def _time(moment: datetime) -> str:
    return moment.astimezone().strftime("%H:%M")
