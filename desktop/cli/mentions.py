"""`list` and `export`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import wording
from desktop.cli.filters import filter_of
from desktop.cli.session import Session, Trouble, WrongUsage
from desktop.i18n import tr, trn

if TYPE_CHECKING:
    from desktop.core.models import Mention

_ENDINGS = (".csv", ".xlsx", ".json")
_TEXT_START = 100


def list_mentions(session: Session) -> int:
    """Mentions that fit the filter, newest first, one a line."""
    from desktop.exchange.export import mention_record

    with _found(session) as found:
        for mention in found:
            if session.output.is_json:
                session.output.emit(mention_record(mention), "")
            else:
                session.output.line(_line(mention))
    return 0


def export(session: Session) -> int:
    """Write the mentions that fit the filter to a file; it appears only when it is whole."""
    from desktop.exchange.export import write_mentions
    from desktop.exchange.problems import FileProblem

    target = Path(session.options.file)
    if target.suffix.lower() not in _ENDINGS:
        raise WrongUsage(tr("The file's name must end with .csv, .xlsx or .json"))
    if target.is_dir():
        raise Trouble(tr("{path} is a folder; name a file").format(path=target))
    if not target.parent.is_dir():
        raise Trouble(tr("There is no folder {path}").format(path=target.parent))
    try:
        with _found(session) as found:
            n = write_mentions(target, found)
    except FileProblem as problem:
        raise Trouble(str(problem)) from problem
    text = trn("{n} mention saved to {path}", "{n} mentions saved to {path}", n)
    session.output.emit(
        {"file": str(target.absolute()), "mentions": n}, text.format(n=n, path=target)
    )
    return 0


@contextmanager
def _found(session: Session) -> Iterator[Iterator[Mention]]:
    from desktop.core.query import parse_search
    from desktop.store import pages

    services, options = session.services, session.options
    with session.database() as db:
        chosen = filter_of(db, options, services.clock())
        search = parse_search(chosen.search) if chosen.search else None
        word_forms = services.word_forms() if search is not None else None
        yield pages.each(db, chosen, search, word_forms, limit=options.limit)


def _line(mention: Mention) -> str:
    when = mention.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
    text = " ".join(mention.body.split())
    if len(text) > _TEXT_START:
        text = text[: _TEXT_START - 1].rstrip() + "…"
    tone, author = wording.tone(mention.tone), mention.author or "-"
    return "\t".join((when, mention.source, tone, author, text))
