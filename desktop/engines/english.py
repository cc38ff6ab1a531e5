"""Tone of English texts: vaderSentiment, with the words that decided it.

Labels follow the library's own recommendation: compound >= 0.05 positive, <= -0.05 negative,
between them neutral (https://github.com/cjhutto/vaderSentiment#about-the-scoring). The weights
of deciding words are VADER's own numbers after negation, boosters and "but".
"""

from __future__ import annotations

import threading
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from desktop.core.models import Deciding, Score, Tone

if TYPE_CHECKING:
    from desktop.engines.vader import TracingAnalyzer

POSITIVE_FROM = 0.05
NEGATIVE_FROM = -0.05
LONGEST = 4000
"""Characters that are scored: opinions stand at the beginning, and work stays bounded."""


class EnglishEngine:
    """VADER behind the engine interface. Loads its lexicon on the first text; deterministic;
    any thread.
    """

    language = "en"

    def __init__(self) -> None:
        self._analyzer: TracingAnalyzer | None = None
        self._lock = threading.Lock()  # the analyzer keeps what it found in itself

    @cached_property
    def version(self) -> str:
        """Name and version of the library."""
        return f"vader {version('vaderSentiment')}"

    def score(self, text: str) -> Score:
        """Tone of the first `LONGEST` characters of `text`; without any letter or sign a
        neutral 0.0 as VADER says.
        """
        text = _beginning(text)
        with self._lock:
            analyzer = self._analyzer or self._load()
            value, weighed = analyzer.weigh(text)
        deciding = tuple(
            Deciding(start, end, text[start:end], round(weight, 4))
            for start, end, weight in weighed
        )
        return Score(label(value), value, self.version, deciding)

    def _load(self) -> TracingAnalyzer:
        from desktop.engines.vader import TracingAnalyzer

        self._analyzer = TracingAnalyzer()
        return self._analyzer


def label(value: float) -> Tone:
    """The tone of a compound value in -1..1."""
    if value >= POSITIVE_FROM:
        return Tone.POSITIVE
    return Tone.NEGATIVE if value <= NEGATIVE_FROM else Tone.NEUTRAL


def _beginning(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    cut = text[:LONGEST]
    at = max(cut.rfind(" "), cut.rfind("\n"))
    return cut[:at] if at > LONGEST // 2 else cut
