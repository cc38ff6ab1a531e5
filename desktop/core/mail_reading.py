"""Reading reviews out of a letter by a mail rule. Pure.

What a rule names and the letter does not have is never made up: a text that is not where it
should be means the whole letter, and the review says that its form is another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.core.addresses import host_of
from desktop.core.letters import Letter
from desktop.core.mail_matching import Span, find_phrase
from desktop.core.mail_rule import Condition, MailRule, Part, Place, Way
from desktop.core.mail_signs import find_author, find_stars, is_useful_link, true_address
from desktop.core.models import MentionKind

_MOST_REVIEWS = 200
_LONGEST_NAME = 120
_SCHEME = re.compile(r"^https?://")
_DIGIT = re.compile(r"(?<!\d)[1-5](?!\d)")


@dataclass(frozen=True, slots=True)
class Review:
    """One review of a letter. `marks` say where in the letter's text each part was found.

    `missing` are the parts that the rule names a place for and that were not there.
    """

    rule: str
    kind: MentionKind
    title: str
    text: str
    author: str | None = None
    stars: float | None = None
    link: str | None = None
    marks: tuple[tuple[Part, int, int], ...] = ()
    missing: tuple[Part, ...] = ()


def apply(rule: MailRule, letter: Letter) -> tuple[Review, ...]:
    """The reviews of a letter that the rule takes for its own, whether it does or not."""
    pieces = _pieces(rule, letter.text)
    reviews = [_read(rule, letter, piece) for piece in pieces]
    if len(reviews) > 1:
        named = [each for each in reviews if _has_what_is_named(rule, each)]
        reviews = named or [_read(rule, letter, (0, len(letter.text)))]
    return tuple(reviews[:_MOST_REVIEWS])


def _pieces(rule: MailRule, text: str) -> list[Span]:
    """The parts of a letter that may be a review each; the whole of it where nothing parts it."""
    whole = [(0, len(text))]
    if rule.split is None:
        return whole
    cuts, at = [], 0
    while (found := find_phrase(text, rule.split.phrase, at)) is not None:
        start = text.rfind("\n", 0, found[0]) + 1
        end = text.find("\n", found[1])
        end = len(text) if end < 0 else end
        cuts.append((start, end))
        at = end + 1
    if not cuts:
        return whole
    if rule.split.is_first_line:
        starts = [start for start, _ in cuts]
        spans = list(zip(starts, [*starts[1:], len(text)], strict=True))
    else:
        edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
        spans = list(zip(edges[::2], edges[1::2], strict=True))
    return [span for span in (_trimmed(text, span) for span in spans) if span[0] < span[1]] or whole


def _has_what_is_named(rule: MailRule, review: Review) -> bool:
    """Whether a piece is a review and not the head or the foot of the letter."""
    named = [part for part in (Part.AUTHOR, Part.TEXT, Part.STARS) if part in rule.places]
    explicit = [part for part in named if rule.places[part].way not in (Way.ITSELF, Way.WHOLE)]
    if explicit:
        return any(part not in review.missing for part in explicit)
    return rule.split is not None and (rule.split.is_first_line or review.stars is not None)


def _read(rule: MailRule, letter: Letter, piece: Span) -> Review:
    marks: dict[Part, Span] = {}
    missing: list[Part] = []
    author = _author(rule.place(Part.AUTHOR), letter, piece, marks)
    stars = _stars(rule.place(Part.STARS), letter, piece, marks)
    text_span = _text_span(rule.place(Part.TEXT), letter.text, piece)
    if author is None and _is_named(rule.place(Part.AUTHOR)):
        missing.append(Part.AUTHOR)
    if stars is None and _is_named(rule.place(Part.STARS)):
        missing.append(Part.STARS)
    if text_span is None:
        missing.append(Part.TEXT)
        text_span = _trimmed(letter.text, piece)
    elif _is_named(rule.place(Part.TEXT)):
        text_span = _without_lines_of(letter.text, text_span, marks.values())
    marks[Part.TEXT] = text_span
    return Review(
        rule=rule.name,
        kind=rule.kind,
        title=letter.subject,
        text=letter.text[slice(*text_span)],
        author=author,
        stars=stars,
        link=_link(rule, letter, piece),
        marks=tuple((part, *span) for part, span in marks.items()),
        missing=tuple(missing),
    )


def _is_named(place: Place) -> bool:
    return place.way not in (Way.ITSELF, Way.WHOLE)


def _author(place: Place, letter: Letter, piece: Span, marks: dict[Part, Span]) -> str | None:
    source, within = _source(place, letter, piece)
    if place.way is Way.ITSELF:
        inner = find_author(source[slice(*within)])
        if inner is None and source is letter.text:
            named = find_author(letter.subject)
            return _name(letter.subject[slice(*named)]) if named else None
        span = (within[0] + inner[0], within[0] + inner[1]) if inner else None
    else:
        span = _span(place, source, within)
    name = _name(source[slice(*span)]) if span else None
    if span and name and source is letter.text:
        marks[Part.AUTHOR] = span
    return name


def _name(text: str) -> str | None:
    """A name on one line; a whole paragraph in its place is none."""
    name = " ".join(text.split()).strip(' ,:;—–-«»"“”')
    return name if 0 < len(name) <= _LONGEST_NAME else None


def _stars(place: Place, letter: Letter, piece: Span, marks: dict[Part, Span]) -> float | None:
    source, within = _source(place, letter, piece)
    span = within if place.way in (Way.ITSELF, Way.WHOLE) else _span(place, source, within)
    if span is None:
        return None
    found = find_stars(source[slice(*span)])
    if found is None and _is_named(place) and (digit := _DIGIT.search(source, *span)):
        found = float(digit[0]), digit.start() - span[0], digit.end() - span[0]
    if found is None and place.way is Way.ITSELF and piece == (0, len(letter.text)):
        named = find_stars(letter.subject)
        return named[0] if named else None
    if found and source is letter.text:
        marks[Part.STARS] = (span[0] + found[1], span[0] + found[2])
    return found[0] if found else None


def _source(place: Place, letter: Letter, piece: Span) -> tuple[str, Span]:
    """The text in which a place lies, and the bounds of the search."""
    if place.is_in_subject:
        return letter.subject, (0, len(letter.subject))
    return letter.text, piece


def _text_span(place: Place, text: str, piece: Span) -> Span | None:
    if not _is_named(place):
        return _trimmed(text, piece)
    return _span(place, text, piece) if not place.is_in_subject else None


def _span(place: Place, text: str, within: Span) -> Span | None:
    """What stands at a place, without blanks around it; `None` where there is nothing."""
    start, end = within
    inside = text[:end]
    if place.way is Way.LINE:
        lines = list(_line_spans(inside, start))
        return lines[place.number - 1] if place.number <= len(lines) else None
    if place.way is Way.UP_TO:
        last = find_phrase(inside, place.first, start)
        return _some(text, (start, last[0])) if last else None
    found = find_phrase(inside, place.first, start)
    if found is None:
        return None
    if place.way is Way.FROM:
        return _some(text, (found[1], end))
    if place.way is Way.BETWEEN:
        last = find_phrase(inside, place.last, found[1])
        return _some(text, (found[1], last[0])) if last else None
    return _beside(place.way, inside, start, found)


def _beside(way: Way, inside: str, start: int, found: Span) -> Span | None:
    """The line above or below a phrase, or what follows it."""
    line_end = inside.find("\n", found[1])
    line_end = len(inside) if line_end < 0 else line_end
    if way is Way.ABOVE:
        line_start = inside.rfind("\n", 0, found[0]) + 1
        return next(reversed(list(_line_spans(inside[:line_start], start))), None)
    rest = _some(inside, (found[1], line_end)) if way is Way.AFTER else None
    return rest or next(_line_spans(inside, line_end), None)


def _line_spans(text: str, start: int) -> Iterator[Span]:
    """The lines from `start` on that are not empty, without blanks around them."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if line := _some(text, (start, end)):
            yield line
        start = end + 1


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _some(text: str, span: Span) -> Span | None:
    start, end = _trimmed(text, span)
    return (start, end) if start < end else None


def _without_lines_of(text: str, span: Span, marks: Iterable[Span]) -> Span:
    """A review's text without lines at its beginning that only name its author or its stars."""
    lines = {_trimmed(text, mark) for mark in marks}
    for line in list(_line_spans(text[: span[1]], span[0])):
        if line not in lines or line[1] >= span[1]:
            break
        span = _trimmed(text, (line[1], span[1]))
    return span


def _link(rule: MailRule, letter: Letter, piece: Span) -> str | None:
    """The address that leads to the review; of a letter with several, one inside its piece."""
    place = rule.place(Part.LINK)
    useful = [each for each in letter.links if is_useful_link(each.url, each.words)]
    addresses = [(true_address(each.url), each.words) for each in useful]
    if place.way is Way.NAMED:
        fitting = [url for url, words in addresses if find_phrase(words, place.first)]
    elif place.way is Way.TO:
        fitting = [url for url, _ in addresses if _leads_to(url, place.first)]
    elif place.way is Way.FIRST:
        fitting = [url for url, _ in addresses]
    else:
        hosts = [phrase.rpartition("@")[2] for phrase in rule.phrases(Condition.FROM)]
        fitting = [url for url, _ in addresses if any(_leads_to(url, host) for host in hosts)]
    if piece == (0, len(letter.text)):
        return next(iter(fitting), None)
    text = letter.text[slice(*piece)]
    return next((url for url in fitting if url in text), None)


def _leads_to(url: str, place: str) -> bool:
    """Whether an address is on a host (or below it), and its path begins as `place` says."""
    host, _, path = _SCHEME.sub("", place.lower()).partition("/")
    own = host_of(url) or ""
    if not host or not (own == host or own.endswith("." + host)):
        return False
    return _SCHEME.sub("", url.lower()).partition("/")[2].startswith(path)
