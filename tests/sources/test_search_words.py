"""Searches made of the topics' words."""

from __future__ import annotations

from desktop.sources.search_words import joined


def test_words_and_phrases_are_quoted_and_joined() -> None:
    terms = ["Пекарня Ромашка", 'ро"маш ка', " ", '"', "x"]
    whole = '"Пекарня Ромашка" OR "ро маш ка" OR "x"'
    assert joined(terms, " OR ", most=5, longest=200) == (whole,)
    assert joined([], "|", most=5, longest=200) == ()


def test_many_words_are_several_searches() -> None:
    many = joined((f"слово{n}" for n in range(12)), "|", most=5, longest=200)
    assert [each.count("|") + 1 for each in many] == [5, 5, 2]


def test_no_search_is_longer_than_allowed_unless_one_phrase_is() -> None:
    assert joined(["а" * 8, "б" * 8], "|", most=5, longest=21) == (f'"{"а" * 8}"|"{"б" * 8}"',)
    assert len(joined(["а" * 8, "б" * 8], "|", most=5, longest=20)) == 2
    assert len(joined(["а" * 300, "б"], "|", most=5, longest=200)) == 2
