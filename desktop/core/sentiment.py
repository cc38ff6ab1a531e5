"""The seam between the program and its tone engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from desktop.core.models import NOT_KNOWN, Score

OTHER = "other"
"""The engine for texts whose language has none of its own, or cannot be told."""


class SentimentEngine(Protocol):
    """Judges texts of one language. Deterministic; safe to call from any one thread at a time."""

    language: str

    @property
    def version(self) -> str:
        """Name and version, as in `Score.by`; another one judges differently. Cheap."""
        ...

    def score(self, text: str, rating: float | None = None) -> Score:
        """Tone of `text`, and of the stars of five that came with it, with the deciding words."""
        ...

    def score_many(self, texts: Sequence[str]) -> list[Score]:
        """`score` of each text, in order, for many at once."""
        ...


class ToneRouter:
    """Sends a text to the engine of its language; without one the tone is not known."""

    def __init__(self, engines: Mapping[str, SentimentEngine]) -> None:
        self._engines = dict(engines)

    @property
    def versions(self) -> Mapping[str, str]:
        """The engine of each language, by name and version."""
        return {language: engine.version for language, engine in self._engines.items()}

    def score(self, text: str, language: str | None, rating: float | None = None) -> Score:
        """Tone of `text`; `language` is what `desktop.core.language` found, `rating` the stars of
        five that came with it.
        """
        engine = self._engines.get(language or OTHER) or self._engines.get(OTHER)
        if engine is None:
            return NOT_KNOWN
        return engine.score(text) if rating is None else engine.score(text, rating)
