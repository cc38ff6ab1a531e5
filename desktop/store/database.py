"""Opening the store, transactions, backup and restore."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.store import schema
from desktop.store.troubles import Interrupted, StoreConnection, path_of, troubles

__all__ = [
    "Connection",
    "Interrupted",
    "backup",
    "close_database",
    "open_database",
    "restore",
    "writing",
]

Connection = sqlite3.Connection

KEPT_BACKUPS = 3
_CACHE_KIB = 32 * 1024
_JOURNAL_LIMIT_BYTES = 64 * 1024 * 1024
_migrating = threading.Lock()
"""The threads of a window open the store at the same moment; one of them migrates it."""


def open_database(
    path: Path, *, read_only: bool = False, busy_timeout_ms: int = 5000
) -> Connection:
    """The store at `path`, made if missing, backed up and migrated if it is of an older program.

    With `read_only` nothing is made, migrated or written. The connection belongs to the calling
    thread; give it to `close_database` there. Raises `StoreProblem`, also for a store of a newer
    program (`NEWER`) and for a file that is no store (`CORRUPT`).
    """
    with troubles(str(path)):
        db = _connect(path, read_only, busy_timeout_ms)
        try:
            _prepare(db, path, read_only)
        except BaseException:
            db.close()
            raise
    return db


def _connect(path: Path, read_only: bool, busy_timeout_ms: int) -> StoreConnection:
    mode = "ro" if read_only else "rwc"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=busy_timeout_ms / 1000,
        factory=StoreConnection,
        cached_statements=256,
    )
    db.path = str(path)
    return db


def _prepare(db: StoreConnection, path: Path, read_only: bool) -> None:
    if read_only:
        if _pending(db, path):
            raise StoreProblem(StoreTrouble.CANNOT_OPEN, str(path), "the store needs migrating")
        db.execute("PRAGMA query_only = ON")
        _set_up(db)
    else:
        # One thread at a time: the change to WAL fails at once while another one so much as reads.
        with _migrating:
            pending = _pending(db, path)
            db.execute("PRAGMA journal_mode = WAL").fetchone()
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(f"PRAGMA journal_size_limit = {_JOURNAL_LIMIT_BYTES}")
            _set_up(db)
            if pending:
                _migrate(db, path)
    _touch(db)


def _set_up(db: StoreConnection) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    db.execute("PRAGMA temp_store = MEMORY")


def _applied(db: sqlite3.Connection) -> set[str]:
    has_table = db.execute(
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_sqlite_migrations'"
    ).fetchone()
    if not has_table:
        return set()
    rows = db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'desktop'")
    return {row[0] for row in rows}


def _pending(db: sqlite3.Connection, path: Path) -> tuple[str, ...]:
    applied = _applied(db)
    unknown = applied - set(schema.STEPS)
    if unknown:
        raise StoreProblem(StoreTrouble.NEWER, str(path), ", ".join(sorted(unknown)))
    return tuple(step for step in schema.STEPS if step not in applied)


def _migrate(db: StoreConnection, path: Path) -> None:
    # Imported here: most starts have nothing to migrate, and the library takes 0.2 s to load.
    from desktop.store import migrations

    pending = _pending(db, path)
    if pending and db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
        _backup_before(path, pending[0])
    with writing(db):
        migrations.apply(db)


def _touch(db: sqlite3.Connection) -> None:
    """Read the ends of the largest tables: a damaged file shows itself now, not in mid-work."""
    for name in schema.NAMES:
        db.execute(f"SELECT * FROM {name} LIMIT 1").fetchone()
    db.execute("SELECT * FROM body ORDER BY id DESC LIMIT 1").fetchone()
    db.execute("SELECT * FROM mention ORDER BY id DESC LIMIT 1").fetchone()


def close_database(db: Connection) -> None:
    """Let SQLite refresh its statistics and close; a troubled store is closed all the same."""
    with suppress(sqlite3.Error):
        db.execute("PRAGMA analysis_limit = 200")
        db.execute("PRAGMA optimize")
    db.close()


@contextmanager
def writing(db: Connection) -> Iterator[None]:
    """One transaction that takes the right to write at once; rolled back on any error.

    Inside another `writing` of the same connection it joins that one. Nothing slow (network,
    scoring, screens) belongs inside. Raises `StoreProblem`.
    """
    if db.in_transaction:
        yield
        return
    with troubles(path_of(db)):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            _roll_back(db)
            raise


def _roll_back(db: Connection) -> None:
    if isinstance(db, StoreConnection):
        db.forget()
    # SQLite has already rolled back by itself after some errors, for instance a full disk.
    with suppress(sqlite3.Error):
        if db.in_transaction:
            db.execute("ROLLBACK")


def backup(path: Path, target: Path) -> None:
    """A consistent copy of the store at `path`, also while it is in use. Raises `StoreProblem`.

    `target` is replaced only when the copy is whole.
    """
    if not path.exists():
        raise StoreProblem(StoreTrouble.CANNOT_OPEN, str(path), "no such file")
    unfinished = target.with_name(target.name + ".part")
    try:
        with troubles(str(path)), closing(_connect(path, True, 5000)) as source:
            _pending(source, path)
            _copy(source, unfinished)
        unfinished.replace(target)
    except OSError as error:
        raise StoreProblem(StoreTrouble.CANNOT_OPEN, str(target), str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, target: Path) -> None:
    target.unlink(missing_ok=True)
    with troubles(str(target)), closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        # A copy is one file: it must not need a journal beside it.
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()


def _backup_before(path: Path, step: str) -> None:
    target = path.with_name(f"{path.stem}-before-{step}.db")
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    with closing(_connect(path, True, 5000)) as source:
        _copy(source, unfinished)
    unfinished.replace(target)
    kept = sorted(path.parent.glob(f"{path.stem}-before-*.db"), key=_age)
    for old in kept[KEPT_BACKUPS:]:
        old.unlink()


def _age(path: Path) -> tuple[float, str]:
    return -path.stat().st_mtime, path.name


def restore(source: Path, path: Path) -> Path | None:
    """Put a copy of the store `source` in the place of the store at `path`.

    The copy is checked first (`StoreProblem` CORRUPT or NEWER, and nothing is changed). The old
    store is kept under a dated name, which is returned; `None` when there was none. Nobody may
    have the store open meanwhile (`LOCKED` if somebody is writing).
    """
    if not source.exists():
        raise StoreProblem(StoreTrouble.CANNOT_OPEN, str(source), "no such file")
    unfinished = path.with_name(path.name + ".restoring")
    try:
        with troubles(str(source)), closing(_connect(source, True, 5000)) as db:
            _copy(db, unfinished)
        _check(unfinished, source)
        kept = _set_aside(path)
        unfinished.replace(path)
    except OSError as error:
        raise StoreProblem(StoreTrouble.CANNOT_OPEN, str(path), str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return kept


def _check(copy: Path, source: Path) -> None:
    with troubles(str(source)), closing(_connect(copy, True, 5000)) as db:
        _pending(db, source)
        names = {row[0] for row in db.execute("SELECT name FROM sqlite_schema")}
        if not names.issuperset(schema.NAMES):
            raise StoreProblem(StoreTrouble.CORRUPT, str(source), "not a store of this program")
        verdict = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise StoreProblem(StoreTrouble.CORRUPT, str(source), verdict)


def _set_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    kept = path.with_name(f"{path.stem}-replaced-{stamp}.db")
    try:
        with troubles(str(path)), closing(_connect(path, False, 5000)) as db:
            db.execute("BEGIN EXCLUSIVE")
            db.execute("COMMIT")
            # Brings the journal into the file, so that the one file is the whole old store.
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except StoreProblem as problem:
        # A damaged store is the very reason to restore; it is kept as it is.
        if problem.trouble is not StoreTrouble.CORRUPT:
            raise
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + ending))
    path.replace(kept)
    return kept
