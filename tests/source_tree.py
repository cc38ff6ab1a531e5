"""The project's own files as the meta-tests read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def modules(folder: str = "desktop") -> list[Path]:
    """Python files below a folder of the checkout, in order."""
    return sorted((ROOT / folder).rglob("*.py"))


def short(path: Path) -> str:
    """A path as messages name it."""
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of a file's syntax tree."""
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path)))


def tracked_texts() -> list[tuple[str, str]]:
    """Name and text of every text file git tracks or would add; none outside a checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=30)
    except (OSError, subprocess.CalledProcessError):
        return []
    found = []
    for name in done.stdout.decode().split("\0"):
        path = ROOT / name
        if not name or not path.is_file():
            continue
        try:
            found.append((name, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found
