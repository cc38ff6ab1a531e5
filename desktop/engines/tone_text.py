"""How a text becomes the pieces that tone is judged by.

Other rules than `desktop.core.words`, which serves searching: here signs count. A piece is a word,
a smile, an emoji, a number's shape, or a mark of punctuation. Words are folded (case, ё/е,
elongation, letters that imitate others, starred swear words, Russian in Latin letters), tags are
parted into their words, links and handles are one piece each. Training and judging read texts
through this one module, so that what was learned is what is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from desktop.core.lookalikes import unify
from desktop.core.translit import to_cyrillic
from desktop.engines.tone_words import (
    BOOSTERS,
    BUTS,
    DAMPENERS,
    NEGATORS,
    NOT_NEGATING,
    SWEARING,
)

LONGEST = 4000
"""Characters that are judged: opinions stand at the beginning, and work stays bounded."""

_EMOJI = "\U0001f1e6-\U0001faff\u2600-\u27bf\u2b05-\u2b55\u203c\u2049\u231a\u231b\u23e9-\u23f3"
_MODIFIERS = "\ufe0f\u200d\U0001f3fb-\U0001f3ff\u20e3"
_LETTERS = r"[^\W\d_]+"

SURFACE = re.compile(
    # Words, with apostrophes, hyphens and the stars and signs that hide letters of swear words.
    rf"(?!https?:|http\b|www\.|[xXхХ][DД]+\b){_LETTERS}"
    rf"(?:(?:['’`@$#\-]|\*+){_LETTERS}|\*+(?!\w))*"
    # Faces: eyes, a nose or none, a mouth; «)))» and «(((» are faces without eyes.
    r"|(?<![\w:;=])(?:[:;=][-'^o~]?[)(\]\[DPРpoO/\\|*3]|[xXхХ][DД]+)(?!\w)[)(]*|<3+|\^_*\^"
    r"|[)]+|[(]+"
    r"|[.,;:\n—–](?!\.)|[!?]+|\.{2,}|…| - "
    r"|https?://\S+|www\.\S+|http\b|@\w+|#\w+"
    r"|\d+(?:[.,:]\d+)*%?"
    rf"|[{_EMOJI}][{_MODIFIERS}]*"
)
"""Everything in a text that can be a piece."""

# What a piece does to those after it.
PLAIN, BREAK, NEGATOR, BOOSTER, DAMPENER, BUT, OPENING, CLOSING, SEVERAL = range(9)

# In what surroundings a word stands: two bits.
BARE, BOOSTED, NEGATED = 0, 1, 2
STATES = 4

NEGATION_REACH = 4
"""Words after a negator that it may turn, up to the next punctuation."""

BOOST_REACH = 2


class Piece(NamedTuple):
    """A folded piece and its place in what `SURFACE` found. `is_loud`: all in capitals or with a
    drawn-out letter.
    """

    form: str
    role: int
    is_word: bool
    start: int
    end: int
    is_loud: bool


def beginning(text: str) -> str:
    """The first `LONGEST` characters of a text, cut between words where that is possible."""
    if len(text) <= LONGEST:
        return text
    cut = text[:LONGEST]
    at = max(cut.rfind(" "), cut.rfind("\n"))
    return cut[:at] if at > LONGEST // 2 else cut


_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_STARS = re.compile(r"[*#$@]+")
_SIGN_LETTERS = str.maketrans({"@": "а", "$": "с", "0": "о", "3": "з"})
_SIGN_LATIN = str.maketrans({"@": "a", "$": "s", "0": "o", "3": "e"})
_HUMP = re.compile(r"[^\W\d_][^\W\d_A-ZА-ЯЁ]*|[A-ZА-ЯЁ]+(?![^\W\d_A-ZА-ЯЁ])|\d+")
_FACE = re.compile(r"(?:[:;=][-'^o~]?[)(\]\[DPРpoO/\\|*3]|[xXхХ][DД]+)[)(]*")
_SAD = re.compile(r"[:;=][-'^o~]?[(\[/\\|]")
_MODIFIERS_OF_EMOJI = "\ufe0f\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff\u20e3"


def read(surface: str, *, is_translit: bool = False) -> tuple[Piece, ...]:
    """The pieces of what `SURFACE` found; mostly one. `is_translit`: Latin words are Russian."""
    first = surface[0]
    if first == "@":
        return (_plain("<handle>", surface),)
    if surface.startswith(("http", "www.")) and not surface[4:].isalpha():
        return (_plain("<link>", surface),)
    if first == "#" and len(surface) > 1:
        return tuple(_tag(surface, is_translit))
    if first.isalpha() and not _FACE.fullmatch(surface):
        return tuple(_words(surface, 0, is_translit))
    return (_sign(surface),)


def _plain(form: str, surface: str, role: int = PLAIN) -> Piece:
    return Piece(form, role, False, 0, len(surface), False)


def _sign(surface: str) -> Piece:
    first = surface[0]
    if first in "()":
        role = PLAIN if len(surface) > 1 else OPENING if first == "(" else CLOSING
        return _plain(surface[:3], surface, role)
    if first in "!?":
        return _plain(_marks(surface), surface, BREAK)
    if first == "…" or surface.startswith(".."):
        return _plain("...", surface, BREAK)
    if _FACE.fullmatch(surface):
        return _plain("((" if _SAD.match(surface) else "))", surface)
    if first in ".,;:\n—– ":
        return _plain("", surface, BREAK)
    if first.isdigit():
        digits = sum(map(str.isdigit, surface))
        return _plain("<%>" if surface[-1] == "%" else f"<{min(digits, 5)}>", surface)
    return _plain(surface.rstrip(_MODIFIERS_OF_EMOJI)[:4] or surface[:4], surface)


def _marks(surface: str) -> str:
    if "?" in surface:
        return "?!" if "!" in surface else "?" if len(surface) == 1 else "??"
    return surface[:3]


def _tag(surface: str, is_translit: bool) -> Iterator[Piece]:
    yield Piece("#", PLAIN, False, 0, 1, False)
    for found in _HUMP.finditer(surface, 1):
        if not found.group().isdigit():
            yield from _words(found.group(), found.start(), is_translit)


def _words(surface: str, at: int, is_translit: bool) -> Iterator[Piece]:
    """One word, or the parts of one with hyphens (but «кто-то» and `to-do` stay whole)."""
    folded = fold(surface, is_translit=is_translit)
    loud = (len(surface) > 3 and surface.isupper()) or bool(_DRAWN_OUT.search(surface.lower()))
    parts = folded.split("-")
    if len(parts) == 1 or len(folded) != len(surface) or min(map(len, parts)) < 3:
        yield Piece(folded, role_of(folded), True, at, at + len(surface), loud)
        return
    for part in parts:
        yield Piece(part, role_of(part), True, at, at + len(part), loud)
        at += len(part) + 1


def fold(surface: str, *, is_translit: bool = False) -> str:
    """The folded form of a word."""
    form = surface.lower()
    if not form.isascii():
        form = unicodedata.normalize("NFKC", form).replace("ё", "е").replace("’", "'")
    elif is_translit:
        form = to_cyrillic(form.replace("'", "ь"))
    form = _DRAWN_OUT.sub(_drawn_in, form)
    if not form.isalpha() and _STARS.search(form):
        form = _uncovered(form)
    if not form.isascii() and _LATIN.search(form):
        form = unify(form)
    return form


def _drawn_in(found: re.Match[str]) -> str:
    """Three letters and more are one, but two where words are written with two."""
    letter = found[1]
    return letter if letter in "аоуыэяюиеьрмтк" else 2 * letter


def _uncovered(form: str) -> str:
    """A word with signs for letters: the swear word it hides, or with letters for signs."""
    is_cyrillic = _CYRILLIC.search(form) is not None
    pattern = re.compile(_STARS.sub(r"\\w{1,5}", form))
    for word in SWEARING:
        if word.isascii() != is_cyrillic and pattern.fullmatch(word):
            return word
    if "*" in form:
        return _STARS.sub("*", form)
    return form.translate(_SIGN_LETTERS if is_cyrillic else _SIGN_LATIN)


def role_of(form: str) -> int:
    """What a folded word does to those after it."""
    if form in NEGATORS or form.endswith(("n't", "n`t")):
        return NEGATOR
    if form in BOOSTERS:
        return BOOSTER
    if form in DAMPENERS:
        return DAMPENER
    return BUT if form in BUTS else PLAIN


Read = TypeVar("Read", bound=tuple[Any, ...])
"""A piece, or what an engine knows of it: form, role and `is_word` come first in both."""


def walk(
    text: str, known: Mapping[str, tuple[Read, ...]], learn: Callable[[str], tuple[Read, ...]]
) -> list[tuple[int, Read, int]]:
    """The pieces of a text: place of their surface, the piece, and its surroundings.

    What a surface stands for is looked up in `known`, and made by `learn` when it is not there.
    """
    found: list[tuple[int, Read, int]] = []
    add, get = found.append, known.get
    negated = boosted = depth = 0
    before = ""
    for each in SURFACE.finditer(text):
        surface = each.group()
        for piece in get(surface) or learn(surface):
            state = BARE
            if (negated > 0 or boosted > 0) and piece[2]:
                state = (NEGATED if negated > 0 else 0) | (BOOSTED if boosted > 0 else 0)
                negated -= 1
                boosted -= 1
            if role := piece[1]:
                if role >= OPENING:
                    depth += 1 if role == OPENING else -1
                    if role == OPENING or depth >= 0:
                        continue
                    depth = 0  # a bracket that closes nothing is a smile
                else:
                    negated, boosted = _reaches(piece, before, negated, boosted)
            before = piece[0]
            if before:
                add((each.start(), piece, state))
    return found


def _reaches(piece: tuple[Any, ...], before: str, negated: int, boosted: int) -> tuple[int, int]:
    """How many words after this piece are negated and boosted."""
    form, role = piece[:2]
    if role == NEGATOR:
        return (negated if (before, form) in NOT_NEGATING else NEGATION_REACH), boosted
    if role == BOOSTER:
        return negated, BOOST_REACH
    return (negated, boosted) if role == DAMPENER else (0, 0)
