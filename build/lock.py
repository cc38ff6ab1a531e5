"""Writes the pinned sets `build/requirements*.txt` anew from `pyproject.toml`.

Needs the tool `uv` (`pip install uv`), which the program itself does not. The sets hold for
every Python and system the program supports, name each file by its hash, and name no registry.
With `--upgrade` everything moves to its newest version; without, only what must change moves.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from environment import REQUIREMENTS, ROOT

_EXTRAS = {"run": ("build",), "test": ("build", "test")}


def main(arguments: list[str]) -> int:
    """Write both sets; the exit code of the first failing call, 0 when all is well."""
    uv = shutil.which("uv")
    if uv is None:
        print("Install uv first: pip install uv", file=sys.stderr)
        return 1
    for name, extras in _EXTRAS.items():
        command = [
            *(uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
            *("--generate-hashes", "--no-header", "--no-annotate"),
            *(f"--extra={extra}" for extra in extras),
            *arguments,
            *("pyproject.toml", "--output-file", str(REQUIREMENTS[name].relative_to(ROOT))),
        ]
        if code := subprocess.call(command, cwd=ROOT):
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
