"""Repeats of one text."""

from __future__ import annotations

from desktop.core.repeats import fold_key
from desktop.core.words import forms


def key(text: str) -> int | None:
    return fold_key(forms(text))


def test_case_punctuation_and_links_play_no_part() -> None:
    first = key("В пекарне «Ромашка» нашли плесень! https://a.example/1 #новости")
    assert first == key("В ПЕКАРНЕ РОМАШКА нашли плесень 😱 http://b.example/2")
    assert first is not None


def test_other_words_numbers_and_order_make_another_text() -> None:
    keys = {key(text) for text in ("a b c d", "a b d c", "a b c d 1", "a b c d 2")}
    assert len(keys) == 4


def test_short_texts_are_never_folded() -> None:
    assert key("Спасибо, всё вкусно!") is None
    assert key("") is None


def test_a_text_that_begins_with_a_link_counts_whole() -> None:
    assert key("https://a.example/1 плесень") != key("https://a.example/2 плесень")


def test_the_key_is_stable_and_fits_the_store() -> None:
    assert key("один два три четыре") == 3779020382856897277
    assert all(-(2**63) <= (key(f"a b c {n}") or 0) < 2**63 for n in range(100))
