"""What can be told of a review letter of unknown form: stars, an author, the true link address."""

from __future__ import annotations

import re
from collections.abc import Callable

from desktop.core.addresses import host_of, normal_url

Found = tuple[float, int, int]
"""Stars (1..5) and the place of what says so."""

_FULL, _HALF, _EMPTY = "★⭐🌟✭✮", "½", "☆✩"
_NUMBER_WORDS = {
    "одн": 1, "две": 2, "дву": 2, "тр": 3, "четыр": 4, "пят": 5,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
}  # fmt: skip
_OF_FIVE = re.compile(
    r"(?<![\d.,/])(?P<n>[1-5])(?:[.,]0)?\s*(?:из|/|out\s+of|of)\s*(?:5|пяти|five)\b(?![.,/]?\d)",
    re.IGNORECASE,
)
_OF_TEN = re.compile(
    r"(?<![\d.,/])(?P<n>10|[1-9])(?:[.,](?P<part>\d))?\s*(?:из|/|out\s+of)\s*10\b(?![.,/]?\d)",
    re.IGNORECASE,
)
_STARS_WORD = re.compile(
    r"(?<![\d.,])(?P<n>[1-5])(?:[.,]0)?[\s-]*(?:зв[её]зд\w*|зв\.|[★⭐🌟]|stars?\b|bubbles?\b)",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"\b(?P<n>одн[аоу]\w*|две|двух|двумя|тр[иёе]\w{0,2}|четыр[её]\w{0,2}|пят[иь]\w{0,2}|one|two|"
    r"three|four|five)[\s-](?:зв[её]зд\w*|stars?\b)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?<!\w)(?:оценк[аи]|оценил[аи]?\s+на|рейтинг\s+отзыва|rating|rated|score|stars)\b"
    r"[\s:—–-]*(?P<n>[1-5])(?:[.,]0)?(?![.,]?\d|\s*(?:из|/|out\s+of|of)\s*\d|\s*%)",
    re.IGNORECASE,
)
_RUN = re.compile(f"[{_FULL}](?:\ufe0f?\\s?[{_FULL}{_EMPTY}{_HALF}]){{0,4}}\ufe0f?")
_AVERAGE = re.compile(
    r"(?:средн|общий|рейтинг\s+(?:компании|организации|филиала|места|вашей)|average|overall)"
    r"[^\n.!?]{0,60}$",
    re.IGNORECASE,
)
"""Words right before a number that is not the review's own."""

_WROTE = re.compile(
    r"^(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}),? "
    r"(?:оставила?|написала?|опубликовала?|поделил(?:ся|ась)|left|wrote|posted|has left)\b"
    r"[^\n]{0,80}(?:отзыв|комментари|review|comment)",
    re.IGNORECASE | re.MULTILINE,
)
_AUTHOR_LABEL = re.compile(
    r"^(?:автор(?: отзыва)?|имя(?: автора| клиента| гостя)?|клиент|гость|покупатель|author|"
    r"reviewer|reviewed by|review by|name|guest|customer)\s*[:—–]\s*(?P<name>[^\n]{1,80}?)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_NOBODY = frozenset(
    {"вам", "вы", "вас", "клиент", "пользователь", "покупатель", "гость", "кто-то", "someone"}
    | {"you", "a customer", "customer", "user", "guest", "новый клиент", "somebody", "someone"}
    | {"we", "they", "he", "she", "i", "мы", "они", "он", "она", "я", "новый пользователь"}
)
_SUFFIX_ADDRESS = re.compile(r"/\*(https?://\S+)$", re.IGNORECASE)
_CARRYING = re.compile(
    r"[?&](?:url|u|to|q|r|target|redirect|redirect_url|goto|link)=([^&#]+)", re.IGNORECASE
)
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_USELESS = re.compile(
    r"unsubscri|unsub\b|отпис|optout|opt-out|preferences|privacy|настройк\w+ (?:рассыл|уведомл)"
    r"|конфиденциальност",
    re.IGNORECASE,
)


def find_stars(text: str) -> Found | None:
    """The first rating in a text, out of five; one out of ten is halved.

    Ratings with a fraction are averages of a place, not of a review, and so is what a text calls
    an average; dates such as 4/5/2026 are no ratings either.
    """
    found = (_first(pattern, text, stars) for pattern, stars in _PATTERNS)
    return min((each for each in found if each), key=lambda each: each[1], default=None)


def find_author(text: str) -> tuple[int, int] | None:
    """Where the reviewer is named: after a label, or before "left a review"."""
    for pattern in (_AUTHOR_LABEL, _WROTE):
        for match in pattern.finditer(text):
            if match["name"].casefold() not in _NOBODY:
                return match.span("name")
    return None


def is_useful_link(url: str, words: str) -> bool:
    """Whether a link may lead to a review: not to "unsubscribe" and the like."""
    return not _USELESS.search(words) and not _USELESS.search(url)


def true_address(url: str) -> str:
    """The address a tracking link carries along, else the link itself; nothing is asked.

    An address that carries none stays as it is: only its sender knows where it leads.
    """
    for _ in range(2):
        inner = _SUFFIX_ADDRESS.search(url)
        carried = inner[1] if inner else _carried(url)
        if not carried or host_of(carried) is None:
            break
        url = carried
    return normal_url(url)


def _carried(url: str) -> str:
    found = (_unquoted(match[1]) for match in _CARRYING.finditer(url))
    return next((each for each in found if each.lower().startswith(("http://", "https://"))), "")


def _unquoted(text: str) -> str:
    """Percent signs undone, once."""
    return _PERCENT.sub(_signs, text)


def _signs(run: re.Match[str]) -> str:
    return bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "replace")


def _first(
    pattern: re.Pattern[str], text: str, stars: Callable[[re.Match[str]], float]
) -> Found | None:
    for match in pattern.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if not _AVERAGE.search(text[max(start, match.start() - 80) : match.start()]):
            return stars(match), match.start(), match.end()
    return None


def _digit(match: re.Match[str]) -> float:
    return float(match["n"])


def _halved(match: re.Match[str]) -> float:
    return max(1.0, min(5.0, float(f"{match['n']}.{match['part'] or 0}") / 2))


def _spelled(match: re.Match[str]) -> float:
    word = match["n"].lower()
    return float(next(n for start, n in _NUMBER_WORDS.items() if word.startswith(start)))


def _run(match: re.Match[str]) -> float:
    full = sum(match[0].count(sign) for sign in _FULL)
    return min(5.0, full + 0.5 * match[0].count(_HALF))


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], float]], ...] = (
    (_OF_FIVE, _digit),
    (_OF_TEN, _halved),
    (_STARS_WORD, _digit),
    (_SPELLED, _spelled),
    (_LABELLED, _digit),
    (_RUN, _run),
)
