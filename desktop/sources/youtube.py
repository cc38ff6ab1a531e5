"""YouTube: channels without a key; with a free key also search, comments and counters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar

from desktop.core.addresses import with_scheme
from desktop.core.sources import (
    BadData,
    FetchResult,
    Field,
    FieldKind,
    HistoryPage,
    Reason,
    Recheck,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.feed import ACCEPT
from desktop.sources.feed_items import Feed, read_feed
from desktop.sources.http import Http
from desktop.sources.json_answer import text_of
from desktop.sources.round import Part, Round, listed, mark_text
from desktop.sources.search_words import joined
from desktop.sources.youtube_api import MOST_IDS, YoutubeApi
from desktop.sources.youtube_history import YoutubePast
from desktop.sources.youtube_items import feed_video
from desktop.sources.youtube_look import YoutubeLook
from desktop.sources.youtube_quota import Allowance
from desktop.sources.youtube_recheck import rechecked

_API_PATH = "/youtube/v3"
_FEEDS = "https://www.youtube.com"
_CHANNEL_ID = re.compile(r"(?:^|channel/|channel_id=)(UC[\w-]{22})(?![\w-])")
_HANDLE = re.compile(r"(?:^|/)@([\w.·-]{1,100})", re.UNICODE)
_MOST_TERMS = 12
_LONGEST_QUERY = 300
_REQUESTS = 12


class YoutubeSource:
    """Videos and comments. `fetch`, `history` and `recheck` run in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="youtube",
        title="YouTube",
        summary=N_("New videos of channels; with a free key also search and comments."),
        fields=(
            Field(
                "channels",
                N_("Channels"),
                N_("Your own and others' channels. Without a key only by the id beginning UC."),
                FieldKind.LIST,
                example="@romashka, UCabcdefghijklmnopqrstuv",
            ),
            Field(
                "key",
                N_("Key from Google Cloud"),
                N_("Needed for search, comments and names with @. It is free."),
                FieldKind.SECRET,
            ),
        ),
        endpoint="https://www.googleapis.com" + _API_PATH,
        places=("channels",),
        interval_min=30,
        floor_min=10,
        help_url="https://developers.google.com/youtube/v3/getting-started",
        key_url="https://console.cloud.google.com/apis/credentials",
        steps=(
            N_("Channels alone need no key: paste their ids, which begin with UC."),
            N_("The id stands on the channel's page under “Share channel”, “Copy channel ID”."),
            N_("For search and comments open console.cloud.google.com and make a project."),
            N_("Under “APIs & Services”, “Library” find “YouTube Data API v3” and enable it."),
            N_("Under “Credentials” press “Create credentials”, “API key”."),
            N_("Restrict the key to “YouTube Data API v3”, copy it and paste it here."),
            N_("For all comments under your own videos, choose to keep everything."),
        ),
        advice={
            Reason.BAD_SETTING: N_(
                "Without a key name channels by their id, which begins with UC, or add a key. "
                "With a key, topics or channels are enough."
            ),
            Reason.RIGHT_MISSING: N_("Enable “YouTube Data API v3” in the project of the key."),
            Reason.KEY_REFUSED: N_("Copy the key again, or make a new one at Google Cloud."),
            Reason.QUOTA: N_("Nothing to do: YouTube counts anew at midnight in California."),
            Reason.NOT_FOUND: N_("Check the channel's id or name for a misprint."),
        },
        history_days=365,
        recheck_most=MOST_IDS,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        fields = setup.fields
        base = with_scheme(fields.get("endpoint", "") or self.info.endpoint).rstrip("/")
        is_own = base != self.info.endpoint
        self._base = base
        self._feeds = base.removesuffix(_API_PATH) if is_own else _FEEDS
        self._proxy = fields.get("proxy", "")
        self._key = setup.secrets.get("key", "").strip()
        self._channels = listed(fields.get("channels", ""))
        self._terms = setup.terms
        words = joined(setup.terms, "|", most=_MOST_TERMS, longest=_LONGEST_QUERY)
        self._queries = words if self._key else ()
        self._http = http.hiding(self._key) if self._key else http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Look at channels, search and read comments. Raises only `SourceError`."""
        look = Round(cursor, self._terms, most_requests=_REQUESTS)
        allowance = Allowance(look.notes, self._http.clock())
        keyed = YoutubeLook(self._api(look.asked), look, allowance)
        parts: list[Part] = []
        for name in self._channels:
            parts.append((name, partial(self._videos, name, look, keyed)))
            if self._key:
                parts.append((name, partial(self._comments, name, look, keyed)))
        parts += keyed.searches(self._queries, is_alone=not parts)
        if not parts:
            raise BadData(Reason.BAD_SETTING, "neither channels nor words with a key")
        return look.visit(parts)

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Read a little further back; needs the key. Raises only `SourceError`."""
        if not self._key:
            return HistoryPage(reached=since, is_done=True)
        api = self._api()
        identity_of = partial(self._identity, mark={}, api=api)
        past = YoutubePast(cursor, api, self._channels, identity_of, self._queries, since)
        return past.step()

    def recheck(self, external_ids: tuple[str, ...]) -> Recheck:
        """Look up videos and comments again; needs the key. Raises only `SourceError`."""
        if not self._key:
            return Recheck()
        return rechecked(self._api(), external_ids)

    def _videos(self, name: str, look: Round, keyed: YoutubeLook) -> bool:
        """A channel's newest videos: from its feed, with a key looked up for their counters."""
        mark = look.mark(name)
        channel = self._identity(name, mark, self._api(look.asked))
        look.asked()
        feed = self._feed(channel)
        if not self._key:
            look.take(feed.items)
            return True
        keyed.add(mark, [each.external_id for each in reversed(feed.items)])
        return keyed.watch(mark, with_comments=False)

    def _comments(self, name: str, look: Round, keyed: YoutubeLook) -> bool:
        channel = self._identity(name, look.mark(name), self._api(look.asked))
        return keyed.channel(name, channel)

    def _feed(self, channel: str) -> Feed:
        answer = self._http.get(
            self._feeds + "/feeds/videos.xml",
            accept=ACCEPT,
            params=[("channel_id", channel)],
            proxy=self._proxy,
        )
        return read_feed(answer, self._http.clock(), feed_video)

    def _identity(self, name: str, mark: dict[str, object], api: YoutubeApi) -> str:
        """The channel's id; a name with @ is looked up once and remembered."""
        if found := _CHANNEL_ID.search(name):
            return found[1]
        handle = _HANDLE.search(name)
        if handle is None:
            raise BadData(Reason.BAD_SETTING, "a channel that is neither an id nor a @name")
        if known := mark_text(mark, "channel"):
            return known
        if not self._key:
            raise BadData(Reason.BAD_SETTING, "a channel's @name without a key")
        records = api.channels(forHandle="@" + handle[1])
        identity = text_of(records[0], "id") if records else ""
        if not identity:
            raise BadData(Reason.NOT_FOUND, "no channel of this name")
        mark["channel"] = identity
        return identity

    def _api(self, before: Callable[[], None] = lambda: None) -> YoutubeApi:
        return YoutubeApi(self._http, self._base, self._key, self._proxy, before)
