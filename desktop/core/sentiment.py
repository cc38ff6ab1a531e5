"""The seam between the program and its tone engines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from desktop.core.models import NOT_KNOWN, Score


class SentimentEngine(Protocol):
    """Judges texts of one language. Deterministic; safe to call from any one thread at a time."""

    language: str

    @property
    def version(self) -> str:
        """Name and version, as in `Score.by`; another one judges differently. Cheap."""
        ...

    def score(self, text: str) -> Score:
        """Tone of `text` with the words that decided it."""
        ...


class ToneRouter:
    """Sends a text to the engine of its language; without one the tone is not known."""

    def __init__(self, engines: Mapping[str, SentimentEngine]) -> None:
        self._engines = dict(engines)

    @property
    def versions(self) -> Mapping[str, str]:
        """The engine of each language, by name and version."""
        return {language: engine.version for language, engine in self._engines.items()}

    def score(self, text: str, language: str | None) -> Score:
        """Tone of `text`; `language` is what `desktop.core.language` found."""
        engine = self._engines.get(language or "")
        return engine.score(text) if engine else NOT_KNOWN
