"""Sets up everything that is missing and runs every check: `python3 build/check.py`.

One line a step; the output of a step is shown when it fails. All steps run, and the exit code
is 1 when any failed. Arguments go to pytest; `--python PATH` (first) chooses another Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import environment
import mail_server
import qt_libraries
from start import take_option


def steps(python: Path, arguments: list[str]) -> list[tuple[str, list[str]]]:
    """Name and command of each check, in order."""
    run = [str(python), "-m"]
    return [
        ("lint", [*run, "ruff", "check", "."]),
        ("format", [*run, "ruff", "format", "--check", "."]),
        ("types", [*run, "mypy"]),
        ("layers", [str(environment.script("lint-imports")), "--no-logo"]),
        ("tests", [*run, "pytest", *(arguments or ["-q"])]),
    ]


def main(arguments: list[str]) -> int:
    """0 when every check passed."""
    asked, rest = take_option(arguments, "--python")
    try:
        python = environment.ensure("test", asked)
        qt_libraries.ensure(python, on_screen=False)
        mail_server.ensure()
    except environment.SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    passed = [_run(name, command) for name, command in steps(python, rest)]
    environment.say("All checks passed." if all(passed) else "Some checks failed.")
    return 0 if all(passed) else 1


def _run(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    settings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    done = subprocess.run(
        command,
        cwd=environment.ROOT,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    passed = done.returncode == 0
    if not passed:
        environment.say(done.stdout.rstrip())
    elapsed_s = time.monotonic() - started
    lines = done.stdout.strip().splitlines()
    tail = f"  {lines[-1].strip('= ')}" if name == "tests" and lines else ""
    environment.say(f"{name:<8}{'ok' if passed else 'FAILED':<8}{elapsed_s:6.1f} s{tail}")
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
