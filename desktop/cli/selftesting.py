"""`self-test`: shows what `desktop.selftest` found."""

from __future__ import annotations

from desktop.cli.session import Session, Trouble
from desktop.i18n import tr


def self_test(session: Session) -> int:
    """A line for each thing verified; exit code 1 when one of them failed."""
    failed = []
    for name, trouble in session.self_test(session.services):
        session.output.emit(
            {"check": name, "ok": not trouble, "detail": trouble or None},
            f"{'FAIL' if trouble else 'ok'}\t{name}" + (f"\t{trouble}" if trouble else ""),
        )
        if trouble:
            failed.append(name)
    if failed:
        raise Trouble(tr("This copy is damaged: {checks}").format(checks=", ".join(failed)))
    return 0
