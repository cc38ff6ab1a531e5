"""Filing what a person pasted or imported: the same intake as for polled items, all of it kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from desktop.core.models import Item, Keep
from desktop.core.sources import StoredSource
from desktop.core.words import WordForms
from desktop.monitor.intake import Intake

if TYPE_CHECKING:
    from desktop.exchange.rows import ImportedRow
    from desktop.store.database import Connection

MANUAL = "manual"
IMPORT = "import"
"""Kinds of sources that nobody polls."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing did; `seen` counts all items, `same` those that were there unchanged."""

    source: StoredSource
    new_ids: tuple[int, ...]
    changed: int
    same: int
    seen: int
    is_stopped: bool = False

    @property
    def new(self) -> int:
        """Mentions stored for the first time."""
        return len(self.new_ids)


def file_items(
    db: Connection,
    items: Iterable[Item],
    *,
    kind: str,
    name: str,
    intake: Intake,
    word_forms: WordForms,
    now: datetime,
    stop: threading.Event | None = None,
    on_progress: Callable[[int], None] | None = None,
    on_new: Callable[[tuple[int, ...]], None] | None = None,
) -> Filed:
    """Store all `items` under the source `name` of `kind` (`MANUAL` or `IMPORT`), made if new.

    Batch after batch, each whole; repeating is harmless. What another source brought already is
    left as it is and counts as `same`. `on_new` gets the new ids of a batch inside its
    transaction. Runs on the thread of `db`.
    Raises `StoreProblem`, and `ValueError` when `name` belongs to a polled source.
    """
    from desktop.store.database import writing
    from desktop.store.mentions import save_batch
    from desktop.store.twins import without_twins

    source = _source(db, kind, name)
    new_ids: list[int] = []
    changed = same = seen = 0
    rest = iter(items)
    is_stopped = False
    while batch := list(islice(rest, _BATCH)):
        if is_stopped := bool(stop and stop.is_set()):
            break
        prepared = intake.prepare(batch, Keep.EVERYTHING, now)
        with writing(db):
            prepared, twins = without_twins(db, source.id, prepared)
            saved = save_batch(db, source.id, prepared, now, word_forms)
            if on_new:
                on_new(saved.new_ids)
        new_ids.extend(saved.new_ids)
        changed += len(saved.changed_ids)
        same += saved.same + twins
        seen += len(batch)
        if on_progress:
            on_progress(seen)
    return Filed(source, tuple(new_ids), changed, same, seen, is_stopped)


def _source(db: Connection, kind: str, name: str) -> StoredSource:
    from desktop.store import sources

    found: StoredSource | None = sources.by_name(db, name)
    if found is None:
        return sources.add(db, name, kind, {}, 0, Keep.EVERYTHING)
    if found.kind != kind:
        raise ValueError(f"{name} is a source of kind {found.kind}")
    return found


def file_rows(
    db: Connection,
    rows: Sequence[ImportedRow],
    *,
    name: str,
    intake: Intake,
    word_forms: WordForms,
    now: datetime,
    stop: threading.Event | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> tuple[Filed, ...]:
    """File the rows of a table under the source each names, `name` where it names none.

    A place that bears the name of a polled source gets the file's name beside it. Tags, states
    and tones of the table go to mentions that are new only: what a person did here stays.
    """
    done, total = [], 0
    for place, group in _by_place(db, rows, name).items():
        before = total

        def told(n: int, before: int = before) -> None:
            if on_progress:
                on_progress(before + n)

        filed = file_items(
            db,
            [row.item for row in group],
            kind=IMPORT,
            name=place,
            intake=intake,
            word_forms=word_forms,
            now=now,
            stop=stop,
            on_progress=told,
            on_new=_marking(db, group, now),
        )
        done.append(filed)
        total += filed.seen
        if filed.is_stopped:
            break
    return tuple(done)


def _by_place(
    db: Connection, rows: Sequence[ImportedRow], name: str
) -> dict[str, list[ImportedRow]]:
    from desktop.store import sources

    polled = {each.name for each in sources.all(db) if each.kind != IMPORT}
    groups: dict[str, list[ImportedRow]] = {}
    for row in rows:
        place = row.place or name
        groups.setdefault(f"{place} ({name})" if place in polled else place, []).append(row)
    return groups


def _marking(
    db: Connection, rows: Sequence[ImportedRow], now: datetime
) -> Callable[[tuple[int, ...]], None] | None:
    """Puts tags, states and tones of the table on new mentions, within their transaction.

    Later would be too late: a run that was cut off between the two is repeated, and then its
    mentions are not new any more.
    """
    from desktop.store import journal, mentions, triage

    marked = {row.item.external_id: row for row in rows if row.tags or row.status or row.tone}

    def mark(ids: tuple[int, ...]) -> None:
        for mention in mentions.get_many(db, ids):
            row = marked.get(mention.external_id)
            if row is None:
                continue
            for tag in row.tags:
                triage.add_tag(db, [mention.id], tag, now)
            if row.status is not None:
                triage.set_status(db, [mention.id], row.status, now)
            if row.tone is not None:
                triage.set_tone(db, [mention.id], row.tone, now)
        # An import is undone by removing its source, not step by step.
        journal.forget(db, ids)

    return mark if marked else None
