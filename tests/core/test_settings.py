"""Settings: defaults, limits, and stored values that went bad."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.core.settings import Settings, changed, from_stored


def test_nothing_stored_gives_the_defaults() -> None:
    assert from_stored({}) == (Settings(), ())


def test_stored_values_are_used() -> None:
    settings, bad = from_stored({"language": '"ru"', "text_percent": "150"})
    assert (settings.language, settings.text_percent, bad) == ("ru", 150, ())


def test_a_bad_value_falls_back_and_is_named() -> None:
    stored = {"text_percent": "9000", "theme": "not json", "is_polling": "false"}
    settings, bad = from_stored(stored)
    assert settings == Settings(is_polling=False)
    assert set(bad) == {"text_percent", "theme"}


def test_a_name_of_a_newer_program_is_left_alone() -> None:
    assert from_stored({"hologram": "1"}) == (Settings(), ())


@pytest.mark.parametrize(
    "values",
    [{"language": "xx"}, {"text_percent": 99}, {"text_percent": True}, {"shop_name": 3}],
)
def test_a_value_outside_its_limits_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(values))):
        changed(Settings(), **values)
