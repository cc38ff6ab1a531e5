"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from desktop.exchange.problems import writing_problem


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well.

    Raises `FileProblem`; whatever stood at `path` is then untouched.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise writing_problem(error, path) from error
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        _settle(draft)
        draft.replace(path)
    except OSError as error:
        raise writing_problem(error, path) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _settle(draft: Path) -> None:
    """Make sure the contents are on the disk before the name points at them."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
