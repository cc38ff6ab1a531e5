"""An open store in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.database import Connection, close_database, open_database


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "desktop.db"


@pytest.fixture
def db(store_path: Path) -> Iterator[Connection]:
    connection = open_database(store_path)
    yield connection
    close_database(connection)
