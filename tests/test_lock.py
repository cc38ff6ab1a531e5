"""Locks of a data folder: between objects, between processes, and after a death."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.lock import FolderLock

_HOLDER = """
import sys
from pathlib import Path
from desktop.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print(getattr(lock, sys.argv[2])(), flush=True)
sys.stdin.read()
"""


@contextmanager
def other_process(path: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has taken the lock, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == "True\n"
        yield process
        if process.stdin is not None:
            process.stdin.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "missing" / "folder" / "x.lock"


def test_sharers_and_a_lone_holder_keep_each_other_out(path: Path) -> None:
    one, two, alone = FolderLock(path), FolderLock(path), FolderLock(path)
    assert one.try_shared()
    assert two.try_shared()
    assert not alone.try_alone()
    one.release()
    assert not alone.try_alone()
    two.release()
    assert alone.try_alone()
    assert alone.try_alone()
    assert (alone.is_held, two.is_held) == (True, False)
    assert not one.try_shared()
    alone.release()
    alone.release()
    assert one.try_shared()
    one.release()


@pytest.mark.parametrize(
    ("theirs", "ours", "is_free"),
    [
        ("try_alone", "try_alone", False),
        ("try_alone", "try_shared", False),
        ("try_shared", "try_alone", False),
        ("try_shared", "try_shared", True),
    ],
)
def test_another_process_is_seen(path: Path, theirs: str, ours: str, is_free: bool) -> None:
    with other_process(path, theirs):
        lock = FolderLock(path)
        assert getattr(lock, ours)() is is_free
        lock.release()
    assert lock.try_alone()
    lock.release()


def test_a_killed_holder_leaves_nothing_to_clean_up(path: Path) -> None:
    with other_process(path, "try_alone") as process:
        process.kill()
        process.wait()
        lock = FolderLock(path)
        assert lock.try_alone()
        lock.release()


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match="file"):
        FolderLock(tmp_path / "file" / "x.lock").try_shared()
