"""Troubles of the store that are the world's fault, named so that a screen can give advice."""

from __future__ import annotations

from enum import StrEnum


class StoreTrouble(StrEnum):
    """What is wrong with the store."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    CORRUPT = "corrupt"
    NEWER = "newer"
    CANNOT_OPEN = "cannot_open"


class StoreProblem(Exception):
    """The store cannot serve for a reason a person can mend; `path` is the file concerned."""

    def __init__(self, trouble: StoreTrouble, path: str = "", detail: str = "") -> None:
        super().__init__(f"{trouble.value}: {path} {detail}".strip())
        self.trouble = trouble
        self.path = path
        self.detail = detail
