"""VADER made faster: VADER's numbers, VADER's words, at the right places."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

from desktop.engines.vader import TracingAnalyzer

BARE = SentimentIntensityAnalyzer()
TRACING = TracingAnalyzer()


def made_up(chance: random.Random) -> str:
    """A text full of what VADER has rules for."""
    plain = [
        "the",
        "shop",
        "bakery",
        "order",
        "came",
        "but",
        "so",
        "this",
        "at",
        "least",
        "very",
        "kind",
        "of",
        "nor",
        "no",
        "or",
    ]
    pools = (
        list(BARE.lexicon), list(NEGATE), list(BOOSTER_DICT), list(SPECIAL_CASES),
        list(BARE.emojis), plain, plain, plain,
    )  # fmt: skip
    words = []
    for _ in range(chance.randint(1, 40)):
        word = chance.choice(chance.choice(pools))
        word = word.upper() if chance.random() < 0.15 else word
        words.append(word + chance.choice(("", "", "!", "?", ",", '."', "😡")))
    return chance.choice((" ", "\n", "  ")).join(words)


@pytest.mark.parametrize("seed", range(300))
def test_outputs_are_those_of_bare_vader(seed: int) -> None:
    text = made_up(random.Random(seed))
    value, _ = TRACING.weigh(text)
    expected = BARE.polarity_scores(text)
    assert (TRACING.outputs, value) == (expected, expected["compound"])


@given(st.text(max_size=300))
def test_any_text_is_weighed_as_by_bare_vader(text: str) -> None:
    _, words = TRACING.weigh(text)
    assert TRACING.outputs == BARE.polarity_scores(text)
    assert all(text[start:end].strip() for start, end, _ in words)


def weights(text: str) -> list[tuple[str, float]]:
    return [(text[start:end], round(weight, 4)) for start, end, weight in TRACING.weigh(text)[1]]


def test_weights_are_those_after_negation_boosters_and_but() -> None:
    assert weights("good") == [("good", 1.9)]
    assert weights("not good") == [("good", round(1.9 * -0.74, 4))]
    assert weights("very good") == [("good", round(1.9 + 0.293, 4))]
    # Before "but" a half, after it half as much again.
    assert weights("good but terrible") == [("good", 0.95), ("terrible", round(-2.1 * 1.5, 4))]


def test_words_are_marked_where_they_stand() -> None:
    text = '  "Terrible!!!" service,\nbut the cake… 😍 GOOD :) end'
    assert [word for word, _ in weights(text)] == ["Terrible", "😍", "GOOD", ":)"]


def test_tokens_met_before_are_forgotten_when_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.engines.vader._CACHED", 5)
    analyzer = TracingAnalyzer()
    for text in ("good food", "one two three four five six seven", "not good"):
        analyzer.weigh(text)
        assert analyzer.outputs == BARE.polarity_scores(text)
