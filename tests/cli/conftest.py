"""A shell in a data folder of the test's own."""

from __future__ import annotations

import pytest

from tests.cli.running import Shell


@pytest.fixture
def shell(home: object) -> Shell:
    """Runs commands; `home` has set the folders before."""
    return Shell(pytest.MonkeyPatch())
