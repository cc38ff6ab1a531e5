"""A Telegram bot that listens in groups, channels and their comments. It never writes.

Messages wait at Telegram for a day and are forgotten there as soon as a later look confirms them;
so a look confirms only what an earlier one handed over and what was stored with its cursor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.models import Item, MentionKind
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    Field,
    FieldKind,
    RateLimited,
    Reason,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.answers import LONGEST_PAUSE, Answer
from desktop.sources.dates import epoch_date, parsed_date
from desktop.sources.http import Http
from desktop.sources.json_answer import count_of, json_of, record_of, records_of, text_of
from desktop.sources.round import Round, mark_number
from desktop.sources.telegram_messages import UPDATES, message_item, reactions_in, written_in

PAGE = 100
_PART = "updates"
_KEPT_BY_TELEGRAM = timedelta(hours=24)
_MOST_POSTS = 30
"""Posts of channels whose reactions are followed: counts come without the words they belong to."""
_MOST_TITLES = 3


class TelegramBotSource:
    """The chats a bot was added to. `fetch` runs in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="telegram-bot",
        title=N_("Telegram bot"),
        summary=N_(
            "Messages in groups and comments under channels where your own bot is a member."
        ),
        fields=(
            Field(
                "token",
                N_("Bot token"),
                N_(
                    "Kept in the system's key store. In a local chat keep only what has your"
                    " topics' words; in the shop's own group you may keep everything."
                ),
                FieldKind.SECRET,
                is_required=True,
            ),
        ),
        endpoint="https://api.telegram.org",
        interval_min=5,
        floor_min=1,
        needs_key=True,
        help_url="https://core.telegram.org/bots/features#privacy-mode",
        key_url="https://t.me/BotFather",
        steps=(
            N_("In Telegram open @BotFather, send /newbot and choose a name for the bot."),
            N_("Copy the token from the answer (it looks like 123456:AA…) and paste it here."),
            N_("Send /setprivacy to @BotFather, choose the bot and press Disable."),
            N_("Add the bot to the group, or to the channel as an administrator."),
            N_("For comments under a channel add it to the channel's discussion group."),
            N_("Write a message in the group and try the source."),
            N_("Was the bot in the group before /setprivacy? Remove it and add it again."),
            N_("Tell the members that a bot reads along, and look at least once a day."),
        ),
        advice={
            Reason.KEY_REFUSED: N_(
                "The token is wrong or revoked: send /token to @BotFather and enter the new one."
            ),
            Reason.IN_USE: N_(
                "Another program collects this bot's messages: make a bot of its own with"
                " @BotFather for this program."
            ),
            Reason.FORBIDDEN: N_("The bot was removed from the chat: add it again."),
        },
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        server = with_scheme(setup.fields.get("endpoint", "") or self.info.endpoint)
        self._server = server.rstrip("/")
        self._proxy = setup.fields.get("proxy", "")
        self._token = setup.secrets.get("token", "").strip()
        self._wanted = setup.terms
        in_path = quote(self._token, safe=":")
        self._place = f"/bot{in_path}/getUpdates"
        self._http = http.hiding(self._token, in_path)

    def fetch(self, cursor: str | None) -> FetchResult:
        """Collect a page of what waits and confirm the one before. Raises only `SourceError`."""
        if not is_web_address(self._server):
            raise BadData(Reason.BAD_ADDRESS, "the server's address")
        if not self._token:
            raise AuthNeeded(Reason.KEY_MISSING, "no token")
        round = Round(cursor, self._wanted, most_requests=1)
        return round.visit([(_PART, lambda: self._collect(round))])

    def _collect(self, round: Round) -> bool:
        """One page; whether nothing more waits.

        Numbers of updates begin anew at random after a week of silence. That is why no number is
        sent that has been confirmed, or whose update Telegram has forgotten by itself.
        """
        mark, now = round.mark(_PART), self._http.clock()
        looked_at = epoch_date(mark.get("at"), now)
        is_late = looked_at is not None and now - looked_at > _KEPT_BY_TELEGRAM
        round.warn("lost_messages", int(is_late))
        offset = 0 if is_late else mark_number(mark, "offset")
        round.asked()
        updates = self._updates(offset)
        numbers = [n for each in updates if (n := count_of(each, "update_id")) is not None]
        self._take(updates, round)
        mark["at"] = int(now.timestamp())
        mark["offset"] = max(numbers) + 1 if numbers else 0
        return len(updates) < PAGE or not numbers

    def _updates(self, offset: int) -> list[Mapping[str, Any]]:
        asked: dict[str, object] = {"limit": PAGE, "timeout": 0, "allowed_updates": UPDATES}
        if offset:
            asked["offset"] = offset
        answer = self._http.post(
            self._server + self._place, json=asked, proxy=self._proxy, explain=self._explained
        )
        value = json_of(answer)
        if not isinstance(value, Mapping) or not isinstance(value.get("result"), list):
            raise self._meaning(value) or BadData(Reason.NOT_JSON, "an answer without updates")
        return records_of(value["result"])

    def _take(self, updates: Iterable[Mapping[str, Any]], round: Round) -> None:
        """Hand over messages, and posts again whose reactions were counted."""
        posts, now = _Posts(round.mark(_PART)), self._http.clock()
        titles: dict[str, None] = {}
        own_id = self._token.partition(":")[0]
        for update in updates:
            for message in written_in(update):
                titles[text_of(record_of(message, "chat"), "title")] = None
                item = message_item(message, own_id, now)
                if item is not None:
                    round.take([posts.noted(item)])
            counted = reactions_in(update)
            post = posts.with_likes(*counted, now) if counted else None
            round.take([post] if post else [])
        round.title = ", ".join(each for each in list(titles)[:_MOST_TITLES] if each)

    def _explained(self, answer: Answer) -> SourceError | None:
        try:
            return self._meaning(json_of(answer))
        except BadData:
            return None

    def _meaning(self, value: object) -> SourceError | None:
        """What an answer with `ok: false` says; `None` for anything else."""
        if not isinstance(value, Mapping) or value.get("ok") is not False:
            return None
        code, words = count_of(value, "error_code"), text_of(value, "description")[:200]
        if code in (401, 404):
            return AuthNeeded(Reason.KEY_REFUSED, words)
        if code == 403:
            return AuthNeeded(Reason.FORBIDDEN, words)
        if code == 409:
            return AuthNeeded(Reason.IN_USE, words)
        pause_s = count_of(record_of(value, "parameters"), "retry_after")
        if code == 429 and pause_s is not None:
            pause = min(timedelta(seconds=min(pause_s, 10**6)), LONGEST_PAUSE)
            return RateLimited(Reason.SLOW_DOWN, words, self._http.clock() + pause)
        return None


class _Posts:
    """The latest posts of channels, remembered in the cursor for their reactions."""

    def __init__(self, mark: dict[str, Any]) -> None:
        self._stored: dict[str, Any] = dict(record_of(mark, "posts"))
        mark["posts"] = self._stored

    def noted(self, item: Item) -> Item:
        """The item with the likes known so far, remembered if it is a post."""
        if item.kind is not MentionKind.POST:
            return item
        old = self._stored.pop(item.external_id, None)
        likes = count_of(old, "likes") if isinstance(old, Mapping) else None
        item = replace(item, likes=likes)
        self._stored[item.external_id] = _stored(item)
        for identity in list(self._stored)[:-_MOST_POSTS]:
            del self._stored[identity]
        return item

    def with_likes(self, identity: str, likes: int, now: datetime) -> Item | None:
        """A remembered post as it is now, `None` for any other."""
        post = record_of(self._stored, identity)
        if not post:
            return None
        self._stored[identity] = {**post, "likes": likes}
        return _restored(identity, self._stored[identity], now)


def _stored(item: Item) -> dict[str, Any]:
    values = {
        "text": item.text,
        "url": item.url,
        "name": item.author_name,
        "handle": item.author_handle,
        "home": item.author_url,
        "parent": item.parent_url,
        "created": item.created_at.isoformat() if item.created_at else None,
        "edited": item.edited_at.isoformat() if item.edited_at else None,
        "likes": item.likes,
    }
    return {name: value for name, value in values.items() if value is not None}


def _restored(identity: str, post: Mapping[str, Any], now: datetime) -> Item:
    return Item(
        external_id=identity,
        text=text_of(post, "text"),
        kind=MentionKind.POST,
        url=text_of(post, "url") or None,
        author_name=text_of(post, "name") or None,
        author_handle=text_of(post, "handle") or None,
        author_url=text_of(post, "home") or None,
        parent_url=text_of(post, "parent") or None,
        created_at=parsed_date(text_of(post, "created"), now),
        edited_at=parsed_date(text_of(post, "edited"), now),
        likes=count_of(post, "likes"),
    )
