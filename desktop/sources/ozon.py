"""Ozon: reviews and questions through the seller's own key.

Follows the Ozon Seller API description at docs.ozon.ru/api/seller: `POST /v2/review/list` (which
takes the place of the deprecated `/v1/review/list`) and `POST /v1/question/list`. Each belongs to
a paid subscription of its own, so one may be open while the other is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from desktop.core.addresses import is_web_address
from desktop.core.models import Item, Keep, MentionKind
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    Field,
    FieldKind,
    Group,
    HistoryPage,
    Reason,
    SourceError,
    SourceInfo,
)
from desktop.i18n import N_
from desktop.sources.answers import Answer
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import tidy
from desktop.sources.json_answer import count_of, text_of
from desktop.sources.market_source import (
    QUESTIONS,
    REVIEWS,
    MarketSource,
    list_in,
    object_of,
    stars_of,
)
from desktop.sources.paging import Look, Step, step_back

PAGE = 100
_PERMISSION_DENIED = 7
_HOME = "https://www.ozon.ru/product"


class OzonSource(MarketSource):
    """Reviews and questions of a seller's goods at Ozon."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="ozon",
        title="Ozon",
        summary=N_(
            "Reviews of your goods and buyers' questions, with your own key. Ozon gives them to"
            " sellers with a subscription."
        ),
        fields=(
            Field(
                "client_id",
                N_("Client ID"),
                N_("The number beside the API keys in the seller's account."),
                is_required=True,
                example="836",
            ),
            Field(
                "key",
                N_("API key"),
                N_("The roles that may read reviews and questions are enough."),
                FieldKind.SECRET,
                is_required=True,
            ),
        ),
        endpoint="https://api-seller.ozon.ru",
        interval_min=30,
        floor_min=15,
        keep=Keep.EVERYTHING,
        needs_key=True,
        help_url="https://docs.ozon.ru/api/seller/",
        key_url="https://seller.ozon.ru/app/settings/api-keys",
        steps=(
            N_("In the seller's account at Ozon open the settings, “API keys”."),
            N_("Copy the Client ID."),
            N_("Make a key with the roles “Review read only” and “Question read only”."),
            N_("Copy the key at once, it is shown only one time, and paste it here."),
            N_("Reviews need “Review management” or Premium Pro, questions Premium Plus."),
        ),
        group=Group.MARKET,
        advice={
            Reason.RIGHT_MISSING: N_(
                "Check the roles of the key and the subscription: reviews need “Review"
                " management” or Premium Pro, questions Premium Plus."
            ),
            Reason.KEY_EXPIRED: N_("Make a new key in the settings at Ozon and enter it here."),
        },
        history_days=365,
    )

    def _looks(self) -> Mapping[str, Look]:
        return {REVIEWS: self._reviews, QUESTIONS: self._questions}

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """One page further into the past. Raises only `SourceError`.

        Questions of a seller without the subscription for them have no past to wait for.
        """
        self._check()

        def questions(on: str, since: datetime | None) -> Step:
            try:
                return self._questions(on, since)
            except AuthNeeded as error:
                if error.reason is not Reason.RIGHT_MISSING:
                    raise
                return Step(())

        return step_back(cursor, since, ((REVIEWS, self._reviews), (QUESTIONS, questions)))

    def _reviews(self, on: str, since: datetime | None) -> Step:
        filters = {"published_from": _written(since)} if since else {}
        value = self._ask("/v2/review/list", {"filters": filters, **_turned(on)})
        now = self._http.clock()
        found = (_review(each, now) for each in list_in(value, REVIEWS))
        return Step(tuple(each for each in found if each), _next(value, REVIEWS))

    def _questions(self, on: str, since: datetime | None) -> Step:
        wanted = {"status": "ALL"} | ({"date_from": _written(since)} if since else {})
        value = self._ask("/v1/question/list", {"filter": wanted, **_turned(on)})
        now = self._http.clock()
        found = (_question(each, now) for each in list_in(value, QUESTIONS))
        return Step(tuple(each for each in found if each), _next(value, QUESTIONS))

    def _ask(self, place: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        answer = self._http.post(
            self._server + place,
            json=body,
            headers={"Client-Id": self._fields["client_id"], "Api-Key": self._key},
            proxy=self._proxy,
            explain=_explained,
        )
        return object_of(answer)


def _turned(on: str) -> dict[str, object]:
    return {"limit": PAGE, "sort_dir": "DESC", **({"last_id": on} if on else {})}


def _next(value: Mapping[str, Any], name: str) -> str:
    """Where the next page begins, "" after the last; older answers do not say `has_next`."""
    is_last = value.get("has_next") is False or not value.get(name)
    return "" if is_last else text_of(value, "last_id")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _explained(answer: Answer) -> SourceError | None:
    """The service says no in the same way to a wrong key, a missing role and no subscription."""
    try:
        value = object_of(answer)
    except BadData:
        return None
    if count_of(value, "code") is None:
        return None
    words = text_of(value, "message")[:200]
    if answer.status == 403 or value["code"] == _PERMISSION_DENIED:
        said = words.lower()
        if "deactivated" in said or "expired" in said:
            return AuthNeeded(Reason.KEY_EXPIRED, words)
        is_key = "invalid" in said and "api-key" in said
        return AuthNeeded(Reason.KEY_REFUSED if is_key else Reason.RIGHT_MISSING, words)
    return None


def _review(record: Mapping[str, Any], now: datetime) -> Item | None:
    """The item of a review; `None` for one without identity or with neither words nor stars."""
    identity, words = text_of(record, "id"), tidy(text_of(record, "text"))
    stars, goods = stars_of(record, "rating"), text_of(record, "sku")
    if not identity or not (words or stars):
        return None
    return Item(
        external_id=f"review:{identity}",
        text=words,
        kind=MentionKind.REVIEW,
        url=f"{_HOME}/{goods}/" if goods.isdecimal() else None,
        created_at=parsed_date(text_of(record, "published_at"), now),
        replies=count_of(record, "comments_amount"),
        rating=stars,
    )


def _question(record: Mapping[str, Any], now: datetime) -> Item | None:
    identity, words = text_of(record, "id"), tidy(text_of(record, "text"))
    if not identity or not words:
        return None
    links = (text_of(record, "question_link"), text_of(record, "product_url"))
    return Item(
        external_id=f"question:{identity}",
        text=words,
        kind=MentionKind.COMMENT,
        url=next((each for each in links if is_web_address(each)), None),
        author_name=tidy(text_of(record, "author_name")) or None,
        created_at=parsed_date(text_of(record, "published_at"), now),
        replies=count_of(record, "answers_count"),
    )
