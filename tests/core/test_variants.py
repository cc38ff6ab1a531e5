"""Spellings proposed with a topic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.query import parse_query, simple_query
from desktop.core.variants import MAX_VARIANTS, Why, suggest
from desktop.core.words import forms


@pytest.mark.parametrize(
    ("phrase", "text", "why"),
    [
        ("Ромашка", "romashka", Why.TRANSLITERATION),
        ("Ромашка", "hjvfirf", Why.KEYBOARD),
        ("Ромашка", "рамашка", Why.MISSPELLING),
        ("Кофемания", "кафемания", Why.MISSPELLING),
        ("Пекарня Ромашка", "#пекарняромашка", Why.HASHTAG),
        ("Пекарня Ромашка", "@pekarnya_romashka", Why.HANDLE),
        ("Хлеб и Ко", "hleb i ko", Why.TRANSLITERATION),
        ("Cosmo", "космо", Why.TRANSLITERATION),
        ("Bella Coffee", "#bellacoffee", Why.HASHTAG),
        ("Bella Coffee", "bela coffee", Why.MISSPELLING),
        ("Хиппие", "хипие", Why.MISSPELLING),
    ],
)
def test_a_spelling_is_proposed_with_its_reason(phrase: str, text: str, why: Why) -> None:
    assert (text, why) in [(each.text, each.why) for each in suggest(phrase)]


@pytest.mark.parametrize("phrase", ["", "!!!", "Ия", "24"])
def test_nothing_for_names_too_short_to_vary(phrase: str) -> None:
    assert suggest(phrase) == ()


def test_ordinary_words_are_not_proposed() -> None:
    proposed = suggest("Ромашка", is_common_word=lambda form: form in {"рамашка", "romashka"})
    assert {"рамашка", "romashka"}.isdisjoint(each.text for each in proposed)
    assert proposed


@given(st.text(max_size=30))
def test_any_name_gives_few_distinct_usable_spellings(phrase: str) -> None:
    proposed = suggest(phrase)
    texts = [each.text for each in proposed]
    assert len(texts) == len(set(texts)) <= MAX_VARIANTS
    assert " ".join(forms(phrase)) not in texts
    for text in texts:
        parse_query(simple_query([text], [], []))
