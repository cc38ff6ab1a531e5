"""RSS, Atom and JSON Feed: any site that publishes one."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import urljoin

from desktop.core.addresses import with_scheme
from desktop.core.sources import (
    BadData,
    FetchResult,
    Field,
    FieldKind,
    Group,
    Reason,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.answers import Answer
from desktop.sources.feed_items import Feed, read_feed
from desktop.sources.http import Http
from desktop.sources.known_items import KnownItems, wanted_mark

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, */*;q=0.5"
)
_LONGEST_PAUSE_MIN = 24 * 60
_LONGEST_VALIDATOR = 1_000


class FeedSource:
    """One feed. `fetch` runs in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="feed",
        title=N_("Feed (RSS, Atom, JSON Feed)"),
        summary=N_("News, blogs, forums and review pages that publish a feed."),
        fields=(
            Field(
                "url",
                N_("Address of the feed"),
                N_("The address of a page works too: its feeds are looked for."),
                FieldKind.URL,
                is_required=True,
                example="https://blog.example/feed/",
            ),
        ),
        interval_min=30,
        group=Group.NEWS,
        floor_min=5,
        help_url="https://www.rssboard.org/rss-specification",
        steps=(
            N_("Open the site and look for a link named RSS, Feed or Subscribe."),
            N_("Copy the address of that link."),
            N_("No such link? Paste the address of the page and press “Try this source”."),
        ),
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        fields = setup.fields
        endpoint = with_scheme(fields.get("endpoint", ""))
        address = fields.get("url", "").strip()
        is_path = bool(endpoint) and "://" not in address
        self._url = urljoin(endpoint, address) if is_path else with_scheme(address)
        self._proxy = fields.get("proxy", "")
        self._wanted = wanted_mark(setup.terms)
        self._http = http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Ask the feed once. Raises only `SourceError`."""
        if not self._url:
            raise BadData(Reason.BAD_SETTING, "no address")
        memory = _memory(cursor)
        if memory.get("wanted", self._wanted) != self._wanted:
            memory = {}  # topics changed: what was passed over may match now
        answer = self._http.get(
            self._url, accept=ACCEPT, headers=_conditions(memory), proxy=self._proxy
        )
        moved = {"url": answer.moved_to} if answer.moved_to else {}
        if answer.status == 304:
            return FetchResult(
                cursor=cursor,
                not_modified=True,
                moved_fields=moved,
                poll_after_min=_poll_after(answer, memory.get("pause")),
            )
        feed = read_feed(answer, self._http.clock())
        known = KnownItems(memory.get("known"))
        items = known.news(feed.items)
        return FetchResult(
            items=items,
            cursor=_cursor(answer, feed, known, self._wanted),
            not_modified=not items and bool(memory),
            moved_fields=moved,
            poll_after_min=_poll_after(answer, feed.pause_min),
            warnings=dict(feed.warnings),
            title=feed.title,
        )


def _memory(cursor: str | None) -> dict[str, Any]:
    """The cursor's values; one that cannot be read means a fresh start, which loses nothing."""
    try:
        value = json.loads(cursor) if cursor else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _conditions(memory: dict[str, Any]) -> dict[str, str]:
    pairs = (("etag", "If-None-Match"), ("modified", "If-Modified-Since"))
    return {header: str(memory[name]) for name, header in pairs if memory.get(name)}


def _cursor(answer: Answer, feed: Feed, known: KnownItems, wanted: int) -> str:
    headers = answer.headers
    memory = {
        "etag": headers.get("etag", "")[:_LONGEST_VALIDATOR],
        "modified": headers.get("last-modified", "")[:_LONGEST_VALIDATOR],
        "pause": feed.pause_min,
        "wanted": wanted,
        "known": known.stored(),
    }
    return json.dumps(memory, separators=(",", ":"))


def _poll_after(answer: Answer, pause_min: object) -> int | None:
    """The pause the feed asks for, in minutes, at most a day: a careless one must not blind us."""
    asked = [pause_min] if isinstance(pause_min, int) else []
    if (seconds := answer.max_age_s) is not None:
        asked.append(-(-seconds // 60))
    longest = max(asked, default=0)
    return min(longest, _LONGEST_PAUSE_MIN) if longest > 0 else None
