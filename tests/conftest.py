"""Strictness for every test: no real home, no screen, no network, no unannounced warning.

The sockets are limited to the machine itself by pytest-socket (options in `pyproject.toml`).
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from desktop import i18n

# Before anything imports Qt: tests need no screen, and read nobody's settings.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_SESSION_HOME = tempfile.TemporaryDirectory(prefix="first-hour-tests-")
_HOME_NAMES = (
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_STATE_HOME",
    "FIRST_HOUR_DATA",
)
for _name in _HOME_NAMES:
    os.environ[_name] = _SESSION_HOME.name

hypothesis.settings.register_profile("first_hour", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("first_hour")

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""The moment at which the fixed clock of the tests stands: a Wednesday, noon UTC."""


class FixedClock:
    """A clock that moves only when told."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> FixedClock:
    """A clock standing at `NOW`; assign `clock.now` to move it."""
    return FixedClock()


@pytest.fixture
def now() -> datetime:
    """The moment of the fixed clock."""
    return NOW


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, for the program and for what it starts."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in _HOME_NAMES:
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("FIRST_HOUR_DATA", str(folder / "data"))
    return folder


@pytest.fixture
def data_dir(home: Path) -> Path:
    """An empty data folder."""
    folder = home / "data"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts with English words, whatever the one before chose."""
    i18n.use("en", Path())
    yield
    i18n.use("en", Path())


@pytest.fixture(autouse=True)
def quiet_logs(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a logged warning that no `logs` mark announces, and on a mark that never came true.

    Marks stand on the test: `@pytest.mark.logs("is locked")`, a regular expression searched for
    in the message.
    """
    yield
    patterns = [re.compile(mark.args[0]) for mark in request.node.iter_markers("logs")]
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    loud = [each.getMessage() for each in records if each.levelno >= logging.WARNING]
    surprises = [text for text in loud if not any(p.search(text) for p in patterns)]
    missing = [p.pattern for p in patterns if not any(p.search(text) for text in loud)]
    if surprises:
        pytest.fail(f"logged without announcement: {surprises}", pytrace=False)
    if missing:
        pytest.fail(f"announced but never logged: {missing}", pytrace=False)
