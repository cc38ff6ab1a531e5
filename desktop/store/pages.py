"""The list of mentions: pages of any filter and search, in any order.

A search box text is not parsed here: `search` is what `parse_search(filter.search)` gave.
Filters that move with the clock must be fixed first (`filter.at(now)`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.core.filters import MentionFilter, Order
from desktop.core.models import Mention
from desktop.store import rows
from desktop.store.database import Connection
from desktop.store.listing import LIMITS, Limits, Listing
from desktop.store.troubles import converting

if TYPE_CHECKING:
    from desktop.core.query import Node
    from desktop.core.words import WordForms

_EXPORT_CHUNK = 500


@converting
def page(
    db: Connection,
    filter: MentionFilter,
    search: Node | None = None,
    word_forms: WordForms | None = None,
    *,
    after: Mention | None = None,
    limit: int = 100,
    limits: Limits = LIMITS,
) -> tuple[Mention, ...]:
    """The next mentions behind `after` (as it was when it was read), in the filter's order."""
    listing = Listing(db, filter, search, word_forms, limits)
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
    listing = Listing(db, replace(filter, order=Order.NEWEST), search, word_forms)
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
    listing = Listing(db, filter, search, word_forms)
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
    listing = Listing(db, replace(filter, order=Order.NEWEST), search, word_forms)
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
