"""What can be wrong with a file or with a row of it, and the words for it."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.i18n import N_, tr


class FileTrouble(StrEnum):
    """Why a file as a whole could not be read or written."""

    NOT_FOUND = "not_found"
    CANNOT_READ = "cannot_read"
    CANNOT_WRITE = "cannot_write"
    FULL = "full"
    UNKNOWN_KIND = "unknown_kind"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    NO_COLUMNS = "no_columns"
    DAMAGED = "damaged"
    NO_FEEDS = "no_feeds"


class RowTrouble(StrEnum):
    """Why a row was left out, or what was odd about one that was kept."""

    NO_TEXT = "no_text"
    BAD_DATE = "bad_date"
    FUTURE_DATE = "future_date"
    WRONG_CELLS = "wrong_cells"
    OPEN_QUOTE = "open_quote"
    NOT_JSON = "not_json"
    DAMAGED_ID = "damaged_id"
    BAD_RATING = "bad_rating"
    TOO_LONG = "too_long"
    TOO_MANY_ROWS = "too_many_rows"


FILE_TEXTS: dict[FileTrouble, str] = {
    FileTrouble.NOT_FOUND: N_("There is no such file: {path}"),
    FileTrouble.CANNOT_READ: N_("The file cannot be read: {path}"),
    FileTrouble.CANNOT_WRITE: N_("The file cannot be written: {path}. Is it open elsewhere?"),
    FileTrouble.FULL: N_("The disk is full; nothing was written to {path}"),
    FileTrouble.UNKNOWN_KIND: N_("Not a kind of file the program knows: {path}"),
    FileTrouble.TOO_LARGE: N_("The file is too large: {path}. Split it into parts."),
    FileTrouble.EMPTY: N_("There is nothing in the file: {path}"),
    FileTrouble.NO_COLUMNS: N_("No row with names of columns was found in {path}"),
    FileTrouble.DAMAGED: N_("The file is damaged or not what its name says: {path}"),
    FileTrouble.NO_FEEDS: N_("There are no feeds in the file: {path}"),
}

ROW_TEXTS: dict[RowTrouble, str] = {
    RowTrouble.NO_TEXT: N_("no text; left out"),
    RowTrouble.BAD_DATE: N_("the date cannot be read; left out"),
    RowTrouble.FUTURE_DATE: N_("the date lies in the future; left out"),
    RowTrouble.WRONG_CELLS: N_("the row is broken: wrong number of cells; left out"),
    RowTrouble.OPEN_QUOTE: N_("a quotation mark is never closed; left out"),
    RowTrouble.NOT_JSON: N_("the line is not JSON; left out"),
    RowTrouble.DAMAGED_ID: N_("the id was damaged by a spreadsheet; another one is used"),
    RowTrouble.BAD_RATING: N_("the rating is not between 1 and 5; kept without it"),
    RowTrouble.TOO_LONG: N_("the text is too long; it was shortened"),
    RowTrouble.TOO_MANY_ROWS: N_("too many rows; the rest of the file was not read"),
}

_KEPT = (RowTrouble.DAMAGED_ID, RowTrouble.BAD_RATING, RowTrouble.TOO_LONG)


class FileProblem(OSError):
    """A file could not be read or written; its text is in the person's language."""

    def __init__(self, trouble: FileTrouble, path: Path, detail: str = "") -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.path = path
        self.detail = detail

    def __str__(self) -> str:
        return tr(FILE_TEXTS[self.trouble]).format(path=self.path)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something about one row; `line` counts from 1 as an editor or a spreadsheet does."""

    line: int
    trouble: RowTrouble
    detail: str = ""

    @property
    def is_skipped(self) -> bool:
        """Whether the row was left out."""
        return self.trouble not in _KEPT

    @property
    def text(self) -> str:
        """The trouble in the person's language, without the line's number."""
        return tr(ROW_TEXTS[self.trouble])


def reading_problem(error: OSError, path: Path) -> FileProblem:
    """An operating system's error while reading, as a problem with words."""
    is_missing = isinstance(error, FileNotFoundError | IsADirectoryError)
    trouble = FileTrouble.NOT_FOUND if is_missing else FileTrouble.CANNOT_READ
    return FileProblem(trouble, path, str(error))


def writing_problem(error: OSError, path: Path) -> FileProblem:
    """An operating system's error while writing, as a problem with words."""
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return FileProblem(FileTrouble.FULL if is_full else FileTrouble.CANNOT_WRITE, path, str(error))
