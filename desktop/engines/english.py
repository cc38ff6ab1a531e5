"""Tone of English texts: VADER's outputs and a linear model that has them among its features.

What VADER says is shared out among the words it counted, so that the deciding words add up. How
the model was made and how good it is: `resources/tone/CARD.md`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.models import Score
from desktop.engines.linear import LinearTone, Weighed, probabilities, scored
from desktop.engines.stars import with_stars
from desktop.engines.tone_model import load
from desktop.engines.tone_text import beginning
from desktop.paths import resource

if TYPE_CHECKING:
    from desktop.engines.vader_features import VaderFeatures


class EnglishEngine:
    """VADER and the model behind the engine interface; both are loaded on the first text.
    Deterministic; any thread.
    """

    language = "en"

    def __init__(self, model: Path | None = None) -> None:
        self._path = model or resource("tone/en.tone")
        self._lock = threading.Lock()  # the analyzer keeps what it found in itself

    @cached_property
    def version(self) -> str:
        """Name and version of the model, and of the library."""
        return f"{self._model.version}, vader {version('vaderSentiment')}"

    def score(self, text: str, rating: float | None = None) -> Score:
        """Tone of the beginning of `text`, and of the stars that came with it."""
        return scored(text, with_stars(self._weigh(text), rating), self.version)

    def score_many(self, texts: Sequence[str]) -> list[Score]:
        """`score` of each text, in order."""
        weigh, by = self._weigh, self.version
        return [scored(text, weigh(text), by) for text in texts]

    def probabilities(self, text: str) -> tuple[float, float, float]:
        """Calibrated chances of negative, neutral and positive."""
        return probabilities(self._weigh(text))

    def _weigh(self, text: str) -> Weighed:
        text = beginning(text)
        with self._lock:
            said = self._vader.said(text, self._model.whole)
        return self._model.weigh(text, heard=said)

    @cached_property
    def _model(self) -> LinearTone:
        return LinearTone(load(self._path))

    @cached_property
    def _vader(self) -> VaderFeatures:
        from desktop.engines.vader_features import VaderFeatures

        return VaderFeatures()
