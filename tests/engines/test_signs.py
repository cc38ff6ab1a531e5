"""Signs everybody reads, and stars."""

from __future__ import annotations

import pytest

from desktop.core.models import NOT_KNOWN, Tone
from desktop.engines.linear import Weighed
from desktop.engines.russian import RussianEngine
from desktop.engines.signs import BAD, GOOD, SignsEngine
from desktop.engines.stars import with_stars

ENGINE = SignsEngine()


@pytest.mark.parametrize("text", ["", "Дуже смачно", "sehr gut", "12", "(або ні)"])
def test_without_signs_the_tone_is_not_known(text: str) -> None:
    assert ENGINE.score(text) == NOT_KNOWN


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("Дуже смачно 😍", Tone.POSITIVE),
        ("👍🏽👍🏽", Tone.POSITIVE),
        ("❤️", Tone.POSITIVE),
        ("жахливо 😡😡", Tone.NEGATIVE),
        ("зачинено (((", Tone.NEGATIVE),
    ],
)
def test_signs_are_judged_in_any_language(text: str, tone: Tone) -> None:
    score = ENGINE.score(text)
    assert score.tone is tone
    assert score.by == ENGINE.version
    assert all(text[each.start : each.end] == each.word for each in score.deciding)


def test_no_sign_is_good_and_bad() -> None:
    assert not GOOD & BAD


def test_stars_alone_are_a_tone() -> None:
    tones = [ENGINE.score("tres bien", stars).tone for stars in (1, 2, 3, 4, 5)]
    assert tones == [
        Tone.NEGATIVE, Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE, Tone.POSITIVE,
    ]  # fmt: skip


def test_more_stars_are_never_worse() -> None:
    sums = [with_stars(Weighed(0.0, 0.0, []), stars / 2) for stars in range(2, 11)]
    more = [each.positive - each.negative for each in sums]
    assert more == sorted(more)
    assert len(set(more)) == len(more)


@pytest.mark.parametrize("rating", [None, 0.0, 5.5, 100.0, -1.0, float("nan")])
def test_what_are_no_stars_of_five_says_nothing(rating: float | None) -> None:
    weighed = Weighed(0.3, 0.1, [])
    assert with_stars(weighed, rating) is weighed


def test_a_clear_text_outweighs_its_stars() -> None:
    russian = RussianEngine()
    text = "Ужасное обслуживание, хамство, деньги не вернули, больше никогда"
    assert russian.score(text, 5.0).tone is Tone.NEGATIVE
    with_five, bare = russian.score(text, 5.0).value, russian.score(text).value
    assert with_five is not None
    assert bare is not None
    assert with_five > bare


def test_many_are_judged_as_one_by_one() -> None:
    assert ENGINE.score_many(["👍", "", "👎"]) == [ENGINE.score(text) for text in ("👍", "", "👎")]
