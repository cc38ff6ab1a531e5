"""The program on a data folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.program import Program


@pytest.fixture
def program(home: Path) -> Program:
    """Runs commands in processes; speaks English."""
    return Program(home / "shop")
