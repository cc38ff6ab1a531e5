"""Importing a table: what is in it, what its columns mean, what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QListWidget, QProgressBar, QWidget

from desktop import wording
from desktop.exchange.columns import Column
from desktop.i18n import N_, tr, trn
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.background import Background
from desktop.ui.dialogs.blocks import FieldBlock
from desktop.ui.dialogs.column_table import ColumnTable
from desktop.ui.dialogs.frame import Dialog, label, role
from desktop.ui.dialogs.import_work import Stored, judging, reading, remembered, storing
from desktop.ui.dialogs.settings_page import Choice

if TYPE_CHECKING:
    from desktop.exchange.rows import Imported
    from desktop.exchange.tables import TablePreview

_ORDERS: tuple[tuple[object, str], ...] = (
    (True, N_("Day first: 03.04 is the third of April")),
    (False, N_("Month first: 03.04 is the fourth of March")),
)
_MOST_PROBLEMS = 200


class ImportPreview(Dialog):
    """Nothing is stored before the person says so; broken rows are told by line."""

    def __init__(self, context: TabContext, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(context, parent, N_("Import mentions"), wide_em=48, high_em=42)
        self._path = path
        self._preview: TablePreview | None = None
        self._imported: Imported | None = None
        self._stored: Stored | None = None
        self._problem: OSError | None = None
        self._background = Background(self)
        self.state, self.verdict, self.progress = label("strong"), label("muted"), QProgressBar()
        self.columns, self.order, self.place = ColumnTable(), Choice(_ORDERS), QLineEdit()
        self.order_block = FieldBlock(
            self.order, N_("Dates in this file can be read in two ways. Which is right?")
        )
        self.place_block = FieldBlock(
            self.place,
            N_("Name of the source"),
            N_("For rows that do not say where they were published."),
        )
        self.problems = QListWidget()
        self.problems_heading, self.columns_heading = label("heading"), label("heading")
        self._lay_out_parts()
        self.place.setText(path.stem)
        self.import_button = self.add_button(N_("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.close_button = self.add_cancel(N_("Close"))
        self.import_button.clicked.connect(self.on_import)
        self.columns.changed.connect(self.on_columns_changed)
        self.order.activated.connect(self.on_columns_changed)
        self._background.start(reading(path), self.on_read)
        self._show()

    def _lay_out_parts(self) -> None:
        say = self.said.say
        say(self.columns_heading.setText, N_("What the columns mean"))
        say(self.problems_heading.setText, N_("Rows with trouble"))
        self.said.name(self.problems, N_("Rows with trouble"))
        self.said.name(self.progress, N_("Progress of the import"))
        self.problems.setMaximumHeight(self.fontMetrics().height() * 8)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(self.fontMetrics().height() // 2)
        for widget in (
            self.state,
            self.progress,
            self.verdict,
            self.columns_heading,
            self.columns,
            self.order_block,
            self.place_block,
            self.problems_heading,
            self.problems,
        ):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def on_read(self, outcome: TablePreview | OSError) -> None:
        """Show the columns, or why the file cannot be used."""
        if isinstance(outcome, OSError):
            self._problem = outcome
            self._show()
            return
        self._preview = outcome
        self.columns.show_table(outcome)
        self.order.choose(outcome.is_day_first)
        self.context.reader.ask(remembered(outcome), self.on_remembered)

    def on_remembered(self, columns: tuple[Column | None, ...] | None) -> None:
        """A table of this layout was explained before."""
        if columns is not None:
            self.columns.show_columns(columns)
        self._judge()

    def on_columns_changed(self) -> None:
        """The rows mean something else now."""
        self._judge()

    def _judge(self) -> None:
        if self._preview is None:
            return
        self._preview = self._preview.with_columns(self.columns.columns())
        is_day_first = bool(self.order.value()) if self._preview.asks_day_first else None
        self._imported = None
        self._show()
        work = judging(self.context.services, self._preview, self.columns.columns(), is_day_first)
        self._background.start(work, self.on_judged)

    def on_judged(self, imported: Imported) -> None:
        """Show what would be imported."""
        self._imported = imported
        self._show()

    def on_import(self) -> None:
        """Store the good rows, in the background."""
        if self._preview is None or self._imported is None or self._background.is_running:
            return
        self.import_button.setEnabled(False)
        self.columns.setEnabled(False)
        self.progress.setRange(0, len(self._imported.rows))
        self.progress.setValue(0)
        self.progress.show()
        name = " ".join(self.place.text().split()) or self._path.stem
        work = storing(
            self.context.services, self._preview, self.columns.columns(), self._imported, name
        )
        self._background.start(work, self.on_stored, self.on_progress)

    def on_progress(self, seen: int) -> None:
        """How many rows were looked at."""
        self.progress.setValue(seen)
        text = tr("Stored {done} of {all}…")
        total = self.progress.maximum()
        self.state.setText(text.format(done=seen, all=total))

    def on_stored(self, stored: Stored) -> None:
        """Say what came of it."""
        self._stored = stored
        self.context.announce(Change.MENTIONS | Change.SOURCES)
        self._show()
        self.close_button.setFocus()

    def done(self, result: int) -> None:
        """Closing stops an import; what is stored stays."""
        was_storing = self._background.is_running and not self.import_button.isEnabled()
        self._background.cancel()
        if was_storing:
            self.context.announce(Change.MENTIONS | Change.SOURCES)
        super().done(result)

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        for part in (self.columns, self.order, self.order_block, self.place_block):
            part.retranslate()
        self._show()

    def _show(self) -> None:
        is_asking = self._preview is not None and self._stored is None
        for widget in (self.columns_heading, self.columns, self.place_block):
            widget.setVisible(is_asking)
        asks_order = self._preview is not None and self._preview.asks_day_first
        self.order_block.setVisible(is_asking and asks_order)
        good = len(self._imported.rows) if self._imported else 0
        self.import_button.setEnabled(is_asking and good > 0)
        self.import_button.setVisible(self._stored is None and self._problem is None)
        self.progress.setVisible(False)
        self._show_state(good)
        self._show_problems()

    def _show_state(self, good: int) -> None:
        verdict = ""
        if self._problem is not None:
            self.state.setText(str(self._problem))
            role(self.state, "error")
        elif self._stored is not None:
            verdict = self._outcome(self._stored)
        elif self._imported is None:
            self.state.setText(tr("Reading {file}…").format(file=self._path.name))
        else:
            text = trn("{n} row can be imported.", "{n} rows can be imported.", good)
            self.state.setText(text.format(n=good))
            if Column.TEXT not in self.columns.columns():
                verdict = tr("Say which column holds the text.")
            elif self._imported.skipped:
                skipped = self._imported.skipped
                left = trn("{n} row is left out.", "{n} rows are left out.", skipped)
                verdict = left.format(n=skipped)
        self.verdict.setText(verdict)
        self.verdict.setVisible(bool(verdict))

    def _outcome(self, stored: Stored) -> str:
        if stored.problem is not None:
            self.state.setText(wording.store_trouble(stored.problem))
            role(self.state, "error")
            return wording.store_advice(stored.problem)
        text = trn("{n} mention imported.", "{n} mentions imported.", stored.new)
        self.state.setText(text.format(n=stored.new))
        said = []
        if stored.changed:
            changed = trn(
                "{n} was brought up to date.", "{n} were brought up to date.", stored.changed
            )
            said.append(changed.format(n=stored.changed))
        if stored.same:
            same = trn("{n} was there already.", "{n} were there already.", stored.same)
            said.append(same.format(n=stored.same))
        skipped = self._imported.skipped if self._imported else 0
        if skipped:
            left = trn("{n} row was left out.", "{n} rows were left out.", skipped)
            said.append(left.format(n=skipped))
        return " ".join(said)

    def _show_problems(self) -> None:
        # Without a column of text every row would be complained about.
        is_judged = self._imported is not None and Column.TEXT in self.columns.columns()
        found = self._imported.problems if self._imported and is_judged else ()
        self.problems.clear()
        for problem in found[:_MOST_PROBLEMS]:
            text = tr("Line {line}: {trouble}")
            self.problems.addItem(text.format(line=problem.line, trouble=problem.text))
        self.problems.setVisible(bool(found))
        self.problems_heading.setVisible(bool(found))
