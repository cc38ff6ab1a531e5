"""Numbers as a person of either language writes them; without Qt."""

from __future__ import annotations

from desktop import i18n

_MINUS = "\u2212"
_NARROW_SPACE = "\u202f"


def count(n: int) -> str:
    """A whole number with its thousands apart: 1,240 or 1 240."""
    grouped = f"{n:,}"
    return grouped.replace(",", _NARROW_SPACE) if i18n.language() == "ru" else grouped


def signed(value: float, digits: int = 2) -> str:
    """A score or a weight with its sign: −0.82, +0.5 or −0,82."""
    text = f"{value:+.{digits}f}"
    if float(text) == 0:
        text = text[1:]
    return decimal(text.replace("-", _MINUS))


def decimal(text: str) -> str:
    """A number written with a point, with the decimal sign of the language."""
    return text.replace(".", ",") if i18n.language() == "ru" else text


def stars(rating: float) -> str:
    """A rating of five: 4 or 4.5."""
    return decimal(f"{rating:.1f}".removesuffix(".0"))
