"""Other spellings under which people may write about the shop, proposed with a topic.

Inflected forms are not among them: matching finds those anyway.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from desktop.core.lookalikes import is_cyrillic
from desktop.core.translit import to_cyrillic, to_latin
from desktop.core.words import fold, outline, tokenize

MAX_VARIANTS = 14
"""Most spellings proposed for one phrase."""


class Why(StrEnum):
    """What kind of spelling it is."""

    TRANSLITERATION = "transliteration"
    HASHTAG = "hashtag"
    HANDLE = "handle"
    KEYBOARD = "keyboard"
    MISSPELLING = "misspelling"


@dataclass(frozen=True, slots=True)
class Variant:
    """A proposed spelling, ready to be one more word or phrase of a topic."""

    text: str
    why: Why


_SHARES = (
    (Why.TRANSLITERATION, 5),
    (Why.HASHTAG, 3),
    (Why.HANDLE, 2),
    (Why.KEYBOARD, 2),
    (Why.MISSPELLING, 5),
)
"""How many of each kind at most, the most useful kinds first."""

_MIN_LETTERS = 4
_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_LATIN_KEYS = str.maketrans(_CYRILLIC_KEYS, _LATIN_KEYS)
_TO_CYRILLIC_KEYS = str.maketrans(_LATIN_KEYS, _CYRILLIC_KEYS)

_VOWELS = "аеиоуыэюя"
_RUSSIAN_SLIPS: tuple[tuple[str, str], ...] = (
    (r"тся\Z", "ться"), (r"ться\Z", "тся"), (r"([бвгдзклмнпрстф])\1", r"\1"),
    (r"(?<=[аеио])нн(?=[аыоие])", "н"), (r"жи", "жы"), (r"ши", "шы"), (r"чк", "чьк"),
    (r"и(?=[йя]\Z)", "е"), (r"э", "е"), (r"ъ", "ь"), (r"ье", "ъе"), (r"сч", "щ"), (r"щ", "сч"),
)  # fmt: skip
_ENGLISH_SLIPS: tuple[tuple[str, str], ...] = (
    (r"([b-df-hj-np-tv-z])\1", r"\1"), (r"ie", "ei"), (r"ei", "ie"), (r"ph", "f"), (r"ck", "k"),
    (r"(?<=[aeiou])([lnrst])(?=[aeiou])", r"\1\1"), (r"y\Z", "ie"), (r"ou", "o"), (r"ea", "ee"),
)  # fmt: skip
_SWAPPED_VOWELS = {"о": "а", "а": "о", "е": "и", "и": "е", "я": "е"}


def suggest(
    phrase: str, *, is_common_word: Callable[[str], bool] = lambda _: False
) -> tuple[Variant, ...]:
    """Spellings of a name or phrase worth looking for too, the most useful first.

    At most `MAX_VARIANTS`. `is_common_word` is asked about single folded words; a spelling that
    is one would drown the topic in strangers and is left out.
    """
    words = [token.form for token in outline(tokenize(phrase))]
    seen = {" ".join(words)}
    found: list[Variant] = []
    for why, share in _SHARES:
        made = 0
        for text in _SPELLERS[why](words):
            if made == share:
                break
            form = text.lstrip("#@")
            if len(form) < _MIN_LETTERS or form in seen or _is_drowning(form, is_common_word):
                continue
            seen.add(form)
            found.append(Variant(text, why))
            made += 1
    return tuple(found[:MAX_VARIANTS])


def _is_drowning(form: str, is_common_word: Callable[[str], bool]) -> bool:
    return " " not in form and is_common_word(fold(form))


def _transliterations(words: list[str]) -> Iterator[str]:
    text = " ".join(words)
    if is_cyrillic(text):
        yield from to_latin(text)
    elif text.isascii() and any(map(str.isalpha, words)):
        yield to_cyrillic(text)


def _hashtags(words: list[str]) -> Iterator[str]:
    if len(words) < 2:
        return
    yield "#" + "".join(words)
    if is_cyrillic("".join(words)):
        for latin in to_latin(" ".join(words), 2):
            yield "#" + latin.replace(" ", "")


def _handles(words: list[str]) -> Iterator[str]:
    """Handles are Latin nearly everywhere; glued or with an underscore is one word to us."""
    spelled = to_latin(" ".join(words), 2) if is_cyrillic("".join(words)) else (" ".join(words),)
    for latin in spelled:
        if latin.isascii() and (" " in latin):
            yield "@" + latin.replace(" ", "_")


def _wrong_keyboard(words: list[str]) -> Iterator[str]:
    """Only where every key gives a letter: «hjvfirf» for «ромашка»."""
    text = " ".join(words)
    table = _TO_LATIN_KEYS if is_cyrillic(text) else _TO_CYRILLIC_KEYS
    typed = text.translate(table)
    if typed.replace(" ", "").isalpha():
        yield typed


def _misspellings(words: list[str]) -> Iterator[str]:
    """One slip in one word each, the words taken in turn, the longest first."""
    order = sorted(range(len(words)), key=lambda place: -len(words[place]))
    slips = [(place, _slips(words[place])) for place in order]
    while slips:
        for each in list(slips):
            place, spelled = each
            slip = next(spelled, None)
            if slip is None:
                slips.remove(each)
            else:
                yield " ".join([*words[:place], slip, *words[place + 1 :]])


def _slips(word: str) -> Iterator[str]:
    if len(word) < _MIN_LETTERS or not word.isalpha():
        return
    if is_cyrillic(word):
        yield from _rewritten(word, _RUSSIAN_SLIPS)
        yield from _unstressed(word)
    else:
        yield from _rewritten(word, _ENGLISH_SLIPS)
        yield from _transposed(word)


def _rewritten(word: str, slips: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for wrong, right in slips:
        yield re.sub(wrong, right, word, count=1)


def _unstressed(word: str) -> Iterator[str]:
    """One vowel heard as another. The stress is unknown: the first syllables slip most often."""
    places = [at for at, letter in enumerate(word) if letter in _VOWELS]
    for at in places[:-1] if len(places) > 1 else ():
        if swapped := _SWAPPED_VOWELS.get(word[at]):
            yield word[:at] + swapped + word[at + 1 :]


def _transposed(word: str) -> Iterator[str]:
    """Two neighbouring letters inside the word changed places."""
    for at in range(1, min(len(word) - 2, 4)):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


_SPELLERS: dict[Why, Callable[[list[str]], Iterator[str]]] = {
    Why.TRANSLITERATION: _transliterations,
    Why.HASHTAG: _hashtags,
    Why.HANDLE: _handles,
    Why.KEYBOARD: _wrong_keyboard,
    Why.MISSPELLING: _misspellings,
}
