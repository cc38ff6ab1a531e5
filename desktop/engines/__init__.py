"""Tone engines and word forms of the languages; each third-party language library is imported
here only, and only on first use.
"""

from __future__ import annotations

from desktop.core.sentiment import SentimentEngine


def default_engines() -> dict[str, SentimentEngine]:
    """One engine for each language whose tone the program can judge; light until first used."""
    from desktop.engines.english import EnglishEngine

    engines: tuple[SentimentEngine, ...] = (EnglishEngine(),)
    return {engine.language: engine for engine in engines}
