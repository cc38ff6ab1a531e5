"""Where things lie: in a checkout, an installed wheel and a frozen program, from any folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import paths
from tests.source_tree import ROOT


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def test_a_checkout_has_them_beside_the_package(tmp_path: Path) -> None:
    package, beside = made(tmp_path / "desktop"), made(tmp_path / "resources")
    assert paths.resources_beside(package) == beside
    assert paths.resources() == ROOT / "resources"
    assert paths.resource("icons/app.svg").is_file()


def test_an_installed_wheel_has_them_inside_the_package(tmp_path: Path) -> None:
    package = made(tmp_path / "site-packages" / "desktop")
    inside = made(package / "resources")
    made(tmp_path / "site-packages" / "resources")  # of somebody else
    assert paths.resources_beside(package) == inside


@pytest.mark.parametrize("inner", ["desktop/resources", "resources"])
def test_a_frozen_program_has_them_in_its_bundle(tmp_path: Path, inner: str) -> None:
    bundle = made(tmp_path / "bundle")
    there = made(bundle / inner)
    package = made(tmp_path / "bundle.zip" / "desktop")
    assert paths.resources_beside(package, str(bundle)) == there


def test_where_there_are_none_the_name_is_still_a_path(tmp_path: Path) -> None:
    assert paths.resources_beside(tmp_path / "desktop") == tmp_path / "resources"


def test_an_installed_copy_finds_its_own_from_any_folder(tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", made(tmp_path / "elsewhere")
    package = made(site / "desktop")
    for name in ("__init__.py", "paths.py"):
        shutil.copy(ROOT / "desktop" / name, package)
    words = made(package / "resources" / "i18n")
    code = "import sys; sys.path.insert(0, sys.argv[1]); from desktop import paths; "
    code += "print(paths.resource('i18n'))"
    said = subprocess.run(
        [sys.executable, "-I", "-c", code, str(site)],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(said.stdout.strip()) == words.resolve()


def test_the_argument_goes_before_the_variable_before_the_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.VARIABLE, str(tmp_path / "variable"))
    assert paths.find(str(tmp_path / "argument")).data == tmp_path / "argument"
    assert paths.find().data == tmp_path / "variable"
    assert paths.find().log_file == tmp_path / "variable" / "logs" / "first-hour.log"
    monkeypatch.delenv(paths.VARIABLE)
    assert paths.find().data.name == paths.APP
    assert tmp_path / "home" in paths.find().data.parents


def test_a_relative_folder_is_fixed_when_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.find("here").database == tmp_path / "here" / "first-hour.db"


def test_the_sample_shop_lies_apart(tmp_path: Path) -> None:
    real = paths.below(tmp_path)
    ours = {real.database, real.log_file, real.secrets, real.use_lock, real.window_lock}
    sample = real.sample()
    theirs = {sample.database, sample.log_file, sample.secrets, sample.use_lock, sample.window_lock}
    assert not ours & theirs


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX systems")
def test_folders_are_closed_to_others(tmp_path: Path) -> None:
    places = paths.below(tmp_path / "a" / "b")
    places.create()
    places.create()
    assert {each.stat().st_mode & 0o77 for each in (places.data, places.logs, places.cache)} == {0}
