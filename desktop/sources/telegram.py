"""Telegram: public channels through their web preview, without a key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    Field,
    FieldKind,
    HistoryPage,
    RateLimited,
    Reason,
    Recheck,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.answers import LONGEST_PAUSE, Answer
from desktop.sources.http import Http
from desktop.sources.paging import Step, read_new, step_back
from desktop.sources.round import Round, listed
from desktop.sources.telegram_page import HOME, Preview, read_post, read_preview

_FLOOR_S = 2.0
_FIRST_PAGES = 3
_MOST_PAGES = 10
_HISTORY_DAYS = 365
_AT_ONCE = 5
_LINK = re.compile(r"^(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:s/)?", re.IGNORECASE)
_NAME = re.compile(r"@?(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})(?:[/?#].*)?$")
_INVITATION = re.compile(r"\+|joinchat/|c/")


class TelegramSource:
    """Channels somebody named. `fetch`, `history` and `recheck` run in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="telegram",
        title=N_("Telegram channels"),
        summary=N_("Posts of public channels: local news, city life, bloggers. No key needed."),
        fields=(
            Field(
                "channels",
                N_("Channels"),
                N_("Names or links, parted by commas. Groups and private channels cannot be read."),
                FieldKind.LIST,
                is_required=True,
                example="@cityfood, t.me/yard_news",
            ),
        ),
        endpoint=HOME,
        interval_min=15,
        floor_min=10,
        help_url="https://telegram.org/blog/privacy-discussions-web-bots",
        steps=(
            N_("Open the channel in Telegram and press its title."),
            N_("Copy its link (t.me/name) or its @name and paste it here."),
            N_("Try the source: the channel's title appears if its posts can be read."),
            N_("Under Advanced choose to keep all posts or only those with your topics' words."),
        ),
        advice={
            Reason.CLOSED: N_(
                "A group, a private channel, or one whose preview is switched off: for a group"
                " add a Telegram bot, otherwise take the channel from the list."
            ),
            Reason.NO_CONNECTION: N_(
                "Check the internet connection. Where Telegram's site is blocked, enter a proxy."
            ),
        },
        history_days=_HISTORY_DAYS,
        recheck_most=_AT_ONCE,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        server = with_scheme(setup.fields.get("endpoint", "") or self.info.endpoint)
        self._server = server.rstrip("/")
        self._proxy = setup.fields.get("proxy", "")
        self._channels = _by_name(listed(setup.fields.get("channels", "")))
        self._wanted = setup.terms
        self._http = http.paced(_FLOOR_S)

    def fetch(self, cursor: str | None) -> FetchResult:
        """Read the newest page of each channel and back to what is known. Raises `SourceError`."""
        if not is_web_address(self._server):
            raise BadData(Reason.BAD_ADDRESS, "the server's address")
        if not self._channels:
            raise BadData(Reason.BAD_SETTING, "no channels")
        round = Round(cursor, self._wanted, most_requests=_MOST_PAGES)
        titles: dict[str, str] = {}
        works = {each: partial(self._read, each, round, titles) for each in self._channels}
        return round.visit(tuple(works.items()))

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """One page further back in one channel. Raises only `SourceError`."""

        def look(part: str, on: str, _since: datetime | None) -> Step:
            return _step(self._page(part, on, has_posts=bool(on)))

        return step_back(cursor, since, [(each, partial(look, each)) for each in self._channels])

    def recheck(self, external_ids: tuple[str, ...]) -> Recheck:
        """Open posts one by one. Raises `SourceError` when none of them could be judged."""
        items, gone, trouble = [], [], None
        for external_id in external_ids:
            try:
                answer = self._ask(f"/{external_id}", ("embed", "1"), ("mode", "tme"))
                item = read_post(answer, external_id, self._http.clock())
            except BadData as error:
                trouble = error
                continue
            if item is None:
                gone.append(external_id)
            else:
                items.append(item)
        if trouble is not None and not items and not gone:
            raise trouble
        return Recheck(tuple(items), tuple(gone))

    def _read(self, part: str, round: Round, titles: dict[str, str]) -> bool:
        def look(on: str, known: datetime | None) -> Step:
            page = self._page(part, on, has_posts=bool(on or known))
            round.warn("incomplete", page.unread)
            titles[part] = page.channel.title
            round.title = ", ".join(title for title in titles.values() if title)
            return _step(page)

        return read_new(
            round,
            part,
            look,
            now=self._http.clock(),
            overlap=timedelta(0),
            first_pages=_FIRST_PAGES,
        )

    def _page(self, part: str, before: str, *, has_posts: bool) -> Preview:
        """A page of a channel. With `has_posts` an empty one is no answer: Telegram also says
        that there is nothing when it is asked too often.
        """
        params = [("before", before)] if before else []
        page = read_preview(self._ask(f"/s/{self._name(part)}", *params), self._http.clock())
        if page.oldest is None and has_posts:
            raise BadData(Reason.UNREADABLE, "no posts where there are some")
        return page

    def _name(self, part: str) -> str:
        """The name of a channel. Raises `AuthNeeded` or `BadData` for what names none."""
        if name := self._channels[part]:
            return name
        if _INVITATION.match(_LINK.sub("", part)):
            raise AuthNeeded(Reason.CLOSED, "a private invitation")
        raise BadData(Reason.BAD_SETTING, "not the name of a channel")

    def _ask(self, place: str, *params: tuple[str, str]) -> Answer:
        return self._http.get(
            self._server + place,
            accept="text/html",
            headers={"Accept-Language": "en"},
            params=params,
            proxy=self._proxy,
            explain=self._explained,
        )

    def _explained(self, answer: Answer) -> SourceError | None:
        if answer.status != 429:
            return None
        retry_at = self._http.clock() + LONGEST_PAUSE
        return RateLimited(Reason.SLOW_DOWN, "asked too often", retry_at)


def _step(page: Preview) -> Step:
    return Step(page.items, page.before, page.oldest)


def _by_name(entries: tuple[str, ...]) -> Mapping[str, str]:
    """Entries and the channels they name, each channel once; "" for an entry that names none."""
    channels: dict[str, str] = {}
    for entry in entries:
        found = _NAME.match(_LINK.sub("", entry))
        name = found["name"] if found and not _INVITATION.match(_LINK.sub("", entry)) else ""
        if not name or name.lower() not in (each.lower() for each in channels.values()):
            channels[entry] = name
    return channels
