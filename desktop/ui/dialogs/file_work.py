"""Copies of the store and lists of feeds: the work behind the file dialogs. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.core.problems import StoreProblem
from desktop.core.sources import SourceInfo, StoredSource
from desktop.store import sources
from desktop.store.database import (
    Connection,
    backup,
    close_database,
    open_database,
    writing,
)
from desktop.store.topics import NameTaken
from desktop.ui.dialogs.background import Job

FEED = "feed"


@dataclass(frozen=True, slots=True)
class CopyMade:
    """A copy of the store: where it lies and its size in bytes, or what went wrong."""

    path: Path
    size: int = 0
    problem: StoreProblem | OSError | None = None


def copying(database: Path, target: Path) -> Callable[[Job], CopyMade]:
    """The work that makes a consistent copy while the program runs."""

    def _work(_job: Job) -> CopyMade:
        try:
            backup(database, target)
            return CopyMade(target, target.stat().st_size)
        except (StoreProblem, OSError) as problem:
            return CopyMade(target, problem=problem)

    return _work


@dataclass(frozen=True, slots=True)
class Checked:
    """A copy somebody wants to put back, and what is wrong with it, if anything."""

    source: Path
    problem: StoreProblem | OSError | None = None


def checking(source: Path, folder: Path) -> Callable[[Job], Checked]:
    """The work that finds out whether a file is a sound copy; nothing of it is changed."""

    def _work(_job: Job) -> Checked:
        trial = folder / "checked-copy.db"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            backup(source, trial)
            close_database(open_database(trial))
        except (StoreProblem, OSError) as problem:
            return Checked(source, problem)
        finally:
            for left in folder.glob("checked-copy*"):
                left.unlink(missing_ok=True)
        return Checked(source)

    return _work


@dataclass(frozen=True, slots=True)
class FeedsRead:
    """Feeds of a file: how many were added, how many were there already; `None`: unreadable."""

    added: tuple[str, ...] = ()
    known: int = 0


def adding_feeds(
    info: SourceInfo, feeds: Iterable[tuple[str, str]]
) -> Callable[[Connection], FeedsRead]:
    """The work for the writer: add (title, address) pairs that are not there yet."""
    wanted = tuple(feeds)

    def _work(db: Connection) -> FeedsRead:
        added: list[str] = []
        with writing(db):
            known = {each.fields.get("url") for each in sources.all(db)}
            fresh = [(title, url) for title, url in wanted if url not in known]
            for title, url in dict.fromkeys(fresh):
                added.append(_added(db, info, title or url, url).name)
        return FeedsRead(tuple(added), len(wanted) - len(added))

    return _work


def _added(db: Connection, info: SourceInfo, name: str, url: str) -> StoredSource:
    """The new source, under a name that is free."""
    number = 1
    while True:
        tried = name if number == 1 else f"{name} ({number})"
        try:
            return sources.add(db, tried, info.kind, {"url": url}, info.interval_min, info.keep)
        except NameTaken:
            number += 1


def feeds_of(found: Iterable[StoredSource]) -> list[tuple[str, str]]:
    """(title, address) of the feeds among the sources."""
    return [(each.name, each.fields.get("url", "")) for each in found if each.kind == FEED]
