"""From what a source delivered to what is stored: cleaning, matching, language, tone. Pure.

Everything that enters the store goes through here, whether polled, pasted or imported.
"""

from __future__ import annotations

import hashlib
import logging
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.core.language import language_of
from desktop.core.matching import Matcher, Text
from desktop.core.models import Item, Keep, Prepared, Span, Topic
from desktop.core.query import Node, QueryError, parse_query
from desktop.core.repeats import fold_key
from desktop.core.sentiment import ToneRouter
from desktop.core.words import WordForms

log = logging.getLogger(__name__)

LONGEST_TEXT = 20_000
LONGEST_TITLE = 500
LONGEST_NAME = 300
LONGEST_URL = 2_000
LARGEST_COUNT = 2**53
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(minutes=15)
"""How far a place's clock may be ahead before its date is not believed."""

# Control signs, lone surrogates, and signs that turn the writing direction of what follows.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


class Intake:
    """Prepares items for the store. Deterministic; one thread at a time."""

    def __init__(self, topics: Iterable[Topic], word_forms: WordForms, tones: ToneRouter) -> None:
        self._word_forms = word_forms
        self._tones = tones
        self._matcher = Matcher(tuple(_parsed(topics)), word_forms)

    def prepare(self, items: Sequence[Item], keep: Keep, now: datetime) -> list[Prepared]:
        """The items worth keeping, in order; the others match no topic.

        An item dated before 1990 or more than `AHEAD` after `now` becomes undated.
        """
        return [ready for item in items if (ready := self._one(cleaned(item, now), keep))]

    def _one(self, item: Item, keep: Keep) -> Prepared | None:
        body = item.body
        text = Text(body, self._word_forms)
        found = self._matcher.match(text)
        if not found and keep is not Keep.EVERYTHING:
            return None
        words = text.words
        language = language_of(body) or _code(item.language)
        return Prepared(
            item=item,
            language=language,
            score=self._tones.score(body, language, item.rating),
            spans=tuple([Span(a, b, topic_id) for topic_id, spans in found for a, b in spans]),
            topic_ids=tuple([topic_id for topic_id, _ in found]),
            words=words,
            fold_key=fold_key(words),
        )


def _parsed(topics: Iterable[Topic]) -> Iterable[tuple[int, Node]]:
    for topic in topics:
        try:
            yield topic.id, parse_query(topic.query)
        except QueryError:
            log.warning("the query of topic %d cannot be read and is left out", topic.id)


def cleaned(item: Item, now: datetime) -> Item:
    """The item with texts safe to show and store, bounded, and numbers and dates believable."""
    text = clean(item.text, LONGEST_TEXT)
    changes: dict[str, Any] = {}
    if text != item.text:
        changes["text"] = text
    if (external_id := _identity(item, text)) != item.external_id:
        changes["external_id"] = external_id
    for name, rule in _RULES:
        value = getattr(item, name)
        if value is not None and (kept := rule(value)) != value:
            changes[name] = kept
    for name in ("created_at", "edited_at"):
        when = getattr(item, name)
        if when is not None and (believed := _date(when, now)) != when:
            changes[name] = believed
    # Most items are clean, and making one is slower than looking at it.
    return replace(item, **changes) if changes else item


def clean(text: str, longest: int) -> str:
    """`text` without signs that break a screen, a file or the store, and not too long."""
    if len(text) > longest * 2:
        text = text[: longest * 2]
    if not text.isprintable():
        text = _UNSAFE.sub("", _BREAK.sub("\n", text))
    text = text.strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _identity(item: Item, text: str) -> str:
    known = clean(item.external_id, 4 * LONGEST_URL)
    if known and len(known) <= LONGEST_NAME:
        return known
    source = known or "\x1f".join((item.url or "", item.author_handle or "", item.title, text))
    return "sha256:" + hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()


def _title(title: str) -> str:
    return " ".join(clean(title, LONGEST_TITLE).split()) if title else title


def _name(name: str) -> str | None:
    return " ".join(clean(name, LONGEST_NAME).split()) or None


def _link(url: str) -> str | None:
    if not url or len(url) > LONGEST_URL or not url.isprintable():
        return None
    return url if url[:8].lower().startswith(("http://", "https://")) else None


def _count(number: int) -> int | None:
    return number if 0 <= number <= LARGEST_COUNT else None


def _rating(rating: float) -> float | None:
    return rating if math.isfinite(rating) else None


_RULES: tuple[tuple[str, Callable[[Any], object]], ...] = (
    ("title", _title),
    ("url", _link),
    ("author_name", _name),
    ("author_handle", _name),
    ("author_url", _link),
    ("author_followers", _count),
    ("likes", _count),
    ("replies", _count),
    ("reposts", _count),
    ("views", _count),
    ("rating", _rating),
    ("parent_url", _link),
)
"""What each attribute that is there must be; `None` for what is not."""


def _date(when: datetime, now: datetime) -> datetime | None:
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return when if EARLIEST <= when <= now + AHEAD else None


def _code(language: str | None) -> str | None:
    code = (language or "").replace("_", "-").partition("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None
