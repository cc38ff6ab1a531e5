"""Why the list is empty: never the same words for "nothing" and "could not look"; without Qt."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from desktop.core.filters import MentionFilter
from desktop.i18n import N_, tr
from desktop.ui.mentions.filter_chips import is_all_done
from desktop.ui.mentions.rail_rows import unlooked
from desktop.ui.mentions.reading import Rail
from desktop.ui.status_text import Progress


class EmptyKind(Enum):
    """Reasons for an empty list."""

    NO_SOURCES = "no_sources"
    CHECKING = "checking"
    NOT_YET = "not_yet"
    COULD_NOT_LOOK = "could_not_look"
    NOTHING_FOUND = "nothing_found"
    NO_MATCH = "no_match"
    ALL_DONE = "all_done"


class EmptyText(NamedTuple):
    """What an empty list says; English, translated on show. `button` may be ""."""

    title: str
    text: str
    button: str = ""
    icon: str = "mentions"


EMPTY_TEXTS: dict[EmptyKind, EmptyText] = {
    EmptyKind.NO_SOURCES: EmptyText(
        N_("No sources yet"),
        N_("Add a feed, a network or a page, and what people write will be gathered here."),
        N_("Add source"),
        "source",
    ),
    EmptyKind.CHECKING: EmptyText(
        N_("Checking now"),
        N_("Looking at the sources. What is found appears here at once."),
        icon="check-now",
    ),
    EmptyKind.NOT_YET: EmptyText(
        N_("Nothing fetched yet"),
        N_("The sources are waiting for their first check. Nothing is known so far."),
        N_("Check now"),
        "check-now",
    ),
    EmptyKind.COULD_NOT_LOOK: EmptyText(
        N_("Could not look"),
        N_("No source could be reached. People may be writing: this is not a sign of quiet."),
        N_("Check again"),
        "warning",
    ),
    EmptyKind.NOTHING_FOUND: EmptyText(
        N_("No mentions found"),
        N_("The sources were looked at and hold nothing that matches your topics."),
        N_("Add topic"),
        "topic",
    ),
    EmptyKind.NO_MATCH: EmptyText(
        N_("No mentions match"),
        N_("There are mentions, but none of them fits this search and these filters."),
        N_("Clear filters"),
        "filter",
    ),
    EmptyKind.ALL_DONE: EmptyText(
        N_("All done"),
        N_("No new mentions are waiting for you."),
        N_("Show all mentions"),
        "answered",
    ),
}


def empty_kind(rail: Rail, shown: MentionFilter, *, is_checking: bool = False) -> EmptyKind:
    """Why nothing is listed under the filter `shown`."""
    if rail.counts.total == 0:
        if not rail.sources:
            return EmptyKind.NO_SOURCES
        if is_checking:
            return EmptyKind.CHECKING
        if unlooked(rail.sources):
            return EmptyKind.COULD_NOT_LOOK
        if any(each.is_on and each.last_ok_at is None for each in rail.sources):
            return EmptyKind.NOT_YET
        return EmptyKind.NOTHING_FOUND
    if is_all_done(shown):
        return EmptyKind.COULD_NOT_LOOK if unlooked(rail.sources) else EmptyKind.ALL_DONE
    return EmptyKind.NO_MATCH


def checking_text(progress: Progress) -> str:
    """What is being looked at, and how far the check is."""
    text = tr("Checking: {name} ({done} of {total})")
    return text.format(name=progress.name, done=progress.done, total=progress.total)
