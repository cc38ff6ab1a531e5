"""Trades a shop can be in, with their names on screen."""

from __future__ import annotations

from desktop.i18n import N_

TRADES: tuple[tuple[object, str], ...] = (
    ("", N_("Not chosen")),
    ("cafe", N_("Café or coffee shop")),
    ("bakery", N_("Bakery or pastry shop")),
    ("shop", N_("Shop")),
    ("salon", N_("Beauty salon or studio")),
    ("repair", N_("Repair or service")),
    ("delivery", N_("Delivery")),
    ("other", N_("Something else")),
)
"""Stored value (`Settings.trade`) and English literal."""
