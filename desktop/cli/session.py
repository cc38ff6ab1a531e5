"""What every command is given, and the two ways a command ends early."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from desktop import i18n
from desktop.cli.output import Output
from desktop.i18n import tr
from desktop.paths import Paths, resource

if TYPE_CHECKING:
    from desktop.services import Services
    from desktop.store.database import Connection


class Trouble(Exception):
    """Something a person can mend, as a translated sentence: exit code 1."""


def folder_trouble(paths: Paths, error: OSError) -> Trouble:
    """Why the data folder cannot be used, in words."""
    if paths.data.exists() and not paths.data.is_dir():
        return Trouble(tr("{path} is a file; name a folder for the data").format(path=paths.data))
    detail = f"{error.filename or paths.data}: {error.strerror or error}"
    return Trouble(tr("The data folder cannot be used: {detail}").format(detail=detail))


class WrongUsage(Exception):
    """The command was given wrongly, as a translated sentence: exit code 2.

    `picture` are lines shown below it, for instance where in a query the trouble is.
    """

    def __init__(self, text: str, picture: str = "") -> None:
        super().__init__(text)
        self.picture = picture


class Session:
    """One command being run: its options, its output, the services and the store."""

    def __init__(
        self,
        options: Namespace,
        paths: Paths,
        output: Output,
        build: Callable[[], Services],
        self_test: Callable[[Services], Iterator[tuple[str, str]]],
    ) -> None:
        self.options = options
        self.paths = paths
        self.output = output
        self.self_test = self_test
        self._build = build

    @cached_property
    def services(self) -> Services:
        """The program's parts, built on first use."""
        return self._build()

    @contextmanager
    def database(self) -> Iterator[Connection]:
        """The open store, for the length of a `with`. Raises `StoreProblem` and `Trouble`."""
        from desktop.lock import FolderLock
        from desktop.store import settings
        from desktop.store.database import close_database, open_database

        lock = FolderLock(self.paths.use_lock)
        try:
            self.paths.create()
            is_free = lock.try_shared()
        except OSError as error:
            raise folder_trouble(self.paths, error) from error
        if not is_free:
            raise Trouble(tr("The store is just being restored. Try again in a moment."))
        try:
            db = open_database(self.paths.database)
            try:
                self._speak(settings.load(db).language)
                yield db
            finally:
                close_database(db)
        finally:
            lock.release()

    def _speak(self, chosen: str) -> None:
        """The language of the settings, where the command line named none."""
        if getattr(self.options, "lang", None) is None and chosen in i18n.LANGUAGES:
            i18n.use(chosen, resource("i18n"))
