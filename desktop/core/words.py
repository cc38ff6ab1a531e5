"""How a text becomes words: the one place that decides it for matching, searching and folding.

A *form* is the folded surface of a word: compatibility characters unified (NFKC), case folded,
ё written as е, stress marks, soft hyphens and zero-width characters dropped, imitating letters
of the other script replaced (`desktop.core.lookalikes`). й and foreign diacritics stay.

The rules for words:

- A word is a run of letters and digits. Hyphens, dots and slashes separate: «пекарня-ромашка»
  is two words, `romashka.ru/menu` three. Emoji and punctuation are no words.
- An apostrophe inside a word disappears (`don't` → `dont`); an English `'s` and a Russian ending
  after a Latin name (`iPhone'ом`) disappear with it.
- A hashtag, a handle, and any word with underscores inside stand in the list first as a whole,
  glued (`#пекарня_ромашка` → `пекарняромашка`), and then, if it has several, by its parts
  (`пекарня`, `ромашка`); hashtags and handles are also parted where small letters turn into
  capitals or digits. The spans of the parts lie inside the span of the whole. So a phrase finds
  the parts in order and goes on to the right of the tag, but never from its left into it.
- Nothing is longer than `MAX_FORM` characters; the rest of a longer run is not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple, Protocol

from desktop.core.lookalikes import unify

WORDS_VERSION = "1"
"""Changes whenever the rules of this module do; stored words must then be made anew."""

MAX_FORM = 64
"""Longest form, in characters."""

_CACHED_SURFACES = 65_536
_LONGEST_CACHED = 48

_MARKS = "\u0300-\u036f"
_HIDDEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_APOSTROPHES = "'’ʼ`´‘＇"
_PIECE = rf"[^\W_]+(?:[{_MARKS}{_HIDDEN}{_APOSTROPHES}]+[^\W_]+)*[{_MARKS}{_HIDDEN}]*"
_SIGNS = "#＃@＠"
_WORD = re.compile(rf"[{_SIGNS}]?{_PIECE}(?:_+{_PIECE})*")
_PIECES = re.compile(_PIECE)
_LEFT_OVER = re.compile(rf"[{_MARKS}{_HIDDEN}]+")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}](?:s|(?<=[a-z].)[а-я]{{1,3}})\Z")
_NOT_WORD = re.compile(r"[\W_]+")
_YO = str.maketrans({"ё": "е", "ѐ": "е", "ѝ": "и"})


class Token(NamedTuple):
    """A word of a text: half-open range of characters of the original, and its folded form."""

    start: int
    end: int
    form: str


class WordForms(Protocol):
    """Knows which forms belong to one word. Safe to call from any one thread at a time."""

    def keys(self, form: str) -> tuple[str, ...]:
        """Keys of a folded form, the likeliest first; never empty.

        Two forms belong to one word when they share a key. Keys are opaque: compare them,
        store them, but show them to nobody. Cached, so that a second call is cheap.
        """
        ...


def fold(text: str) -> str:
    """`text` with case, ё, compatibility characters, stress marks and hidden characters folded.

    Idempotent. Spaces and punctuation stay; lengths may change.
    """
    if text.isascii():
        return text.lower()
    while True:
        folded = unicodedata.normalize("NFKC", text).casefold()
        folded = unicodedata.normalize("NFKC", folded)
        folded = _LEFT_OVER.sub("", folded).translate(_YO)
        if folded == text:
            return folded
        text = folded


def tokenize(text: str) -> list[Token]:
    """The words of `text` in order, by the rules of this module."""
    tokens: list[Token] = []
    # Twice as fast as Token(…).
    new, add = tuple.__new__, tokens.append
    for found in _WORD.finditer(text):
        surface = found.group()
        start, end = found.span()
        form = _plain.get(surface) or _learn(surface)
        if form:
            add(new(Token, (start, end, form)))
            continue
        parts = _parts.get(surface)
        if parts is None:
            parts = _compound(surface)
        if surface[0] == "@" and start and text[start - 1].isalnum():
            # An e-mail address or a handle's server: no handle, just words.
            parts = _compound(" " + surface[1:])
        tokens.extend([Token(start + a, start + b, form) for a, b, form in parts])
    return tokens


def forms(text: str) -> tuple[str, ...]:
    """The folded forms of `text` in order: what the full-text index stores."""
    surfaces = _WORD.findall(text)
    # The busiest lines of the intake: most texts are nothing but plain words met before.
    found = tuple(map(_plain.get, surfaces))
    if None not in found:
        return found  # type: ignore[return-value]
    learnt = [form or _learn(surface) for form, surface in zip(found, surfaces, strict=True)]
    return tuple(learnt) if all(learnt) else tuple([token.form for token in tokenize(text)])


def outline(tokens: list[Token]) -> list[Token]:
    """The tokens without the glued wholes of tags and handles that also stand there in parts."""
    kept = [one for one, after in pairwise(tokens) if after.start >= one.end]
    return kept + tokens[-1:]


_Parts = tuple[Token, ...]
_plain: dict[str, str] = {}
"""Forms of surfaces that are one word."""
_parts: dict[str, _Parts] = {}
"""What the other surfaces stand for, with places inside them; nothing for what is no word."""


def _learn(surface: str) -> str:
    """The form of a surface, empty for one that stands in `_parts`; remembered unless long."""
    is_compound = surface[0] in _SIGNS or "_" in surface
    form = "" if is_compound else _form(surface)
    if len(surface) <= _LONGEST_CACHED:
        if len(_plain) + len(_parts) >= _CACHED_SURFACES:
            # Dropping everything is rare, cheap and needs no bookkeeping on each hit.
            _plain.clear()
            _parts.clear()
        if form:
            _plain[surface] = form
        elif surface not in _parts:
            _parts[surface] = _compound(surface) if is_compound else ()
    return form


def _compound(surface: str) -> _Parts:
    first = 0 if surface[0].isalnum() else 1
    parts = []
    for piece in _PIECES.finditer(surface, first):
        start = piece.start()
        bounds = _humps(piece.group()) if surface[0] in _SIGNS else [0, len(piece.group())]
        for a, b in pairwise(bounds):
            form = _form(piece.group()[a:b])
            if form:
                parts.append(Token(start + a, start + b, form))
    if len(parts) < 2:
        return tuple(parts)
    whole = _form("".join(_PIECES.findall(surface, first)))
    return (Token(first, parts[-1].end, whole), *parts)


def _humps(piece: str) -> list[int]:
    """Where the parts of ПекарняРомашка24 begin, and its end."""
    bounds = [0]
    for at in range(1, len(piece)):
        before, here = piece[at - 1], piece[at]
        is_hump = before.islower() and here.isupper()
        # The last capital of a run belongs to what follows: BBQHouse.
        is_last_capital = before.isupper() and here.isupper() and piece[at + 1 : at + 2].islower()
        if is_hump or is_last_capital or (before.isalpha() and here.isdigit()):
            bounds.append(at)
    return [*bounds, len(piece)]


def _form(surface: str) -> str:
    """The folded form of one word; empty when nothing of a word is left."""
    form = fold(surface[: 4 * MAX_FORM])
    if form.isalpha():
        return unify(form[:MAX_FORM])
    form = _NOT_WORD.sub("", _POSSESSIVE.sub("", form))[:MAX_FORM]
    while (settled := unify(_NOT_WORD.sub("", fold(form))[:MAX_FORM])) != form:
        form = settled
    return form
