"""VADER's analyzer, made to tell the weight of every word and where it stands in the text.

Imported by `english` on first use. Results are exactly those of the library (a test compares
them); only work that cannot change a result is left out, because the library lower-cases the
whole text three times for every word it knows, and copies each text sign by sign to find emoji.
"""

from __future__ import annotations

import re
import string
from functools import cached_property
from typing import NamedTuple

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    allcap_differential,
)

_WORD = re.compile(r"\S+")
_NEGATE = frozenset(NEGATE)
_WORKING = frozenset(
    (*BOOSTER_DICT, *NEGATE, "no", "or", "nor", "never", "so", "this", "without", "doubt", "least")
)
_OF_IDIOMS = frozenset(
    max(phrase.split(), key=len)
    for phrase in (*SPECIAL_CASES, *BOOSTER_DICT)
    if " " in phrase or phrase in SPECIAL_CASES
)
_CACHED = 1 << 16
_LONGEST_CACHED = 40
_REACH = 3  # words before a word that the rules look at; they look two ahead


class _Word(NamedTuple):
    """A token without its punctuation; `valence` by the lexicon if it has one of its own;
    `is_working`: changes what follows; `is_of_idiom`: the telling word of a fixed phrase.
    """

    bare: str
    lower: str
    valence: float | None
    is_working: bool
    is_of_idiom: bool
    is_loud: bool


class _Words:
    """What the library's rules ask of a text: its `SentiText`, made without doing work twice."""

    def __init__(self, text: str, words: list[str]) -> None:
        self.text = text
        self.words_and_emoticons = words

    @cached_property
    def is_cap_diff(self) -> bool:
        """Whether some words, but not all, are in capitals."""
        return bool(allcap_differential(self.words_and_emoticons))


class TracingAnalyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]
    """`weigh` is what the program calls; the other methods are the library's own hooks. `outputs`
    are the library's four numbers for the text weighed last.
    """

    def __init__(self) -> None:
        super().__init__()
        self._signs = frozenset(sign for sign in self.emojis if len(sign) == 1)
        self._sentiments: list[float] = []
        self._words: dict[str, _Word] = {}
        self.outputs: dict[str, float] = {}

    def weigh(self, text: str) -> tuple[float, list[tuple[int, int, float]]]:
        """Compound value, and start, end and weight of each word that counted."""
        spoken, origin = self._spoken(text)
        self._sentiments = []
        self.outputs = self._scores(spoken)
        value = float(self.outputs["compound"])
        if not any(self._sentiments):
            return value, []
        found = []
        words = _WORD.finditer(spoken)
        for weight, word in zip(self._sentiments, words, strict=False):
            if weight:
                start, end = _bare(word.group(), word.start())
                if origin:
                    start, end = origin[start], origin[end - 1] + 1
                found.append((start, end, float(weight)))
        return value, found

    def polarity_scores(self, text: str) -> dict[str, float]:
        """As the library's, faster."""
        return self._scores(self._spoken(text)[0])

    def score_valence(self, sentiments: list[float], text: str) -> dict[str, float]:
        """The library hands its final weights, one for each word, to this hook."""
        self._sentiments = sentiments
        result: dict[str, float] = super().score_valence(sentiments, text)
        return result

    def _scores(self, spoken: str) -> dict[str, float]:
        """The rest of the library's `polarity_scores` once emoji are words."""
        known = self._words.get
        words = [known(raw) or self._learn(raw) for raw in spoken.split()]
        weighty = [i for i, word in enumerate(words) if word.valence is not None]
        if not weighty:
            return {"neg": 0.0, "neu": 1.0 if words else 0.0, "pos": 0.0, "compound": 0.0}
        senti = _Words(spoken.strip(), [word.bare for word in words])
        sentiments: list[float] = [0] * len(words)
        for i in weighty:
            sentiments[i] = self._weight(words, i, senti)
        if "but" in spoken or "BUT" in spoken or "but" in spoken.lower():
            lower = [word.lower for word in words]
            if "but" in lower:
                sentiments = self._but_check(lower, sentiments)
        return self.score_valence(sentiments, senti.text)

    def _weight(self, words: list[_Word], i: int, senti: _Words) -> float:
        """What the library's `sentiment_valence` says of a word of the lexicon, asked only where
        words around could change it.
        """
        word = words[i]
        if word.lower == "kind" and i + 1 < len(words) and words[i + 1].lower == "of":
            return 0
        first = max(0, i - _REACH)
        if (
            word.lower != "no"
            and not any([each.is_working for each in words[first:i]])
            and not any([each.is_of_idiom for each in words[first : i + _REACH]])
        ):
            valence: float = word.valence  # type: ignore[assignment]
            if word.is_loud and senti.is_cap_diff:
                valence += C_INCR if valence > 0 else -C_INCR
            return valence
        found: list[float] = []
        self.sentiment_valence(0, senti, word.bare, i, found)
        return found[0]

    def _learn(self, raw: str) -> _Word:
        """What is known of a token; remembered unless long."""
        bare = raw.strip(string.punctuation)
        bare = raw if len(bare) <= 2 else bare
        lower = bare.lower()
        valence = None if lower in BOOSTER_DICT else self.lexicon.get(lower)
        is_working = lower in _WORKING or "n't" in lower
        word = _Word(bare, lower, valence, is_working, lower in _OF_IDIOMS, bare.isupper())
        if len(raw) <= _LONGEST_CACHED:
            if len(self._words) >= _CACHED:
                self._words.clear()
            self._words[raw] = word
        return word

    def _spoken(self, text: str) -> tuple[str, list[int]]:
        """Text with emoji as words, and for each of its characters the place it came from
        (empty when nothing changed), by the library's rules for spaces.
        """
        if text.isascii() or self._signs.isdisjoint(text):
            return text, []
        spoken: list[str] = []
        origin: list[int] = []
        done = 0
        signs = self._signs
        for place in [place for place, sign in enumerate(text) if sign in signs]:
            spoken.append(text[done:place])
            origin.extend(range(done, place))
            # After an emoji, which is no space either, the library wants one too.
            is_apart = place == 0 or text[place - 1] == " "
            said = self.emojis[text[place]]
            spoken.append(said if is_apart else f" {said}")
            origin.extend([place] * len(spoken[-1]))
            done = place + 1
        spoken.append(text[done:])
        origin.extend(range(done, len(text)))
        return "".join(spoken), origin

    def _negation_check(self, valence: float, words: list[str], start_i: int, i: int) -> float:
        before = words[max(0, i - _REACH) : i]
        if not any(map(_may_negate, before)):
            return valence
        result: float = SentimentIntensityAnalyzer._negation_check(
            valence, [*before, words[i]], start_i, len(before)
        )
        return result

    def _special_idioms_check(self, valence: float, words: list[str], i: int) -> float:
        near = words[i - _REACH : i + _REACH]
        result: float = SentimentIntensityAnalyzer._special_idioms_check(valence, near, _REACH)
        return result


def _may_negate(word: str) -> bool:
    """Whether the library's negation rules can do anything with this word before another."""
    word = word.lower()
    return word in _NEGATE or "n't" in word or word in ("so", "this")


def _bare(token: str, start: int) -> tuple[int, int]:
    """Range of a token without its punctuation, by the library's rule for emoticons."""
    bare = token.strip(string.punctuation)
    if len(bare) <= 2:
        return start, start + len(token)
    start += len(token) - len(token.lstrip(string.punctuation))
    return start, start + len(bare)
