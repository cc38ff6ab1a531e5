"""Places that are read from the newest page back: the same page reader for news and for the past.

A source says how one page is read (`Look`). `read_new` goes back to what is known, over several
fetches if need be, and never skips what lies between; `step_back` goes on into the past.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desktop.core.models import Item
from desktop.core.sources import BadData, HistoryPage, Reason, SourceError
from desktop.sources.round import Round, mark_text, memory_of

_NOTHING_LEFT = (Reason.NOT_FOUND, Reason.GONE, Reason.CLOSED, Reason.BAD_SETTING)
"""Refusals after which a part has no past to read; any other is worth another try."""


@dataclass(frozen=True, slots=True)
class Step:
    """A page of a place, newest first; `on` leads to the next older one, "" after the last.

    `oldest` is the time of the oldest publication the place put on the page, for a page of which
    not everything became an item; `None` takes the items' own.
    """

    items: tuple[Item, ...]
    on: str = ""
    oldest: datetime | None = None

    def reaches(self, moment: datetime | None) -> bool:
        """Whether the page ends before `moment`, or is the last one."""
        oldest = self.oldest or min(_times(self.items), default=None)
        return not self.on or bool(moment and oldest and oldest < moment)


Look = Callable[[str, datetime | None], Step]
"""Reads a page with one request: where an earlier one led on to ("": the newest), published since
a moment if the place can be told so. Raises only `SourceError`."""


def read_new(
    round: Round,
    part: str,
    look: Look,
    *,
    now: datetime,
    overlap: timedelta,
    most_pages: int = 1_000,
    first_pages: int = 1,
) -> bool:
    """Read a part back to what is known; `True` unless requests ran out before that.

    Each look goes `overlap` further back than the newest item of the last one: places list some
    things late. The first one ends after `first_pages`; another after `most_pages`, and the next
    fetch goes on from there. Raises only `SourceError`.
    """
    mark = round.mark(part)
    known, on, is_resumed = _moment(mark, "known"), mark_text(mark, "on"), True
    for _ in range(most_pages if known else first_pages):
        if not round.may_ask():
            return False
        round.asked()
        try:
            step = look(on, known)
        except BadData:
            if not (on and is_resumed):
                raise
            on, is_resumed = "", False  # the place has forgotten that page: from the top again
            continue
        is_resumed = False
        round.take(step.items)
        _note_top(mark, step.items, now)
        if step.reaches(known) or step.on == on:
            return _finish(mark, overlap)
        mark["on"] = on = step.on
    return True if known else _finish(mark, overlap)


def step_back(
    cursor: str | None, since: datetime, parts: Sequence[tuple[str, Look]]
) -> HistoryPage:
    """One page further into the past, one part after the other. Raises only `SourceError`."""
    memory = memory_of(cursor)
    past = memory.get("done")
    done = [each for each in past if isinstance(each, str)] if isinstance(past, list) else []
    left = [(name, look) for name, look in parts if name not in done]
    if not left:
        return HistoryPage(cursor=cursor, reached=since, is_done=True)
    name, look = left[0]
    on = mark_text(memory, "on") if memory.get("part") == name else ""
    try:
        step = look(on, since)
    except SourceError as error:
        if error.reason not in _NOTHING_LEFT:
            raise
        step = Step(())
    is_whole = step.reaches(since) or step.on == on
    is_done = is_whole and len(left) == 1
    times = list(_times(step.items))
    memory = {"done": [*done, name]} if is_whole else {"done": done, "part": name, "on": step.on}
    return HistoryPage(
        items=tuple(item for item in step.items if not item.created_at or item.created_at >= since),
        cursor=json.dumps(memory, ensure_ascii=False, separators=(",", ":")),
        reached=since if is_done else min(times, default=None) if len(left) == 1 else None,
        is_done=is_done,
    )


def phrase(term: str) -> str:
    """A term as searches want it: several words in quotes, which stand for nothing else."""
    term = term.replace('"', " ").strip()
    return term if term.isalnum() else f'"{term}"'


def _times(items: Iterable[Item]) -> Iterable[datetime]:
    return (item.created_at for item in items if item.created_at is not None)


def _note_top(mark: dict[str, Any], items: Iterable[Item], now: datetime) -> None:
    """Remember the newest moment seen; a post from the future must not hide what comes before."""
    newest = max(_times(items), default=None)
    top = _moment(mark, "top")
    if newest is not None and (top is None or newest > top):
        mark["top"] = min(newest, now).isoformat()


def _finish(mark: dict[str, Any], overlap: timedelta) -> bool:
    top, known = _moment(mark, "top"), _moment(mark, "known")
    mark.pop("top", None)
    mark.pop("on", None)
    if top is not None and (known is None or top - overlap > known):
        mark["known"] = (top - overlap).isoformat()
    return True


def _moment(mark: Mapping[str, Any], name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(mark_text(mark, name))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
