"""Reading comments in small steps, so that no request's worth is lost when a fetch ends early.

What is still to be read is a list of steps in the memory of a part: threads of a video or of a
whole channel, page by page, and the answers of threads that grew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desktop.core.models import Item
from desktop.core.sources import Reason, SourceError
from desktop.sources.dates import parsed_date
from desktop.sources.json_answer import count_of, record_of, text_of
from desktop.sources.round import mark_number, mark_text
from desktop.sources.youtube_api import STALE_PAGE, Page, YoutubeApi
from desktop.sources.youtube_items import comment_item, inline, thread_items

_FIRST_PAGES = 3
_MOST_STEPS = 200
_MOST_KNOWN = 200
_SILENT = (Reason.CLOSED, Reason.NOT_FOUND)
"""A video whose comments are off, or that is gone meanwhile."""


class Comments:
    """Steps of one part; `mark` is its memory, `take` gets what is read.

    In `mark`: `steps` to be done; of each thread how many `answers` it had; of each video or
    channel `since`, up to when its threads are read, in Unix seconds; those whose comments are
    `off`.
    """

    def __init__(
        self,
        api: YoutubeApi,
        mark: dict[str, Any],
        may_ask: Callable[[], bool],
        take: Callable[[list[Item]], None],
    ) -> None:
        self._api = api
        self._mark = mark
        self._may_ask = may_ask
        self._take = take
        self._steps: list[dict[str, Any]] = _records(mark, "steps")
        self._answers = _table(mark, "answers")
        self._sinces = _table(mark, "since")
        self._off = _table(mark, "off")

    def add(self, *, video: str = "", channel: str = "") -> None:
        """Read the threads of a video or a channel again, unless that is under way."""
        place = video or channel
        is_waiting = any(mark_text(each, "of") == place for each in self._steps)
        if is_waiting or place in self._off or len(self._steps) >= _MOST_STEPS:
            return
        since = mark_number(self._sinces, place)
        left = _MOST_STEPS if since else _FIRST_PAGES
        step = {"of": place, "by": "videoId" if video else "allThreadsRelatedToChannelId"}
        self._steps.append({**step, "since": since, "newest": since, "left": left})

    def read(self) -> bool:
        """Do the steps as far as requests allow; whether nothing is left. Raises `SourceError`."""
        while self._steps and self._may_ask():
            step = self._steps[0]
            try:
                follow = self._replies(step) if "thread" in step else self._threads(step)
            except SourceError as error:
                follow = self._recovered(step, error)
            self._steps[:1] = follow
        return not self._steps

    def _threads(self, step: dict[str, Any]) -> list[dict[str, Any]]:
        """A page of threads: the steps that take its place, newest answers first."""
        page = self._api.threads(mark_text(step, "page"), **{str(step.get("by")): _of(step)})
        self._take([item for each in page.records for item in thread_items(each, self._api.now)])
        grown = (self._grown(each) for each in page.records)
        follow = [each for each in grown if each is not None]
        times = [self._time(each) for each in page.records]
        newest = max(mark_number(step, "newest"), *times, 0)
        left = mark_number(step, "left") - 1
        oldest = min(times, default=0)
        if page.following and left > 0 and oldest > mark_number(step, "since"):
            return [
                *follow,
                {**step, "page": page.following, "newest": newest, "left": left},
            ]
        self._sinces[_of(step)] = newest
        _keep_newest(self._sinces)
        return follow

    def _grown(self, thread: Mapping[str, Any]) -> dict[str, Any] | None:
        """The step for answers that did not come with their thread."""
        identity = text_of(thread, "id")
        snippet = record_of(thread, "snippet")
        count = count_of(snippet, "totalReplyCount") or 0
        known = self._answers.pop(identity, 0)
        if not identity or not count:
            return None
        self._answers[identity] = count
        _keep_newest(self._answers)
        if count == known or count <= len(inline(thread)):
            return None
        return {"thread": identity, "video": text_of(snippet, "videoId")}

    def _replies(self, step: dict[str, Any]) -> list[dict[str, Any]]:
        page: Page = self._api.replies(mark_text(step, "thread"), mark_text(step, "page"))
        video = mark_text(step, "video")
        items = (comment_item(each, self._api.now, video) for each in page.records)
        self._take([each for each in items if each is not None])
        return [{**step, "page": page.following}] if page.following and page.records else []

    def _recovered(self, step: dict[str, Any], error: SourceError) -> list[dict[str, Any]]:
        """What takes the place of a step that failed; other failures go on to the caller."""
        if STALE_PAGE in error.detail and mark_text(step, "page"):
            return [{**step, "page": ""}]
        is_about_one = "thread" in step or step.get("by") == "videoId"
        if error.reason not in _SILENT or not (is_about_one or error.reason is Reason.CLOSED):
            raise error
        if error.reason is Reason.CLOSED and "of" in step:
            self._off[_of(step)] = 1
            _keep_newest(self._off)
        return []

    def _time(self, thread: Mapping[str, Any]) -> int:
        top = record_of(record_of(thread, "snippet"), "topLevelComment")
        at = parsed_date(text_of(record_of(top, "snippet"), "publishedAt"), self._api.now)
        return int(at.timestamp()) if at else 0


def _of(step: Mapping[str, Any]) -> str:
    return mark_text(step, "of")


def _records(mark: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of records in a memory, made where there is none."""
    value = mark.get(name)
    steps = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    mark[name] = steps
    return steps


def _table(mark: dict[str, Any], name: str) -> dict[str, Any]:
    """A table in a memory, made where there is none."""
    value = mark.get(name)
    table = mark[name] = value if isinstance(value, dict) else {}
    return table


def _keep_newest(table: dict[str, Any]) -> None:
    """A memory must not grow for ever."""
    for oldest in list(table)[:-_MOST_KNOWN]:
        del table[oldest]
