"""Forms of one word meet in a key; other words do not."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.words import forms
from desktop.engines.english_stem import stem
from desktop.engines.irregular import IRREGULAR
from desktop.engines.word_forms import RussianEnglishWordForms

WORD_FORMS = RussianEnglishWordForms()


def keys(word: str) -> set[str]:
    (form,) = forms(word)
    return set(WORD_FORMS.keys(form))


@pytest.mark.parametrize(
    "family",
    [
        "пирожок пирожка пирожков пирожками",
        "булочка булочек булочками",
        "отравился отравлюсь отравилась отравиться",
        "доставка доставкой доставку",
        "человек люди людям",
        "ёлка елку Ёлкой",
        "вкусный вкусная вкуснейший вкусного",
        "Ромашка Ромашке Ромашку Ромашкой Ромашки",
        "Кофемания Кофемании Кофеманию Кофеманией",
        "Кузнецовъ Кузнецова Кузнецову Кузнецовым",
        "Мяувилль Мяувилля Мяувиллю Мяувиллем Мяувилле",
        "Вкуссвилл Вкуссвилла Вкуссвиллу Вкуссвиллом Вкуссвилле",
        "Хинкальная Хинкальной Хинкальную",
        "Борщегон Борщегона Борщегону Борщегоном Борщегоне",
        "Брускетта Брускетты Брускетте Брускетту Брускеттой Брускетт",
        "Мякишок Мякишка Мякишку Мякишком Мякишке",
        "Сушимания Сушимании Сушиманию Сушиманией",
        "Тортилья Тортильи Тортилье Тортилью Тортильей",
        "Плюшкино Плюшкина Плюшкину Плюшкине",
        "Лашмейкер Лашмейкеры Лашмейкеров Лашмейкером",
        "пекарняромашка пекарняромашке пекарняромашку",
        "go went gone goes going",
        "child children child's",
        "buy bought buying buys",
        "foot feet",
        "person people",
        "delivery deliveries",
        "deliver delivered delivers delivering",
        "cookie cookies",
        "charge charged charging charges",
        "cancel cancelled canceled cancelling",
        "bake baking baked bakes",
        "install installed installing installs",
        "poison poisoned poisoning",
        "agree agreed agreeing",
        "add added adding adds",
        "box boxes",
        "dish dishes",
        "ship shipping shipped",
        "hope hoping hoped",
        "die died dying dies",
        "try tried tries trying",
        "bus buses",
        "potato potatoes",
        "cherry cherries",
        "knife knives",
        "café cafe cafés",
        "lay lie lain",
    ],
)
def test_forms_of_one_word_share_a_key(family: str) -> None:
    assert set.intersection(*map(keys, family.split()))


@pytest.mark.parametrize(
    "pair",
    [
        "печь печаль",
        "рома ромашка",
        "Кофемания кофеман",
        "мука мучить",
        "хлеб хлев",
        "university universe",
        "organ organization",
        "policy police",
        "evening even",
        "news new",
        "hop hope",
        "earring ear",
        "outing out",
        "cake саке",
    ],
)
def test_different_words_share_none(pair: str) -> None:
    one, other = pair.split()
    assert keys(one).isdisjoint(keys(other))


def test_ambiguous_words_keep_all_readings() -> None:
    assert keys("стали") == {"стать", "сталь"}
    assert keys("found") >= keys("find")


@pytest.mark.parametrize(
    "pair", ["Pомашка ромашке", "Соsmo cosmo", "Pocca росса", "м0л0ко молоком"]
)
def test_imitated_letters(pair: str) -> None:
    one, other = pair.split()
    assert keys(one) & keys(other)


@pytest.mark.parametrize(
    "form", ["24", "a1", "ы", "вкл2", "ъъ", "東京", "қазақ", "x" * 64, "ж" * 64]
)
def test_odd_words_have_keys_too(form: str) -> None:
    assert WORD_FORMS.keys(form)


@given(st.text(max_size=20))
def test_every_form_has_keys_and_the_same_each_time(text: str) -> None:
    for form in forms(text):
        assert WORD_FORMS.keys(form) == RussianEnglishWordForms.keys(WORD_FORMS, form) != ()


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_a_stem_is_never_empty(word: str) -> None:
    assert stem(word)


def test_dictionary_words_are_told_from_names() -> None:
    assert WORD_FORMS.is_known("рамка")
    assert not WORD_FORMS.is_known("рамашка")
    assert not WORD_FORMS.is_known("cosmo")


def test_the_table_of_irregular_forms() -> None:
    bases = {base for of_form in IRREGULAR.values() for base in of_form}
    assert len(bases) >= 150
    assert IRREGULAR["lay"] == ("lie",)
    assert all(form.isalpha() and form.islower() for form in IRREGULAR)


def test_the_dictionary_is_loaded_on_the_first_russian_word() -> None:
    script = (
        "import sys; from desktop.engines.word_forms import RussianEnglishWordForms as F; f = F();"
        "f.keys('cake'); before = 'pymorphy3' in sys.modules; f.keys('хлеб');"
        "print(before, 'pymorphy3' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["False", "True"]
