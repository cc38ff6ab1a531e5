"""Texts as the tone engines read them."""

from __future__ import annotations

import pytest

from desktop.engines import tone_words
from desktop.engines.tone_text import BOOSTED, LONGEST, NEGATED, beginning, fold, read, walk


def forms(text: str, *, is_translit: bool = False) -> list[str]:
    found = walk(text, {}, lambda surface: read(surface, is_translit=is_translit))
    return [piece.form for _, piece, _ in found]


def states(text: str) -> dict[str, int]:
    return {piece.form: state for _, piece, state in walk(text, {}, read)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Всё ОЧЕНЬ тёплое", ["все", "очень", "теплое"]),
        ("спасибоооо классссс суперрр", ["спасибо", "класс", "супер"]),
        ("sooooo goooood", ["soo", "good"]),
        ("забрал))) закрыто(( ну)", ["забрал", ")))", "закрыто", "((", "ну", ")"]),
        ("(в скобках) остаётся", ["в", "скобках", "остается"]),
        (":) :-( ;) =D xD ^_^ <3", ["))", "((", "))", "))", "))", "^_^", "<3"]),
        ("🔥🔥 ❤️ 👍🏽", ["🔥", "🔥", "❤", "👍"]),
        ("@user http https://a.b/c?d=e www.x.y", ["<handle>", "<link>", "<link>", "<link>"]),
        ("httpd", ["httpd"]),
        ("#НеПокупайте #вкусно_тут #24", ["#", "не", "покупайте", "#", "вкусно", "тут", "#"]),
        ("120 рублей в 15:30, скидка 20%", ["<3>", "рублей", "в", "<4>", "скидка", "<%>"]),
        ("х*йня п***ц f*cking sh*t", ["хуйня", "пиздец", "fucking", "shit"]),
        ("бл@ть $ука н@хрен", ["блять", "ука", "нахрен"]),
        ("ужaсно", ["ужасно"]),  # with a Latin a
        ("кто-то онлайн-заказ", ["кто-то", "онлайн", "заказ"]),
        ("что?! правда?? да! нет!!! ну...", ["что", "?!", "правда", "??", "да", "!", "нет", "!!!",
                                            "ну", "..."]),
        ("can't don’t", ["can't", "don't"]),
        ("", []),
        (" ,.- ", []),
    ],
)  # fmt: skip
def test_pieces(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


def test_russian_in_latin_letters() -> None:
    assert forms("ne sovetuyu, uzhasno", is_translit=True) == ["не", "советую", "ужасно"]
    assert forms("ne sovetuyu") == ["ne", "sovetuyu"]


def test_negation_reaches_four_words_and_no_further_than_punctuation() -> None:
    found = states("не один два три четыре пять")
    assert [form for form, state in found.items() if state & NEGATED] == [
        "один", "два", "три", "четыре",
    ]  # fmt: skip
    assert not states("не вкусно, красиво")["красиво"]
    assert not states("не вкусно но красиво")["красиво"]
    assert not states("не только вкусно")["не"]


def test_negation_that_turns_nothing() -> None:
    assert not states("почему нет скидки")["скидки"]
    assert states("нет скидки")["скидки"] == NEGATED


def test_boosters_reach_two_words_also_negated_ones() -> None:
    assert states("очень вкусный торт был") == {
        "очень": 0, "вкусный": BOOSTED, "торт": BOOSTED, "был": 0,
    }  # fmt: skip
    assert states("не очень вкусно")["вкусно"] == NEGATED | BOOSTED


def test_places_are_those_of_the_text() -> None:
    text = "Ого: #ПекарняРомашка 👍🏽 онлайн-заказ)))"
    found = [text[at + piece.start : at + piece.end] for at, piece, _ in walk(text, {}, read)]
    assert found == ["Ого", "#", "Пекарня", "Ромашка", "👍🏽", "онлайн", "заказ", ")))"]


def test_loud_words_are_known() -> None:
    found = walk("УЖАС, ооочень плохо, ДА", {}, read)
    assert {piece.form for _, piece, _ in found if piece.is_loud} == {"ужас", "очень"}


@pytest.mark.parametrize("form", [*sorted(tone_words.NEGATORS), *sorted(tone_words.BOOSTERS)])
def test_little_words_are_written_as_they_are_folded(form: str) -> None:
    assert fold(form) == form


def test_the_beginning_is_cut_between_words() -> None:
    assert beginning("а" * LONGEST) == "а" * LONGEST
    assert beginning("хлеб " * LONGEST).endswith("хлеб")
    assert len(beginning("а" * 2 * LONGEST)) == LONGEST
