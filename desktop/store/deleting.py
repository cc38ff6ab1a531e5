"""Undoing and redoing deletions, large ones in parts so that nobody waits long to write."""

from __future__ import annotations

from typing import Any

from desktop.store import bin, journal
from desktop.store.database import Connection, writing
from desktop.store.journal import Record, StepKind


def turn_ahead(db: Connection, *, is_undo: bool) -> None:
    """Bring back or remove most of a large deletion in transactions of its own.

    Each part may be repeated harmlessly, and the step is marked only with the last one.
    """
    record = journal.last(db, is_undone=not is_undo)
    if record is None or record.kind is not StepKind.DELETE:
        return
    parts = _parts(record, is_undo)
    for deleted_s, part in parts[:-1]:
        with writing(db):
            if is_undo:
                bin.take(db, part)
            else:
                bin.put(db, part, deleted_s)


def _parts(record: Record, is_undo: bool) -> list[tuple[int, list[int]]]:
    """Time and mentions of each part of a deletion, in the order in which they are turned.

    The last removed come back first: each part finds the repeats folded as it left them.
    """
    groups: dict[tuple[int, int], list[int]] = {}
    for each, (deleted_s, number) in record.before.items():
        groups.setdefault((number, deleted_s), []).append(each)
    return [(key[1], groups[key]) for key in sorted(groups, reverse=is_undo)]


def turn(db: Connection, record: Record, is_undo: bool) -> dict[int, Any]:
    """Turn what is left of a deletion; the values of those that are turned now."""
    for deleted_s, part in _parts(record, is_undo):
        if is_undo:
            bin.take(db, part)
        else:
            bin.put(db, part, deleted_s)
    ids = list(record.before)
    turned = journal.present(db, ids, "1") if is_undo else bin.present(db, ids)
    return {each: value for each, value in record.before.items() if each in turned}
