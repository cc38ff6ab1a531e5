"""The program as a stranger meets it: a process of its own, a data folder, streams of bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.core.models import Keep
from desktop.paths import find
from desktop.store import sources
from desktop.store.database import open_database, writing

COMMAND = (sys.executable, "-m", "desktop")
_STARTER = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as told:
    told.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))
sys.exit(code)
"""
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a process left behind."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Program:
    """Runs commands on one data folder."""

    def __init__(self, data: Path, language: str = "en") -> None:
        self.data = data
        self.language = language

    @property
    def environment(self) -> dict[str, str]:
        """Of every process: the homes were set by the fixture `home`."""
        kept = {key: value for key, value in os.environ.items() if key != "FIRST_HOUR_DATA"}
        return {**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}

    def line(self, *arguments: str) -> list[str]:
        """The command line of a command."""
        return [*COMMAND, "--data-dir", str(self.data), "--lang", self.language, *arguments]

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A running command."""
        return subprocess.Popen(
            self.line(*arguments),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def __call__(self, *arguments: str, given: bytes = b"", before: Any = None) -> Ran:
        done = subprocess.run(
            self.line(*arguments),
            env=self.environment,
            input=given,
            capture_output=True,
            check=False,
            timeout=60,
            preexec_fn=before,
        )
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def done(self, *arguments: str, given: bytes = b"") -> Ran:
        """The same, for a command that must succeed in silence on standard error."""
        ran = self(*arguments, given=given)
        assert (ran.code, ran.err) == (0, ""), (arguments, ran)
        return ran

    def measured(self, *arguments: str) -> tuple[Ran, int]:
        """What a command left behind, and the most memory it took, in megabytes; not on Windows.

        Between us stands a small process: Linux counts the size of whoever starts a process as
        the process's own, and a large test run would be measured instead.
        """
        note = self.data.parent / "peak"
        done = subprocess.run(
            [sys.executable, "-S", "-c", _STARTER, str(note), *self.line(*arguments)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
        ran = Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
        return ran, int(note.read_text("ascii"))

    def add_feed(self, name: str, url: str, *more: str) -> None:
        """Configure a feed of which everything is kept unless `more` says otherwise."""
        settings = more or ("--set", "keep=everything")
        self.done("source", "add", "feed", "--name", name, "--set", f"url={url}", *settings)

    def add_feeds(self, urls: Mapping[str, str]) -> None:
        """Many feeds at once, without a process for each; everything is kept."""
        self.data.mkdir(exist_ok=True)
        db = open_database(find(str(self.data)).database)
        with writing(db):
            for name, url in urls.items():
                sources.add(db, name, "feed", {"url": url}, 30, Keep.EVERYTHING)
        db.close()

    def mentions(self, *arguments: str) -> list[dict[str, Any]]:
        """`list --json`."""
        return self.done("list", "--json", *arguments).records

    def found(self, search: str) -> set[str]:
        """Texts a search finds."""
        return {each["text"] for each in self.mentions(f"--search={search}")}
