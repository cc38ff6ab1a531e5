"""How much of the tab fits, in heights of a line: the larger the text, the smaller the window.
Pure.
"""

from __future__ import annotations

from enum import Enum, auto

LIST_EM, DETAIL_EM, GAP_EM = 22.0, 17.0, 2.4
"""Least widths at which nothing of the list or the detail is shortened that should be read."""

SUMMARY_EM = 19.0
"""Least height of the middle pane that leaves a line for the summary of the chart."""


class Shape(Enum):
    """Which panes stand side by side; what is missing opens over the others."""

    ALL = auto()
    PAIR = auto()
    SINGLE = auto()


class Density(Enum):
    """How much height the list may spend on a row and on what stands above it."""

    ROOMY = auto()
    CLOSE = auto()
    TIGHT = auto()


def shape_for(room: float, rail: float) -> Shape:
    """The panes that fit into `room` when the rail needs `rail` to show its names whole."""
    pair = LIST_EM + DETAIL_EM + GAP_EM
    if room >= pair + rail:
        return Shape.ALL
    return Shape.PAIR if room >= pair else Shape.SINGLE


def density_for(height: float) -> Density:
    """What a middle pane of this height affords; at the tightest three rows stay readable."""
    if height >= 27:
        return Density.ROOMY
    return Density.CLOSE if height >= 15 else Density.TIGHT
