"""Processor time of the open window with thirty sources of which none is due."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.report import Row
from tests.benchmarks.window import answer_of, start

_MODULE = "tests.benchmarks.resting"


def measure(folder: Path) -> list[Row]:
    """Share of one core, beside an empty window that rests at the same time."""
    resting = [start(_MODULE, what) for what in ("empty", str(folder))]
    empty, full = (answer_of(each)["percent"] for each in resting)
    return [
        Row(
            "idle with thirty sources",
            f"{full:.3f} % of a core",
            f"{empty:.3f} % empty",
            full / empty if empty else None,
            "<= 0.5 %",
            full <= 0.5,
        )
    ]
