"""Actions that ask for a file: copies of the store, lists of feeds, tables of mentions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import QFileDialog

from desktop import wording
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.sources import StoredSource
from desktop.exchange.problems import FileProblem
from desktop.i18n import N_, tr, trn
from desktop.store import sources
from desktop.ui.changes import Change
from desktop.ui.dialogs.background import Background, Job
from desktop.ui.dialogs.confirm import Confirm, Message
from desktop.ui.dialogs.file_work import (
    FEED,
    Checked,
    CopyMade,
    FeedsRead,
    adding_feeds,
    checking,
    copying,
    feeds_of,
)
from desktop.ui.mentions.figures import decimal

if TYPE_CHECKING:
    from desktop.ui.actions import Actions

_MEGABYTE = 1024 * 1024


class FileActions(QObject):
    """Lives in the GUI thread; files are read and written off it.

    `is_native` says whether the system's own file dialogs are used, which nothing else can drive.

    `restore_wanted` carries the path of a checked copy: whoever runs the window stops
    everything, calls `desktop.store.database.restore` and opens the window anew.
    """

    restore_wanted = Signal(object)

    def __init__(self, actions: Actions, *, is_native: bool = True) -> None:
        super().__init__(actions)
        self._is_native = is_native
        self._actions, self._context = actions, actions.context
        self._background = Background(self)
        self._checked: Path | None = None
        self._chosen: Callable[[str], None] | None = None

    def _ask(self, title: str, names: str, then: Callable[[str], None], *, saves: str = "") -> None:
        """Open a file dialog; `saves` is the proposed name of a file to write."""
        dialog = QFileDialog(self._actions.window, title, QDir.homePath(), names)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, not self._is_native)
        if saves:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(saves.rpartition(".")[2])
            dialog.selectFile(saves)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.on_file_selected)
        self._chosen = then
        self._actions.show("file", dialog)

    def on_file_selected(self, path: str) -> None:
        """Go on with the file that was asked for last."""
        if self._chosen is not None:
            self._chosen(path)

    def backup(self) -> None:
        """Ask where to put a copy."""
        now = self._context.services.clock().astimezone()
        name = f"first-hour-{now:%Y-%m-%d}.db"
        self._ask(tr("Make a copy"), tr("Copies (*.db)"), self.on_copy_named, saves=name)

    def on_copy_named(self, path: str) -> None:
        """Make the copy while the program goes on."""
        self._context.tell(tr("Making a copy…"))
        work = copying(self._context.services.paths.database, Path(path))
        self._background.start(work, self.on_copied)

    def on_copied(self, made: CopyMade) -> None:
        """Say where the copy lies, or what went wrong."""
        if made.problem is not None:
            self._tell(N_("The copy was not made"), trouble_text(made.problem))
            return
        text = tr("The copy lies in {path}\nSize: {size} MB. Keys of sources are not in it.")
        size = decimal(f"{made.size / _MEGABYTE:.1f}")
        self._tell(N_("The copy is made"), text.format(path=made.path, size=size))

    def restore(self) -> None:
        """Ask which copy to put back."""
        self._ask(tr("Put a copy back"), tr("Copies (*.db)"), self.on_copy_chosen)

    def on_copy_chosen(self, path: str) -> None:
        """Check the copy before anything is touched."""
        self._context.tell(tr("Checking the copy…"))
        work = checking(Path(path), self._context.services.paths.cache)
        self._background.start(work, self.on_checked)

    def on_checked(self, checked: Checked) -> None:
        """Ask once more, saying exactly what happens."""
        if checked.problem is not None:
            text = tr("{trouble}\nNothing was changed.")
            said = text.format(trouble=_copy_trouble(checked.problem))
            self._tell(N_("This file cannot be put back"), said)
            return
        self._checked = checked.source
        text = tr(
            "The copy is sound: {path}\n\nThe program will show what is in the copy. What is "
            "here now is set aside in the data folder and not deleted. The window closes for "
            "a moment and opens again."
        )
        question = Confirm(
            self._context,
            self._actions.window,
            N_("Put this copy back?"),
            text.format(path=checked.source),
            N_("Put it back"),
        )
        question.accepted.connect(self.on_restore_confirmed)
        self._actions.show("confirm", question)

    def on_restore_confirmed(self) -> None:
        """Hand the copy to whoever runs the window."""
        if self._checked is not None:
            self.restore_wanted.emit(self._checked)

    def export_opml(self) -> None:
        """Ask where to write the feeds."""
        self._ask(
            tr("Feeds to a file"),
            tr("Lists of feeds (*.opml)"),
            self.on_opml_named,
            saves="first-hour.opml",
        )

    def on_opml_named(self, path: str) -> None:
        """Read the sources, then write."""
        self._opml = Path(path)
        self._context.reader.ask(sources.all, self.on_sources_read)

    def on_sources_read(self, found: tuple[StoredSource, ...]) -> None:
        """Write the feeds."""
        self._background.start(_WritingFeeds(self._opml, feeds_of(found)), self.on_opml_written)

    def on_opml_written(self, outcome: int | OSError) -> None:
        """Say how many feeds the file has, or what went wrong."""
        if isinstance(outcome, OSError):
            self._tell(N_("The file was not written"), trouble_text(outcome))
            return
        text = trn("{n} feed written to {path}", "{n} feeds written to {path}", outcome)
        self._context.tell(text.format(n=outcome, path=self._opml))

    def import_opml(self) -> None:
        """Ask for a list of feeds."""
        names = tr("Lists of feeds (*.opml *.xml)")
        self._ask(tr("Feeds from a file"), names, self.on_opml_chosen)

    def on_opml_chosen(self, path: str) -> None:
        """Read the list."""
        self._background.start(_ReadingFeeds(Path(path)), self.on_opml_read)

    def on_opml_read(self, outcome: list[tuple[str, str]] | OSError) -> None:
        """Add what is new."""
        info = self._context.services.info(FEED)
        if isinstance(outcome, OSError) or info is None:
            self._tell(N_("Nothing was added"), str(outcome))
            return
        self._context.writer.ask(adding_feeds(info, outcome), self.on_feeds_added)

    def on_feeds_added(self, read: FeedsRead) -> None:
        """Say what was added and look there."""
        count = len(read.added)
        text = trn("{n} feed was added.", "{n} feeds were added.", count).format(n=count)
        if read.known:
            known = trn("{n} was there already.", "{n} were there already.", read.known)
            text = f"{text} {known.format(n=read.known)}"
        self._context.announce(Change.SOURCES)
        if read.added:
            self._context.request_poll(read.added)
        self._tell(N_("Feeds from a file"), text)

    def import_file(self, path: Path | None = None) -> None:
        """Open the preview of a table, asking for the file where none was dropped."""
        if path is not None:
            self.on_table_chosen(str(path))
            return
        names = tr("Tables (*.csv *.tsv *.xlsx *.jsonl *.json *.txt)")
        self._ask(tr("Import mentions"), names, self.on_table_chosen)

    def on_table_chosen(self, path: str) -> None:
        """Show what is in the table before anything is stored."""
        from desktop.ui.dialogs.import_preview import ImportPreview

        preview = ImportPreview(self._context, Path(path), self._actions.window)
        self._actions.show("import", preview)

    def _tell(self, title: str, text: str) -> None:
        message = Message(self._context, self._actions.window, title, text, N_("Close"))
        self._actions.show("message", message)


class _WritingFeeds:
    """Writes a list of feeds; the result is how many, or what went wrong."""

    def __init__(self, path: Path, feeds: list[tuple[str, str]]) -> None:
        self._path, self._feeds = path, feeds

    def __call__(self, _job: Job) -> int | OSError:
        from desktop.exchange import opml

        try:
            opml.write_opml(self._path, self._feeds)
        except OSError as error:
            return error
        return len(self._feeds)


class _ReadingFeeds:
    """Reads a list of feeds; the result is its (title, address) pairs, or what went wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, _job: Job) -> list[tuple[str, str]] | OSError:
        from desktop.exchange import opml

        try:
            return [(feed.title, feed.url) for feed in opml.read_opml(self._path)]
        except OSError as error:
            return error


def _copy_trouble(problem: StoreProblem | OSError) -> str:
    """A damaged copy says nothing about the store in use."""
    if isinstance(problem, StoreProblem) and problem.trouble is StoreTrouble.CORRUPT:
        return tr("The file is not a sound copy of the store. Choose another copy.")
    return trouble_text(problem)


def trouble_text(problem: StoreProblem | OSError) -> str:
    """What is wrong and what to do, in the person's language."""
    if isinstance(problem, StoreProblem):
        return f"{wording.store_trouble(problem)}\n{wording.store_advice(problem)}"
    if isinstance(problem, FileProblem):
        return str(problem)
    return tr("The file cannot be read or written: {detail}").format(
        detail=problem.strerror or str(problem)
    )
