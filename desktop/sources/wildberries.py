"""Wildberries: reviews and questions through the seller's own key.

Follows the section “Общение с покупателями” (user-communication) of the WB API description at
dev.wildberries.ru: `GET /api/v1/feedbacks` and `/api/v1/questions`, each for answered and
unanswered ones, newest first, with `take`, `skip` and `dateFrom` in Unix seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from desktop.core.models import Item, Keep, MentionKind
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    Field,
    FieldKind,
    Group,
    RateLimited,
    Reason,
    SourceError,
    SourceInfo,
)
from desktop.i18n import N_
from desktop.sources.answers import Answer, retry_at
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import tidy
from desktop.sources.json_answer import record_of, text_of
from desktop.sources.market_source import (
    QUESTIONS,
    REVIEWS,
    MarketSource,
    list_in,
    object_of,
    stars_of,
    words_of,
)
from desktop.sources.paging import Look, Step

PAGE = 100
_LAP = 10
"""Records a page shares with the one before: an answer moves a record to the other list, and all
that follow move up by one while pages are turned."""
_MOST = {"feedbacks": 199_990, "questions": 10_000 - PAGE}
"""The highest `skip` the service takes."""
_ON = re.compile(r"([01]) ([0-9]{1,6})")
_ANSWERED = ("false", "true")
_HOME = "https://www.wildberries.ru/catalog"

Read = Callable[[Mapping[str, Any], datetime], Item | None]


class WildberriesSource(MarketSource):
    """Reviews and questions of a seller's goods at Wildberries."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="wildberries",
        title="Wildberries",
        summary=N_("Reviews of your goods and buyers' questions, with your own key."),
        fields=(
            Field(
                "key",
                N_("API token"),
                N_("Only the category of questions and reviews is needed, for reading."),
                FieldKind.SECRET,
                is_required=True,
            ),
        ),
        endpoint="https://feedbacks-api.wildberries.ru",
        interval_min=30,
        floor_min=15,
        keep=Keep.EVERYTHING,
        needs_key=True,
        help_url="https://dev.wildberries.ru/openapi/user-communication",
        key_url="https://seller.wildberries.ru/supplier-settings/access-to-api",
        steps=(
            N_("In the seller's account at Wildberries open the access to the API."),
            N_("Make a token with the category “Questions and reviews”, for reading only."),
            N_("Copy it at once, it is shown only one time, and paste it here."),
            N_("The token is valid for 180 days: make a new one in time."),
        ),
        group=Group.MARKET,
        advice={
            Reason.KEY_REFUSED: N_(
                "The token is wrong, too old or of another category: make a new one with"
                " “Questions and reviews”."
            ),
            Reason.KEY_EXPIRED: N_("Tokens last 180 days: make a new one and enter it here."),
            Reason.RIGHT_MISSING: N_("Make a token with the category “Questions and reviews”."),
        },
        history_days=365,
    )

    def _looks(self) -> Mapping[str, Look]:
        return {
            REVIEWS: partial(self._page, "feedbacks", _review),
            QUESTIONS: partial(self._page, "questions", _question),
        }

    def _page(self, name: str, read: Read, on: str, since: datetime | None) -> Step:
        """A page of the unanswered ones, and behind their last page of the answered ones.

        `on` is the number of the list and how many of it to skip.
        """
        found = _ON.fullmatch(on)
        at, skip = (int(found[1]), int(found[2])) if found else (0, 0)
        params = [("isAnswered", _ANSWERED[at]), ("take", str(PAGE)), ("skip", str(skip))]
        params.append(("order", "dateDesc"))
        if since is not None:
            params.append(("dateFrom", str(int(since.timestamp()))))
        answer = self._http.get(
            f"{self._server}/api/v1/{name}",
            accept="application/json",
            headers={"Authorization": self._key},
            params=params,
            proxy=self._proxy,
            explain=self._explained,
        )
        value = object_of(answer)
        if value.get("error") is True:
            raise BadData(Reason.UNREADABLE, text_of(value, "errorText")[:200])
        records = list_in(record_of(value, "data"), name)
        now = self._http.clock()
        items = tuple(item for each in records if (item := read(each, now)))
        turned = skip + PAGE - _LAP
        if len(records) >= PAGE and turned <= _MOST[name]:
            return Step(items, f"{at} {turned}", now)
        return Step(items, "" if at else "1 0", now)

    def _explained(self, answer: Answer) -> SourceError | None:
        if answer.status == 401 and b"expired" in answer.body.lower():
            return AuthNeeded(Reason.KEY_EXPIRED, answer.excerpt())
        if answer.status == 403:
            return AuthNeeded(Reason.RIGHT_MISSING, answer.excerpt())
        if answer.status == 429 and (pause := answer.headers.get("x-ratelimit-retry")):
            when = retry_at({"retry-after": pause}, self._http.clock())
            return RateLimited(Reason.SLOW_DOWN, "asked too often", when)
        return None


def _review(record: Mapping[str, Any], now: datetime) -> Item | None:
    tags = record.get("bables")
    words = words_of(
        text_of(record, "text"),
        text_of(record, "pros"),
        text_of(record, "cons"),
        tags if isinstance(tags, list) else (),
    )
    return _item(record, "review", words, now, stars_of(record, "productValuation"))


def _question(record: Mapping[str, Any], now: datetime) -> Item | None:
    return _item(record, "question", tidy(text_of(record, "text")), now)


def _item(
    record: Mapping[str, Any], what: str, words: str, now: datetime, stars: float | None = None
) -> Item | None:
    """The item; `None` for what has no identity or neither words nor stars."""
    identity, goods = text_of(record, "id"), record_of(record, "productDetails")
    if not identity or not (words or stars):
        return None
    article, is_review = text_of(goods, "nmId"), what == "review"
    place = "feedbacks" if is_review else "questions"
    return Item(
        external_id=f"{what}:{identity}",
        text=words,
        title=tidy(text_of(goods, "productName")),
        kind=MentionKind.REVIEW if is_review else MentionKind.COMMENT,
        url=f"{_HOME}/{article}/{place}" if article.isdecimal() else None,
        author_name=tidy(text_of(record, "userName")) or None,
        created_at=parsed_date(text_of(record, "createdDate"), now),
        rating=stars,
    )
