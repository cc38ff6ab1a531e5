"""Dictionary forms as features of training: what is learned of «хамил» is learned of «хамить».

The engines never ask for a dictionary form: what a model says of one is given to all its forms
when the model is written. pymorphy3 knows the forms.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pymorphy3

from desktop.engines.tone_features import Features
from desktop.engines.tone_model import NEGATED_WORDS, WORDS

Key = tuple[str, str]
"""Family and name of a feature."""

_OF_FORMS = {WORDS: "dictionary form", NEGATED_WORDS: "negated dictionary form"}
_BACK = {lemma: form for form, lemma in _OF_FORMS.items()}


class Lemmas:
    """Knows the dictionary form of each Russian word."""

    def __init__(self) -> None:
        self._analyzer = pymorphy3.MorphAnalyzer()
        self.lemma = cache(self._lemma)
        self._met: dict[str, set[str]] = {}

    def add_to(self, features: Features) -> None:
        """Add to the features of words those of their dictionary forms."""
        for (family, form), value in list(features.items()):
            if family in _OF_FORMS and form.isalpha():
                lemma = self.lemma(form)
                self._met.setdefault(lemma, set()).add(form)
                key = _OF_FORMS[family], lemma
                features[key] = features.get(key, 0.0) + value

    def spread(self, weights: dict[Key, Any]) -> dict[Key, Any]:
        """The weights without those of dictionary forms, which all forms of each have got."""
        found = {key: value for key, value in weights.items() if key[0] not in _BACK}
        for (family, lemma), value in weights.items():
            if family in _BACK:
                for form in self._forms(lemma):
                    key = _BACK[family], form
                    found[key] = found[key] + value if key in found else value
        return found

    def _forms(self, lemma: str) -> list[str]:
        """All forms whose dictionary form this is, with those met in texts."""
        forms = set(self._met.get(lemma, ()))
        for parse in self._analyzer.parse(lemma):
            if _folded(parse.normal_form) == lemma:
                forms |= {_folded(each.word) for each in parse.lexeme}
        return sorted(form for form in forms if self.lemma(form) == lemma)

    def _lemma(self, form: str) -> str:
        return _folded(self._analyzer.parse(form)[0].normal_form)


def _folded(form: str) -> str:
    return str(form).lower().replace("ё", "е")
