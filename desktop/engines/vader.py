"""VADER's analyzer, made to tell the weight of every word and where it stands in the text.

Imported by `english` on first use. Results are exactly those of the library (a test compares
them); only work that cannot change a result is left out, because the library lower-cases the
whole text three times for every word it knows, and copies each text sign by sign to find emoji.
"""

from __future__ import annotations

import re
import string

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SentimentIntensityAnalyzer,
    SentiText,
)

_WORD = re.compile(r"\S+")
_NEGATE = frozenset(NEGATE)
_REACH = 3  # words before a word that the rules look at; they look two ahead


class TracingAnalyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]
    """`weigh` is what the program calls; the other methods are the library's own hooks."""

    def __init__(self) -> None:
        super().__init__()
        self._signs = frozenset(sign for sign in self.emojis if len(sign) == 1)
        self._sentiments: list[float] = []

    def weigh(self, text: str) -> tuple[float, list[tuple[int, int, float]]]:
        """Compound value, and start, end and weight of each word that counted."""
        spoken, origin = self._spoken(text)
        self._sentiments = []
        value = float(self._scores(spoken)["compound"])
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
        senti = SentiText(spoken.strip())
        words = senti.words_and_emoticons
        lower = [word.lower() for word in words]
        sentiments: list[float] = []
        for i, word in enumerate(lower):
            is_kind_of = word == "kind" and lower[i + 1 : i + 2] == ["of"]
            if word in self.lexicon and word not in BOOSTER_DICT and not is_kind_of:
                sentiments = self.sentiment_valence(0, senti, words[i], i, sentiments)
            else:
                sentiments.append(0)
        if "but" in lower:
            sentiments = self._but_check(words, sentiments)
        return self.score_valence(sentiments, senti.text)

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
