"""From a post that is visible at its source to its row painted in the window."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.report import Row
from tests.benchmarks.window import BLOCK_MS, answer_of, start

_LIMIT_MS = 2000.0


def measure(folder: Path) -> list[Row]:
    """The first poll of a run, which loads its parts, and the slowest of the later ones."""
    told = answer_of(start("tests.benchmarks.arrived", str(folder)))
    bare = told["bare_ms"]
    rows = [
        Row(
            f"source to screen, {name}",
            f"{told[key]:.0f} ms",
            f"{bare:.1f} ms bare fetch",
            told[key] / bare,
            "< 2 s",
            told[key] < _LIMIT_MS,
        )
        for name, key in (("first poll", "first_ms"), ("later polls, slowest", "slowest_ms"))
    ]
    block = told["block_ms"]
    kept = block <= BLOCK_MS
    return [*rows, Row("longest block meanwhile", f"{block:.0f} ms", "", None, "<= 50 ms", kept)]
