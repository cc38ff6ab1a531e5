"""One row of the table: a figure, the baseline of the same run, and the promise."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`ratio` is figure to baseline; `is_kept` is `None` where nothing was promised."""

    name: str
    figure: str
    baseline: str
    ratio: float | None
    promise: str
    is_kept: bool | None = None

    def line(self) -> str:
        """The row as printed."""
        ratio = f"{self.ratio:8.2f}x" if self.ratio is not None else " " * 9
        verdict = {True: "kept", False: "MISSED", None: ""}[self.is_kept]
        return (
            f"{self.name:<44}{self.figure:>16}{self.baseline:>22}{ratio}  {self.promise} {verdict}"
        )


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which `percent` of a hundred lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
