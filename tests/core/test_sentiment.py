"""Routing of texts to the engine of their language."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from desktop.core.models import NOT_KNOWN, Score, Tone
from desktop.core.sentiment import OTHER, ToneRouter


class _Sunny:
    language = "en"
    version = "sunny 1"

    def score(self, text: str, rating: float | None = None) -> Score:
        return Score(Tone.POSITIVE, (len(text) + (rating or 0)) / 10, self.version)

    def score_many(self, texts: Sequence[str]) -> list[Score]:
        return [self.score(text) for text in texts]


class _Signs(_Sunny):
    language = OTHER
    version = "signs 1"


def test_a_text_goes_to_the_engine_of_its_language() -> None:
    assert ToneRouter({"en": _Sunny()}).score("good", "en") == Score(Tone.POSITIVE, 0.4, "sunny 1")


def test_without_an_engine_the_tone_is_not_known() -> None:
    router = ToneRouter({"en": _Sunny()})
    assert router.score("добро", "ru") == NOT_KNOWN
    assert router.score("?", None) == NOT_KNOWN


def test_stars_go_with_the_text() -> None:
    assert ToneRouter({"en": _Sunny()}).score("good", "en", 5.0).value == 0.9


@pytest.mark.parametrize("language", ["de", None, OTHER])
def test_a_language_without_engine_goes_to_the_one_for_others(language: str | None) -> None:
    router = ToneRouter({"en": _Sunny(), OTHER: _Signs()})
    assert router.score("gut", language).by == "signs 1"


def test_the_router_tells_who_judges() -> None:
    assert ToneRouter({"en": _Sunny()}).versions == {"en": "sunny 1"}
