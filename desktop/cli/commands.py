"""The table of commands; a command's module is imported when it is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.cli.session import Session

Command = Callable[[Session], int]


def _check(session: Session) -> int:
    from desktop.cli.checking import check

    return check(session)


def _source(session: Session) -> int:
    from desktop.cli.sources import ACTIONS

    return ACTIONS[session.options.action](session)


def _topic(session: Session) -> int:
    from desktop.cli.topics import ACTIONS

    return ACTIONS[session.options.action](session)


def _import(session: Session) -> int:
    from desktop.cli.importing import import_file

    return import_file(session)


def _list(session: Session) -> int:
    from desktop.cli.mentions import list_mentions

    return list_mentions(session)


def _export(session: Session) -> int:
    from desktop.cli.mentions import export

    return export(session)


def _tone(session: Session) -> int:
    from desktop.cli.tone import tone

    return tone(session)


def _backup(session: Session) -> int:
    from desktop.cli.storing import backup

    return backup(session)


def _restore(session: Session) -> int:
    from desktop.cli.storing import restore

    return restore(session)


def _erase_author(session: Session) -> int:
    from desktop.cli.storing import erase_author

    return erase_author(session)


def _self_test(session: Session) -> int:
    from desktop.cli.selftesting import self_test

    return self_test(session)


COMMANDS: Mapping[str, Command] = {
    "check": _check,
    "source": _source,
    "topic": _topic,
    "import": _import,
    "list": _list,
    "export": _export,
    "tone": _tone,
    "backup": _backup,
    "restore": _restore,
    "erase-author": _erase_author,
    "self-test": _self_test,
}
