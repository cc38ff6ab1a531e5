"""Letters that imitate another script."""

from __future__ import annotations

import pytest

from desktop.core.lookalikes import other_reading, unify


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("pомашка", "ромашка"),
        ("ромaшкa", "ромашка"),
        ("соsmo", "cosmo"),
        ("м0л0ко", "молоко"),
        ("ро3а", "роза"),
        ("c0smo", "cosmo"),
        ("вiн", "він"),
        ("ромашка", "ромашка"),
        ("100руб", "100руб"),
        ("3дня", "3дня"),
        ("м3", "м3"),
        ("x0y", "x0y"),
        ("mp3player", "mp3player"),
        ("дизphone", "дизphone"),
    ],
)
def test_a_mixed_word_is_read_in_one_script(form: str, expected: str) -> None:
    assert unify(form) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("pocca", "росса"),
        ("росса", "pocca"),
        ("cake", None),
        ("romashka", None),
        ("ромашка", None),
        ("a123", None),
    ],
)
def test_the_other_reading_of_lookalikes_only(form: str, expected: str | None) -> None:
    assert other_reading(form) == expected
