"""The built wheel: the program with everything it reads, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.source_tree import ROOT, modules, short


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(
        [*command, "--directory", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    return next(folder.glob("first_hour-*.whl"))


@pytest.fixture
def names(wheel: Path) -> set[str]:
    """Paths inside the wheel."""
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def test_the_wheel_carries_every_module_and_every_resource(names: set[str]) -> None:
    assert {short(path) for path in modules()} <= names
    resources = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    assert {f"desktop/{short(path)}" for path in resources if path.suffix != ".pyc"} <= names


def test_the_wheel_carries_nothing_else(names: set[str]) -> None:
    tops = {Path(name).parts[0] for name in names}
    assert {top for top in tops if not top.startswith("first_hour-")} == {"desktop"}
    assert [name for name in names if name.endswith((".pyc", ".db", ".log"))] == []


def test_the_wheel_names_both_commands(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        name = next(each for each in opened.namelist() if each.endswith("entry_points.txt"))
        text = opened.read(name).decode()
    assert "[console_scripts]\nfirst-hour = desktop.app:main" in text
    assert "[gui_scripts]\nfirst-hour-window = desktop.app:main" in text
