"""File → Export…: the selection, or everything the filter finds, into a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import wording
from desktop.core.models import Mention
from desktop.core.problems import StoreProblem
from desktop.exchange.problems import FileProblem
from desktop.i18n import tr, trn
from desktop.store import mentions
from desktop.store.database import Connection, close_database, open_database
from desktop.ui.dialogs.background import Background, Job
from desktop.ui.mentions import figures
from desktop.ui.mentions.reading import Reading

_TELL_EVERY = 200
Outcome = int | StoreProblem | FileProblem | OSError


class _Cancelled(Exception):
    """Nobody wants the file any more; what was there before stays."""


class Exporting(QObject):
    """Runs one export at a time on a thread and a connection of its own: it may take minutes.

    `progressed` carries a sentence while it runs, `finished` one at the end.
    """

    progressed = Signal(str)
    finished = Signal(str)

    def __init__(self, database: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._database, self._window = database, parent
        self._background = Background(self)
        self._source: Callable[[Connection], Iterator[Mention]] | None = None
        self._path = Path()

    @property
    def is_running(self) -> bool:
        """Whether a file is being written."""
        return self._background.is_running

    def ask(self, reading: Reading, ids: Sequence[int]) -> None:
        """Ask for a file; `ids` when something is selected, else all that `reading` finds."""
        chosen = tuple(ids)

        def source(db: Connection) -> Iterator[Mention]:
            return by_id(db, chosen) if chosen else reading.each(db)

        self._source = source
        dialog = QFileDialog(self._window, tr("Export mentions"), QDir.homePath())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(
            [f"{tr('Workbook')} (*.xlsx)", f"{tr('Table')} (*.csv)", "JSON (*.json)"]
        )
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(self.on_filter_selected)
        dialog.selectFile(tr("mentions") + ".xlsx")
        dialog.fileSelected.connect(self.on_file_chosen)
        dialog.open()

    def on_filter_selected(self, name_filter: str) -> None:
        """The ending follows the chosen kind of file."""
        dialog = self.sender()
        if isinstance(dialog, QFileDialog):
            dialog.setDefaultSuffix(name_filter.rpartition("*.")[2].rstrip(")"))

    def on_file_chosen(self, name: str) -> None:
        """Write the file."""
        self._path = Path(name)
        if self._source is not None:
            work = writing_out(self._database, self._path, self._source)
            self._background.start(work, self.on_written, self.on_progress)

    def on_progress(self, n: int) -> None:
        """So many are written."""
        text = trn("Exporting: {n} mention", "Exporting: {n} mentions", n)
        self.progressed.emit(text.format(n=figures.count(n)))

    def on_written(self, outcome: Outcome) -> None:
        """Say where the file lies, or what went wrong."""
        if isinstance(outcome, int):
            text = trn("{n} mention saved to {path}", "{n} mentions saved to {path}", outcome)
            self.finished.emit(text.format(n=figures.count(outcome), path=self._path))
            return
        text = tr("The file was not written: {reason}")
        self.finished.emit(text.format(reason=_reason(outcome)))

    def cancel(self) -> None:
        """Give up; a file begun is removed."""
        self._background.cancel()


def by_id(db: Connection, ids: Sequence[int]) -> Iterator[Mention]:
    """Mentions in the order of `ids`, a few hundred at a time."""
    for at in range(0, len(ids), 500):
        yield from mentions.get_many(db, ids[at : at + 500])


def writing_out(
    database: Path, path: Path, source: Callable[[Connection], Iterator[Mention]]
) -> Callable[[Job], Outcome]:
    """The work that writes the file, and answers how many it wrote or what went wrong."""

    def work(job: Job) -> Outcome:
        from desktop.exchange.export import write_mentions  # heavy, and rarely needed

        count = 0

        def counted(found: Iterator[Mention]) -> Iterator[Mention]:
            nonlocal count
            for mention in found:
                if job.stop.is_set():
                    raise _Cancelled
                count += 1
                if count % _TELL_EVERY == 0:
                    job.tell(count)
                yield mention

        try:
            db = open_database(database, read_only=True)
            try:
                write_mentions(path, counted(source(db)))
            finally:
                close_database(db)
        except (StoreProblem, FileProblem, OSError) as problem:
            return problem
        except _Cancelled:
            return 0
        return count

    return work


def _reason(problem: StoreProblem | FileProblem | OSError) -> str:
    if isinstance(problem, StoreProblem):
        return wording.store_trouble(problem)
    return str(problem)
