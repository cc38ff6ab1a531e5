"""The past of YouTube, a month at a time: comments of the channels, and searches, sparingly."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.core.models import Item
from desktop.core.sources import BadData, HistoryPage, RateLimited, Reason, SourceError
from desktop.sources.dates import epoch_date
from desktop.sources.json_answer import record_of, text_of
from desktop.sources.known_items import wanted_mark
from desktop.sources.round import mark_text, memory_of
from desktop.sources.youtube_api import STALE_PAGE, YoutubeApi
from desktop.sources.youtube_items import thread_items, video_item
from desktop.sources.youtube_quota import Allowance

_STEP = timedelta(days=30)
_STEP_REQUESTS = 4
_SEARCHES = 25
"""Searches of a day that the past may use, out of what the ordinary looks leave."""


class YoutubePast:
    """Where the reading of the past stands; made from the cursor alone.

    In the memory: `edge` (Unix seconds) is where the month under way begins, `todo` what is left
    of it, `pages` how far back each channel's comments are read ("" at the start, absent: all).
    """

    def __init__(
        self,
        cursor: str | None,
        api: YoutubeApi,
        names: Sequence[str],
        identity_of: Callable[[str], str],
        queries: Sequence[str],
        since: datetime,
    ) -> None:
        self._api = api
        self._since = since
        wanted = wanted_mark([*names, *queries])
        memory = memory_of(cursor)
        if memory.get("wanted") != wanted:
            memory = {"wanted": wanted, "pages": _identities(names, identity_of)}
        self._memory = memory
        self._queries = queries
        pages = memory.get("pages")
        self._pages: dict[str, Any] = pages if isinstance(pages, dict) else {}
        todo = memory.get("todo")
        steps = todo if isinstance(todo, list) else ()
        self._todo = [each for each in steps if isinstance(each, dict)]
        self._top = epoch_date(memory.get("top"), api.now) or api.now
        self._edge = epoch_date(memory.get("edge"), api.now) or api.now
        if not self._todo:
            self._begin_month()

    def step(self) -> HistoryPage:
        """Read a little further back. Raises only `SourceError`."""
        items: dict[str, Item] = {}
        asked = 0
        while self._todo and asked < _STEP_REQUESTS:
            each = self._todo[0]
            try:
                found, asks = self._channel(each) if "channel" in each else self._search(each)
            except SourceError:
                if not items:
                    raise
                break
            asked += asks
            items.update({item.external_id: item for item in found})
        return self._page(tuple(items.values()))

    def _begin_month(self) -> None:
        self._top = self._edge
        self._edge = max(self._edge - _STEP, self._since)
        self._todo = [{"channel": each} for each in self._pages]
        self._todo += [{"query": each} for each in self._queries]

    def _channel(self, job: dict[str, Any]) -> tuple[list[Item], int]:
        """A page of a channel's comments; done when it reaches the beginning of the month."""
        channel = mark_text(job, "channel")
        try:
            page = self._api.threads(
                str(self._pages.get(channel, "")), allThreadsRelatedToChannelId=channel
            )
        except SourceError as error:
            if STALE_PAGE in error.detail and self._pages.get(channel):
                self._pages[channel] = ""  # from the newest on again: known ones do no harm
                return [], 1
            if error.reason in (Reason.CLOSED, Reason.NOT_FOUND):
                self._end_of(channel)
                return [], 1
            raise
        items = [item for each in page.records for item in thread_items(each, self._api.now)]
        times = [
            item.created_at for item in items if item.created_at and "." not in item.external_id
        ]
        self._pages[channel] = page.following
        if not page.following:
            self._end_of(channel)
        elif times and min(times) < self._edge:
            self._todo.pop(0)
        return items, 1

    def _end_of(self, channel: str) -> None:
        self._pages.pop(channel, None)
        self._todo.pop(0)

    def _search(self, job: dict[str, Any]) -> tuple[list[Item], int]:
        """A page of what a query finds in the month, with the videos' counters."""
        allowance = Allowance(self._memory, self._api.now, _SEARCHES)
        if allowance.is_used_up:
            raise RateLimited(Reason.QUOTA, "searches of the past", allowance.opens_at)
        allowance.searched()
        bounds = {"publishedAfter": _stamp(self._edge), "publishedBefore": _stamp(self._top)}
        page = self._api.search(mark_text(job, "query"), mark_text(job, "page"), **bounds)
        ids = dict.fromkeys(text_of(record_of(each, "id"), "videoId") for each in page.records)
        wanted = [each for each in ids if each]
        videos = self._api.videos(wanted) if wanted else []
        if page.following and page.records:
            job["page"] = page.following
        else:
            self._todo.pop(0)
        items = (video_item(each, self._api.now, None) for each in videos)
        return [each for each in items if each is not None], 1 + bool(wanted)

    def _page(self, items: tuple[Item, ...]) -> HistoryPage:
        is_whole = not self._todo
        is_done = is_whole and (self._edge <= self._since or not (self._pages or self._queries))
        memory: Mapping[str, Any] = {
            **self._memory,
            "pages": self._pages,
            "todo": self._todo,
            "top": int(self._top.timestamp()),
            "edge": int(self._edge.timestamp()),
        }
        return HistoryPage(
            items=items,
            cursor=json.dumps(memory, ensure_ascii=False),
            reached=self._edge if is_whole else None,
            is_done=is_done,
        )


def _identities(names: Sequence[str], identity_of: Callable[[str], str]) -> dict[str, str]:
    """The channels' ids; a name that is none must not hold up the others."""
    found: dict[str, str] = {}
    for name in names:
        with suppress(BadData):
            found[identity_of(name)] = ""
    return found


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
