"""Opening the window on the large store against an empty one, and how long it ever blocks."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.report import Row

_ROUNDS = 5
BLOCK_MS = 50.0


def measure_opening(folder: Path) -> list[Row]:
    """Median time to the first mentions painted, and memory then; both windows by turns."""
    runs: dict[str, list[dict[str, float]]] = {"empty": [], str(folder): []}
    for _ in range(_ROUNDS):
        for what, found in runs.items():
            found.append(_opened(what))
    empty, full = (
        {key: statistics.median(run[key] for run in found) for key in ("seconds", "mib")}
        for found in runs.values()
    )
    slower, larger = full["seconds"] / empty["seconds"], full["mib"] / empty["mib"]
    return [
        Row(
            "window with first mentions painted",
            f"{full['seconds'] * 1000:.0f} ms",
            f"{empty['seconds'] * 1000:.0f} ms empty",
            slower,
            "<= 2x",
            slower <= 2,
        ),
        Row(
            "its memory",
            f"{full['mib']:.0f} MiB",
            f"{empty['mib']:.0f} MiB empty",
            larger,
            "<= 2x",
            larger <= 2,
        ),
    ]


def measure_use(folder: Path) -> list[Row]:
    """Longest pause of the GUI thread while a person scrolls and types."""
    empty, full = (_run("tests.benchmarks.used", what)["worst_ms"] for what in ("empty", folder))
    return [
        Row(
            "longest block while scrolling, typing",
            f"{full:.0f} ms",
            f"{empty:.0f} ms empty",
            full / empty if empty else None,
            "<= 50 ms",
            full <= BLOCK_MS,
        )
    ]


def _opened(what: str) -> dict[str, float]:
    return _run("tests.benchmarks.opened", what, str(time.monotonic()))


def _run(module: str, *arguments: str | Path) -> dict[str, float]:
    return answer_of(start(module, *arguments))


def start(module: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """A module of the benchmarks as a process of its own, without a screen unless one is set."""
    settings = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, encoding="utf-8")


def answer_of(process: subprocess.Popen[str]) -> dict[str, float]:
    """What the process printed. Raises `RuntimeError` when it failed."""
    try:
        out, _ = process.communicate(timeout=180)
    finally:
        process.kill()
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
    found: dict[str, float] = json.loads(out)
    return found
