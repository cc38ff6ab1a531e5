"""Which letters of a folder are to be read: the new ones, or a step back into the past.

New letters are found by their numbers (UID), never by searching: at some large services the
index lags behind or fails, and what it does not tell would be taken for silence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from desktop.core.models import Item
from desktop.core.sources import BadData, HistoryPage, Reason, Temporary
from desktop.sources.imap_reader import GROUP, Reader, arrival
from desktop.sources.imap_session import Opened, Session
from desktop.sources.imap_values import number
from desktop.sources.round import Round, mark_number, memory_of

MOST_GROUPS = 8
"""Groups of letters of one fetch; what is left over is read by the next one (`more`)."""
_FIRST_DAYS = 30
_WINDOW = timedelta(days=14)
_HISTORY_GROUPS = 4
_HISTORY_SEARCHES = 6
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MakeReader = Callable[[str, int], Reader]
"""A reader of a folder, from its name and its validity."""


class Look:
    """The work of one fetch, folder by folder."""

    def __init__(self, session: Session, reader: MakeReader, round_: Round, now: datetime) -> None:
        self._session, self._reader, self._round, self._now = session, reader, round_, now

    def part(self, name: str) -> Callable[[], bool]:
        """The work on one folder: `True` when nothing in it is left unread."""

        def work() -> bool:
            return self._is_read(name)

        return work

    def _is_read(self, name: str) -> bool:
        opened = self._session.examine(name)
        mark = self._round.mark(name)
        if not opened.validity or mark_number(mark, "validity") != opened.validity:
            mark.clear()  # the numbers mean other letters now
        last = mark_number(mark, "uid")
        uids, highest = self._newer(last) if last else self._first(opened)
        reader = self._reader(name, opened.validity)
        for at in range(0, len(uids), GROUP):
            if not self._round.may_ask():
                return False
            self._round.asked()
            group = uids[at : at + GROUP]
            read = reader.read(group)
            self._round.take(read.items)
            for kind in read.warnings:
                self._round.warn(kind)
            mark["validity"], mark["uid"] = opened.validity, group[-1]
        mark["validity"], mark["uid"] = opened.validity, max(last, highest)
        return True

    def _newer(self, last: int) -> tuple[list[int], int]:
        """Letters after the last one read, and the highest number. `n:*` always names the
        highest letter, however low its number is.
        """
        found = self._session.fetch(f"{last + 1}:*", "(UID)")
        uids = sorted({uid for each in found if (uid := number(each[b"UID"])) > last})
        return uids, uids[-1] if uids else last

    def _first(self, opened: Opened) -> tuple[list[int], int]:
        """The newest letters of the last weeks, and the highest number of all."""
        if not opened.count:
            return [], max(0, opened.next_uid - 1)
        since = self._now - timedelta(days=_FIRST_DAYS)
        dated = {
            number(each[b"UID"]): arrival(each.get(b"INTERNALDATE"), self._now) or self._now
            for each in self._session.newest(opened.count, GROUP * MOST_GROUPS)
        }
        if not dated:
            raise BadData(Reason.UNREADABLE, "there are letters, and nothing is told of them")
        uids = sorted(uid for uid, arrived in dated.items() if arrived >= since)
        return uids, max(dated, default=0)


class Past:
    """One step back in time. The cursor says before which day, and where inside of it."""

    def __init__(
        self,
        session: Session,
        reader: MakeReader,
        cursor: str | None,
        since: datetime,
        now: datetime,
    ) -> None:
        self._session, self._reader, self._since, self._now = session, reader, since, now
        memory = memory_of(cursor)
        self._end = since.astimezone(UTC).date()
        self._before = _day(memory.get("before")) or (now + timedelta(days=1)).date()
        self._folder = mark_number(memory, "folder")
        self._below = mark_number(memory, "below")
        self._validity = mark_number(memory, "validity")
        self._searches, self._groups = _HISTORY_SEARCHES, _HISTORY_GROUPS

    def page(self, folders: Sequence[str]) -> HistoryPage:
        """What the next letters back in time bring."""
        items: list[Item] = []
        while self._before > self._end and self._searches > 0 and self._groups > 0:
            if self._folder < len(folders):
                items += self._step(folders)
            else:
                self._before, self._folder, self._below = self._start(), 0, 0
        is_done = self._before <= self._end
        memory = {
            "before": self._before.isoformat(),
            "folder": self._folder,
            "validity": self._validity,
            "below": self._below,
        }
        # A server counts days in its own zone.
        reached = datetime.combine(self._before, datetime.min.time(), UTC) + timedelta(days=1)
        return HistoryPage(
            items=tuple(items),
            cursor=json.dumps(memory),
            reached=self._since if is_done else reached,
            is_done=is_done,
        )

    def _start(self) -> date:
        return max(self._end, self._before - _WINDOW)

    def _step(self, folders: Sequence[str]) -> list[Item]:
        """Read letters of one folder of these weeks, the highest numbers first."""
        self._searches -= 1
        items: list[Item] = []
        uids = self._found(folders[self._folder], is_only=len(folders) == 1)
        while uids and self._groups > 0:
            self._groups -= 1
            group, uids = uids[-GROUP:], uids[:-GROUP]
            items += self._reader(folders[self._folder], self._validity).read(group).items
            self._below = group[0]
        if not uids:
            self._folder, self._below = self._folder + 1, 0
        return items

    def _found(self, name: str, *, is_only: bool) -> list[int]:
        """Letters of a folder; one that is gone holds up no others."""
        try:
            opened = self._session.examine(name)
        except BadData as error:
            if error.reason is not Reason.NOT_FOUND or is_only:
                raise
            return []
        if opened.validity != self._validity:
            self._validity, self._below = opened.validity, 0
        start = self._start()
        days = ("SINCE", imap_date(start), "BEFORE", imap_date(self._before))
        found = self._session.search(*days)
        if found is None or (not found and self._is_hidden(opened, start)):
            raise Temporary(Reason.SERVER_ERROR, "the server will not search")
        return [uid for uid in found if not self._below or uid < self._below]

    def _is_hidden(self, opened: Opened, start: date) -> bool:
        """Whether the newest letter lies in these weeks, though searching found none there."""
        newest = self._session.newest(opened.count, 1) if opened.count else []
        when = arrival(newest[-1].get(b"INTERNALDATE"), self._now) if newest else None
        return when is not None and start < when.date() < self._before - timedelta(days=1)


def imap_date(day: date) -> str:
    """A day as IMAP writes it, whatever the computer's language."""
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
