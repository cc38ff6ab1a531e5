"""Commands as processes: what they load, and whoever stops reading them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import Shell

PROGRAM = (sys.executable, "-m", "desktop")
HEAVY = (
    "PySide6", "httpx", "httpcore", "feedparser", "selectolax", "openpyxl", "keyring",
    "sqlite_utils", "vaderSentiment", "pymorphy3", "snowballstemmer", "platformdirs", "ssl",
    "email", "http.client", "multiprocessing",
)  # fmt: skip
STORE = ("sqlite3", "desktop.store", "desktop.monitor", "desktop.core.matching")


def started(home: Path, *arguments: str, flags: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *flags, "-m", "desktop", "--data-dir", str(home), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def loaded(home: Path, *arguments: str) -> set[str]:
    """Modules a command imports, and their packages."""
    _, err = started(home, *arguments, flags=("-X", "importtime")).communicate()
    lines = [line for line in err.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("bogus",)])
def test_help_and_wrong_usage_load_no_store(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    modules = loaded(tmp_path, *arguments)
    assert "desktop.cli.parser" in modules
    assert modules.isdisjoint((*HEAVY, *STORE, "desktop.sources", "desktop.exchange"))


def test_a_list_of_topics_loads_the_store_and_nothing_heavy(shell: Shell, data_dir: Path) -> None:
    assert shell("topic", "add", "Shop", "--query", "bread").code == 0
    modules = loaded(data_dir, "topic", "list")
    assert "desktop.store.topics" in modules
    assert modules.isdisjoint((*HEAVY, "desktop.sources", "desktop.exchange", "desktop.engines"))


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX systems")
def test_a_reader_that_goes_away_ends_a_list_quietly(shell: Shell, data_dir: Path) -> None:
    rows = "".join(f'{{"id": "{n}", "text": "bread {n} {"x" * 80}"}}\n' for n in range(2000))
    table = data_dir / "many.jsonl"
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text(rows, encoding="utf-8")
    assert shell("import", str(table)).code == 0
    process = started(data_dir, "list")
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        assert "bread" in process.stdout.readline()
        process.stdout.close()
        assert (process.wait(), process.stderr.read()) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [("--help",), ("source", "kinds")])
def test_output_that_cannot_be_written_is_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...], unbuffered: str
) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [*PROGRAM, "--data-dir", str(tmp_path), *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    is_help = "--help" in arguments
    assert (ran.returncode, ran.stderr.count("\n")) == (int(not is_help), int(not is_help))
    assert is_help or "No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "ignored" not in ran.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX systems")
def test_a_closed_standard_input_is_an_empty_one(tmp_path: Path) -> None:
    add = "source add mastodon --set hashtags=x --secret token"
    for command, code in (("tone", 0), (add, 2)):
        line = f'exec "$0" -m desktop --data-dir "$1" {command} <&-'
        ran = subprocess.run(
            ["sh", "-c", line, sys.executable, str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (code, "", int(code > 0))
