"""VADER's outputs as features of the English model, and their shares by word.

The four outputs (pos, neg, neu, compound) are signs of the whole text. What they say is said by
the words VADER counted: positive words share what `pos` and a positive compound say, negative
ones the rest, by VADER's own weights after negation and boosters.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.engines.linear import Heard, Share
from desktop.engines.tone_features import Features
from desktop.engines.tone_model import NONE, WHOLE, Weights
from desktop.engines.vader import TracingAnalyzer


class VaderFeatures:
    """Asks VADER. One thread at a time."""

    def __init__(self) -> None:
        self._analyzer = TracingAnalyzer()

    def valences(self) -> dict[str, float]:
        """VADER's lexicon."""
        return dict(self._analyzer.lexicon)

    def features(self, text: str) -> Features:
        """VADER's outputs as features."""
        self._analyzer.weigh(text)
        return {(WHOLE, name): value for name, value in self._outputs().items() if value}

    def said(self, text: str, weights: Mapping[str, Weights]) -> Heard:
        """What the outputs for a text say with the `weights` of the model, shared by words."""
        _, words = self._analyzer.weigh(text)
        found = self._analyzer.outputs
        compound = found["compound"]
        get = weights.get
        good_n, good_p = _times(get("vader pos"), found["pos"])
        bad_n, bad_p = _times(get("vader neg"), found["neg"])
        rest_n, rest_p = _times(get("vader neu"), found["neu"])
        if compound > 0:
            more = _times(get("vader compound+"), compound)
            good_n, good_p = good_n + more[0], good_p + more[1]
        elif compound < 0:
            more = _times(get("vader compound-"), -compound)
            bad_n, bad_p = bad_n + more[0], bad_p + more[1]
        shares = _shared(words, good_p - good_n, bad_p - bad_n) if words else []
        return Heard(good_n + bad_n + rest_n, good_p + bad_p + rest_p, shares)

    def _outputs(self) -> dict[str, float]:
        found = self._analyzer.outputs
        compound = found["compound"]
        return {
            "vader pos": found["pos"],
            "vader neg": found["neg"],
            "vader neu": found["neu"],
            "vader compound+": max(0.0, compound),
            "vader compound-": max(0.0, -compound),
        }


def _times(weights: Weights | None, value: float) -> Weights:
    return (weights[0] * value, weights[1] * value) if weights else NONE


def _shared(words: list[tuple[int, int, float]], good: float, bad: float) -> list[Share]:
    """What was said by good words and by bad ones, shared among them by their weights."""
    goods = sum([weight for _, _, weight in words if weight > 0])
    bads = sum([weight for _, _, weight in words if weight < 0])
    return [
        (good * weight / goods if weight > 0 else bad * weight / bads, start, end)
        for start, end, weight in words
    ]
