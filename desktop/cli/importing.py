"""`import`: mentions from a table; bad rows are told by line and skipped, good ones kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.output import complain
from desktop.cli.session import Session, Trouble
from desktop.i18n import tr, trn

if TYPE_CHECKING:
    from desktop.exchange.rows import Imported
    from desktop.monitor.filing import Filed


def import_file(session: Session) -> int:
    """Read a file, tell what cannot be used, store the rest; 1 when nothing could be used."""
    from desktop.exchange.problems import FileProblem
    from desktop.exchange.rows import items_of
    from desktop.exchange.tables import read_table

    path = Path(session.options.file)
    if path.is_dir():
        raise Trouble(tr("{path} is a folder; name a file").format(path=path))
    try:
        imported = items_of(read_table(path), now=session.services.clock())
    except FileProblem as problem:
        raise Trouble(str(problem)) from problem
    filed = _file(session, imported, session.options.name or path.name)
    for each in imported.problems:
        complain(tr("row {line}: {trouble}").format(line=each.line, trouble=each.text))
    _tell(session, imported, filed)
    return 0 if imported.rows else 1


def _file(session: Session, imported: Imported, name: str) -> tuple[Filed, ...]:
    from desktop.monitor.filing import file_rows
    from desktop.store import topics

    services = session.services
    with session.database() as db:
        return file_rows(
            db,
            imported.rows,
            name=name,
            intake=services.intake(topics.all(db)),
            word_forms=services.word_forms(),
            now=services.clock(),
        )


def _tell(session: Session, imported: Imported, filed: tuple[Filed, ...]) -> None:
    new, skipped = sum(each.new for each in filed), imported.skipped
    record = {
        "new": new,
        "changed": sum(each.changed for each in filed),
        "seen": len(imported.rows),
        "skipped": skipped,
        "sources": [each.source.name for each in filed],
    }
    text = trn("{n} new mention", "{n} new mentions", new).format(n=new)
    if skipped:
        text += ", " + trn("{n} row was skipped", "{n} rows were skipped", skipped).format(
            n=skipped
        )
    session.output.emit(record, text)
