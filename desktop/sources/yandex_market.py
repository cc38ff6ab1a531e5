"""Yandex Market: reviews and questions through the seller's own key.

Follows the Yandex Market Partner API description at yandex.ru/dev/market/partner-api: `POST
/v2/businesses/{businessId}/goods-feedback` and `POST /v1/businesses/{businessId}/goods-questions`.
The first is told a moment, in at most six months, and does not say in which direction it lists;
the second is told days, in at most a month at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from desktop.core.models import Item, Keep, MentionKind
from desktop.core.sources import (
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
from desktop.sources.json_answer import count_of, record_of, text_of
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

PAGE = 50
_LONGEST = timedelta(days=180)
_MONTH = timedelta(days=28)
_LIMIT_REACHED = 420


class YandexMarketSource(MarketSource):
    """Reviews and questions of a seller's goods at Yandex Market."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="yandex-market",
        title=N_("Yandex Market"),
        summary=N_("Reviews of your goods and buyers' questions, with your own key."),
        fields=(
            Field(
                "business_id",
                N_("Business ID"),
                N_("The number of the business account, not of a single shop in it."),
                is_required=True,
                example="1234567",
            ),
            Field(
                "key",
                N_("API key"),
                N_("The access “Customer communication” is enough."),
                FieldKind.SECRET,
                is_required=True,
            ),
        ),
        endpoint="https://api.partner.market.yandex.ru",
        interval_min=30,
        floor_min=15,
        keep=Keep.EVERYTHING,
        needs_key=True,
        help_url="https://yandex.ru/dev/market/partner-api/doc/ru/step-by-step/goods-feedback",
        key_url="https://partner.market.yandex.ru/",
        steps=(
            N_("In the seller's account at Yandex Market open the settings, “API and modules”."),
            N_("Copy the Business ID that stands there."),
            N_("Make an API key with the access “Customer communication”."),
            N_("Copy the key and paste it here."),
        ),
        group=Group.MARKET,
        advice={
            Reason.FORBIDDEN: N_(
                "The key does not work for this business: check the Business ID, or make a key"
                " with the access “Customer communication”."
            ),
            Reason.NOT_FOUND: N_("Check the Business ID: it is not the number of a shop."),
        },
        history_days=_LONGEST.days,
    )

    def _check(self) -> None:
        super()._check()
        if not self._fields["business_id"].isdecimal():
            raise BadData(Reason.BAD_SETTING, "the business id is no number")

    def _looks(self) -> Mapping[str, Look]:
        return {REVIEWS: self._reviews, QUESTIONS: self._questions}

    def _reviews(self, on: str, since: datetime | None) -> Step:
        """A page of all since a moment; its dates say nothing of what is on the next one."""
        now = self._http.clock()
        start = max(since or now, now - _LONGEST)
        body = {"dateTimeFrom": start.astimezone(UTC).isoformat(timespec="seconds")}
        result = self._ask("v2", "goods-feedback", on, body)
        items = (_review(each, now) for each in list_in(result, "feedbacks"))
        return Step(tuple(each for each in items if each), _next(result), now)

    def _questions(self, on: str, since: datetime | None) -> Step:
        """A page of a month; behind its last page the month before it begins.

        `on` is the last day of the month and the page in it.
        """
        now = self._http.clock()
        start = (since or now).date()
        said, _, token = on.partition("|")
        end = _day(said) or now.date() + timedelta(days=1)
        month = max(start, end - _MONTH)
        body = {"dateFrom": month.isoformat(), "dateTo": end.isoformat(), "sort": "CREATED_AT_DESC"}
        result = self._ask("v1", "goods-questions", token, body)
        items = (_question(each, now) for each in list_in(result, "questions"))
        follows = _next(result)
        on = f"{end}|{follows}" if follows else f"{month}|" if month > start else ""
        return Step(tuple(each for each in items if each), on, now)

    def _ask(
        self, version: str, name: str, token: str, body: Mapping[str, object]
    ) -> Mapping[str, Any]:
        page = f"&pageToken={quote(token, safe='')}" if token else ""
        business = self._fields["business_id"]
        answer = self._http.post(
            f"{self._server}/{version}/businesses/{business}/{name}?limit={PAGE}{page}",
            json=body,
            headers={"Api-Key": self._key},
            proxy=self._proxy,
            explain=self._explained,
        )
        value = object_of(answer)
        if value.get("status") == "ERROR":
            raise BadData(Reason.UNREADABLE, answer.excerpt())
        return record_of(value, "result")

    def _explained(self, answer: Answer) -> SourceError | None:
        if answer.status != _LIMIT_REACHED:
            return None
        until = answer.headers.get("x-ratelimit-resource-until", "")
        said = {"retry-after": until, "date": answer.headers.get("date", "")}
        when = retry_at(said, self._http.clock())
        return RateLimited(Reason.SLOW_DOWN, "the allowance of an hour is used up", when)


def _next(result: Mapping[str, Any]) -> str:
    return text_of(record_of(result, "paging"), "nextPageToken")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _review(record: Mapping[str, Any], now: datetime) -> Item | None:
    """The item of a review; `None` for one without identity or with neither words nor stars."""
    identity, said = text_of(record, "feedbackId"), record_of(record, "description")
    counts = record_of(record, "statistics")
    stars = stars_of(counts, "rating")
    words = words_of(*(text_of(said, name) for name in ("comment", "advantages", "disadvantages")))
    if not identity or not (words or stars):
        return None
    return Item(
        external_id=f"review:{identity}",
        text=words,
        title=tidy(text_of(record_of(record, "identifiers"), "offerId")),
        kind=MentionKind.REVIEW,
        author_name=tidy(text_of(record, "author")) or None,
        created_at=parsed_date(text_of(record, "createdAt"), now),
        replies=count_of(counts, "commentsCount"),
        rating=stars,
    )


def _question(record: Mapping[str, Any], now: datetime) -> Item | None:
    """The item of a buyer's question; `None` for one without identity or of a shop."""
    ids, author = record_of(record, "questionIdentifiers"), record_of(record, "author")
    identity, words = text_of(ids, "id"), tidy(text_of(record, "text"))
    if not identity or not words or text_of(author, "type") == "BUSINESS":
        return None
    return Item(
        external_id=f"question:{identity}",
        text=words,
        title=tidy(text_of(ids, "offerId")),
        kind=MentionKind.COMMENT,
        author_name=tidy(text_of(author, "name")) or None,
        created_at=parsed_date(text_of(record, "createdAt"), now),
        likes=count_of(record_of(record, "votes"), "likes"),
    )
