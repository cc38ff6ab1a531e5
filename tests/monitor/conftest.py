"""A real store in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.database import Connection, close_database, open_database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    """An empty store."""
    opened = open_database(tmp_path / "store.db")
    yield opened
    close_database(opened)
