"""What of a text is shown and what of it is marked; without Qt.

Texts come from strangers. `harmless` takes the sting out of characters that would reorder,
hide or pile up, one for one, so that positions of matched and deciding words stay true.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from desktop.core.models import Deciding, Mention

LINE_BREAK = "\u2028"
"""Ends a line inside one paragraph of Qt's text layout."""
ELLIPSIS = "…"
_INVISIBLE = "\u2060"
"""Word joiner: takes no room and separates nothing."""
_REPLACEMENT = "\ufffd"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_STACKED_MARKS = 2
"""Marks above or below a letter that real languages need at most."""


class Marked(NamedTuple):
    """A stretch of text drawn in one way; half-open, in UTF-16 units as Qt counts."""

    start: int
    length: int
    is_matched: bool = False
    weight: float = 0.0
    is_title: bool = False


class MarkedText(NamedTuple):
    """A text ready to be laid out, with what to mark in it."""

    text: str
    marks: tuple[Marked, ...]


def harmless(text: str) -> str:
    """`text` with the same length, in which no character reorders, hides or overlaps others."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    stacked = 0
    for char in text:
        kind = unicodedata.category(char)
        stacked = stacked + 1 if kind in ("Mn", "Me") else 0
        shown.append(_harmless(char, kind, stacked))
    return "".join(shown)


def _harmless(char: str, kind: str, stacked: int) -> str:
    if char == "\n":
        return char
    if char == "\t":
        return " "
    if char in _BREAKS:
        return "\n"
    if char in _BIDI or stacked > _STACKED_MARKS:
        return _INVISIBLE
    if kind == "Cs":  # half of a pair: cannot even be drawn
        return _REPLACEMENT
    return _INVISIBLE if kind == "Cc" else char


def row_text(mention: Mention, limit: int = 360) -> MarkedText:
    """The excerpt a row of the list shows: title on its own line, breaks flattened to spaces.

    At most `limit` characters of the text; when the first marked word lies beyond them the
    excerpt begins shortly before it.
    """
    body = harmless(mention.body)
    title_end = len(mention.title) if mention.title else 0
    flat = body[:title_end].replace("\n", " ") + body[title_end:].replace("\n", " ")
    if title_end and mention.text.strip():
        flat = flat[:title_end] + LINE_BREAK + flat[title_end + 1 :]
    spans = _spans(mention)
    start = _excerpt_start(flat, spans or [(d.start, d.end) for d in mention.deciding], limit)
    end = min(len(flat), start + limit)
    lead, tail = (ELLIPSIS if start else ""), (ELLIPSIS if end < len(flat) else "")
    text = lead + flat[start:end] + tail
    shift = len(lead) - start
    marks = _marks(len(flat), spans, mention.deciding, title_end)
    kept = _moved(marks, shift, len(lead), len(text) - len(tail))
    return MarkedText(text, tuple(in_utf16(text, kept)))


def whole_text(mention: Mention) -> MarkedText:
    """The text of the detail pane: everything but the title, which stands above it."""
    text = harmless(mention.text)
    shift = -(len(mention.title) + 1) if mention.title else 0
    spans = _spans(mention)
    marks = _marks(len(mention.body), spans, mention.deciding, 0)
    return MarkedText(text, tuple(in_utf16(text, _moved(marks, shift, 0, len(text)))))


_QUOTES = {"«": "»", "“": "”", "„": "“", "(": ")", "[": "]"}


def whole_span(text: str, start: int, end: int) -> tuple[int, int]:
    """A matched stretch with the quote that closes one opened inside it, or without that one.

    Words are matched, not signs: «пекарне «Ромашка» would end before its last quote.
    """
    start, end = max(0, start), min(len(text), end)
    for opening, closing in _pairs(text[start:end]):
        inside = text[start:end]
        if inside.count(opening) > inside.count(closing) and text[end : end + 1] == closing:
            end += 1
        elif inside.count(closing) > inside.count(opening) and text[:start].endswith(opening):
            start -= 1
    if text[start:end].count('"') % 2:
        if text[end : end + 1] == '"':
            end += 1
        elif text[:start].endswith('"'):
            start -= 1
    return start, end


def _pairs(text: str) -> list[tuple[str, str]]:
    """Quotes that may be open in `text`; “ closes a German or Russian „ and opens an English ”."""
    return [pair for pair in _QUOTES.items() if pair[0] != "“" or "„" not in text]


def balanced(text: str) -> str:
    """A quoted stretch as a text of its own: signs left without their other half are dropped."""
    for opening, closing in _pairs(text):
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, "").replace(closing, "")
    return text if text.count('"') % 2 == 0 else text.replace('"', "")


def _spans(mention: Mention) -> list[tuple[int, int]]:
    return [whole_span(mention.body, span.start, span.end) for span in mention.spans]


def _excerpt_start(text: str, spans: Sequence[tuple[int, int]], limit: int) -> int:
    first = min((start for start, _ in spans if 0 <= start < len(text)), default=0)
    if len(text) <= limit or first < limit - 60:
        return 0
    wanted = max(0, first - 60)
    space = text.find(" ", wanted, first)
    return space + 1 if space >= 0 else wanted


def _marks(
    size: int, spans: Sequence[tuple[int, int]], deciding: Iterable[Deciding], title_end: int
) -> list[Marked]:
    """Disjoint stretches of a text of `size` characters; positions outside of it are cut."""
    weights = [(d.start, d.end, d.weight) for d in deciding]
    edges = {0, title_end}
    for start, end in spans:
        edges.update((start, end))
    for start, end, _ in weights:
        edges.update((start, end))
    cuts = sorted(edge for edge in edges if 0 <= edge <= size)
    found = []
    for start, end in pairwise([*cuts, size] if cuts[-1] < size else cuts):
        mark = Marked(
            start,
            end - start,
            any(s <= start and end <= e for s, e in spans),
            next((w for s, e, w in weights if s <= start and end <= e), 0.0),
            end <= title_end,
        )
        if mark.is_matched or mark.weight or mark.is_title:
            found.append(mark)
    return found


def _moved(marks: Iterable[Marked], shift: int, first: int, last: int) -> list[Marked]:
    moved = []
    for mark in marks:
        start = max(first, mark.start + shift)
        end = min(last, mark.start + shift + mark.length)
        if start < end:
            moved.append(Marked(start, end - start, mark.is_matched, mark.weight, mark.is_title))
    return moved


def in_utf16(text: str, marks: Iterable[Marked]) -> list[Marked]:
    """The same marks counted in UTF-16 units: an emoji takes two of them."""
    if all(ord(char) < 0x10000 for char in text):
        return list(marks)
    places = [0]
    for char in text:
        places.append(places[-1] + (2 if ord(char) > 0xFFFF else 1))
    return [
        Marked(
            places[mark.start],
            places[mark.start + mark.length] - places[mark.start],
            mark.is_matched,
            mark.weight,
            mark.is_title,
        )
        for mark in marks
    ]
