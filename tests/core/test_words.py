"""Words of a text: forms, spans, tags."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.words import MAX_FORM, fold, forms, outline, tokenize

ODD_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aяЯёЁйPр0з3#@_-'’\u0301\u00ad\u200b\u0308\u0306 \n.*İßﬁ½①"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Всё ЁЖ", "все еж"),
        ("кафе\u0301 бо\u0301льшую", "кафе большую"),
        ("е\u0308лка и\u0306од", "елка йод"),
        ("мо\u00adло\u200bко", "молоко"),
        ("ﬁne ＣＡＦＥ", "fine cafe"),
        ("CAFÉ Über", "café über"),
        ("пекарня-ромашка, e-mail", "пекарня ромашка e mail"),
        ("24/7 за 3,5 часа", "24 7 за 3 5 часа"),
        ("don't Bob's O’Reilly д’Артаньян", "dont bob oreilly дартаньян"),
        ("iPhone'ом", "iphone"),
        ("отлично 👍🏽🔥!!! 1️⃣", "отлично 1"),
        ("https://romashka.ru/menu?x=1", "https romashka ru menu x 1"),
        ("Pомашка м0л0ко Соsmo", "ромашка молоко cosmo"),
        ("_курсив_ и __init__", "курсив и init"),
        ("", ""),
        ("… — !", ""),
    ],
)
def test_forms_of_a_text(text: str, expected: str) -> None:
    assert forms(text) == tuple(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#ромашка", "ромашка"),
        ("#ПекарняРомашка", "пекарняромашка пекарня ромашка"),
        ("#пекарня_ромашка!", "пекарняромашка пекарня ромашка"),
        ("@romashka_bakery", "romashkabakery romashka bakery"),
        ("#BBQHouse24", "bbqhouse24 bbq house 24"),
        ("t.me/romashka_bakery", "t me romashkabakery romashka bakery"),
        ("ПекарняРомашка", "пекарняромашка"),
        ("info@romashkaBakery.ru", "info romashkabakery ru"),
    ],
)
def test_tags_stand_whole_and_in_parts(text: str, expected: str) -> None:
    assert forms(text) == tuple(expected.split())


def test_parts_lie_inside_their_whole() -> None:
    text = "о #ПекарняРомашка тут"
    places = [text[token.start : token.end] for token in tokenize(text)]
    assert places == ["о", "ПекарняРомашка", "Пекарня", "Ромашка", "тут"]


def test_outline_leaves_the_parts() -> None:
    kept = [token.form for token in outline(tokenize("о #пекарня_ромашка и #кафе"))]
    assert kept == ["о", "пекарня", "ромашка", "и", "кафе"]


def test_long_runs_are_cut() -> None:
    (token,) = tokenize("x" * 5000)
    assert (len(token.form), token.end) == (MAX_FORM, 5000)


@given(ODD_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ODD_TEXT)
def test_spans_are_valid_and_in_order(text: str) -> None:
    tokens = tokenize(text)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    kept = outline(tokens)
    assert all(a.end <= b.start for a, b in pairwise(kept))


@given(ODD_TEXT)
def test_a_form_is_a_word_that_stays_itself(text: str) -> None:
    for form in forms(text):
        assert form.isalnum()
        assert len(form) <= MAX_FORM
        assert forms(form) == (form,)


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяabcdefghij '-#", max_size=40))
def test_case_and_yo_play_no_part(text: str) -> None:
    text = text.replace("#", "")
    assert forms(text.upper()) == forms(text) == forms(text.replace("ё", "е"))
