"""`source history`: reading the past of one source to its end, or having that stopped."""

from __future__ import annotations

import sys
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop.cli import health
from desktop.cli.naming import named_source
from desktop.cli.session import Session, Trouble, WrongUsage
from desktop.cli.stopping import stop_on_signal
from desktop.core.histories import HISTORY_DAYS, HistoryProgress, HistoryState
from desktop.core.sources import OF_PACE, SourceInfo, StoredSource
from desktop.i18n import tr

if TYPE_CHECKING:
    from desktop.store.database import Connection

_LONGEST_WAIT = timedelta(minutes=5)
_MOST_WAITS = 3
_LOOK_S = 0.2


def history(session: Session) -> int:
    """Read the past of a source, a line for each step; it can be cut off and goes on later."""
    options = session.options
    if options.days is not None and options.days < 1:
        raise WrongUsage(tr("--days is a number from 1 on"))
    with session.database() as db, stop_on_signal() as stop:
        source = named_source(db, options.name)
        info = session.services.info(source.kind)
        if info is None or not info.history_days:
            text = tr("The past of “{name}” cannot be read: its kind does not offer that")
            raise Trouble(text.format(name=source.name))
        if options.stop:
            return _stop(session, db, source)
        if _is_to_be_read(db, info, source, session.services.clock(), options.days):
            _read(session, db, source, stop)
        _tell(session, _progress(db, source))
    return 0


def _stop(session: Session, db: Connection, source: StoredSource) -> int:
    from desktop.store import histories

    if histories.get(db, source.id) is None:
        raise Trouble(tr("The past of “{name}” is not being read").format(name=source.name))
    histories.stop(db, source.id)
    _tell(session, _progress(db, source))
    return 0


def _is_to_be_read(
    db: Connection, info: SourceInfo, source: StoredSource, now: datetime, days: int | None
) -> bool:
    """Start or resume it; `False` when all that is wanted has been read."""
    from desktop.monitor.history import earliest
    from desktop.store import histories

    since = earliest(db, info, now, days or HISTORY_DAYS)
    found = histories.get(db, source.id)
    is_further = days is not None and found and since and since < found.since - timedelta(days=1)
    if since and (found is None or is_further):
        histories.start(db, source.id, since)
    elif found is None or found.state is HistoryState.DONE:
        return False
    else:
        histories.resume(db, source.id)
    return True


def _read(session: Session, db: Connection, source: StoredSource, stop: threading.Event) -> None:
    """Step after step. Raises `Trouble` when a step fails for long or is cut off."""

    def tell(progress: HistoryProgress) -> None:
        if progress.state is HistoryState.RUNNING:
            _tell(session, progress)

    poller = session.services.poller()
    try:
        while _is_running(db, source) and not stop.is_set():
            if not poller.run_history_slice(db, stop, tell, only=source.name, wait_s=_LOOK_S):
                _wait(session, source, _progress(db, source), stop)
    finally:
        poller.close()
    if stop.is_set():
        text = tr('Stopped. To go on: first-hour source history "{name}"')
        raise Trouble(text.format(name=source.name))


def _wait(
    session: Session, source: StoredSource, now: HistoryProgress, stop: threading.Event
) -> None:
    """Let a short pause go by; a long one is not for somebody at a screen."""
    clock = session.services.clock
    until, reason = now.next_at, now.reason
    if source.reason in OF_PACE and source.next_at and source.next_at > (until or clock()):
        until, reason = source.next_at, source.reason
    if until and reason and (until - clock() > _LONGEST_WAIT or now.failures > _MOST_WAITS):
        said = health.trouble(reason, session.services.info(source.kind))
        raise Trouble(f"{source.name}: {said}")
    while not stop.wait(_LOOK_S) and until and clock() < until:
        pass


def _is_running(db: Connection, source: StoredSource) -> bool:
    return _progress(db, source).state is HistoryState.RUNNING


def _progress(db: Connection, source: StoredSource) -> HistoryProgress:
    from desktop.store import histories

    found: HistoryProgress | None = histories.get(db, source.id)
    if found is None:  # removed meanwhile, in the window
        raise Trouble(tr("There is no source “{name}”").format(name=source.name))
    return found


def _tell(session: Session, progress: HistoryProgress) -> None:
    record = {"source": progress.source, **health.history_record(progress)}
    session.output.emit(record, f"{progress.source}\t{health.history_line(progress)}")
    sys.stdout.flush()
