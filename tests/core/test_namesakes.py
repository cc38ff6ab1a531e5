"""Words proposed for exclusion."""

from __future__ import annotations

from desktop.core.namesakes import propose
from desktop.core.words import forms
from desktop.engines.word_forms import RussianEnglishWordForms

OURS = [forms(text) for text in (
    "Пекарня Ромашка, вкусный хлеб на Ленина",
    "В Ромашке на улице Ленина свежие булочки",
    "Ромашка опять закрыта, а хлеб кончился",
)]  # fmt: skip
THEIRS = [forms(text) for text in (
    "Ромашка аптечная, отвар из цветков",
    "Полевая ромашка: цветки собирают в июне",
    "Отвары ромашки и улица Ленина",
    "Сбор цветков ромашки",
)]  # fmt: skip


def test_words_of_namesakes_only_the_best_first() -> None:
    word_forms = RussianEnglishWordForms()
    found = propose(OURS, THEIRS, own=["ромашка"], keys=word_forms.keys)
    assert [(each.text, each.not_us, each.about_us) for each in found][:2] == [
        ("цветков", 3, 0),
        ("отвар", 2, 0),
    ]
    assert all("ромашк" not in each.text and "ленина" not in each.text for each in found)


def test_a_pair_where_no_single_word_serves() -> None:
    ours = [forms("аптека и цветы рядом"), forms("цветы, потом аптека")]
    theirs = [forms("аптека цветы здоровья"), forms("аптека цветы тут")]
    assert [each.text for each in propose(ours, theirs)] == ["аптека цветы"]


def test_nothing_from_nothing_and_never_more_than_asked() -> None:
    assert propose([], []) == ()
    assert propose(OURS, THEIRS[:1]) == ()
    assert len(propose(OURS, THEIRS * 5, limit=1)) == 1
