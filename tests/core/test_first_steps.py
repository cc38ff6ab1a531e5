"""What a new shop is advised to look for."""

from __future__ import annotations

from desktop.core.first_steps import (
    Advice,
    suggested_hashtags,
    suggested_spellings,
    suggested_words,
)


def test_a_name_that_is_an_ordinary_word_is_joined_with_trade_and_city() -> None:
    found = {each.text: each for each in suggested_words("«Ромашка»", "Казань", "bakery")}
    assert not found["Ромашка"].is_ticked
    assert found["пекарня Ромашка"].is_ticked
    assert found["Ромашка Казань"].advice is Advice.WITH_CITY
    assert "Ромашка bakery" not in found


def test_the_word_of_the_trade_is_not_doubled() -> None:
    texts = [each.text for each in suggested_words("Пекарня Ромашка", "", "bakery")]
    assert texts == ["Пекарня Ромашка", "кондитерская Ромашка", "Ромашка"]


def test_english_names_put_the_trade_behind() -> None:
    assert "Daisy bakery" in [each.text for each in suggested_words("Daisy", "", "bakery")]


def test_without_a_name_nothing_is_advised() -> None:
    assert suggested_words("  ", "Казань", "cafe") == ()
    assert suggested_hashtags("", "Казань", "cafe") == ()
    assert suggested_spellings(()) == ()


def test_spellings_repeat_no_word() -> None:
    texts = [each.text for each in suggested_spellings(("Ромашка", "romashka"))]
    assert "romashka" not in texts
    assert len(texts) == len(set(texts)) > 0


def test_hashtags_are_glued_phrases() -> None:
    assert suggested_hashtags("Ромашка", "Казань", "bakery") == (
        "ПекарняРомашка",
        "КондитерскаяРомашка",
        "РомашкаКазань",
    )
