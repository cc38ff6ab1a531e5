"""`backup`, `restore` and `erase-author`."""

from __future__ import annotations

from pathlib import Path

from desktop.cli.session import Session, Trouble, WrongUsage, folder_trouble
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.i18n import tr, trn
from desktop.lock import FolderLock


def backup(session: Session) -> int:
    """A consistent copy of the store; the program may go on working meanwhile."""
    from desktop.store.database import backup as copy

    target = Path(session.options.file)
    if target.is_dir():
        raise Trouble(tr("{path} is a folder; name a file").format(path=target))
    if not target.parent.is_dir():
        raise Trouble(tr("There is no folder {path}").format(path=target.parent))
    if target.absolute() == session.paths.database.absolute():
        raise Trouble(tr("A copy cannot be written over the store itself"))
    with session.database():
        copy(session.paths.database, target)
    session.output.emit(
        {"file": str(target.absolute()), "bytes": target.stat().st_size},
        tr("Saved to {path}").format(path=target),
    )
    return 0


def restore(session: Session) -> int:
    """Put a copy in the place of the store, when nobody else is using it."""
    from desktop.store.database import restore as put_back

    source = Path(session.options.file)
    if source.is_dir():
        raise Trouble(tr("{path} is a folder; name a file").format(path=source))
    if not source.is_file():
        raise Trouble(tr("There is no file {path}").format(path=source))
    lock, window = FolderLock(session.paths.use_lock), FolderLock(session.paths.window_lock)
    try:
        session.paths.create()
        if not (lock.try_alone() and window.try_alone()):
            raise Trouble(tr("First Hour is open. Close it, then restore the copy."))
        kept = put_back(source, session.paths.database)
    except StoreProblem as problem:
        if problem.trouble is not StoreTrouble.CORRUPT:
            raise
        text = tr("{path} is damaged or no copy of a store. Nothing was changed.")
        raise Trouble(text.format(path=source)) from problem
    except OSError as error:
        raise folder_trouble(session.paths, error) from error
    finally:
        window.release()
        lock.release()
    text = tr("Restored from {path}").format(path=source)
    if kept is not None:
        text += ". " + tr("The old store was kept: {path}").format(path=kept)
    session.output.emit({"restored": str(source), "kept": str(kept) if kept else None}, text)
    return 0


def erase_author(session: Session) -> int:
    """Remove an author's data everywhere, evidence only when asked."""
    from desktop.store import authors

    handle = session.options.handle.strip()
    if not handle.lstrip("@").strip():
        raise WrongUsage(tr("The name is empty"))
    with session.database() as db:
        erased = authors.erase(db, handle, with_evidence=session.options.with_evidence)
    n, kept = erased.removed, erased.kept
    said = trn("{n} mention of {author} removed", "{n} mentions of {author} removed", n)
    text = said.format(n=n, author=handle)
    if kept:
        said = trn(
            "{n} mention with an attached file was kept as evidence",
            "{n} mentions with attached files were kept as evidence",
            kept,
        )
        text += ". " + said.format(n=kept)
    if erased.is_pending:
        text += ". " + tr("Traces in unused parts of the store go as soon as nobody else uses it")
    session.output.emit(
        {"author": handle, "removed": n, "kept": kept, "is_pending": erased.is_pending}, text
    )
    return 0
