"""The English engine: VADER and the model together, explained by words that add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.models import Tone
from desktop.engines.english import EnglishEngine
from desktop.engines.vader_features import VaderFeatures
from tests.engines.texts import shop_texts

ENGINE = EnglishEngine()
VADER = VaderFeatures()


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("The bread was terrible and stale", Tone.NEGATIVE),
        ("Never going there again, rude staff", Tone.NEGATIVE),
        ("They charged me twice and nobody answers the phone", Tone.NEGATIVE),
        ("I love it, best cakes in town!", Tone.POSITIVE),
        ("Lovely place, friendly people", Tone.POSITIVE),
        ("Shop opens at 10 am on weekdays", Tone.NEUTRAL),
        ("Do you ship to Kazan?", Tone.NEUTRAL),
    ],
)
def test_plain_opinions_are_judged(text: str, tone: Tone) -> None:
    assert ENGINE.score(text).tone is tone


@given(st.one_of(shop_texts(), st.text(max_size=200)))
def test_any_text_has_a_tone_and_words_of_its_own(text: str) -> None:
    score = ENGINE.score(text)
    assert sum(ENGINE.probabilities(text)) == pytest.approx(1)
    assert all(text[each.start : each.end] == each.word for each in score.deciding)
    places = [each.start for each in score.deciding]
    assert places == sorted(places)


@given(shop_texts())
def test_what_vader_says_is_that_of_its_outputs(text: str) -> None:
    worth = {"vader pos": (-1.0, 2.0), "vader neg": (1.5, -0.5), "vader compound-": (0.5, -1.0)}
    heard = VADER.said(text, worth)
    outputs = {name: value for (_, name), value in VADER.features(text).items()}
    expected = [
        sum(outputs.get(name, 0.0) * weights[side] for name, weights in worth.items())
        for side in (0, 1)
    ]
    assert [heard.negative, heard.positive] == pytest.approx(expected)
    # All of it is shared out among the words VADER counted.
    if heard.shares and "but" not in text:
        shared = sum(share[0] for share in heard.shares)
        assert shared == pytest.approx(expected[1] - expected[0], abs=0.05)


def test_many_are_judged_as_one_by_one() -> None:
    texts = ["Awful", "", "Great coffee 😍", "Awful"]
    assert ENGINE.score_many(texts) == [ENGINE.score(text) for text in texts]


def test_the_engine_names_model_and_library() -> None:
    score = ENGINE.score("fine")
    assert score.by == ENGINE.version
    assert ENGINE.version.startswith("tone-en 1.")
    assert ENGINE.version.endswith(", vader 3.3.2")
