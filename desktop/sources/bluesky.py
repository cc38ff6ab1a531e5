"""Bluesky: search through the owner's account, and answers to that account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.models import Item
from desktop.core.sources import (
    AuthNeeded,
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
from desktop.sources.bluesky_api import SESSIONS, BlueskyApi, Sessions, account_of
from desktop.sources.bluesky_posts import is_for_members, is_withdrawn, post_item, written_at
from desktop.sources.http import Http
from desktop.sources.json_answer import records_of, text_of
from desktop.sources.paging import Look, Step, phrase, read_new, step_back
from desktop.sources.round import Part, Round

_PAGE = 100
_MOST_PAGES = 5
"""Pages of one search in a fetch: the makers ask not to read the network through its search."""
_MOST_TERMS = 20
_MOST_REQUESTS = 10
_OVERLAP = timedelta(hours=1)
_AT_ONCE = 25
_EVER = datetime.min.replace(tzinfo=UTC)
_ANSWERS = ("mention", "reply", "quote")
_BEFORE = "before "


class BlueskySource:
    """One account's view. Runs in pool threads."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="bluesky",
        title="Bluesky",
        summary=N_("Posts found by your topics' words, and answers to your own account."),
        fields=(
            Field(
                "handle",
                N_("Your name at Bluesky"),
                N_("The name of a free account; a fresh one will do."),
                is_required=True,
                example="shop.bsky.social",
            ),
            Field(
                "app_password",
                N_("App password"),
                N_("Not the password of the account. It is kept in the system's key store."),
                FieldKind.SECRET,
                is_required=True,
                example="xxxx-xxxx-xxxx-xxxx",
            ),
        ),
        endpoint="https://bsky.social",
        interval_min=15,
        floor_min=15,
        needs_key=True,
        help_url="https://bsky.social/about/blog/5-19-2023-user-faq",
        key_url="https://bsky.app/settings/app-passwords",
        steps=(
            N_("Create a free account at bsky.app, or sign in to yours."),
            N_("Open Settings, Privacy and security, App passwords and press Add App Password."),
            N_("Leave direct messages off and copy the password of the form xxxx-xxxx-xxxx-xxxx."),
            N_("Enter the account's name and this password here. You can revoke it there any day."),
        ),
        advice={
            Reason.KEY_REFUSED: N_(
                "Make a new app password at Bluesky and enter it here; check the name as well."
            ),
            Reason.FORBIDDEN: N_(
                "Bluesky refuses this account or this network. Sign in at bsky.app and look there."
            ),
        },
        history_days=30,
        recheck_most=_AT_ONCE,
    )

    def __init__(self, setup: SourceSetup, http: Http, sessions: Sessions = SESSIONS) -> None:
        endpoint = with_scheme(setup.fields.get("endpoint", "") or self.info.endpoint).rstrip("/")
        self._endpoint = endpoint
        self._handle = account_of(setup.fields.get("handle", ""))
        self._password = setup.secrets.get("app_password", "").strip()
        self._wanted = setup.terms
        self._terms = setup.terms[:_MOST_TERMS]
        self._clock = http.clock
        proxy = setup.fields.get("proxy", "")
        self._api = BlueskyApi(endpoint, self._handle, self._password, proxy, http, sessions)

    def fetch(self, cursor: str | None) -> FetchResult:
        """Ask for what is new, at most a few pages. Raises only `SourceError`."""
        self._check()
        round = Round(cursor, self._wanted, most_requests=_MOST_REQUESTS, is_search=True)
        parts: list[Part] = [
            (name, partial(self._read, round, name, look)) for name, look in self._looks(round.warn)
        ]
        return round.visit(parts)

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Go a page back. Raises only `SourceError`."""
        self._check()
        return step_back(cursor, since, self._looks(_ignored))

    def recheck(self, external_ids: tuple[str, ...]) -> Recheck:
        """Look up at most 25 posts; a deleted one is missing from the answer.

        Raises only `SourceError`.
        """
        self._check()
        asked = external_ids[: self.info.recheck_most]
        posts = self._whole(asked)
        there = {text_of(each, "uri") for each in posts}
        gone = tuple(each for each in asked if each not in there)
        return Recheck(self._items(posts, _ignored), gone)

    def _check(self) -> None:
        if not is_web_address(self._endpoint):
            raise BadData(Reason.BAD_ADDRESS, "the server's address")
        if not self._handle or not self._password:
            raise AuthNeeded(Reason.KEY_MISSING, "no name or no app password")

    def _looks(self, warn: Callable[[str], None]) -> list[tuple[str, Look]]:
        looks: list[tuple[str, Look]] = [
            (term, partial(self._found, warn, term)) for term in self._terms
        ]
        return [*looks, (f"@{self._handle}", partial(self._answers, warn))]

    def _read(self, round: Round, name: str, look: Look) -> bool:
        return read_new(
            round, name, look, now=self._clock(), overlap=_OVERLAP, most_pages=_MOST_PAGES
        )

    def _found(
        self, warn: Callable[[str], None], term: str, on: str, since: datetime | None
    ) -> Step:
        params = [("q", phrase(term)), ("sort", "latest"), ("limit", str(_PAGE))]
        if since:
            params.append(("since", _moment(since)))
        if on.startswith(_BEFORE):
            params.append(("until", on.removeprefix(_BEFORE)))
        elif on:
            params.append(("cursor", on))
        answer = self._api.call("app.bsky.feed.searchPosts", params)
        posts = _posts(answer, "posts")
        oldest = self._oldest(posts)
        further = text_of(answer, "cursor")
        if not further and len(posts) >= _PAGE and oldest:
            # The list may end early: the next one begins where it stopped.
            further = f"{_BEFORE}{_moment(oldest + timedelta(milliseconds=1))}"
        return Step(self._items(posts, warn), further if posts else "", oldest)

    def _answers(self, warn: Callable[[str], None], on: str, since: datetime | None) -> Step:
        """A page of notifications. They show no counters, so the posts themselves are asked for:
        without, a post that a search found as well would lose its own.
        """
        params = [("limit", str(_PAGE)), *(("reasons", each) for each in _ANSWERS)]
        if on:
            params.append(("cursor", on))
        answer = self._api.call("app.bsky.notification.listNotifications", params)
        told = _posts(answer, "notifications")
        known_at, now = since or _EVER, self._clock()
        new = [each for each in told if (written_at(each, now) or now) >= known_at]
        posts = self._whole([text_of(each, "uri") for each in new])
        further = text_of(answer, "cursor") if told else ""
        return Step(self._items(posts, warn), further, self._oldest(told))

    def _whole(self, uris: Sequence[str]) -> list[Mapping[str, Any]]:
        """Posts as they are now; a deleted one is missing."""
        posts: list[Mapping[str, Any]] = []
        for start in range(0, len(uris), _AT_ONCE):
            params = [("uris", each) for each in uris[start : start + _AT_ONCE]]
            posts += _posts(self._api.call("app.bsky.feed.getPosts", params), "posts")
        return posts

    def _oldest(self, posts: list[Mapping[str, Any]]) -> datetime | None:
        times = (written_at(each, self._clock()) for each in posts)
        return min((each for each in times if each is not None), default=None)

    def _items(
        self, posts: list[Mapping[str, Any]], warn: Callable[[str], None]
    ) -> tuple[Item, ...]:
        """The posts that may be kept. What authors show to members only must not leave the
        network, so it is counted and left there.
        """
        items = []
        for post in posts:
            if is_withdrawn(post):
                continue
            if is_for_members(post):
                warn("for_members")
            elif (item := post_item(post, self._clock())) is not None:
                items.append(item)
        return tuple(items)


def _posts(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    if not isinstance(answer.get(name), list):
        raise BadData(Reason.NOT_JSON, f"an answer without {name}")
    return records_of(answer[name])


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _ignored(_kind: str) -> None:
    """Small troubles of a look into the past are nobody's news."""
