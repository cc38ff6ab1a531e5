"""Rows of a previewed table as items, each with what only an import knows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from desktop.core.addresses import is_web_address, normal_url
from desktop.core.models import Item, MentionKind, Status, Tone
from desktop.core.twins import is_same, with_own_id
from desktop.exchange.columns import Column
from desktop.exchange.dates import moment
from desktop.exchange.numbers import Cell, count, is_damaged_id, number
from desktop.exchange.problems import RowProblem, RowTrouble
from desktop.exchange.tables import Row, TablePreview
from desktop.i18n import N_, tr

LONGEST_TEXT = 50_000
THEIR_TONE = N_("their tone: {tone}")
"""Tag under which the judgement of another service is kept; it never becomes the tone."""
_AHEAD = timedelta(days=1)
_BREAKS = re.compile(r"\r\n?|\u2028|\u2029|_x000D_\n?")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ESCAPED = re.compile(r"^'(?=[=+\-@\t\r'])")
_LANGUAGES = {"русский": "ru", "russian": "ru", "английский": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row that is good: its item, and tags of the table.

    `place` is what the table names as source or network. `status` and `tone` are set only by
    our own exports: the tone only where a person had set it.
    """

    line: int
    item: Item
    place: str | None = None
    tags: tuple[str, ...] = ()
    status: Status | None = None
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """The good rows of a table and the troubles of all of it, in the order of lines."""

    rows: tuple[ImportedRow, ...]
    problems: tuple[RowProblem, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items alone."""
        return tuple(row.item for row in self.rows)

    @property
    def skipped(self) -> int:
        """How many rows were left out."""
        return sum(problem.is_skipped for problem in self.problems)


def items_of(
    preview: TablePreview,
    *,
    columns: Sequence[Column | None] | None = None,
    is_day_first: bool | None = None,
    zone: tzinfo | None = None,
    now: datetime | None = None,
) -> Imported:
    """The rows of a table as items, with the meaning of columns a person confirmed.

    Dates without a zone are in `zone`, `None` meaning the computer's own. Repeating an import
    gives the same identities. Rows that repeat one before them are left out silently; those that
    only share its address, reviews on one page, are not repeats.
    """
    if columns is not None:
        preview = preview.with_columns(columns)
    if is_day_first is not None:
        preview = replace(preview, is_day_first=is_day_first)
    reader = _Reader(preview, zone, now or datetime.now(UTC))
    good: dict[str, ImportedRow] = {}
    for row in preview.rows:
        imported = reader.read(row)
        if imported is not None:
            imported = _apart(imported, good)
            good.setdefault(imported.item.external_id, imported)
    problems = sorted([*preview.problems, *reader.problems], key=lambda problem: problem.line)
    return Imported(tuple(good.values()), tuple(problems))


def _apart(row: ImportedRow, good: Mapping[str, ImportedRow]) -> ImportedRow:
    """The row, under an id of its own where another publication has the address it is known by."""
    earlier = good.get(row.item.external_id)
    if earlier is None or not is_web_address(row.item.external_id):
        return row
    return row if is_same(row.item, earlier.item) else replace(row, item=with_own_id(row.item))


class _Reader:
    def __init__(self, preview: TablePreview, zone: tzinfo | None, now: datetime) -> None:
        self._preview = preview
        self._zone = zone
        self._now = now
        self._places = {column: at for at, column in enumerate(preview.columns) if column}
        self._has_damaged_ids = any(
            is_damaged_id(self._cell(row, Column.EXTERNAL_ID)) for row in preview.rows
        )
        self.problems: list[RowProblem] = []
        if self._has_damaged_ids:
            self.problems.append(RowProblem(preview.rows[0].line, RowTrouble.DAMAGED_ID))

    def read(self, row: Row) -> ImportedRow | None:
        """The row's item, `None` for a row that is left out and reported."""
        title, text = self._text(row, Column.TITLE), self._text(row, Column.TEXT)
        if not title and not text:
            self._report(row, RowTrouble.NO_TEXT)
            return None
        created = self._moment(row, Column.CREATED_AT)
        if created is None and self._text(row, Column.CREATED_AT):
            self._report(row, RowTrouble.BAD_DATE, self._text(row, Column.CREATED_AT)[:40])
            return None
        if created is not None and created > self._now + _AHEAD:
            self._report(row, RowTrouble.FUTURE_DATE)
            return None
        if len(text) > LONGEST_TEXT:
            self._report(row, RowTrouble.TOO_LONG)
        return ImportedRow(
            line=row.line,
            item=self._item(row, title, text[:LONGEST_TEXT], created),
            place=self._text(row, Column.SOURCE) or None,
            tags=self._tags(row),
            status=_status(self._text(row, Column.STATUS)),
            tone=self._tone(row),
        )

    def _item(self, row: Row, title: str, text: str, created: datetime | None) -> Item:
        url = self._text(row, Column.URL)
        name = self._text(row, Column.AUTHOR_NAME)
        handle = self._text(row, Column.AUTHOR_HANDLE)
        rating = self._rating(row)
        return Item(
            external_id=self._identity(row, url, created, text or title),
            text=text,
            title="" if title == text else " ".join(title.split()),
            kind=_kind(self._text(row, Column.KIND), has_rating=rating is not None),
            url=url if is_web_address(url) else None,
            author_name=name or None,
            author_handle=handle or None,
            author_followers=count(self._cell(row, Column.AUTHOR_FOLLOWERS)),
            created_at=created,
            edited_at=self._moment(row, Column.EDITED_AT),
            language=_language(self._text(row, Column.LANGUAGE)),
            likes=count(self._cell(row, Column.LIKES)),
            replies=count(self._cell(row, Column.REPLIES)),
            reposts=count(self._cell(row, Column.REPOSTS)),
            views=count(self._cell(row, Column.VIEWS)),
            rating=rating,
        )

    def _cell(self, row: Row, column: Column) -> Cell:
        at = self._places.get(column)
        return None if at is None else row.cells[at]

    def _text(self, row: Row, column: Column) -> str:
        return _plain(self._cell(row, column))

    def _moment(self, row: Row, column: Column) -> datetime | None:
        time_cell = self._cell(row, Column.TIME) if column is Column.CREATED_AT else None
        return moment(
            self._cell(row, column),
            is_day_first=self._preview.is_day_first,
            zone=self._zone,
            time_cell=time_cell,
            epoch=self._preview.epoch,
        )

    def _identity(self, row: Row, url: str, created: datetime | None, text: str) -> str:
        """The id column, else the address, else a fingerprint of what makes the row unique."""
        given = self._text(row, Column.EXTERNAL_ID)
        if given and not self._has_damaged_ids:
            return given
        if is_web_address(url):
            return normal_url(url)
        author = self._text(row, Column.AUTHOR_NAME) or self._text(row, Column.AUTHOR_HANDLE)
        when = created.isoformat() if created else ""
        seed = "\n".join((self._text(row, Column.SOURCE), author, when, text[:200]))
        return hashlib.sha1(seed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()

    def _rating(self, row: Row) -> float | None:
        cell = self._cell(row, Column.RATING)
        text = _plain(cell)
        if not text:
            return None
        stars = text.count("★") or number(text.split("/")[0].split(" из ")[0])
        if stars is None or not 1 <= stars <= 5:
            self._report(row, RowTrouble.BAD_RATING, text[:20])
            return None
        return float(stars)

    def _tags(self, row: Row) -> tuple[str, ...]:
        cell = self._cell(row, Column.TAGS)
        parts = cell if isinstance(cell, list) else re.split(r"[,;|\n]", _plain(cell))
        tags = [" ".join(str(part).split())[:60] for part in parts]
        if their_tone := self._text(row, Column.THEIR_TONE):
            tags.append(tr(THEIR_TONE).format(tone=their_tone[:40]))
        return tuple(dict.fromkeys(tag for tag in tags if tag))

    def _tone(self, row: Row) -> Tone | None:
        is_ours = self._text(row, Column.TONE_BY) == "person"
        text = self._text(row, Column.TONE)
        return Tone(text) if is_ours and text in tuple(Tone) else None

    def _report(self, row: Row, trouble: RowTrouble, detail: str = "") -> None:
        self.problems.append(RowProblem(row.line, trouble, detail))


def _plain(cell: Cell) -> str:
    """Text of a cell without a spreadsheet's escapes; whole numbers without a fraction."""
    if cell is None or isinstance(cell, list | dict | bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = _CONTROLS.sub(" ", _BREAKS.sub("\n", str(cell)))
    return _ESCAPED.sub("", text.strip()).strip()


def _kind(text: str, *, has_rating: bool) -> MentionKind:
    if text in tuple(MentionKind):
        return MentionKind(text)
    return MentionKind.REVIEW if has_rating else MentionKind.POST


def _status(text: str) -> Status | None:
    return Status(text) if text in tuple(Status) else None


def _language(text: str) -> str | None:
    name = text.strip().casefold()
    if name in _LANGUAGES:
        return _LANGUAGES[name]
    code = re.split(r"[-_]", name)[0]
    return code if len(code) == 2 and code.isalpha() else None
