"""Which language a text is in, by scripts, letters and little words. Fast rather than learned."""

from __future__ import annotations

import re

from desktop.core.language_words import (
    ENGLISH,
    OTHER_CYRILLIC,
    OTHER_LATIN,
    RUSSIAN,
    RUSSIAN_IN_LATIN,
)

_LOOKED_AT = 2_000
"""Characters of a text that are enough to tell."""

_STRIPPED = re.compile(r"(?:https?://|www\.|@)\S+")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_ASCII_LETTERS = bytes(
    code for code in range(256) if not (65 <= code <= 90 or 97 <= code <= 122)
)
# High bytes of UTF-16: Latin with diacritics, Cyrillic, punctuation, symbols, emoji.
_KNOWN_PAGES = bytes((0, 1, 2, 4, 0xFE, 0xFF, *range(0x20, 0x30), *range(0xD8, 0xE0)))
_CYRILLIC_PAGE = 4

_OTHER_LETTER = re.compile("[іїєґўђјљњћџѓќѕәғқңөұүһҷӯӣҳҗ]")
_RUSSIAN_LETTER = re.compile("[ыэё]")
_DIACRITIC = re.compile("[à-öø-ÿāăąćčďđēęěğģīįıķļłńņňőœřśşšťţūůűųźżžșț]")
_ENGLISH_SHAPE = re.compile(
    r"(?:[a-z]{2}(?:ing|ed|ly|tion|ness|ful|ght|ous|able|ment|est)\Z)|wh|th|[a-z]{3,}sh\Z"
)
_SLAVIC_SHAPE = re.compile(
    r"zh|kh|shch|[a-z](?:iy|yy|yi|aya|oye|ogo|ykh|nno|tsya|ovo|evo|ski)\Z|[bvdz]ny|[a-z]{3,}(?:nie|vka|shka|chka)\Z"
)

_ANY_OTHER_LATIN = frozenset[str]().union(*OTHER_LATIN)

_MIXED_SHARE = 0.3
_MIXED_WORDS = 2
_SHORT = 3
_LONG = 100


def language_of(text: str) -> str | None:
    """`"ru"`, `"en"`, `"mixed"`, `"other"`, or `None` when there is too little to tell.

    Links and handles are not looked at. Mixed are texts in which Cyrillic and Latin both have
    two words or more and nearly a third of the letters, with an English word that is no name; a
    brand in Latin does not make a Russian text mixed. Russian in Latin letters is `"ru"` where its
    words are known or look it, else `"other"`.
    """
    text = text[:_LOOKED_AT].lower()
    if "http" in text or "@" in text or "www." in text:
        text = _STRIPPED.sub(" ", text)
    latin = len(text.encode("ascii", "ignore").translate(None, _NOT_ASCII_LETTERS))
    if text.isascii():
        return _latin(text, latin)
    pages = text.encode("utf-16-le", "replace")[1::2]
    cyrillic = pages.count(_CYRILLIC_PAGE)
    strange = len(pages.translate(None, _KNOWN_PAGES))
    if strange > latin + cyrillic:
        return "other"
    if cyrillic == 0:
        return _latin(text, latin)
    if latin < _MIXED_SHARE * (latin + cyrillic):
        return _cyrillic(text, cyrillic)
    if cyrillic < _MIXED_SHARE * (latin + cyrillic):
        return _latin(text, latin)
    return _of_two_scripts(text, latin, cyrillic)


def _of_two_scripts(text: str, latin: int, cyrillic: int) -> str | None:
    """For texts in which both scripts have a real share; without English words it is a name."""
    words = _WORD.findall(text)
    if ENGLISH.isdisjoint(words):
        return _cyrillic(text, cyrillic)
    latin_words = sum(map(str.isascii, words))
    if min(latin_words, len(words) - latin_words) >= _MIXED_WORDS:
        return "mixed"
    return _cyrillic(text, cyrillic) if cyrillic >= latin else _latin(text, latin)


def _words(text: str) -> set[str]:
    """Its words; in a longer text those that stand free of punctuation are enough, and faster."""
    return set(text.split() if len(text) > _LONG else _WORD.findall(text))


def _cyrillic(text: str, letters: int) -> str | None:
    words = _words(text)
    russian = len(words & RUSSIAN)
    if letters < _SHORT and not russian:
        return None
    foreign = 3 * len(words & OTHER_CYRILLIC)
    foreign += 2 * len(_OTHER_LETTER.findall(text))
    if not foreign:
        return "ru"
    return "other" if foreign > russian + len(_RUSSIAN_LETTER.findall(text)) else "ru"


def _latin(text: str, letters: int) -> str | None:
    words = _words(text)
    english = 2 * len(words & ENGLISH)
    if letters < _SHORT and not english:
        return None
    other = _of_others(text, words)
    if not RUSSIAN_IN_LATIN.isdisjoint(words):
        russian = 2 * len(words & RUSSIAN_IN_LATIN)
        if russian > max(english, other):
            return "ru"
    if not other and english:
        return "en"
    if english == other:
        slavic = 0
        if len(words) > 1:
            slavic = sum(1 for word in words if _SLAVIC_SHAPE.search(word))
        english += sum(1 for word in words if _ENGLISH_SHAPE.search(word))
        if slavic > english:
            return "ru"
    if english != other:
        return "en" if english > other else "other"
    # Nothing speaks for any language: a few unknown words are a name, more of them are English.
    return None if len(words) <= 1 else "en"


def _of_others(text: str, words: set[str]) -> int:
    """How much speaks for the likeliest of the other languages in Latin letters."""
    other = 0
    if not _ANY_OTHER_LATIN.isdisjoint(words):
        other = max(2 * len(words & each) for each in OTHER_LATIN)
    return other if text.isascii() else other + len(_DIACRITIC.findall(text))
