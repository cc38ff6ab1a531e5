"""Tone of Russian texts: a linear model over words, pairs, character pieces and a lexicon.

Texts in Latin letters are read as Russian typed so. In texts of both languages the English words
count as far as Russian texts use them. How the model was made and how good it is:
`resources/tone/CARD.md`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from desktop.core.models import Score
from desktop.engines.linear import LinearTone, Weighed, probabilities, scored
from desktop.engines.stars import with_stars
from desktop.engines.tone_model import load
from desktop.paths import resource

_CYRILLIC = re.compile("[\u0400-\u04ff]")


class RussianEngine:
    """The model behind the engine interface, loaded on first use. Deterministic; any thread."""

    language = "ru"

    def __init__(self, model: Path | None = None) -> None:
        self._path = model or resource("tone/ru.tone")

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return self._model.version

    def score(self, text: str, rating: float | None = None) -> Score:
        """Tone of the beginning of `text`, and of the stars that came with it."""
        return scored(text, with_stars(self._weigh(text), rating), self._model.version)

    def score_many(self, texts: Sequence[str]) -> list[Score]:
        """`score` of each text, in order."""
        weigh, by = self._weigh, self._model.version
        return [scored(text, weigh(text), by) for text in texts]

    def probabilities(self, text: str) -> tuple[float, float, float]:
        """Calibrated chances of negative, neutral and positive."""
        return probabilities(self._weigh(text))

    def _weigh(self, text: str) -> Weighed:
        return self._model.weigh(text, is_translit=_CYRILLIC.search(text) is None)

    @cached_property
    def _model(self) -> LinearTone:
        return LinearTone(load(self._path))
