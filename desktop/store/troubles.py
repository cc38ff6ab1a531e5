"""Which errors of SQLite are the world's fault, and their way to `StoreProblem`."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar, cast

from desktop.core.problems import StoreProblem, StoreTrouble

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Interrupted(Exception):
    """A statement was stopped by `interrupt()` of its connection; nobody wants its result."""


# Primary result codes of https://www.sqlite.org/rescode.html; extended codes carry theirs in
# the low byte.
_TROUBLES = {
    sqlite3.SQLITE_BUSY: StoreTrouble.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreTrouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: StoreTrouble.LOCKED,
    sqlite3.SQLITE_FULL: StoreTrouble.FULL,
    sqlite3.SQLITE_READONLY: StoreTrouble.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: StoreTrouble.CORRUPT,
    sqlite3.SQLITE_NOTADB: StoreTrouble.CORRUPT,
    sqlite3.SQLITE_CANTOPEN: StoreTrouble.CANNOT_OPEN,
    sqlite3.SQLITE_IOERR: StoreTrouble.CANNOT_OPEN,
    sqlite3.SQLITE_PERM: StoreTrouble.CANNOT_OPEN,
}


class StoreConnection(sqlite3.Connection):
    """A connection that knows its file and remembers what it has already stored.

    `known_forms` and `author_ids` spare a question to the database per word and per author;
    they are dropped when a transaction is rolled back, since their rows went with it.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.path = ""
        self.known_forms: set[str] = set()
        self.author_ids: dict[str, int] = {}

    def forget(self) -> None:
        """Drop what is remembered about stored rows."""
        self.known_forms.clear()
        self.author_ids.clear()


def translated(error: sqlite3.Error, path: str) -> Exception | None:
    """What to raise instead of `error`; `None` when it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF == sqlite3.SQLITE_INTERRUPT:
        return Interrupted()
    trouble = _TROUBLES.get(code & 0xFF)
    return StoreProblem(trouble, path, str(error)) if trouble else None


@contextmanager
def troubles(path: str) -> Iterator[None]:
    """Turn errors of SQLite inside the block into `StoreProblem` or `Interrupted`."""
    try:
        yield
    except sqlite3.Error as error:
        problem = translated(error, path)
        if problem is None:
            raise
        raise problem from error


def path_of(db: sqlite3.Connection) -> str:
    """The file of a connection, "" when it was not opened by `open_database`."""
    return db.path if isinstance(db, StoreConnection) else ""


def converting(
    call: Callable[Concatenate[sqlite3.Connection, _P], _R],
) -> Callable[Concatenate[sqlite3.Connection, _P], _R]:
    """Decorator of public functions of the store: converts errors as `troubles` does."""

    @functools.wraps(call)
    def converted(db: sqlite3.Connection, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return call(db, *args, **kwargs)
        except sqlite3.Error as error:
            problem = translated(error, path_of(db))
            if problem is None:
                raise
            raise problem from error

    return cast(Callable[Concatenate[sqlite3.Connection, _P], _R], converted)
