"""What a person can set, with defaults and limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

CHOICES: dict[str, tuple[str, ...]] = {
    "language": ("system", "en", "ru"),
    "theme": ("system", "light", "dark"),
    "trade": ("", "cafe", "bakery", "shop", "salon", "repair", "delivery", "other"),
}
LIMITS: dict[str, tuple[int, int]] = {"text_percent": (100, 200), "retention_days": (0, 3650)}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one data folder.

    `text_percent` scales every text of the window; `retention_days` 0 keeps mentions for ever;
    `muted_until` is an epoch second up to which no notice is shown (0: not muted).
    """

    language: str = "system"
    theme: str = "system"
    text_percent: int = 100
    retention_days: int = 0
    is_polling: bool = True
    closes_to_tray: bool = False
    muted_until: int = 0
    proxy: str = ""
    shop_name: str = ""
    city: str = ""
    trade: str = ""
    is_set_up: bool = False
    is_sample: bool = False
    person: str = ""


def from_stored(stored: Mapping[str, str]) -> tuple[Settings, tuple[str, ...]]:
    """Settings from JSON texts by name, and the names whose stored value was bad.

    A bad value falls back to its default; names this version does not know are left alone.
    """
    settings, bad = Settings(), []
    for each in fields(Settings):
        if each.name not in stored:
            continue
        try:
            settings = changed(settings, **{each.name: json.loads(stored[each.name])})
        except (ValueError, TypeError):
            bad.append(each.name)
    return settings, tuple(bad)


def changed(settings: Settings, **values: Any) -> Settings:
    """A copy with other values. Raises `ValueError` for a value outside its limits or kind."""
    for name, value in values.items():
        if type(value) is not type(getattr(settings, name)):
            raise ValueError(f"{name} has the wrong kind of value")
        if name in CHOICES and value not in CHOICES[name]:
            raise ValueError(f"{name} is none of its choices")
        if name in LIMITS and not LIMITS[name][0] <= value <= LIMITS[name][1]:
            raise ValueError(f"{name} is outside its limits")
    return replace(settings, **values)
