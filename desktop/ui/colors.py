"""Colours by what they mean; every text colour reads on every surface it is used on."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Colors:
    """All colours of one scheme as `#rrggbb`.

    `window` lies behind everything, `surface` is a card or a list, `raised` a menu or a popup,
    `sunken` a hovered row or a quiet fill. `…_soft` are fills, the name without suffix the
    text, mark or bar on them. `…_bar` fill bars of charts. `found` marks words that were searched.
    """

    window: str
    surface: str
    raised: str
    sunken: str
    border: str
    strong_border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    selection: str
    focus: str
    found: str
    negative: str
    negative_soft: str
    negative_bar: str
    positive: str
    positive_soft: str
    positive_bar: str
    neutral: str
    neutral_soft: str
    neutral_bar: str
    unknown: str
    unknown_soft: str
    unknown_bar: str
    warning: str
    warning_soft: str


LIGHT = Colors(
    window="#f3f5f8",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#eef1f5",
    border="#e0e5ec",
    strong_border="#c4ccd8",
    text="#161d29",
    muted="#566275",
    accent="#1a64dc",
    accent_hover="#1557c4",
    accent_pressed="#104aa9",
    on_accent="#ffffff",
    selection="#e6effd",
    focus="#1a64dc",
    found="#fff0b3",
    negative="#b9202f",
    negative_soft="#fdebec",
    negative_bar="#cf3a47",
    positive="#13703d",
    positive_soft="#e3f5ea",
    positive_bar="#2b9a5e",
    neutral="#4f5b6d",
    neutral_soft="#ebeff4",
    neutral_bar="#c3ccd8",
    unknown="#566275",
    unknown_soft="#f3f5f8",
    unknown_bar="#dfe4eb",
    warning="#875000",
    warning_soft="#fff3dc",
)

DARK = Colors(
    window="#11161d",
    surface="#1a212b",
    raised="#212a36",
    sunken="#242d39",
    border="#2b3543",
    strong_border="#445164",
    text="#e8edf4",
    muted="#a0acbd",
    accent="#6ea8ff",
    accent_hover="#8bbaff",
    accent_pressed="#a7caff",
    on_accent="#0a1526",
    selection="#22344f",
    focus="#6ea8ff",
    found="#4d4116",
    negative="#ff8d95",
    negative_soft="#41242a",
    negative_bar="#f26b75",
    positive="#66d698",
    positive_soft="#1b382a",
    positive_bar="#46b97c",
    neutral="#b4bfce",
    neutral_soft="#2b3542",
    neutral_bar="#56647a",
    unknown="#a0acbd",
    unknown_soft="#1f2732",
    unknown_bar="#3a4657",
    warning="#f3ba62",
    warning_soft="#3b2f1a",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("text", "muted") for ground in ("window", "surface", "raised")),
    *((text, "sunken") for text in ("text", "muted")),
    *((text, "selection") for text in ("text", "muted", "negative", "positive", "neutral")),
    ("text", "found"),
    ("text", "negative_soft"),
    ("text", "positive_soft"),
    ("text", "warning_soft"),
    ("accent", "surface"),
    ("accent", "window"),
    ("accent", "selection"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_pressed"),
    *((tone, "surface") for tone in ("negative", "positive", "neutral", "unknown", "warning")),
    *((tone, "window") for tone in ("negative", "positive", "neutral", "unknown", "warning")),
    *((t, f"{t}_soft") for t in ("negative", "positive", "neutral", "unknown", "warning")),
)
"""Text and ground that meet on screen: each pair has a contrast of at least 4.5 : 1."""

NAMES: tuple[str, ...] = tuple(each.name for each in fields(Colors))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1..21 (WCAG 2.2, relative luminance)."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
