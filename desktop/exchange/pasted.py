"""Text that somebody pasted: several reviews taken apart, and what can be told about each."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

from desktop.core.addresses import host_of, normal_url
from desktop.core.models import Item, MentionKind
from desktop.exchange.dates import moment

LONGEST_TEXT = 50_000
_MOST = 200
_NO_NAME = re.compile(r"[!?:…]|\d{3}|[^\W\d]{2}[.,]$")
_LEAST_OF_LIST = 5
"""Lines below which a text is no list of reviews: two of a name, a fact and some text."""
_LINK = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}»”'"
_SEPARATOR = re.compile(r"^\s*(?:[-–—_=*~•·]\s*){3,}$")
_BLANK = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_STARS = re.compile(r"^\s*(?P<full>[★⭐🌟]{1,5})\ufe0f?[☆✩]*\s*$")
_RATING = re.compile(
    r"^\s*(?:оценка|рейтинг|rating|stars)?\s*:?\s*(?P<stars>[1-5])(?:[.,]0)?\s*"
    r"(?:/\s*5|из\s+5|out of 5|of 5|зв[её]зд\w*|stars?|\*|★)\s*$",
    re.IGNORECASE,
)
_SURROUNDINGS = re.compile(
    r"^\s*(?:знаток города(?: \d+ уровня)?|local guide\b.{0,40}|level \d+.{0,30}|подписаться|"
    r"ответить|комментировать|поделиться|нравится|полезно\??(?:\s*\d+)?|reply|like|share|"
    r"helpful\??(?:\s*\(?\d+\)?)?|follow|читать (?:ещё|полностью)|(?:read )?more|"
    r"\d+\s+(?:отзыв\w*|оцен\w+|фото\w*|подписчик\w*|reviews?|photos?|ratings?|followers?)"
    r"(?:\s*[·,•]\s*\d+\s+\w+){0,3})\s*$",
    re.IGNORECASE,
)
"""Lines a review site puts around a review: badges of the author and buttons."""
_AGO = re.compile(
    r"^(?:(?P<n>\d{1,3}|an?|одну?)\s+)?(?P<unit>minute|hour|day|week|month|year|минут|час|ден|дн|"
    r"недел|месяц|год|лет)\w*\s+(?:ago|назад)$",
    re.IGNORECASE,
)
_UNIT_DAYS = {
    "minute": 1 / 1440, "минут": 1 / 1440, "hour": 1 / 24, "час": 1 / 24, "day": 1, "ден": 1,
    "дн": 1, "week": 7, "недел": 7, "month": 30, "месяц": 30, "year": 365, "год": 365, "лет": 365,
}  # fmt: skip
_DAYS = {"today": 0, "сегодня": 0, "yesterday": 1, "вчера": 1}
_NETWORKS = {
    "vk.com": "VK", "vk.ru": "VK", "ok.ru": "OK", "t.me": "Telegram", "telegram.me": "Telegram",
    "instagram.com": "Instagram", "facebook.com": "Facebook", "fb.com": "Facebook", "x.com": "X",
    "twitter.com": "X", "youtube.com": "YouTube", "youtu.be": "YouTube", "reddit.com": "Reddit",
    "tiktok.com": "TikTok", "2gis.ru": "2GIS", "2gis.com": "2GIS", "otzovik.com": "Otzovik",
    "irecommend.ru": "iRecommend", "tripadvisor.com": "Tripadvisor",
    "tripadvisor.ru": "Tripadvisor", "bsky.app": "Bluesky", "dzen.ru": "Dzen",
    "zoon.ru": "Zoon", "flamp.ru": "Flamp", "yell.ru": "Yell", "avito.ru": "Avito",
    "threads.net": "Threads", "threads.com": "Threads", "maps.app.goo.gl": "Google Maps",
    "pikabu.ru": "Pikabu", "ozon.ru": "Ozon", "wildberries.ru": "Wildberries",
}  # fmt: skip
_MAPS = re.compile(r"^https?://(?:[^/]*\.)?(?P<who>google|yandex)\.[a-z.]+/.*maps", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pasted:
    """One piece of pasted text; what could not be told is `None`."""

    text: str
    url: str | None = None
    network: str | None = None
    author: str | None = None
    created_at: datetime | None = None
    rating: float | None = None


def split_pasted(text: str, now: datetime, zone: tzinfo | None = None) -> tuple[Pasted, ...]:
    """The reviews in a pasted text, in their order.

    They are told apart by lines of dashes, by two and more empty lines, or, as copied from a
    page of reviews, by lines with a name above stars or a date. Lines that hold nothing but
    stars, a date or a link speak about the review and are not its text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()[: LONGEST_TEXT * 4]
    pieces: list[list[str]] = [[]]
    for line in _BLANK.sub("\n---\n", text).split("\n"):
        if _SEPARATOR.match(line):
            pieces.append([])
        elif line.strip() or pieces[-1]:  # an empty line above the author hides nobody
            pieces[-1].append(line.strip())
    parts = (part for lines in pieces for part in _at_heads(lines, now, zone))
    read = (_read(lines, now, zone) for lines in parts if any(lines))
    return tuple(each for each in read if each.text or each.url)[:_MOST]


def network_of(url: str) -> str | None:
    """The network an address belongs to, by its usual name; `None` for others."""
    host = host_of(url)
    if host is None:
        return None
    if found := _MAPS.match(url):
        return "Google Maps" if found["who"].lower() == "google" else "Yandex Maps"
    parts = host.split(".")
    names = (".".join(parts[start:]) for start in range(len(parts) - 1))
    return next((_NETWORKS[name] for name in names if name in _NETWORKS), None)


def pasted_item(pasted: Pasted) -> Item:
    """The item of a pasted piece; pasting the same once more gives the same identity."""
    when = pasted.created_at.isoformat() if pasted.created_at else ""
    seed = "\n".join((pasted.author or "", when, pasted.text[:500]))
    print_of_text = hashlib.sha1(seed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    return Item(
        external_id=normal_url(pasted.url) if pasted.url else print_of_text,
        text=pasted.text or pasted.url or "",
        kind=MentionKind.POST if pasted.rating is None else MentionKind.REVIEW,
        url=pasted.url,
        author_name=pasted.author,
        created_at=pasted.created_at,
        rating=pasted.rating,
    )


def _at_heads(lines: list[str], now: datetime, zone: tzinfo | None) -> list[list[str]]:
    """The reviews of a list copied from a page: each begins with a name above stars or a date.

    One head alone, or text before the first, is no such list.
    """
    kept = [line for line in lines if not _SURROUNDINGS.match(line)]
    if len(kept) < _LEAST_OF_LIST:
        return [kept]
    filled = [number for number, line in enumerate(kept) if line]
    heads = [
        number
        for number, below in pairwise(filled)
        if _is_whole_name(kept[number]) and _is_fact(kept[below], now, zone)
    ]
    if len(heads) < 2 or heads[0] != filled[0]:
        return [kept]
    return [kept[start:end] for start, end in pairwise((*heads, len(kept)))]


def _is_whole_name(line: str) -> bool:
    """A name alone on its line, not the beginning of a sentence."""
    return _is_name(line) and all(word[0].isupper() for word in line.split())


def _is_fact(line: str, now: datetime, zone: tzinfo | None) -> bool:
    return _stars(line) is not None or _when(line, now, zone) is not None


def _read(lines: list[str], now: datetime, zone: tzinfo | None) -> Pasted:
    url, created, rating = None, None, None
    kept: list[str] = []
    first_fact = None
    for line in lines:
        if url is None and (link := _LINK.search(line)):
            url = link[0].rstrip(_TRAILING)
            if line.strip(_TRAILING) == url:
                continue
        if rating is None and (stars := _stars(line)) is not None:
            rating = stars
        elif created is None and (when := _when(line, now, zone)) is not None:
            created = when
        else:
            kept.append(line)
            continue
        first_fact = len(kept) if first_fact is None else first_fact
    author = _author(kept, first_fact)
    if author is not None:
        kept = kept[1:]
    text = "\n".join(kept).strip()[:LONGEST_TEXT]
    return Pasted(text, url, network_of(url) if url else None, author, created, rating)


def _author(lines: list[str], first_fact: int | None) -> str | None:
    """A short first line right above the stars or the date is who wrote it."""
    if first_fact != 1 or len(lines) < 2:
        return None
    return lines[0] if _is_name(lines[0]) else None


def _is_name(line: str) -> bool:
    is_short = 0 < len(line) <= 50 and len(line.split()) <= 4
    return is_short and line[0].isupper() and not _NO_NAME.search(line)


def _stars(line: str) -> float | None:
    if found := _STARS.match(line):
        return float(len(found["full"]))
    if found := _RATING.match(line):
        return float(found["stars"])
    return None


def _when(line: str, now: datetime, zone: tzinfo | None) -> datetime | None:
    if not line or len(line) > 40 or not re.search(r"\d|[a-zа-яё]", line, re.IGNORECASE):
        return None
    words = line.strip(" .,").casefold()
    if words in _DAYS:
        return (now - timedelta(days=_DAYS[words])).astimezone(UTC)
    if found := _AGO.match(words):
        number = found["n"] or "1"
        times = int(number) if number.isdigit() else 1
        days = next(d for unit, d in _UNIT_DAYS.items() if found["unit"].startswith(unit))
        return (now - timedelta(days=days * times)).astimezone(UTC)
    if words.isdigit() or (re.fullmatch(r"[\d.,]+", words) and words.count(".") != 2):
        return None
    when = moment(line.strip(" ."), is_day_first=True, zone=zone)
    return when if when is not None and when <= now + timedelta(days=1) else None
