"""Routing of texts to the engine of their language."""

from __future__ import annotations

from desktop.core.models import NOT_KNOWN, Score, Tone
from desktop.core.sentiment import ToneRouter


class _Sunny:
    language = "en"
    version = "sunny 1"

    def score(self, text: str) -> Score:
        return Score(Tone.POSITIVE, len(text) / 10, self.version)


def test_a_text_goes_to_the_engine_of_its_language() -> None:
    assert ToneRouter({"en": _Sunny()}).score("good", "en") == Score(Tone.POSITIVE, 0.4, "sunny 1")


def test_without_an_engine_the_tone_is_not_known() -> None:
    router = ToneRouter({"en": _Sunny()})
    assert router.score("добро", "ru") == NOT_KNOWN
    assert router.score("?", None) == NOT_KNOWN


def test_the_router_tells_who_judges() -> None:
    assert ToneRouter({"en": _Sunny()}).versions == {"en": "sunny 1"}
