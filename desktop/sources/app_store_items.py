"""Reviews of the App Store as items, from both forms of its feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from desktop.core.addresses import is_web_address
from desktop.core.models import Item, MentionKind
from desktop.core.sources import BadData, Reason
from desktop.sources.answers import Answer
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import tidy
from desktop.sources.json_answer import json_of, record_of, records_of, text_of


def review(item: Item, entry: Mapping[str, Any], *, country: str, app: str) -> Item | None:
    """A review of the XML form; `None` for the entry that describes the app itself."""
    rating = _stars(str(entry.get("im_rating") or ""))
    identity = str(entry.get("id") or "").rpartition("/")[2]
    if rating is None or not identity:
        return None
    contents = [each for each in entry.get("content") or () if isinstance(each, Mapping)]
    literal = [str(each.get("value")) for each in contents if each.get("type") == "text/plain"]
    author = entry.get("author_detail")
    address = str(author.get("href") or "") if isinstance(author, Mapping) else ""
    return replace(
        item,
        external_id=identity,
        title=_line(str(entry.get("title") or "")),
        text=tidy(literal[0]) if literal else item.text,
        kind=MentionKind.REVIEW,
        url=_place(country, app),
        author_url=address if is_web_address(address) else None,
        edited_at=None,
        likes=_votes(str(entry.get("im_votesum") or "")),
        rating=rating,
    )


def json_reviews(answer: Answer, now: datetime, country: str, app: str) -> list[Item]:
    """The reviews of the JSON form. Raises `BadData` when it is none."""
    value = json_of(answer)
    feed = record_of(value, "feed") if isinstance(value, Mapping) else {}
    if not feed:
        raise BadData(Reason.NOT_JSON, f"no feed: {answer.excerpt()}")
    entries = feed.get("entry")
    records = [entries] if isinstance(entries, Mapping) else records_of(entries)
    items = (_json_review(each, now, country, app) for each in records)
    return [each for each in items if each is not None]


def _json_review(entry: Mapping[str, Any], now: datetime, country: str, app: str) -> Item | None:
    rating, identity = _stars(_label(entry, "im:rating")), _label(entry, "id")
    if rating is None or not identity:
        return None
    author = record_of(entry, "author")
    address = _label(author, "uri")
    return Item(
        external_id=identity.rpartition("/")[2],
        text=tidy(_label(entry, "content")),
        title=_line(_label(entry, "title")),
        kind=MentionKind.REVIEW,
        url=_place(country, app),
        author_name=tidy(_label(author, "name")) or None,
        author_url=address if is_web_address(address) else None,
        created_at=parsed_date(_label(entry, "updated"), now),
        likes=_votes(_label(entry, "im:voteSum")),
        rating=rating,
    )


def _label(record: Mapping[str, Any], name: str) -> str:
    """Every value stands in an object of its own."""
    return text_of(record_of(record, name), "label")


def _place(country: str, app: str) -> str:
    return f"https://apps.apple.com/{country}/app/id{app}?see-all=reviews"


def _line(text: str) -> str:
    return " ".join(tidy(text).split())


def _stars(text: str) -> float | None:
    return float(text) if text in ("1", "2", "3", "4", "5") else None


def _votes(text: str) -> int | None:
    """Helpful votes less the others; fewer than none are not likes."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
