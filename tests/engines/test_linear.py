"""The models at work: the fast sums are those of the plain reference, and they add up."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.models import Tone
from desktop.engines.linear import (
    MOST_DECIDING,
    LinearTone,
    Weighed,
    deciding,
    probabilities,
    scored,
)
from desktop.engines.tone_features import features
from desktop.engines.tone_model import VALENCES, Model, load
from desktop.engines.tone_text import beginning, read, walk
from desktop.paths import resource
from tests.engines.models import empty_model
from tests.engines.texts import shop_texts

MODELS = {each: load(resource(f"tone/{each}.tone")) for each in ("ru", "en")}
AT_WORK = {each: LinearTone(model) for each, model in MODELS.items()}


def plain_sums(model: Model, text: str) -> tuple[float, float]:
    """What the reference features say, one by one."""
    placed = walk(beginning(text), {}, read)
    found = features(placed, lambda form: model.get(VALENCES, form)[0])
    negative, positive = model.bias
    for (family, name), value in found.items():
        weights = model.get(family, name)
        negative += value * weights[0]
        positive += value * weights[1]
    return negative, positive


def assert_equal_to_reference(language: str, text: str) -> None:
    weighed = AT_WORK[language].weigh(text)
    expected = plain_sums(MODELS[language], text)
    assert (weighed.negative, weighed.positive) == pytest.approx(expected, abs=1e-9)


@given(st.sampled_from(("ru", "en")), shop_texts())
def test_sums_are_those_of_the_reference(language: str, text: str) -> None:
    assert_equal_to_reference(language, text)


@given(st.sampled_from(("ru", "en")), st.text(max_size=300))
def test_any_text_is_weighed_and_its_words_stand_in_it(language: str, text: str) -> None:
    assert_equal_to_reference(language, text)
    weighed = AT_WORK[language].weigh(text)
    assert sum(probabilities(weighed)) == pytest.approx(1)
    score = scored(text, weighed, "x")
    assert score.value is not None
    assert -1 <= score.value <= 1
    assert len(score.deciding) <= MOST_DECIDING
    for each in score.deciding:
        assert text[each.start : each.end] == each.word != ""


def test_shares_and_the_whole_add_up() -> None:
    model = AT_WORK["ru"]
    text = "Торт ужасный, больше не закажу!!!"
    weighed = model.weigh(text)
    shares = sum(share[0] for share in weighed.shares) * weighed.scale
    silent = model.weigh("")
    marks = [model.whole.get(name, (0.0, 0.0)) for name in ("!!!",)]
    rest = weighed.positive - weighed.negative - shares
    bare = silent.positive - silent.negative
    # What is left is said by length, marks and the lexicon's leaning: bounded, of no word.
    assert abs(rest - bare - sum(p - n for n, p in marks)) < 2


def test_the_likeliest_tone_is_told_and_neutral_wins_a_draw() -> None:
    tones = [
        scored("", Weighed(n, p, []), "x").tone
        for n, p in ((1.0, 0.5), (0.5, 1.0), (-1.0, -0.5), (0.0, 0.0))
    ]
    assert tones == [Tone.NEGATIVE, Tone.POSITIVE, Tone.NEUTRAL, Tone.NEUTRAL]
    assert probabilities(Weighed(math.log(2), 0.0, [])) == pytest.approx((0.5, 0.25, 0.25))


def test_huge_sums_do_not_overflow() -> None:
    assert probabilities(Weighed(5000.0, -5000.0, [])) == (1.0, 0.0, 0.0)


def test_the_heaviest_pieces_are_shown_in_order() -> None:
    shares = [(0.1, 0, 1), (2.0, 2, 3), (-3.0, 4, 5), (0.0, 6, 7)]
    found = deciding("a b c d", Weighed(0.0, 0.0, shares, 0.5))
    assert [(each.word, each.weight) for each in found] == [("b", 1.0), ("c", -1.5)]


def test_a_model_without_features_says_its_bias() -> None:
    weighed = LinearTone(empty_model(bias=(0.5, -0.5))).weigh("Что угодно, и ещё")
    assert (weighed.negative, weighed.positive) == (0.5, -0.5)


def test_only_the_beginning_of_a_long_text_counts() -> None:
    began = time.perf_counter()
    text = "хлеб " * 300_000 + "ужас " * 50
    assert AT_WORK["ru"].weigh(text) == AT_WORK["ru"].weigh(text[:4000].rsplit(" ", 1)[0])
    assert time.perf_counter() - began < 1


def test_words_met_before_are_forgotten_when_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.engines.linear._CACHED", 50)
    model = LinearTone(MODELS["ru"])
    before = model.weigh("ужасный хлеб")
    for number in range(200):
        model.weigh(f"слово{'а' * (number % 7)}б{chr(1072 + number % 32)}{chr(1072 + number % 31)}")
    assert model.weigh("ужасный хлеб") == before
