"""Tone engines and word forms of the languages; each third-party language library is imported
here only, and only on first use.
"""

from __future__ import annotations

from desktop.core.sentiment import SentimentEngine


def default_engines() -> dict[str, SentimentEngine]:
    """One engine for each kind of language `desktop.core.language` tells; light until first used.

    Texts of two scripts go to the Russian one; of texts in other languages, or too short to tell,
    only the signs everybody reads are judged.
    """
    from desktop.engines.english import EnglishEngine
    from desktop.engines.russian import RussianEngine
    from desktop.engines.signs import SignsEngine

    russian, signs = RussianEngine(), SignsEngine()
    return {"en": EnglishEngine(), "ru": russian, "mixed": russian, "other": signs}
