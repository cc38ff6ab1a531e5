"""Running the command line inside the test's process, with streams of bytes as a shell has them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from desktop import app


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


class Shell:
    """Runs commands one after the other in the test's data folder."""

    def __init__(
        self, patched: pytest.MonkeyPatch, main: Callable[[Sequence[str]], int] = app.main
    ) -> None:
        self._patched = patched
        self._main = main

    def __call__(self, *arguments: str, given: bytes = b"") -> Ran:
        streams = [io.TextIOWrapper(io.BytesIO(each), "ascii") for each in (given, b"", b"")]
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            self._patched.setattr(sys, name, stream)
        try:
            code = self._main(arguments)
        finally:
            self._patched.undo()
        texts = []
        for stream in streams[1:]:
            stream.flush()
            buffer = stream.buffer
            assert isinstance(buffer, io.BytesIO)
            texts.append(buffer.getvalue().decode("utf-8"))
        return Ran(code, *texts)
