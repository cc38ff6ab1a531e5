"""The environment beside the checkout, `.venv`: made when missing, filled when its pins change.

Standard library only, and nothing newer than Python 3.8 at import time, so that an old Python
can still say in one clear line what is needed. Works without `ensurepip` (Debian ships it
apart): the environment is then filled by the pip of the outer Python.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
REQUIREMENTS = {
    "run": ROOT / "build" / "requirements.txt",
    "test": ROOT / "build" / "requirements-test.txt",
}
OLDEST, NEWEST = (3, 11), (3, 13)
_PIP_PACKAGES = ("python3-pip", "python3-venv")


class SetupError(Exception):
    """Set-up cannot go on; the message tells the person what to do."""


def say(text: str) -> None:
    """One line of progress, shown at once."""
    print(text, flush=True)


def venv_python(venv: Path = VENV) -> Path:
    """The interpreter inside an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def script(name: str, venv: Path = VENV) -> Path:
    """An installed command inside an environment."""
    return venv_python(venv).with_name(name + (".exe" if os.name == "nt" else ""))


def version_of(python: str) -> tuple[int, int] | None:
    """(major, minor) of an interpreter, `None` when it does not run."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = done.stdout.split()
    return int(major), int(minor)


def choose_python(asked: str | None) -> str:
    """The interpreter to build with: the one asked for, this one, or a fitting one nearby.

    Raises `SetupError` when none fits.
    """
    newest_first = range(NEWEST[1], OLDEST[1] - 1, -1)
    nearby = (shutil.which(f"python3.{minor}") for minor in newest_first)
    for python in (asked,) if asked else (sys.executable, *nearby):
        version = version_of(python) if python else None
        if python and version and OLDEST <= version <= NEWEST:
            return python
    raise SetupError(
        "First Hour needs Python 3.11, 3.12 or 3.13"
        + (f", and {asked} is not one." if asked else ". Get it from https://www.python.org/")
    )


def ensure(wanted: str, asked_python: str | None = None) -> Path:
    """Make sure the pinned set `wanted` ("run" or "test") and the program are installed.

    Returns the environment's interpreter. Raises `SetupError`.
    """
    outer = choose_python(asked_python)
    python = venv_python()
    version = version_of(outer)
    if version_of(str(python)) != version:
        say(f"Making the environment {VENV.name} …")
        _make(outer)
    marks = _marks(version)
    installed = _installed()
    if installed.get(wanted) == marks[wanted]:
        return python
    say("Installing what the program needs (the first time takes a few minutes) …")
    _pip(outer, python, "--require-hashes", "--requirement", str(REQUIREMENTS[wanted]))
    _pip(outer, python, "--no-build-isolation", "--no-deps", "--editable", str(ROOT))
    done = ("run", "test") if wanted == "test" else ("run",)
    STAMP.write_text(json.dumps({name: marks[name] for name in done}), encoding="utf-8")
    return python


def _make(outer: str) -> None:
    command = [outer, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(_missing_pip_advice() or f"{done.stdout}{done.stderr}".strip())


def _pip(outer: str, python: Path, *arguments: str) -> None:
    """Install into the environment; its own pip is put there from the outer Python if it can."""
    runner = pip_runner(outer, python)
    options = ("install", "--quiet", "--disable-pip-version-check", "--no-warn-script-location")
    environment = {**os.environ, "PIP_REQUIRE_VIRTUALENV": "0", "PIP_USER": "0"}
    done = subprocess.run([*runner, *options, *arguments], env=environment, check=False)
    if done.returncode:
        raise SetupError("pip could not install it; its reason stands above.")


def pip_runner(
    outer: str,
    python: Path,
    runs: Callable[..., bool] | None = None,
    install: Callable[[tuple[str, ...]], bool] | None = None,
) -> list[str]:
    """How to call a pip that fills the environment of `python`.

    Its own pip; else the one that Python brings along; else that of the outer Python; else that
    of the system's package, where it may be installed. Raises `SetupError` with what to type.
    """
    runs = runs or _runs
    own, borrowed = [str(python), "-m", "pip"], [outer, "-m", "pip", "--python", str(python)]
    if runs(*own, "--version") or runs(str(python), "-m", "ensurepip", "--upgrade"):
        return own
    if runs(*borrowed, "--version"):
        return borrowed
    if (install or apt_install)(_PIP_PACKAGES) and runs(*borrowed, "--version"):
        return borrowed
    raise SetupError(_missing_pip_advice() or f"{outer} has no pip. Install pip and try again.")


def _missing_pip_advice() -> str:
    if not shutil.which("apt-get"):
        return ""
    line = apt_command(_PIP_PACKAGES)
    return f"Python came without its installer. Run this, then try again:\n    {line}"


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _marks(version: tuple[int, int] | None) -> dict[str, str]:
    """What each pinned set looks like now; a change of it means installing again."""
    shared = f"{version}".encode() + (ROOT / "pyproject.toml").read_bytes() + bytes(ROOT)
    return {
        name: hashlib.sha256(shared + path.read_bytes()).hexdigest()
        for name, path in REQUIREMENTS.items()
    }


def _installed() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def apt_command(packages: tuple[str, ...]) -> str:
    """The command a person types to install packages of Debian or Ubuntu."""
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def _privilege() -> list[str] | None:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _runs("sudo", "-n", "true"):
        return ["sudo", "-n"]
    return None


def apt_install(packages: tuple[str, ...]) -> bool:
    """Install Debian packages as the administrator; says whether it worked."""
    privilege = _privilege()
    if privilege is None or not shutil.which("apt-get"):
        return False
    say(f"Installing system packages: {' '.join(packages)} …")
    quiet = [*privilege, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    install = [*quiet, "install", "--yes", "--no-install-recommends", *packages]
    if subprocess.run(install, stdout=subprocess.DEVNULL, check=False).returncode == 0:
        return True
    # The lists of a fresh machine are empty or old.
    subprocess.run([*quiet, "update"], stdout=subprocess.DEVNULL, check=False)
    return subprocess.run(install, stdout=subprocess.DEVNULL, check=False).returncode == 0
