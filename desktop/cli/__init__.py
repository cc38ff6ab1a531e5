"""The command line: every command without a display, the same parts as the window.

Exit codes: 0 done, 1 a problem told in one line on standard error, 2 wrong usage.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from desktop import i18n, logs, paths
from desktop.cli import output, parser
from desktop.cli.languages import system_language
from desktop.cli.session import Session, Trouble, WrongUsage
from desktop.core.problems import StoreProblem
from desktop.i18n import tr

if TYPE_CHECKING:
    from desktop.services import Services

log = logging.getLogger(__name__)

Build = Callable[[paths.Paths, logs.Redactor], "Services"]


class OpenWindow(Protocol):
    """Starts the window and returns its exit code."""

    def __call__(
        self, services: Services, *, language: str | None, is_sample: bool, is_adding: bool
    ) -> int:
        """`language` is what `--lang` named; `is_sample` opens the sample shop; `is_adding` the
        form for a new mention.
        """
        ...


SelfTest = Callable[["Services"], Iterator[tuple[str, str]]]


def main(
    arguments: Sequence[str], *, build: Build, open_window: OpenWindow, self_test: SelfTest
) -> int:
    """Run one command, or the window when none is named; the exit code. Never raises."""
    output.speak_utf8()
    i18n.use(_named_language(arguments) or system_language(), paths.resource("i18n"))
    try:
        options = parser.build().parse_args(arguments)
    except SystemExit as ended:
        return _said(ended)
    except OSError:  # help that cannot be written; argparse since 3.11.3 passes over it by itself
        output.leave_closed_pipe()
        return 0
    data_dir = getattr(options, "data_dir", None)
    if data_dir is not None and not data_dir.strip():
        # A variable of a script that is not set must not lead to the person's own store.
        output.complain(tr("{0} needs a value").format("--data-dir"))
        return 2
    places = paths.find(data_dir)
    if options.command is None and options.demo:
        places = places.sample()
    redactor = logs.start(places.logs, is_verbose=hasattr(options, "verbose"))
    try:
        if options.command is None:
            language = getattr(options, "lang", None)
            services = build(places, redactor)
            return open_window(
                services, language=language, is_sample=options.demo, is_adding=options.add
            )
        session = Session(
            options,
            places,
            output.Output(is_json=hasattr(options, "json")),
            lambda: build(places, redactor),
            self_test,
        )
        return _guarded(session)
    finally:
        logs.stop()


def _said(ended: SystemExit) -> int:
    """The exit code after help, version or wrong usage, whoever stopped reading it."""
    try:
        sys.stdout.flush()
    except OSError:
        output.leave_closed_pipe()
    return ended.code if isinstance(ended.code, int) else 2


def _guarded(session: Session) -> int:
    """Run the command; troubles become one line, a bug a line and an entry in the log."""
    from desktop.cli.commands import COMMANDS

    try:
        code = COMMANDS[session.options.command](session)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        output.leave_closed_pipe()
        return 0
    except KeyboardInterrupt:
        return 130
    except WrongUsage as usage:
        output.complain(str(usage), usage.picture)
        return 2
    except Trouble as trouble:
        output.complain(str(trouble))
        return 1
    except StoreProblem as problem:
        output.complain(_store_line(problem))
        return 1
    except OSError as error:
        log.warning("the system refused", exc_info=True)
        output.give_up_what_cannot_be_written()
        detail = ": ".join(str(part) for part in (error.strerror or error, error.filename) if part)
        output.complain(tr("The system refused: {detail}").format(detail=detail))
        return 1
    except Exception:
        log.exception("bug in command %s", session.options.command)
        text = tr("The program made a mistake; the details are in {path}")
        output.complain(text.format(path=session.paths.log_file))
        return 1


def _store_line(problem: StoreProblem) -> str:
    from desktop import wording

    log.warning("store problem: %s", problem)
    what, advice = wording.store_trouble(problem), wording.store_advice(problem)
    return f"{what} ({problem.path}). {advice}" if problem.path else f"{what}. {advice}"


def _named_language(arguments: Sequence[str]) -> str | None:
    """`--lang` before the options are parsed, because the parser already speaks."""
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or next(iter(arguments[place + 1 : place + 2]), "")
            return value if value in i18n.LANGUAGES else None
    return None
