"""`check`: one polling cycle."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from desktop import wording
from desktop.cli import health
from desktop.cli.output import complain, iso
from desktop.cli.session import Session, Trouble
from desktop.cli.stopping import stop_on_signal
from desktop.core.sources import SourceInfo
from desktop.i18n import tr, trn

if TYPE_CHECKING:
    from desktop.core.sources import StoredSource
    from desktop.monitor.outcomes import SourceOutcome
    from desktop.store.database import Connection

_CYCLE_S = 900.0  # nobody waits at a screen: slow places get their time


def check(session: Session) -> int:
    """Look at all sources that are on, or at the named ones; a line for each as it is known.

    Exit code 1 when not one of them could be looked at.
    """
    names: list[str] | None = session.options.source
    with session.database() as db, stop_on_signal() as stop:
        names = _required(db, names)

        def tell(outcome: SourceOutcome) -> None:
            info = session.services.info(outcome.kind)
            session.output.emit(_record(outcome, info), _line(outcome, info))
            sys.stdout.flush()

        poller = session.services.poller(cycle_s=_CYCLE_S)
        report = poller.run_cycle(db, only=names, stop=stop, on_source=tell)
        poller.put_in_order(db, stop)
    if stop.is_set():
        raise Trouble(tr("Stopped before every source was looked at"))
    if report.outcomes and len(report.failed) == len(report.outcomes):
        complain(tr("No source could be looked at"))
        return 1
    return 0


def _required(db: Connection, names: list[str] | None) -> list[str] | None:
    """The names as they are stored, `None` for all."""
    from desktop.monitor.filing import IMPORT, MANUAL
    from desktop.store import sources

    polled = [each for each in sources.all(db) if each.kind not in (MANUAL, IMPORT)]
    if names is None and not polled:
        raise Trouble(tr("There are no sources yet. Add one: first-hour source add"))
    if names is None and not any(each.is_on for each in polled):
        raise Trouble(tr("All sources are switched off"))
    chosen = []
    for name in names or ():
        found = next((each for each in polled if _is_named(each, name)), None)
        if found is None:
            raise Trouble(tr("There is no source “{name}”").format(name=name))
        if not found.is_on:
            raise Trouble(tr("The source “{name}” is switched off").format(name=name))
        chosen.append(found.name)
    return None if names is None else chosen


def _is_named(source: StoredSource, name: str) -> bool:
    return source.name.casefold() == name.strip().casefold()


def _record(outcome: SourceOutcome, info: SourceInfo | None) -> dict[str, object]:
    return {
        "source": outcome.name,
        "kind": outcome.kind,
        "new": outcome.new,
        "changed": outcome.changed,
        "seen": outcome.seen,
        "health": outcome.health.value,
        **health.trouble_record(outcome.reason, info),
        "detail": outcome.detail or None,
        "next_at": iso(outcome.next_at),
        "warnings": dict(outcome.warnings),
        "troubles": health.parts_record(outcome.troubles),
    }


def _line(outcome: SourceOutcome, info: SourceInfo | None) -> str:
    parts = [
        outcome.name,
        trn("{n} new", "{n} new", outcome.new).format(n=outcome.new),
        trn("{n} seen", "{n} seen", outcome.seen).format(n=outcome.seen),
        wording.health(outcome.health),
    ]
    line = "\t".join(parts)
    if outcome.reason is not None:
        line += f"\t{health.trouble(outcome.reason, info)}"
    if troubles := wording.part_troubles(outcome.troubles):
        line += f"\t{troubles}"
    if small := wording.warnings(outcome.warnings):
        line += f"\t({small})"
    return line
