"""Storing the sources the guide set up: one of each kind, changed when the guide is run again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from desktop.core.sources import SourceInfo, StoredSource
from desktop.i18n import tr
from desktop.monitor import history
from desktop.store import sources
from desktop.store.database import Connection, writing
from desktop.store.topics import NameTaken


def keeping(
    info: SourceInfo,
    stored: StoredSource | None,
    fields: Mapping[str, str] | None,
    now: datetime,
) -> Callable[[Connection], None]:
    """The work to hand to the writer: add the source of that kind, change these fields of it, or
    with `None` for `fields` stop watching it. What a person refined elsewhere stays. The past of
    a new source is read in the background.
    """

    def _work(db: Connection) -> None:
        with writing(db):
            if stored is None and fields is not None:
                _add(db, info, _filled(fields), now)
            elif stored is not None and fields is None:
                sources.remove(db, stored.id)
            elif stored is not None and fields is not None:
                wanted = _filled({**stored.fields, **fields})
                if wanted != stored.fields:
                    sources.update(db, replace(stored, fields=wanted))

    return _work


def _filled(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _add(db: Connection, info: SourceInfo, fields: Mapping[str, str], now: datetime) -> None:
    title = tr(info.title)
    for name in (title, f"{title} (2)", f"{title} (3)"):
        try:
            added = sources.add(db, name, info.kind, fields, info.interval_min, info.keep)
        except NameTaken:
            continue
        history.begin(db, info, added.id, now)
        return
