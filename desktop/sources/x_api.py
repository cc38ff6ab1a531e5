"""Calls of X, each post of which costs money: counted, and never more than the owner allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from desktop.core.sources import AuthNeeded, BadData, RateLimited, Reason, SourceError
from desktop.sources.answers import Answer
from desktop.sources.http import Http
from desktop.sources.json_answer import json_of, record_of, records_of, text_of
from desktop.sources.round import mark_number

MOST_POSTS = 100
_FIELDS = (
    (
        "tweet.fields",
        "created_at,lang,public_metrics,referenced_tweets,conversation_id,entities,note_tweet",
    ),
    ("expansions", "author_id,referenced_tweets.id,referenced_tweets.id.author_id"),
    ("user.fields", "name,username,public_metrics"),
)


class Purse:
    """Posts read this month, counted in `notes`, which outlive a fetch; at most `cap`."""

    def __init__(self, notes: dict[str, Any], cap: int, now: datetime) -> None:
        month = now.astimezone(UTC).strftime("%Y-%m")
        if notes.get("month") != month:
            notes.update(month=month, read=0)
        self._notes = notes
        self._cap = cap
        self._now = now

    @property
    def read(self) -> int:
        """Posts read this month."""
        return mark_number(self._notes, "read")

    def portion(self, least: int) -> int:
        """How many posts may be asked for now. Raises `RateLimited` when it is fewer than `least`,
        the smallest number that X gives.
        """
        left = self._cap - self.read
        if left < least:
            detail = f"{self.read} of {self._cap} posts read this month"
            raise RateLimited(Reason.QUOTA, detail, next_month(self._now))
        return min(left, MOST_POSTS)

    def paid(self, posts: int) -> None:
        """Count posts that were read."""
        self._notes["read"] = self.read + posts


def next_month(now: datetime) -> datetime:
    """The beginning of the next month (UTC)."""
    now = now.astimezone(UTC)
    return datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, the token of the next page, and the newest id in it ("" where there is none)."""

    answer: Mapping[str, Any] = field(repr=False)
    following: str
    newest: str


class XApi:
    """Asks X; `before` is called before each request, to count it."""

    def __init__(
        self,
        http: Http,
        base: str,
        token: str,
        proxy: str,
        purse: Purse,
        before: Callable[[], None],
    ) -> None:
        self._http = http
        self._base = base
        self._token = token
        self._proxy = proxy
        self._purse = purse
        self._before = before

    @property
    def now(self) -> datetime:
        """The time by the clock of the program (UTC)."""
        return self._http.clock()

    def user(self, name: str) -> str:
        """The id of an account. Raises `BadData` when there is none of this name."""
        value = self._ask(f"users/by/username/{name}", [])
        identity = text_of(record_of(value, "data"), "id")
        if not identity:
            raise BadData(Reason.NOT_FOUND, "no account of this name")
        return identity

    def page(self, path: str, least: int, params: Mapping[str, str]) -> Page:
        """A page of posts, newest first. Raises `RateLimited` when the owner's cap is reached."""
        portion = ("max_results", str(self._purse.portion(least)))
        value = self._ask(path, [portion, *_FIELDS, *params.items()])
        meta = record_of(value, "meta")
        if "meta" not in value and not isinstance(value.get("data"), list):
            raise BadData(Reason.NOT_JSON, "an answer without posts")
        posts = records_of(value.get("data"))
        others = records_of(record_of(value, "includes").get("tweets"))
        self._purse.paid(len(posts) + len(others))
        newest = max((text_of(each, "id") for each in posts), key=_age_order, default="")
        newest = max(newest, text_of(meta, "newest_id"), key=_age_order)
        return Page(value, text_of(meta, "next_token"), newest)

    def _ask(self, path: str, params: list[tuple[str, str]]) -> Mapping[str, Any]:
        self._before()
        answer = self._http.get(
            f"{self._base}/{path}",
            accept="application/json",
            headers={"Authorization": f"Bearer {self._token}"},
            params=params,
            proxy=self._proxy,
            explain=self._explained,
        )
        value = json_of(answer)
        if not isinstance(value, Mapping) or not {"data", "meta", "errors"} & value.keys():
            raise BadData(Reason.NOT_JSON, f"neither data nor meta: {answer.excerpt()}")
        return value

    def _explained(self, answer: Answer) -> SourceError | None:
        return explained(answer, self.now)


def explained(answer: Answer, now: datetime) -> SourceError | None:
    """A refusal in the words of this service."""
    try:
        value = json_of(answer)
    except BadData:
        value = {}
    value = value if isinstance(value, Mapping) else {}
    words = text_of(value, "title") or text_of(value, "detail")
    words = words or " ".join(text_of(each, "message") for each in records_of(value.get("errors")))
    detail = f"HTTP {answer.status}: {words[:150]}"
    if answer.status in (402, 403):
        return AuthNeeded(Reason.NO_CREDIT, detail)
    if answer.status == 429 and "UsageCap" in words:
        return RateLimited(Reason.QUOTA, detail, next_month(now))
    if answer.status == 400:
        return BadData(Reason.BAD_SETTING, detail)
    return None


def _age_order(identity: str) -> tuple[int, str]:
    """Ids are digits beyond 2^53, compared as text."""
    return len(identity), identity
