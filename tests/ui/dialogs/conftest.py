"""Fixtures of the tests of dialogs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.paths import resource
from desktop.ui import icons
from desktop.ui.theme import Theme
from tests.conftest import FixedClock
from tests.ui.dialogs.surroundings import Surroundings


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    icons.use(resource("icons"))
    return Theme(qapp, resource("icons"))


@pytest.fixture
def around(tmp_path: Path, clock: FixedClock, theme: Theme, qtbot: QtBot) -> Iterator[Surroundings]:
    """Surroundings with an empty store; closed after the test."""
    made = Surroundings(tmp_path / "shop", clock, theme)
    yield made
    made.close()


@pytest.fixture
def settled(around: Surroundings, qtbot: QtBot) -> Callable[[], None]:
    """Wait until the store has nothing left to do."""

    def wait() -> None:
        qtbot.waitUntil(lambda: around.reader.is_idle and around.writer.is_idle, timeout=3000)

    return wait
