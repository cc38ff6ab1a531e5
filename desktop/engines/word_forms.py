"""Which forms belong to one word, in Russian and English.

Cyrillic words go to pymorphy3's dictionary (MIT licence; data of OpenCorpora, CC BY-SA), every
reading kept. A word the dictionary lacks, as most brand names are, gets the library's guesses and
also the bare stem, because the guesses differ from case to case. Latin words go to the English
rules. pymorphy3 is imported on the first Cyrillic word.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from desktop.core.lookalikes import is_cyrillic, other_reading
from desktop.core.words import fold
from desktop.engines.english_stem import stem
from desktop.engines.irregular import IRREGULAR

_CACHED_FORMS = 32_768
"""Of one generation; there are two."""
_STEM_SIGN = "~"
"""Marks keys that are bare stems of unknown words, so that none equals a dictionary word."""

_MIN_GUESS = 0.1
_MIN_STEM = 3
_LONGEST_LOOKED_UP = 32
_RUSSIAN = re.compile(r"[а-я]+")
_FLEETING = re.compile(r"(?<=[^аеиоуыэюя])[ое](?=[кц]\Z)")
_CASE_ENDING = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ов|ев|ей|ой|ий|ый|ом|ем|им|ым|ам|ям|ах|ях|ую|юю|"
    r"ая|яя|ое|ее|ые|ою|ею|[аеиоуыюяй])\Z"
)
_SOFT = re.compile(r"ь+\Z")


class RussianEnglishWordForms:
    """`desktop.core.words.WordForms` for both languages of the program.

    Deterministic. One thread at a time; building one costs nothing until the first word.
    """

    version = "1"
    """Changes whenever keys may; stored keys must then be made anew."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, ...]] = {}
        self._older: dict[str, tuple[str, ...]] = {}
        self._morph: Any = None

    def keys(self, form: str) -> tuple[str, ...]:
        """Keys of a folded form, the likeliest first; never empty. Cached."""
        known = self._keys.get(form)
        if known is None:
            known = self._older.get(form) or self._work_out(form)
            if len(self._keys) >= _CACHED_FORMS:
                # What nobody asked for in a whole generation goes; common words never do.
                self._older, self._keys = self._keys, {}
            self._keys[form] = known
        return known

    def is_known(self, form: str) -> bool:
        """Whether a folded form is an ordinary Russian dictionary word."""
        return _RUSSIAN.fullmatch(form) is not None and bool(self._analyzer().word_is_known(form))

    def _work_out(self, form: str) -> tuple[str, ...]:
        keys = self._of_script(form)
        other = other_reading(form)
        if other is not None:
            keys += self._of_script(other)
        return tuple(dict.fromkeys(keys))

    def _of_script(self, form: str) -> tuple[str, ...]:
        if not form.isalpha():
            return (form,)
        if not is_cyrillic(form):
            return _english(form)
        # An old-fashioned hard sign is a sign of taste, not a letter: «Кузнецовъ».
        form = form.removesuffix("ъ") or form
        if len(form) > _LONGEST_LOOKED_UP or not _RUSSIAN.fullmatch(form):
            return (form,)
        return self._russian(form)

    def _russian(self, form: str) -> tuple[str, ...]:
        readings = self._analyzer().parse(form)
        known = [reading.normal_form for reading in readings if reading.is_known]
        if known:
            return tuple(dict.fromkeys(map(fold, known)))
        guesses = [r.normal_form for r in readings if r.score >= _MIN_GUESS]
        return (*dict.fromkeys(map(fold, guesses)), *_bare_stems(form))

    def _analyzer(self) -> Any:
        if self._morph is None:
            import pymorphy3

            self._morph = pymorphy3.MorphAnalyzer(lang="ru")
        return self._morph


def _bare_stems(form: str) -> tuple[str, ...]:
    """Without the case ending; «мякишок» also as its other cases have it, «мякишк»."""
    bare = _SOFT.sub("", _CASE_ENDING.sub("", form))
    if len(bare) < _MIN_STEM:
        bare = form
    return tuple(dict.fromkeys(_STEM_SIGN + each for each in (bare, _FLEETING.sub("", bare))))


def _english(form: str) -> tuple[str, ...]:
    keys = [stem(base) for base in IRREGULAR.get(form, ())]
    keys.append(stem(form))
    if not form.isascii():
        split = unicodedata.normalize("NFD", form)
        plain = "".join(letter for letter in split if not unicodedata.combining(letter))
        keys.append(stem(plain))
    return tuple(dict.fromkeys(keys))
