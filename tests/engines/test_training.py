"""The training that makes the models: reads what is there, keeps near repeats together, and is
told apart from what may only be measured. Needs the extra `train`.
"""

from __future__ import annotations

import pytest

pytest.importorskip("scipy")

import numpy as np

import tone_data
from desktop.engines.tone_features import features
from desktop.engines.tone_model import LEXICON, PAIRS, PIECES, WHOLE, WORDS
from desktop.engines.tone_text import read, walk
from tone_fit import calibrate, calibration_error, fit, macro_f1, softmax


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_corpus_is_parted_by_text_and_for_good(language: str) -> None:
    training, development = tone_data.corpus(language)
    assert len(training) > 2_000
    assert 0.1 < len(development) / (len(training) + len(development)) < 0.23
    assert not {each.text for each in training} & {each.text for each in development}
    assert {each.label for each in development} == {0, 1, 2}
    assert tone_data.corpus(language) == (training, development)


def test_near_repeats_are_one_group() -> None:
    texts = [
        "Хлеб всегда свежий, продавцы вежливые и цены нормальные",
        "Совсем другое: когда вы открываетесь в субботу?",
        "Хлеб всегда свежий, продавцы вежливые и цены нормальные, спасибо!",
    ]
    groups = tone_data._groups(texts)
    assert groups[0] == groups[2] != groups[1]


def test_what_may_only_be_measured_teaches_nothing() -> None:
    taught = {name for names in tone_data.CLEAN.values() for name in names}
    measured = {"ru_posts", "ru_tweets", "ru_banks", "ru_telecoms", "ru_goods", "ru_emotions"}
    assert not taught & (measured | {"en_tweets", "en_airline"})


def test_fitting_is_equal_to_the_bit_and_learns() -> None:
    chance = np.random.default_rng(5)
    from scipy import sparse

    x = sparse.csr_matrix((chance.random((300, 12)) > 0.6).astype(float))
    y = np.asarray(x[:, 0].toarray().ravel() + x[:, 1].toarray().ravel(), dtype=int)
    one = fit(x, y, np.ones(300), np.array([1e-4]))
    two = fit(x, y, np.ones(300), np.array([1e-4]))
    assert one[0].tobytes() == two[0].tobytes()
    assert one[1].tobytes() == two[1].tobytes()
    logits = x @ one[0] + one[1]
    assert macro_f1(y, logits.argmax(axis=1)) > 0.99


def test_calibration_makes_chances_true() -> None:
    chance = np.random.default_rng(7)
    logits = chance.normal(size=(6000, 3))
    y = np.array([chance.choice(3, p=row) for row in softmax(logits)])
    distorted = logits * 3 + np.array([1.0, 0.0, -1.0])
    factor, offsets = calibrate(distorted, y, np.ones(6000))
    assert factor == pytest.approx(1 / 3, abs=0.05)
    before = calibration_error(y, softmax(distorted)[:, 0])
    after = calibration_error(y, softmax(distorted * factor + offsets)[:, 0])
    assert after < 0.03 < before


def test_macro_f1_is_the_mean_over_classes_that_occur() -> None:
    y = np.array([0, 0, 1, 1, 2])
    assert macro_f1(y, y) == 1
    assert macro_f1(y, np.array([0, 1, 1, 1, 1])) == pytest.approx((2 / 3 + 2 / 3) / 3)


def valence(form: str) -> float:
    return {"вкусно": 2.0}.get(form, 0.0)


def test_features_of_a_text() -> None:
    found = features(walk("Не вкусно!", {}, read), valence)
    third = 3**-0.5
    assert found[WORDS, "вкусно"] == pytest.approx(third)
    assert found[PAIRS, "не вкусно"] == pytest.approx(third)
    assert found[PIECES, "^вк"] == pytest.approx(0.3 * third)
    assert found[LEXICON, "good negated"] == pytest.approx(third)
    assert found[WHOLE, "bad only"] == found[WHOLE, "!"] == 0.5


def test_of_silent_words_only_the_lexicon_speaks() -> None:
    placed = walk("Не вкусно!", {}, read)
    found = features(placed, valence, lambda piece: piece.form == "вкусно")
    assert (WORDS, "вкусно") not in found
    assert not [name for family, name in found if family == PAIRS and "вкусно" in name]
    assert (LEXICON, "good negated") in found
