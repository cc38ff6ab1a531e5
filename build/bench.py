"""Measures the speed promises on a large store: `python3 build/bench.py [--mentions N]`.

Sets up everything like `build/check.py`. The store of a million mentions is built once, in the
system's folder for temporary files, which takes some minutes.
"""

from __future__ import annotations

import subprocess
import sys

import environment
import qt_libraries


def main(arguments: list[str]) -> int:
    """0 when every promise was kept."""
    try:
        python = environment.ensure("test")
        qt_libraries.ensure(python, on_screen=False)
    except environment.SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    command = [str(python), "-m", "tests.benchmarks", *arguments]
    return subprocess.call(command, cwd=environment.ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
