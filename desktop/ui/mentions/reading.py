"""What the Mentions tab reads from the store, as work for the reading thread; without Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from desktop.core.filters import MentionFilter, Order
from desktop.store import pages

if TYPE_CHECKING:
    from desktop.core.models import Attachment, Mention, Note, Person, SavedSearch, Topic
    from desktop.core.query import Node
    from desktop.core.sources import StoredSource
    from desktop.core.usual import Usual
    from desktop.core.words import WordForms
    from desktop.store.counts import RailCounts
    from desktop.store.database import Connection
    from desktop.store.volume import Bucket

PAGE = 100
COUNT_LIMIT = 10_000
_HISTORY = timedelta(weeks=8)
_HOUR = 3600
_DAY = 24 * _HOUR
_BUCKETS = (
    (timedelta(hours=30), _HOUR // 2),
    (timedelta(days=3), _HOUR),
    (timedelta(days=9), 3 * _HOUR),
    (timedelta(days=35), 12 * _HOUR),
    (timedelta(days=120), _DAY),
    (timedelta(days=800), 7 * _DAY),
)
_LONGEST = 30 * _DAY
MOST_BARS = 400


class Page(NamedTuple):
    """A stretch of the list."""

    mentions: tuple[Mention, ...]
    has_more: bool


class Found(NamedTuple):
    """How many mentions a filter finds: as listed, and with repeats; `whole` is `None` where
    there are too many to count.
    """

    folded: int
    whole: int | None


class Rail(NamedTuple):
    """Everything the rail shows."""

    counts: RailCounts
    topics: tuple[Topic, ...]
    sources: tuple[StoredSource, ...]
    searches: tuple[SavedSearch, ...]
    people: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()


class Chart(NamedTuple):
    """Volume by tone with the usual level; `watched` says of each bucket whether anybody looked."""

    buckets: tuple[Bucket, ...]
    usual: tuple[Usual | None, ...]
    bucket_s: int
    watched: tuple[bool, ...]


class Detail(NamedTuple):
    """Everything the detail pane shows of one mention."""

    mention: Mention
    topics: tuple[Topic, ...]
    notes: tuple[Note, ...]
    attachments: tuple[Attachment, ...]
    copies: tuple[Mention, ...]
    earlier: tuple[Mention, ...]


class Reading:
    """Builds the work of one filter. `word_forms` is called in the reading thread only: it loads
    dictionaries on its first call.
    """

    def __init__(self, filter_now: MentionFilter, word_forms: Callable[[], WordForms]) -> None:
        self.filter = filter_now
        self._word_forms = word_forms

    def page(self, after: Mention | None, limit: int = PAGE) -> Callable[[Connection], Page]:
        """The next `limit` mentions after `after`, or the first ones."""

        def work(db: Connection) -> Page:
            search, forms = self._search()
            found = pages.page(db, self.filter, search, forms, after=after, limit=limit + 1)
            return Page(found[:limit], len(found) > limit)

        return work

    def count(self, db: Connection) -> Found:
        """How many there are, counted up to `COUNT_LIMIT`."""
        search = self._search()
        folded = pages.count(db, self.filter, *search, limit=COUNT_LIMIT)
        if folded >= COUNT_LIMIT or not self.filter.folds:
            return Found(folded, None)
        unfolded = replace(self.filter, folds=False)
        return Found(folded, pages.count(db, unfolded, *search, limit=COUNT_LIMIT))

    def ids(self, db: Connection) -> tuple[int, ...]:
        """All ids of the filter, up to `COUNT_LIMIT`."""
        return pages.ids(db, self.filter, *self._search(), limit=COUNT_LIMIT)

    def each(self, db: Connection) -> Iterator[Mention]:
        """Everything the filter finds, for exports."""
        return pages.each(db, self.filter, *self._search())

    def chart(self, now: datetime) -> Callable[[Connection], Chart | None]:
        """Volume over the filter's range up to `now`, `None` when there is nothing to draw."""

        def work(db: Connection) -> Chart | None:
            from desktop.store import volume  # the rows of the list come first

            search, forms = self._search()
            start = self.filter.since or _oldest(db)
            if start is None:
                return None
            end = min(self.filter.until or now, now)
            bucket_s = bucket_for(end - start)
            first = aligned(start, bucket_s)
            last = aligned(end, bucket_s) + timedelta(seconds=bucket_s)
            begin = aligned(first - _HISTORY, bucket_s)
            bare = replace(self.filter, since=None, until=None)
            found = volume.volume(db, bare, search, forms, begin, last, bucket_s)
            shown = tuple(each for each in found if each.start >= first)
            watched = _watched(db, found, bucket_s, self.filter.source_ids)
            level = _usual(found, watched, shown)
            return Chart(shown, level, bucket_s, watched[len(found) - len(shown) :])

        return work

    def _search(self) -> tuple[Node | None, WordForms | None]:
        if not self.filter.search.strip():
            return None, None
        from desktop.core.query import parse_search  # not before somebody searches

        search = parse_search(self.filter.search)
        return search, self._word_forms() if search is not None else None


def rail(db: Connection) -> Rail:
    """Counts and names for the rail."""
    from desktop.store import counts, people, searches, sources, tags, topics

    return Rail(
        counts.rail(db),
        topics.all(db),
        sources.all(db),
        searches.all(db),
        people.all(db),
        tuple(name for name, _ in tags.all(db)),
    )


def detail(mention_id: int) -> Callable[[Connection], Detail | None]:
    """All about one mention; `None` when it is gone."""

    def work(db: Connection) -> Detail | None:
        from desktop.store import attachments, authors, mentions, notes, topics

        mention = mentions.get(db, mention_id)
        if mention is None:
            return None
        return Detail(
            mention,
            topics.all(db),
            notes.of(db, mention_id),
            attachments.of(db, mention_id),
            mentions.copies(db, mention_id) if mention.repeats else (),
            authors.earlier(db, mention, 20),
        )

    return work


def bucket_for(span: timedelta) -> int:
    """Length of a bar in seconds, so that a range has some fifty to a hundred of them."""
    for longest, bucket_s in _BUCKETS:
        if span <= longest:
            return bucket_s
    return max(_LONGEST, int(span.total_seconds()) // MOST_BARS // _DAY * _DAY)


def on_grid(moving: MentionFilter, resolved: MentionFilter, now: datetime) -> MentionFilter:
    """A range that moves with the clock begins where the first bar of its chart does: the list,
    the number found and the chart then speak of the same mentions.
    """
    if not moving.hours or resolved.since is None:
        return resolved
    return replace(resolved, since=aligned(resolved.since, bucket_for(now - resolved.since)))


def aligned(moment: datetime, bucket_s: int) -> datetime:
    """The beginning of the local bucket `moment` lies in: days begin at midnight here."""
    local = moment.astimezone()
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if bucket_s >= _DAY:
        return midnight
    into = int((local - midnight).total_seconds())
    return midnight + timedelta(seconds=into - into % bucket_s)


def _oldest(db: Connection) -> datetime | None:
    first = pages.page(db, MentionFilter(order=Order.OLDEST, folds=False), limit=1)
    return first[0].created_at if first else None


def _watched(
    db: Connection, buckets: Sequence[Bucket], bucket_s: int, source_ids: Sequence[int]
) -> tuple[bool, ...]:
    """Whether somebody looked in each bucket. A store in which no look was ever noted (a sample,
    an import) was made elsewhere: there only what lies after its last look is unknown.
    """
    from desktop.store import looks, sources

    if not buckets:
        return ()
    step = timedelta(seconds=bucket_s)
    if not looks.is_recorded(db):
        last = max((s.last_ok_at for s in sources.all(db) if s.last_ok_at), default=None)
        return tuple(last is None or each.start <= last for each in buckets)
    stretches = looks.between(db, buckets[0].start, buckets[-1].start + step, source_ids)
    found, at = [], 0
    for each in buckets:
        while at < len(stretches) and stretches[at][1] < each.start:
            at += 1
        found.append(at < len(stretches) and stretches[at][0] < each.start + step)
    return tuple(found)


def _usual(
    found: Sequence[Bucket], watched: Sequence[bool], shown: Sequence[Bucket]
) -> tuple[Usual | None, ...]:
    from desktop.core.usual import Past, usual

    past = [
        Past(each.start.astimezone(), total(each))
        for each, is_watched in zip(found, watched, strict=True)
        if is_watched
    ]
    began = next((n for n, each in enumerate(past) if each.count), len(past))
    return usual(past[began:], [each.start.astimezone() for each in shown])


def total(bucket: Bucket) -> int:
    """All mentions of a bucket."""
    return bucket.negative + bucket.neutral + bucket.positive + bucket.unknown
