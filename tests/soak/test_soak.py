"""A hundred cycles of the soak: enough to notice what grows with every cycle."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from tests.soak.cycles import ROOT
from tests.soak.figures import Bounds, Figures

_SHORT = ("--cycles", "100", "--warm-up", "30", "--every", "35", "--kinds", "3")
_A = Figures(1, 1000, 5, 0, 9, 500, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of processes")
def test_a_hundred_cycles_over_bad_places_leave_nothing_behind() -> None:
    """In a process of its own: what other tests left in memory must not blur the figures."""
    command = [sys.executable, "-m", "tests.soak", *_SHORT]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    rows = [line.split() for line in ran.stdout.splitlines() if line[:8].strip().isdigit()]
    assert [row[0] for row in rows[:3]] == ["30", "65", "100"]


def test_growth_is_noticed() -> None:
    bounds = Bounds(rss_kib=10, threads=0, sockets=0, files=2, blocks=100)
    assert bounds.broken(_A, replace(_A, rss_kib=1010, files=11, blocks=600)) == []
    grown = replace(_A, rss_kib=1011, threads=6, sockets=1, files=12, blocks=601)
    assert len(bounds.broken(_A, grown)) == 5
