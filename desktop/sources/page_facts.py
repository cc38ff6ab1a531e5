"""What the markup of a page says of a text: author, date, stars. Microdata, JSON-LD, labels.

Pure functions over a parsed page.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop.sources.dates import parsed_date
from desktop.sources.html_text import plain, text_below
from desktop.sources.json_answer import record_of, text_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MOST_OBJECTS = 2_000
_LONGEST_LABEL = 80
_LONGEST_NAME = 100
_AUTHORS = (
    "[itemprop='author'] [itemprop='name']",
    "[itemprop='author']",
    "[rel~='author']",
    ".p-author",
)
_DATES = (
    "time[datetime]",
    "[itemprop='datePublished']",
    "[itemprop='dateCreated']",
    ".dt-published",
)
_SHARE = re.compile(r"(\d{1,2}(?:[.,]\d+)?)\s*(?:out of|of|из|/)\s*(5|10)\b", re.IGNORECASE)
_STARS = re.compile(r"(\d(?:[.,]\d+)?)[\s-]*(?:stars?|зв[её]зд\w*)", re.IGNORECASE)
_ABOUT_STARS = re.compile(r"\b(stars?|rat(?:ed|ing)|зв[её]зд\w*|оцен\w+|рейтинг\w*)", re.IGNORECASE)


def author_of(node: LexborNode) -> str:
    """Who wrote it, "" where the markup does not say."""
    for selector in _AUTHORS:
        found = node.css_first(selector)
        if found is None:
            continue
        name = " ".join((_content(found) or text_below(found)).split())
        if 0 < len(name) <= _LONGEST_NAME:
            return name
    return ""


def date_of(node: LexborNode, now: datetime) -> datetime | None:
    """When it was published, `None` where the markup does not believably say."""
    for selector in _DATES:
        found = node.css_first(selector)
        if found is None:
            continue
        said = found.attributes.get("datetime") or _content(found)
        if (date := parsed_date(said, now)) is not None:
            return date
    return None


def stars_of(node: LexborNode) -> float | None:
    """Stars from 1 to 5, `None` where there are none."""
    value = node.css_first("[itemprop='ratingValue']")
    if value is not None:
        best = node.css_first("[itemprop='bestRating']")
        return stars(_said(value), _said(best) if best is not None else "5")
    for meter in node.css("meter[value][max]")[:3]:
        if (found := stars(meter.attributes["value"], meter.attributes["max"])) is not None:
            return found
    for each in node.css("[aria-label], [title], img[alt]")[:60]:
        for name in ("aria-label", "title", "alt"):
            if (found := _labelled(each.attributes.get(name) or "")) is not None:
                return found
    return None


def stars(value: object, best: object = 5) -> float | None:
    """A rating on the scale from 1 to 5; `None` for what is no rating."""
    got, top = _number(value), _number(best)
    if got is None or not top or not 0 < got <= top:
        return None
    return max(1.0, round(got * 5 / top, 1))


def linked_objects(node: LexborNode) -> Iterator[Mapping[str, Any]]:
    """All objects of the JSON-LD in a part of a page, the inner ones too, outer ones first."""
    waiting: list[Any] = []
    for script in node.css("script[type='application/ld+json']")[:20]:
        try:
            waiting.append(json.loads(script.text(), strict=False))
        except (ValueError, RecursionError):
            continue
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, Mapping):
            yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def is_of_type(thing: Mapping[str, Any], *names: str) -> bool:
    """Whether an object of JSON-LD calls itself one of these."""
    kinds = thing.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(each, str) and each.rpartition("/")[2] in names for each in kinds)


def named(thing: Mapping[str, Any], name: str) -> str:
    """The name of a person or organisation an object speaks of, given as text or as an object."""
    value = thing.get(name)
    value = value[0] if isinstance(value, list) and value else value
    found = text_of(value, "name") if isinstance(value, Mapping) else text_of(thing, name)
    return " ".join(plain(found).split())[:_LONGEST_NAME]


def rated(thing: Mapping[str, Any]) -> float | None:
    """The stars an object of JSON-LD gives."""
    rating = record_of(thing, "reviewRating")
    return stars(rating.get("ratingValue"), rating.get("bestRating") or 5)


def _labelled(text: str) -> float | None:
    text = text.strip()
    if not text or len(text) > _LONGEST_LABEL:
        return None
    if share := _SHARE.search(text):
        is_alone = share[0] == text
        return stars(share[1], share[2]) if is_alone or _ABOUT_STARS.search(text) else None
    found = _STARS.search(text)
    return stars(found[1]) if found else None


def _content(node: LexborNode) -> str:
    return node.attributes.get("content") or ""


def _said(node: LexborNode) -> str:
    return _content(node) or text_below(node)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
