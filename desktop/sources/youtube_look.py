"""One look at YouTube with a key: searches, found videos and their counters, comments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from desktop.core.models import Item
from desktop.core.sources import RateLimited, Reason
from desktop.sources.dates import epoch_date
from desktop.sources.json_answer import record_of, text_of
from desktop.sources.round import Part, Round, mark_number
from desktop.sources.youtube_api import MOST_IDS, YoutubeApi
from desktop.sources.youtube_comments import Comments
from desktop.sources.youtube_items import found_video, number_of, video_item
from desktop.sources.youtube_quota import Allowance

_WATCHED = timedelta(days=30)
"""How long a found video's comments are followed; older ones are rechecked like all else."""
_SEARCH_PAGES = 3
_OVERLAP = timedelta(days=1)
_HIDDEN = _UNSEEN = -1


class YoutubeLook:
    """Work of the parts of one fetch that need a key."""

    def __init__(self, api: YoutubeApi, look: Round, allowance: Allowance) -> None:
        self._api = api
        self._look = look
        self._allowance = allowance

    def searches(self, queries: Iterable[str], *, is_alone: bool) -> list[Part]:
        """A part for each query, the one that waited longest first.

        `is_alone` says that there is nothing else to look at: then a refusal for want of an
        allowance is the outcome of the whole look.
        """
        marks = {each: self._look.mark(each) for each in queries}
        in_turn = sorted(marks, key=lambda each: mark_number(marks[each], "turn"))
        return [(each, partial(self._search, each, is_alone)) for each in in_turn]

    def channel(self, name: str, channel: str) -> bool:
        """Read what is new among all comments of a channel."""
        comments = self._comments(self._look.mark(name))
        comments.add(channel=channel)
        return comments.read()

    def watch(self, mark: dict[str, Any], *, with_comments: bool) -> bool:
        """Look at the videos that a part follows; whether nothing is left unread."""
        watched = watched_videos(mark)
        comments = self._comments(mark)
        if watched and not self._look.may_ask():
            return False
        shown = self._shown(mark, [*watched]) if watched else {}
        for video, known in watched.items():
            item = shown.get(video)
            if item is None:
                self._look.lost([video] if known != _UNSEEN else ())
            elif with_comments and item.replies and item.replies != known:
                comments.add(video=video)
            is_followed = item is not None and self._is_recent(item)
            if item is not None and is_followed:
                mark["videos"][video] = item.replies or 0
            else:
                del mark["videos"][video]
        return comments.read()

    def add(self, mark: dict[str, Any], videos: Iterable[str]) -> None:
        """Follow videos from now on, at most as many as one call shows."""
        watched = watched_videos(mark)
        for video in videos:
            watched.setdefault(video, _UNSEEN)
        mark["videos"] = dict([*watched.items()][-MOST_IDS:])

    def _search(self, query: str, is_alone: bool) -> bool:
        mark = self._look.mark(query)
        if not mark.pop("is_searched", False):
            try:
                self._find(query, mark)
            except RateLimited as error:
                if error.reason is not Reason.QUOTA or is_alone:
                    raise
                self._allowance.close()
            if self._allowance.is_used_up:
                self._look.warn("search_rests")
        is_whole = self.watch(mark, with_comments=True)
        if not is_whole:
            mark["is_searched"] = True  # a look that goes on in another fetch searches once
        return is_whole

    def _find(self, query: str, mark: dict[str, Any]) -> None:
        """Search for videos published since the last search, as far as the allowance goes."""
        since = epoch_date(mark.get("newest"), self._api.now)
        newest = int(since.timestamp()) if since else 0
        token, found = "", dict[str, Item]()
        for _ in range(_SEARCH_PAGES if since else 1):
            if not self._allowance.may_search or not self._look.may_ask():
                break
            self._allowance.searched()
            page = self._api.search(query, token, **_bounds(query, since))
            mark["turn"] = int(self._api.now.timestamp())
            items = (found_video(each, self._api.now) for each in page.records)
            videos = {each.external_id: each for each in items if each is not None}
            times = (each.created_at for each in videos.values())
            newest = max(newest, *(int(each.timestamp()) for each in times if each), 0)
            found.update(videos)
            token = page.following
            if not token:
                break
        if since and token:
            self._look.warn("not_all_shown")
        mark["newest"] = newest
        self._look.take(found.values())
        self.add(mark, reversed(found))

    def _shown(self, mark: dict[str, Any], ids: list[str]) -> dict[str, Item]:
        """Take the videos as they are now; deleted ones are missing."""
        videos = self._api.videos(ids)
        sizes = self._followers(mark, videos)
        shown: dict[str, Item] = {}
        for each in videos:
            size = sizes.get(text_of(record_of(each, "snippet"), "channelId"), _HIDDEN)
            item = video_item(each, self._api.now, None if size == _HIDDEN else size)
            if item is not None:
                shown[item.external_id] = item
        self._look.take(shown.values())
        return shown

    def _is_recent(self, item: Item) -> bool:
        return item.created_at is None or item.created_at > self._api.now - _WATCHED

    def _followers(self, mark: dict[str, Any], videos: list[Any]) -> dict[str, int]:
        """Sizes of the videos' channels, asked once for each."""
        known = mark.get("sizes")
        sizes: dict[str, int] = dict(known) if isinstance(known, dict) else {}
        ids = dict.fromkeys(text_of(record_of(each, "snippet"), "channelId") for each in videos)
        new = [each for each in ids if each and each not in sizes][:MOST_IDS]
        if new and self._look.may_ask():
            sizes.update(dict.fromkeys(new, _HIDDEN))
            for each in self._api.channels(id=",".join(new)):
                count = number_of(record_of(each, "statistics"), "subscriberCount")
                sizes[text_of(each, "id")] = _HIDDEN if count is None else count
        mark["sizes"] = {each: sizes[each] for each in ids if each in sizes}
        return sizes

    def _comments(self, mark: dict[str, Any]) -> Comments:
        return Comments(self._api, mark, self._look.may_ask, self._look.take)


def watched_videos(mark: dict[str, Any]) -> dict[str, int]:
    """The videos a part follows, with the number of comments each had, oldest first."""
    value = mark.get("videos")
    videos = value if isinstance(value, dict) else {}
    mark["videos"] = videos
    return {each: mark_number(videos, each) for each in videos}


def _bounds(query: str, since: datetime | None) -> dict[str, str]:
    is_russian = any("а" <= letter <= "я" for letter in query.lower())
    bounds = {"relevanceLanguage": "ru"} if is_russian else {}
    if since is not None:
        bounds["publishedAfter"] = (since - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")
    return bounds
