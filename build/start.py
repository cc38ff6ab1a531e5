"""Sets up everything that is missing and opens First Hour: `python3 build/start.py`.

Arguments go to the program: `python3 build/start.py --demo`. With `--python PATH` (first) another
Python than the running one is used. `--set-up-only` stops before opening.
"""

from __future__ import annotations

import subprocess
import sys

import environment
import qt_libraries


def main(arguments: list[str]) -> int:
    """Exit code of the program, 1 when set-up could not finish."""
    python, rest = take_option(arguments, "--python")
    only = "--set-up-only" in rest
    headless = bool(rest) and not rest[0].startswith("-")
    try:
        inner = environment.ensure("run", python)
        if not headless:
            qt_libraries.ensure(inner, on_screen=True)
    except environment.SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    if only:
        return 0
    try:
        return subprocess.call([str(inner), "-m", "desktop", *rest])
    except KeyboardInterrupt:
        return 130


def take_option(arguments: list[str], name: str) -> tuple[str | None, list[str]]:
    """The value of a leading option and what remains; `None` when the option is not there."""
    if len(arguments) >= 2 and arguments[0] == name:
        return arguments[1], arguments[2:]
    return None, arguments


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
