"""The English engine: VADER's numbers, VADER's words, at the right places."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

from desktop.core.models import Tone
from desktop.engines import default_engines
from desktop.engines.english import LONGEST, EnglishEngine, label

BARE = SentimentIntensityAnalyzer()
ENGINE = EnglishEngine()


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
def test_scores_are_those_of_bare_vader(seed: int) -> None:
    text = made_up(random.Random(seed))
    assert ENGINE.score(text).value == BARE.polarity_scores(text)["compound"]


@given(st.text(max_size=300))
def test_any_text_is_scored_as_by_bare_vader(text: str) -> None:
    score = ENGINE.score(text)
    assert score.value == BARE.polarity_scores(text)["compound"]
    for each in score.deciding:
        assert text[each.start : each.end] == each.word
        assert each.word.strip()


def deciding(text: str) -> list[tuple[str, float]]:
    return [(each.word, each.weight) for each in ENGINE.score(text).deciding]


def test_weights_are_those_after_negation_boosters_and_but() -> None:
    assert deciding("good") == [("good", 1.9)]
    assert deciding("not good") == [("good", round(1.9 * -0.74, 4))]
    assert deciding("very good") == [("good", round(1.9 + 0.293, 4))]
    # Before "but" a half, after it half as much again.
    assert deciding("good but terrible") == [("good", 0.95), ("terrible", round(-2.1 * 1.5, 4))]


def test_words_are_marked_where_they_stand() -> None:
    text = '  "Terrible!!!" service,\nbut the cake… 😍 GOOD :) end'
    words = [each.word for each in ENGINE.score(text).deciding]
    assert words == ["Terrible", "😍", "GOOD", ":)"]


def test_labels_turn_at_the_documented_values() -> None:
    assert [label(v) for v in (0.05, 0.0499, 0.0, -0.0499, -0.05)] == [
        Tone.POSITIVE, Tone.NEUTRAL, Tone.NEUTRAL, Tone.NEUTRAL, Tone.NEGATIVE,
    ]  # fmt: skip


def test_only_the_beginning_of_a_long_text_counts() -> None:
    text = "terrible " + "bread " * 1_000_000 + "good " * 50
    began = time.perf_counter()
    score = ENGINE.score(text)
    assert time.perf_counter() - began < 0.5
    assert [each.word for each in score.deciding] == ["terrible"]
    assert all(each.end <= LONGEST for each in score.deciding)


def test_the_engine_names_itself_with_its_version() -> None:
    assert ENGINE.score("fine").by == "vader 3.3.2"
    assert set(default_engines()) == {"en"}
