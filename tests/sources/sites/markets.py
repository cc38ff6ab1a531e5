"""Three marketplaces on the machine itself, in the forms of their descriptions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.conftest import NOW
from tests.servers import Reply, Seen, Site

KEY = "seller-key-of-nobody"


@dataclass
class Word:
    """A review (with stars) or a question (without)."""

    number: int
    text: str
    at: datetime
    stars: int | None = None
    is_answered: bool = False


class MarketSite(Site):
    """Holds what buyers wrote. `refused` are answers by part, instead of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[Word] = []
        self.refused: dict[str, Reply] = {}

    def write(self, text: str, **values: Any) -> Word:
        """Something a minute after the last; a question unless `stars` are given."""
        at = self.words[-1].at + timedelta(minutes=1) if self.words else NOW - timedelta(days=5)
        made = Word(**{"number": len(self.words) + 1, "text": text, "at": at, **values})
        self.words.append(made)
        return made

    def fill(self, count: int, text: str, **values: Any) -> list[str]:
        """Several."""
        return [self.write(f"{text} {number}", **values).text for number in range(count)]

    def of(self, part: str) -> list[Word]:
        """Reviews or questions, newest first."""
        found = [each for each in self.words if (each.stars is not None) == (part == "reviews")]
        return sorted(found, key=lambda each: (each.at, each.number), reverse=True)

    def answer(self, part: str, value: object) -> Reply:
        """A page, or the refusal that stands for it."""
        if part in self.refused:
            return self.refused[part]
        return said(value)


class WildberriesSite(MarketSite):
    """Lists of answered and unanswered ones with `take` and `skip`."""

    def missing(self, seen: Seen) -> Reply:
        """The two lists."""
        name = seen.path.removeprefix("/api/v1/")
        if name not in ("feedbacks", "questions") or seen.headers.get("authorization") != KEY:
            return said({"title": "unauthorized", "detail": "token problem"}, 401)
        part = "reviews" if name == "feedbacks" else "questions"
        found = [
            each
            for each in self.of(part)
            if each.is_answered == (seen.asked("isAnswered") == "true")
            and each.at.timestamp() >= int(seen.asked("dateFrom") or 0)
        ]
        skip, take = int(seen.asked("skip")), int(seen.asked("take"))
        records = [self._record(each) for each in found[skip : skip + take]]
        data = {"countUnanswered": 0, "countArchive": 0, name: records}
        return self.answer(
            part, {"data": data, "error": False, "errorText": "", "additionalErrors": None}
        )

    def _record(self, word: Word) -> dict[str, Any]:
        return {
            "id": f"w{word.number}",
            "text": word.text,
            "productValuation": word.stars,
            "createdDate": word.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "productDetails": {"nmId": 123456, "productName": "Хлеб ржаной"},
            "answer": {"text": "Спасибо!"} if word.is_answered else None,
        }


class OzonSite(MarketSite):
    """Lists that go on behind `last_id`."""

    def missing(self, seen: Seen) -> Reply:
        """The two lists."""
        parts = {"/v2/review/list": "reviews", "/v1/question/list": "questions"}
        if seen.path not in parts:
            return super().missing(seen)
        if seen.headers.get("api-key") != KEY or seen.headers.get("client-id") != "836":
            return said({"code": 7, "message": "Invalid Api-Key, please contact support"}, 403)
        part, asked = parts[seen.path], seen.json
        filters = asked.get("filters") or asked.get("filter") or {}
        start = filters.get("published_from") or filters.get("date_from")
        found = [each for each in self.of(part) if not start or each.at >= moment(start)]
        numbers = [str(each.number) for each in found]
        begin = numbers.index(asked["last_id"]) + 1 if asked.get("last_id") else 0
        shown = found[begin : begin + asked["limit"]]
        value = {
            part: [self._record(each) for each in shown],
            "has_next": begin + len(shown) < len(found),
            "last_id": str(shown[-1].number) if shown else "",
        }
        return self.answer(part, value)

    def _record(self, word: Word) -> dict[str, Any]:
        return {
            "id": f"o{word.number}",
            "text": word.text,
            "rating": word.stars,
            "sku": 148591503,
            "published_at": word.at.strftime("%Y-%m-%dT%H:%M:%S.970Z"),
        }


class YandexMarketSite(MarketSite):
    """Lists that go on behind a token; reviews come oldest first if `is_reversed`."""

    def __init__(self) -> None:
        super().__init__()
        self.is_reversed = False

    def missing(self, seen: Seen) -> Reply:
        """The two lists."""
        parts = {
            "/v2/businesses/77/goods-feedback": ("reviews", "feedbacks"),
            "/v1/businesses/77/goods-questions": ("questions", "questions"),
        }
        if seen.path not in parts:
            return said({"status": "ERROR", "errors": [{"code": "NOT_FOUND"}]}, 404)
        if seen.headers.get("api-key") != KEY:
            return said({"status": "ERROR", "errors": [{"code": "UNAUTHORIZED"}]}, 401)
        part, name = parts[seen.path]
        found = [each for each in self.of(part) if _is_in(each, seen.json)]
        if self.is_reversed and part == "reviews":
            found.reverse()
        begin, limit = int(seen.asked("pageToken") or 0), int(seen.asked("limit"))
        shown = found[begin : begin + limit]
        paging = {"nextPageToken": str(begin + limit)} if begin + limit < len(found) else {}
        records = [self._record(each) for each in shown]
        return self.answer(part, {"status": "OK", "result": {name: records, "paging": paging}})

    def _record(self, word: Word) -> dict[str, Any]:
        return {
            "feedbackId": word.number,
            "questionIdentifiers": {"id": word.number, "offerId": "bread-1"},
            "identifiers": {"offerId": "bread-1"},
            "createdAt": word.at.isoformat(),
            "description": {"comment": word.text},
            "text": word.text,
            "statistics": {"rating": word.stars, "commentsCount": 0},
            "author": "Анна" if word.stars else {"type": "USER", "name": "Анна"},
        }


def _is_in(word: Word, asked: dict[str, Any]) -> bool:
    if start := asked.get("dateTimeFrom"):
        return word.at > moment(start) >= NOW - timedelta(days=183)
    first, last = date.fromisoformat(asked["dateFrom"]), date.fromisoformat(asked["dateTo"])
    assert last - first <= timedelta(days=31), "the longest interval is a month"
    return first <= word.at.date() <= last


def moment(text: str) -> datetime:
    """A written moment."""
    return datetime.fromisoformat(text)


def said(value: object, status: int = 200) -> Reply:
    """A JSON answer."""
    return Reply(status, json.dumps(value).encode(), "application/json; charset=utf-8")
