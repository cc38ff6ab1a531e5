"""Importing a table: reading it, judging its rows, storing the good ones. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.problems import StoreProblem
from desktop.exchange.columns import Column
from desktop.monitor.filing import file_rows
from desktop.services import Services
from desktop.store import settings, topics
from desktop.store.database import Connection, close_database, open_database, writing
from desktop.ui.dialogs.background import Job

if TYPE_CHECKING:
    from desktop.exchange.rows import Imported
    from desktop.exchange.tables import TablePreview

Columns = tuple[Column | None, ...]


def reading(path: Path) -> Callable[[Job], TablePreview | OSError]:
    """The work that reads the file; a file that is no table comes back as its problem."""

    def _work(_job: Job) -> TablePreview | OSError:
        from desktop.exchange.tables import read_table

        try:
            return read_table(path, is_explained=True)
        except OSError as problem:
            return problem

    return _work


def judging(
    services: Services, preview: TablePreview, columns: Columns, is_day_first: bool | None
) -> Callable[[Job], Imported]:
    """The work that makes items of the rows with what the columns are said to mean."""

    def _work(_job: Job) -> Imported:
        from desktop.exchange.rows import items_of

        return items_of(preview, columns=columns, is_day_first=is_day_first, now=services.clock())

    return _work


def remembered(preview: TablePreview) -> Callable[[Connection], Columns | None]:
    """The work for the reader: what a table of the same layout was last said to mean."""

    def _work(db: Connection) -> Columns | None:
        mapping = settings.mapping_of(db, preview.fingerprint)
        if mapping is None:
            return None
        known = {column.value: column for column in Column}
        return tuple(known.get(mapping.get(str(at), "")) for at in range(len(preview.header)))

    return _work


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing did; `problem` is set when the store was in trouble half-way."""

    new: int = 0
    changed: int = 0
    same: int = 0
    is_stopped: bool = False
    problem: StoreProblem | None = None


def storing(
    services: Services,
    preview: TablePreview,
    columns: Columns,
    imported: Imported,
    unnamed: str,
) -> Callable[[Job], Stored]:
    """The work that stores good rows, in short batches on a connection of its own.

    Rows are filed under the place the table names, else under `unnamed`. Stopping keeps what is
    stored; a repeated import is harmless.
    """

    def _work(job: Job) -> Stored:
        try:
            db = open_database(services.paths.database)
        except StoreProblem as problem:
            return Stored(problem=problem)
        try:
            with writing(db):
                mapping = {str(at): each.value for at, each in enumerate(columns) if each}
                settings.save_mapping(db, preview.fingerprint, mapping)
            filed = file_rows(
                db,
                imported.rows,
                name=unnamed,
                intake=services.intake(topics.all(db)),
                word_forms=services.word_forms(),
                now=services.clock(),
                stop=job.stop,
                on_progress=job.tell,
            )
        except StoreProblem as problem:
            return Stored(problem=problem)
        finally:
            close_database(db)
        return Stored(
            sum(each.new for each in filed),
            sum(each.changed for each in filed),
            sum(each.same for each in filed),
            any(each.is_stopped for each in filed),
        )

    return _work
