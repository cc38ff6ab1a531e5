"""The set-up scripts on machines that lack something."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import environment
import mail_server
import qt_libraries

_PYTHON = Path(".venv/bin/python")
_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")

_LISTING = """\
\tlinux-vdso.so.1 (0x00007ffc)
\tlibEGL.so.1 => not found
\tlibQt6Core.so.6 => not found
\tlibxcb-cursor.so.0 => not found
\tlibc.so.6 => /lib/libc.so.6 (0x00007f)
"""


class Machine:
    """Lacks libraries until packages may be and were installed; remembers which."""

    def __init__(self, *libraries: str, is_administrator: bool) -> None:
        self.libraries = set(libraries)
        self.is_administrator = is_administrator
        self.asked: tuple[str, ...] = ()

    def missing(self, python: Path, on_screen: bool) -> set[str]:
        return self.libraries

    def install(self, packages: tuple[str, ...]) -> bool:
        self.asked = packages
        if self.is_administrator:
            self.libraries = {each for each in self.libraries if each not in qt_libraries.PACKAGES}
        return self.is_administrator

    def ensure(self, *, has_apt: bool = True) -> None:
        qt_libraries.ensure(
            _PYTHON, on_screen=True, missing=self.missing, install=self.install, has_apt=has_apt
        )


def test_what_the_loader_does_not_find_is_read_from_its_listing() -> None:
    assert qt_libraries.missing_in(_LISTING) == {"libEGL.so.1", "libxcb-cursor.so.0"}


@_LINUX
def test_an_administrator_gets_the_libraries_installed() -> None:
    machine = Machine("libEGL.so.1", "libxcb-cursor.so.0", is_administrator=True)
    machine.ensure()
    assert machine.asked[:2] == ("libegl1", "libxcb-cursor0")


@_LINUX
def test_another_person_is_told_the_one_line_to_run() -> None:
    with pytest.raises(environment.SetupError, match=r"\n    sudo apt-get install .*libegl1"):
        Machine("libEGL.so.1", is_administrator=False).ensure()


@_LINUX
def test_a_library_of_no_known_package_is_named_outside_the_line() -> None:
    with pytest.raises(environment.SetupError) as told:
        Machine("libEGL.so.1", "libnew.so.3", is_administrator=False).ensure()
    line = next(line for line in str(told.value).splitlines() if "apt-get" in line)
    assert "libnew" not in line
    assert "libnew.so.3" in str(told.value)


@_LINUX
def test_what_installing_did_not_bring_is_named() -> None:
    with pytest.raises(environment.SetupError, match=r"libnew\.so\.3"):
        Machine("libEGL.so.1", "libnew.so.3", is_administrator=True).ensure()


@_LINUX
def test_a_system_without_apt_is_told_the_libraries() -> None:
    with pytest.raises(environment.SetupError, match=r"libEGL\.so\.1"):
        Machine("libEGL.so.1", is_administrator=False).ensure(has_apt=False)


@_LINUX
def test_nothing_is_said_where_nothing_lacks() -> None:
    machine = Machine(is_administrator=False)
    machine.ensure()
    assert not [package for package in machine.asked if package != "fonts-dejavu-core"]


def _runner(*working: str, may_install: bool = False) -> list[str]:
    """The pip chosen where only calls containing one of the words work."""
    found = set(working)

    def runs(*command: str) -> bool:
        return any(word in command if word != "own" else command[1:] == _OWN for word in found)

    def install(packages: tuple[str, ...]) -> bool:
        found.update({"--python"} if may_install else ())
        return may_install

    return environment.pip_runner("python3", _PYTHON, runs, install)


_OWN = ("-m", "pip", "--version")


def test_the_own_pip_comes_first() -> None:
    assert _runner("own", "--python") == [str(_PYTHON), "-m", "pip"]


def test_the_pip_that_python_brings_comes_next() -> None:
    assert _runner("ensurepip", "--python") == [str(_PYTHON), "-m", "pip"]


@pytest.mark.parametrize("may_install", [True, False])
def test_without_ensurepip_the_pip_of_the_outer_python_is_used(may_install: bool) -> None:
    expected = ["python3", "-m", "pip", "--python", str(_PYTHON)]
    assert _runner("--python", may_install=may_install) == expected


def test_an_administrator_gets_pip_installed() -> None:
    assert "--python" in _runner(may_install=True)


def test_without_any_pip_the_person_is_told_what_to_do() -> None:
    with pytest.raises(environment.SetupError, match=r"apt-get install .*python3-pip|Install pip"):
        _runner()


def test_an_unfit_python_is_refused() -> None:
    with pytest.raises(environment.SetupError, match=r"3\.11, 3\.12 or 3\.13"):
        environment.choose_python(str(Path("no-such-python")))


@pytest.mark.parametrize(
    ("is_there", "is_admin", "works", "asked", "is_told"),
    [
        (True, True, True, 0, False),
        (False, True, True, 1, False),
        (False, True, False, 1, True),
        (False, False, True, 0, True),
    ],
)
def test_a_mail_server_is_installed_for_checks_only_where_nobody_minds(
    is_there: bool,
    is_admin: bool,
    works: bool,
    asked: int,
    is_told: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    installed: list[tuple[str, ...]] = []

    def install(packages: tuple[str, ...]) -> bool:
        installed.append(packages)
        return works

    mail_server.ensure(is_there=lambda: is_there, is_admin=is_admin, install=install)
    assert len(installed) == asked
    assert ("skipped" in capsys.readouterr().out) is is_told
