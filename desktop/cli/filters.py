"""Options that narrow `list` and `export`, read into a filter."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop.cli.session import Trouble, WrongUsage
from desktop.core.filters import MentionFilter
from desktop.core.models import Status
from desktop.i18n import tr

if TYPE_CHECKING:
    from desktop.store.database import Connection

_BACK = re.compile(r"(\d{1,5})([mhdw])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def filter_of(db: Connection, options: Namespace, now: datetime) -> MentionFilter:
    """The filter the options say. Raises `WrongUsage`, and `Trouble` for an unknown name."""
    from desktop.store import sources, topics

    if options.limit is not None and options.limit < 1:
        raise WrongUsage(tr("--limit is a number from 1 on"))
    topic_ids = {_key(each.name): each.id for each in topics.all(db)}
    source_ids = {_key(each.name): each.id for each in sources.all(db)}
    return MentionFilter(
        search=options.search or "",
        since=moment(options.since, now) if options.since else None,
        until=moment(options.until, now, is_end=True) if options.until else None,
        tones=tuple(options.tone or ()),
        statuses=tuple(Status(value) for value in options.status or ()),
        topic_ids=_ids(topic_ids, options.topic, tr("There is no topic “{name}”")),
        source_ids=_ids(source_ids, options.source, tr("There is no source “{name}”")),
        folds=False,
    )


def _ids(known: dict[str, int], names: list[str] | None, sentence: str) -> tuple[int, ...]:
    for name in names or ():
        if _key(name) not in known:
            raise Trouble(sentence.format(name=name))
    return tuple(known[_key(name)] for name in names or ())


def _key(name: str) -> str:
    return name.strip().casefold()


def moment(text: str, now: datetime, *, is_end: bool = False) -> datetime:
    """A time in UTC: `24h`, `7d`, `2w`, `30m` back from `now`, or ISO 8601.

    A date or time without an offset is local; a bare date is its beginning, as an end the
    beginning of the next day, so that the day named is still in. Raises `WrongUsage`.
    """
    try:
        if back := _BACK.fullmatch(text.strip()):
            return now - timedelta(**{_UNITS[back[2]]: int(back[1])})
        found = datetime.fromisoformat(text.strip())
        if is_end and _DATE.fullmatch(text.strip()):
            found += timedelta(days=1)
        return found.astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        sentence = tr("“{text}” is no date (2026-03-01), time, or time back (24h, 7d)")
        raise WrongUsage(sentence.format(text=text)) from error
