"""The commands and their options. Imports nothing heavy: it runs at every start."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from desktop import __version__
from desktop.i18n import LANGUAGES, N_, tr

# What argparse says in English, and how we say it; anything else is passed on as it is.
_SAYINGS = (
    (r"the following arguments are required: (.+)", N_("missing: {0}")),
    (r"unrecognized arguments: (.+)", N_("not understood: {0}")),
    (r"argument (.+?): expected (?:one|at least one) argument", N_("{0} needs a value")),
    (
        r"argument (.+?): invalid choice: '(.*)' \(choose from (.+)\)",
        N_("{0} cannot be “{1}”; possible: {2}"),
    ),
    (r"argument (.+?): invalid \w+ value: '(.*)'", N_("{0} cannot be “{1}”")),
    (r"argument (.+?): (.+)", "{0}: {1}"),
)


class Parser(argparse.ArgumentParser):
    """Speaks the person's language; wrong usage is one line on standard error, exit code 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{**options, "add_help": False, "allow_abbrev": False, "formatter_class": _Help}
        )
        self.words = self.add_argument_group(tr("Arguments"))
        self.flags = self.add_argument_group(tr("Options"))
        add = self.flags.add_argument
        add("-h", "--help", action="help", help=tr("show this help"))
        add(
            "--data-dir",
            metavar="DIR",
            default=argparse.SUPPRESS,
            help=tr("folder of the data (also: variable FIRST_HOUR_DATA)"),
        )
        add("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=tr("language"))
        add(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,
            help=tr("one JSON object a line"),
        )
        add(
            "--verbose",
            action="store_true",
            default=argparse.SUPPRESS,
            help=tr("show the log on the console"),
        )

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong and end the program."""
        from desktop.cli.output import complain

        advice = tr("Help: {command}").format(command=f"{self.prog} --help")
        complain(f"{_said(message)}. {advice}")
        raise SystemExit(2)


class _Help(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, tr("Usage: ") if prefix is None else prefix)


def _said(message: str) -> str:
    for pattern, saying in _SAYINGS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return tr(saying).format(*(part.replace("'", "") for part in found.groups()))
    return message


def build() -> Parser:
    """The parser in the active language. `command` is `None` for the window."""
    parser = Parser(
        prog="first-hour",
        description=tr("Notices when people begin to talk badly about a shop."),
    )
    parser.flags.add_argument("--version", action="version", version=__version__)
    parser.flags.add_argument("--demo", action="store_true", help=tr("open a sample shop"))
    parser.flags.add_argument(
        "--add", action="store_true", help=tr("open the form for writing down a mention")
    )
    commands = parser.add_subparsers(title=tr("Commands"), dest="command", metavar=tr("COMMAND"))
    _add_check(commands)
    _add_source(commands)
    _add_topic(commands)
    _add_mentions(commands)
    _add_store(commands)
    return parser


_Commands = Any  # argparse does not name the type of what add_subparsers returns


def _command(commands: _Commands, name: str, text: str) -> Parser:
    made: Parser = commands.add_parser(name, help=text, description=text)
    return made


def _add_check(commands: _Commands) -> None:
    check = _command(commands, "check", tr("look at the sources once"))
    check.flags.add_argument(
        "--source", action="append", metavar="NAME", help=tr("only this source")
    )


def _add_source(commands: _Commands) -> None:
    source = _command(commands, "source", tr("set up sources"))
    actions = source.add_subparsers(
        title=tr("Commands"), dest="action", metavar=tr("COMMAND"), required=True
    )
    _command(actions, "kinds", tr("kinds of sources and their fields"))
    _command(actions, "list", tr("the sources and how they are"))
    add = _command(actions, "add", tr("add a source"))
    add.words.add_argument("kind", metavar="KIND", help=tr("see “source kinds”"))
    add.flags.add_argument("--name", help=tr("name to show"))
    add.flags.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", help=tr("fill in a field")
    )
    add.flags.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="FIELD",
        help=tr("read a secret field from standard input, a line for each"),
    )
    past = _command(actions, "history", tr("read the past of a source, as far as it is given"))
    past.words.add_argument("name", metavar="NAME")
    past.flags.add_argument("--days", type=int, metavar="N", help=tr("so many days back"))
    past.flags.add_argument("--stop", action="store_true", help=tr("read no further for now"))
    for name, text in (
        ("test", tr("show what a source would bring, storing nothing")),
        ("remove", tr("remove a source; its mentions stay")),
    ):
        _command(actions, name, text).words.add_argument("name", metavar="NAME")


def _add_topic(commands: _Commands) -> None:
    topic = _command(commands, "topic", tr("set up topics"))
    actions = topic.add_subparsers(
        title=tr("Commands"), dest="action", metavar=tr("COMMAND"), required=True
    )
    _command(actions, "list", tr("the topics"))
    _command(actions, "remove", tr("remove a topic")).words.add_argument("name", metavar="NAME")
    add = _command(actions, "add", tr("add a topic and match the stored mentions with it"))
    add.words.add_argument("name", metavar="NAME")
    add.flags.add_argument(
        "--kind", choices=("brand", "competitor", "industry"), default="brand", help=tr("whose")
    )
    add.flags.add_argument("--query", help=tr("expert form: AND OR NOT, quotes, *, NEAR/n"))
    add.flags.add_argument(
        "--find", action="append", default=[], metavar="WORDS", help=tr("words or phrase to find")
    )
    add.flags.add_argument(
        "--exclude", action="append", default=[], metavar="WORDS", help=tr("words to leave out")
    )


def _add_mentions(commands: _Commands) -> None:
    read = _command(commands, "import", tr("take in mentions from a table"))
    read.words.add_argument("file", metavar="FILE", help=tr("CSV, TSV, XLSX or JSON lines"))
    read.flags.add_argument("--name", help=tr("name of the source they are filed under"))
    listed = _command(commands, "list", tr("mentions, newest first"))
    _add_filter(listed)
    export = _command(commands, "export", tr("write mentions to a file"))
    export.words.add_argument("file", metavar="FILE", help=tr(".csv, .xlsx or .json"))
    _add_filter(export)
    _command(
        commands,
        "tone",
        tr("judge one text a line from standard input: label, score, language, deciding words"),
    )


def _add_filter(parser: Parser) -> None:
    add = parser.flags.add_argument
    when = tr("date (2026-03-01), time, or how long back (24h, 7d)")
    add("--since", metavar=tr("WHEN"), help=when)
    add("--until", metavar=tr("WHEN"), help=when)
    add("--tone", action="append", choices=("negative", "neutral", "positive", "unknown"))
    add("--status", action="append", choices=("new", "in_work", "answered", "not_us"))
    add("--topic", action="append", metavar="NAME")
    add("--source", action="append", metavar="NAME")
    add("--search", metavar="WORDS", help=tr("words in any form, “phrases”, -without"))
    add("--limit", type=int, metavar="N", help=tr("at most so many"))


def _add_store(commands: _Commands) -> None:
    backup = _command(commands, "backup", tr("copy the store, also while the program runs"))
    backup.words.add_argument("file", metavar="FILE")
    restore = _command(commands, "restore", tr("take a copy back; the old store is kept"))
    restore.words.add_argument("file", metavar="FILE")
    erase = _command(commands, "erase-author", tr("remove an author's data everywhere"))
    erase.words.add_argument("handle", metavar="HANDLE")
    erase.flags.add_argument(
        "--with-evidence", action="store_true", help=tr("evidence too, which is kept otherwise")
    )
    _command(commands, "self-test", tr("what an installed copy verifies about itself"))
