"""Names that must be one of a kind: topics, sources, saved searches, people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class NameTaken(ValueError):
    """Another one has that name already; upper and lower case do not count."""


def name_key(name: str) -> str:
    """What makes a name the same name. `ValueError` when it is empty."""
    key = name.strip().casefold()
    if not key:
        raise ValueError("a name cannot be empty")
    return key


@contextmanager
def unique(name: str) -> Iterator[None]:
    """Turn the database's refusal of a second row of one name into `NameTaken`."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if "name_key" not in str(error):
            raise
        raise NameTaken(name) from error
