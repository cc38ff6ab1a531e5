"""The Russian engine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.models import Tone
from desktop.engines import default_engines
from desktop.engines.russian import RussianEngine
from tests.engines.texts import shop_texts

ENGINE = RussianEngine()


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("Ужасное обслуживание, не советую", Tone.NEGATIVE),
        ("uzhasnoe obsluzhivanie, ne sovetuyu", Tone.NEGATIVE),
        ("УЖАСНОЕ обслуживание, НЕ советую!!!", Tone.NEGATIVE),
        ("Заказ не пришёл третий день", Tone.NEGATIVE),
        ("Опять закрыто((", Tone.NEGATIVE),
        ("Не понравилось, больше не приду", Tone.NEGATIVE),
        ("Очень вкусно, спасибо!", Tone.POSITIVE),
        ("Всё тёплое и свежее, дочь в восторге", Tone.POSITIVE),
        ("Пицца 🔥🔥🔥", Tone.POSITIVE),
        ("Работаете ли вы в воскресенье?", Tone.NEUTRAL),
        ("Адрес: ул. Садовая 5, вход со двора", Tone.NEUTRAL),
    ],
)
def test_plain_opinions_are_judged(text: str, tone: Tone) -> None:
    assert ENGINE.score(text).tone is tone


def test_smiles_count_without_eyes() -> None:
    sad, happy = ENGINE.score("Забрала заказ(((").value, ENGINE.score("Забрала заказ)))").value
    assert sad is not None
    assert happy is not None
    assert sad < happy


@given(st.one_of(shop_texts(), st.text(max_size=200)))
def test_any_text_has_a_tone_and_words_of_its_own(text: str) -> None:
    score = ENGINE.score(text)
    assert sum(ENGINE.probabilities(text)) == pytest.approx(1)
    assert all(text[each.start : each.end] == each.word for each in score.deciding)


@given(shop_texts())
def test_yo_changes_nothing(text: str) -> None:
    assert ENGINE.score(text.replace("ё", "е")).value == ENGINE.score(text).value


def test_negation_is_among_the_deciding_words() -> None:
    words = [each.word for each in ENGINE.score("Не понравилось, больше не приду").deciding]
    assert "не" in words


def test_many_are_judged_as_one_by_one() -> None:
    texts = ["Ужас", "", "Вкусный кофе 😍", "Ужас"]
    assert ENGINE.score_many(texts) == [ENGINE.score(text) for text in texts]


def test_the_engine_names_its_model() -> None:
    score = ENGINE.score("ладно")
    assert score.by == ENGINE.version
    assert ENGINE.version.startswith("tone-ru 1.")


def test_there_is_an_engine_for_each_kind_of_language() -> None:
    engines = default_engines()
    assert set(engines) == {"en", "ru", "mixed", "other"}
    assert engines["mixed"] is engines["ru"]
