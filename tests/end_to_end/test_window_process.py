"""The window as a process of its own: starting twice, being ended, being killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import Reply, Seen, Site, stalled

PROGRAM = (sys.executable, "-m", "desktop")
CRASHED = "the last run crashed"
Window = subprocess.Popen[str]
ENDS_WITHIN_S = 2.5  # two seconds are promised; the rest is the start of the wait itself

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "FIRST_HOUR_DATA": str(folder), "QT_QPA_PLATFORM": "offscreen"}


def prepare(folder: Path, *sources: str) -> None:
    """A store whose first steps are done, so that polling begins at once."""
    from desktop.core.settings import Settings
    from desktop.store import settings
    from desktop.store.database import close_database, open_database

    folder.mkdir(exist_ok=True)
    db = open_database(folder / "first-hour.db")
    settings.save(db, Settings(is_set_up=True, is_polling=bool(sources)))
    close_database(db)
    for at, url in enumerate(sources):
        run(folder, "source", "add", "feed", "--name", f"s{at}", "--set", f"url={url}")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def window(folder: Path, *, unsaid: str = "", until: str = "window painted") -> Iterator[Window]:
    """An open window whose log came to `until` without having said `unsaid`."""
    started = subprocess.Popen(
        [*PROGRAM, "--verbose"],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        heard(started, until, unsaid)
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.communicate()


def heard(process: Window, words: str, unsaid: str = "") -> None:
    """Read the log up to the line with `words`; fails when the process ends without it."""
    assert process.stderr is not None
    for line in process.stderr:
        assert not unsaid or unsaid not in line
        if words in line:
            return
    raise AssertionError(f"never said: {words}")


def ended(process: Window) -> None:
    """It ends in time and well, and has nothing to complain about."""
    began = time.monotonic()
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - began < ENDS_WITHIN_S
    assert process.returncode == 0
    assert "Traceback" not in said
    warnings = [line for line in said.splitlines() if "WARNING" in line]
    # What the platform without a screen cannot do is nothing the program could mend.
    assert [line for line in warnings if "This plugin does not support" not in line] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_window_in_the_middle_of_a_stalled_download(
    tmp_path: Path, number: signal.Signals
) -> None:
    asked = threading.Event()

    def stall(_: Seen) -> Reply:
        asked.set()
        return stalled()

    with Site() as site:
        site.route("/feed", stall)
        prepare(tmp_path / "shop", site.url("/feed"))
        with window(tmp_path / "shop") as opened:
            assert asked.wait(20)
            opened.send_signal(number)
            ended(opened)
    assert not (tmp_path / "shop" / "logs" / "fault.txt").exists()


def test_a_second_start_raises_the_first_window_and_ends_well(tmp_path: Path) -> None:
    prepare(tmp_path / "shop")
    with window(tmp_path / "shop") as opened:
        second = run(tmp_path / "shop")
        assert (second.returncode, second.stderr) == (0, "")
        assert len(second.stdout.splitlines()) == 1
        heard(opened, "raised by another start")
        opened.terminate()
        ended(opened)


def test_two_data_folders_have_two_windows(tmp_path: Path) -> None:
    for name in ("one", "two"):
        prepare(tmp_path / name)
    with window(tmp_path / "one") as one, window(tmp_path / "two") as two:
        for each in (one, two):
            each.terminate()
        ended(one)
        ended(two)


def test_after_a_kill_the_next_start_opens_and_speaks_of_no_crash(tmp_path: Path) -> None:
    prepare(tmp_path / "shop")
    with window(tmp_path / "shop") as opened:
        opened.kill()
    with window(tmp_path / "shop", unsaid=CRASHED) as opened:
        opened.terminate()
        ended(opened)


def test_a_hard_crash_is_offered_at_the_next_start(tmp_path: Path) -> None:
    prepare(tmp_path / "shop")
    with window(tmp_path / "shop") as opened:
        opened.send_signal(signal.SIGSEGV)
        opened.wait(timeout=20)
    with window(tmp_path / "shop", until=CRASHED) as opened:
        heard(opened, "window painted")
        opened.terminate()
        ended(opened)
