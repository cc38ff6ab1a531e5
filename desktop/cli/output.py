"""What a command writes: UTF-8 lines whatever the terminal says, or one JSON object a line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, TextIO


class Output:
    """Standard output of one command; `is_json` chooses the form of `emit`."""

    def __init__(self, *, is_json: bool) -> None:
        self.is_json = is_json

    def emit(self, record: Mapping[str, Any], text: str) -> None:
        """One result: the record as JSON, or the text."""
        self.line(to_json(record) if self.is_json else text)

    def say(self, text: str) -> None:
        """A sentence for a person; left out where a program reads JSON."""
        if not self.is_json:
            self.line(text)

    def line(self, text: str) -> None:
        """One line, exactly."""
        sys.stdout.write(f"{text}\n")


def to_json(record: Mapping[str, Any]) -> str:
    """One line of JSON with readable letters."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def iso(when: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`, whole seconds."""
    if when is None:
        return None
    return when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def complain(text: str, picture: str = "") -> None:
    """One line on standard error; silent in a program without a console.

    The lines of `picture`, if any, stand below it, set in.
    """
    if sys.stderr is not None:
        sys.stderr.write(f"first-hour: {' '.join(text.split())}\n")
        sys.stderr.writelines(f"    {line}\n" for line in picture.splitlines())


def speak_utf8() -> None:
    """Make the standard streams UTF-8 with plain newlines, on every system."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    if sys.stdin is None:  # closed by whoever started the program
        sys.stdin = TextIOWrapper(BytesIO(), encoding="utf-8")
    if sys.stdout is None:  # a windowed program has no console
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def leave_closed_pipe() -> None:
    """After the reader went away (`| head`): nothing more may be written, not even at exit."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(quiet, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = _nowhere()
    finally:
        os.close(quiet)


def give_up_what_cannot_be_written() -> None:
    """After a full disk: at exit it would be tried again, with a complaint of Python's own."""
    try:
        sys.stdout.flush()
    except OSError:
        leave_closed_pipe()
