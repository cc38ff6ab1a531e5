"""Russian in Latin letters and back."""

from __future__ import annotations

import pytest

from desktop.core.translit import to_cyrillic, to_latin


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("ромашка", ["romashka"]),
        ("щука", ["shchuka", "schuka"]),
        ("хлеб", ["khleb", "hleb", "xleb"]),
        ("пекарня", ["pekarnya", "pekarnia"]),
        ("русский", ["russkiy", "russky"]),
        ("чайка", ["chayka", "chaika"]),
        ("ёлка", ["elka", "yolka"]),
        ("кофе 24", ["kofe 24"]),
    ],
)
def test_common_spellings_are_there(text: str, among: list[str]) -> None:
    spelled = to_latin(text)
    assert spelled[0] == among[0]
    assert set(among) <= set(spelled)
    assert len(spelled) == len(set(spelled)) <= 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cosmo", "космо"),
        ("shchuka", "щука"),
        ("bay", "бай"),
        ("euro", "эуро"),
        ("24 kafe", "24 кафе"),
    ],
)
def test_the_plain_reading_in_russian(text: str, expected: str) -> None:
    assert to_cyrillic(text) == expected
