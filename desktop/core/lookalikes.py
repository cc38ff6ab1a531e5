"""Latin letters that pass for Cyrillic ones and the reverse, in folded (lower case) words.

People write «Pомашка» with a Latin P by a slip of the keyboard layout or to hide from search.
A word that mixes both scripts is read in the script it pretends to be. A word that lies wholly
in one script but could be spelled in the other («Pocca») keeps its reading and gets a second one.
"""

from __future__ import annotations

import re

_PAIRS = (
    ("a", "а"), ("b", "в"), ("c", "с"), ("e", "е"), ("h", "н"), ("i", "і"), ("j", "ј"),
    ("k", "к"), ("m", "м"), ("o", "о"), ("p", "р"), ("t", "т"), ("x", "х"), ("y", "у"),
)  # fmt: skip
_ACCENTED = {"á": "а", "é": "е", "ë": "е", "ï": "ї", "ó": "о", "ö": "о", "ý": "у"}
_DIGIT_LETTERS = {"0": ("о", "o"), "3": ("з", "")}

_TO_CYRILLIC = str.maketrans(dict(_PAIRS) | _ACCENTED)
_TO_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in _PAIRS})

_LATIN_LETTER = "a-zà-öø-ɏ"
_CYRILLIC_LETTER = "\u0400-\u04ff"
_MIXED = re.compile(
    f"[{_LATIN_LETTER}].*[{_CYRILLIC_LETTER}]|[{_CYRILLIC_LETTER}].*[{_LATIN_LETTER}]", re.DOTALL
)
_INNER_DIGIT = re.compile(r"(?<=[^\W\d_])[03](?=[^\W\d_])")
_LATIN_ONLY = re.compile(f"[{_LATIN_LETTER}]")
_CYRILLIC_ONLY = re.compile(f"[{_CYRILLIC_LETTER}]")
_MIN_LETTERS = 3
_MIN_OTHER_READING = 5


def is_cyrillic(form: str) -> bool:
    """Whether the word has a Cyrillic letter."""
    return _CYRILLIC_ONLY.search(form) is not None


def unify(form: str) -> str:
    """The folded word with imitating letters and digits replaced, if it mixes scripts.

    Where neither script can take over every letter («айpад» with a Latin p can, «айphone»
    cannot) the word stays as it is. 0 and 3 count as letters only between two letters of a
    word that has at least three, so «100руб», «3дня» and «м3» are left alone.
    """
    if _MIXED.search(form):
        form = _one_script(form)
    if not form.isalpha() and _INNER_DIGIT.search(form):
        form = _digits_read(form)
    return form


def other_reading(form: str) -> str | None:
    """The same shapes in the other script, for words that consist of look-alikes only.

    `None` for words shorter than five letters: too many are real in both scripts (cake, «саке»).
    """
    if len(form) < _MIN_OTHER_READING or not form.isalpha():
        return None
    if is_cyrillic(form):
        other = form.translate(_TO_LATIN)
        return other if other.isascii() else None
    other = form.translate(_TO_CYRILLIC)
    return None if _LATIN_ONLY.search(other) else other


def _one_script(form: str) -> str:
    cyrillic, latin = form.translate(_TO_CYRILLIC), form.translate(_TO_LATIN)
    fits_cyrillic = _LATIN_ONLY.search(cyrillic) is None
    fits_latin = _CYRILLIC_ONLY.search(latin) is None
    if fits_cyrillic and fits_latin:
        # All letters are ambiguous: the script that most of them were typed in wins.
        mostly_cyrillic = 2 * len(_CYRILLIC_ONLY.findall(form)) >= len(form)
        return cyrillic if mostly_cyrillic else latin
    if fits_cyrillic:
        return cyrillic
    return latin if fits_latin else form


def _digits_read(form: str) -> str:
    if sum(map(str.isalpha, form)) < _MIN_LETTERS or _MIXED.search(form):
        return form
    column = 0 if is_cyrillic(form) else 1
    return _INNER_DIGIT.sub(
        lambda found: _DIGIT_LETTERS[found.group()][column] or found.group(), form
    )
