"""The guide's last step: the first check, with its progress and the first mentions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from desktop import wording
from desktop.core.filters import MentionFilter
from desktop.core.models import Mention
from desktop.core.sources import SourceInfo, StoredSource
from desktop.i18n import N_, tr, trn
from desktop.store import pages, sources
from desktop.store.database import Connection
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.background import Background
from desktop.ui.dialogs.blocks import row
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.guide_page import GuidePage
from desktop.ui.dialogs.guide_repair import finding, storing, takes_page_for_feed
from desktop.ui.dialogs.marked_text import MarkedText

_LOOK_EVERY_MS = 700
_SHOWN = 5
_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """The sources as they are, the newest mentions, and how many mentions there are."""

    sources: tuple[StoredSource, ...]
    newest: tuple[Mention, ...]
    count: int


class CheckPage(GuidePage):
    """While a check runs the store is looked at again and again: it is the only truth."""

    title = N_("The first check")
    lead = N_("The program looks at your sources now, and later by itself.")

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._started: datetime | None = None
        self._seen: Seen | None = None
        self._background = Background(self)
        self._searched: frozenset[str] = frozenset()
        self.check_button, self.progress = QPushButton(), QProgressBar()
        self.state, self.verdict = label("strong"), label("muted")
        self.troubles = label("negative")
        self.lines: list[QWidget] = []
        self.newest = MarkedText(context.theme)
        self.said.say(self.check_button.setText, N_("Check now"))
        self.said.name(self.progress, N_("How many sources were looked at"))
        self.said.name(self.newest, N_("First mentions"))
        self.check_button.setAutoDefault(False)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(self.fontMetrics().height() // 2)
        self.newest.setMinimumHeight(self.fontMetrics().height() * 8)
        self.column.addWidget(row(self.check_button))
        for widget in (self.progress, self.state, self.verdict, self.troubles):
            self.column.addWidget(widget)
        self.column.addWidget(self.newest, 1)
        self.column.addStretch(0)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.on_look)
        self.check_button.clicked.connect(self.on_check)
        self.progress.hide()
        self.newest.hide()

    def enter(self) -> None:
        """Show what there is already; a source nobody looked at yet is looked at right away."""
        self.on_look()

    def keep(self) -> None:
        """Nothing is entered here; looking ends with the step."""
        self._timer.stop()

    def on_check(self) -> None:
        """Check all sources, unless they are being checked."""
        if self._timer.isActive():
            return
        self._searched = frozenset()
        self._check()

    def _check(self) -> None:
        self._started = self.context.services.clock()
        self.context.request_poll(None)
        self._timer.start()
        self.on_look()

    def on_look(self) -> None:
        """Read the state of the sources and the newest mentions."""
        self.context.reader.ask(_looking(), self.on_seen, key="guide-check")

    def on_seen(self, seen: Seen) -> None:
        """Show how far it is."""
        self._seen = seen
        polled = [each for each in seen.sources if each.is_on and self._is_polled(each)]
        done = [each for each in polled if self._is_looked_at(each)]
        if self._started is None and any(each.last_try_at is None for each in polled):
            self._check()
        elif self._started is not None and len(done) == len(polled):
            self._on_all_done(done)
        self.progress.setRange(0, max(1, len(polled)))
        self.progress.setValue(len(done))
        self.progress.setVisible(self._started is not None and bool(polled))
        self.check_button.setVisible(bool(polled))
        self._say(polled, done)
        self.newest.setVisible(bool(seen.newest))
        self.newest.show_entries([_entry(mention) for mention in seen.newest])

    def _on_all_done(self, done: list[StoredSource]) -> None:
        """Pages that were given instead of feeds are searched for their feeds, once each."""
        self._timer.stop()
        wanted = [each for each in done if takes_page_for_feed(each, self._searched)]
        if wanted and not self._background.is_running:
            self._searched |= {each.fields["url"] for each in wanted}
            self._background.start(finding(self.context.services, wanted), self.on_found)

    def on_found(self, found: tuple[StoredSource, ...]) -> None:
        """Look at the feeds instead of the pages."""
        if found:
            self.context.writer.ask(storing(found), self.on_stored)

    def on_stored(self, _stored: object) -> None:
        """Check again, now the feeds."""
        self.context.announce(Change.SOURCES)
        self._check()

    def retranslate(self) -> None:
        """Say what was seen again."""
        super().retranslate()
        if self._seen is not None:
            self.on_seen(self._seen)

    def first_control(self) -> QWidget:
        """The check; the guide itself puts the cursor on its last button here."""
        return self.check_button

    def _is_polled(self, source: StoredSource) -> bool:
        return self.context.services.info(source.kind) is not None

    def _is_looked_at(self, source: StoredSource) -> bool:
        return (
            self._started is not None
            and source.last_try_at is not None
            and source.last_try_at.timestamp() >= int(self._started.timestamp())
        )

    def _say(self, polled: list[StoredSource], done: list[StoredSource]) -> None:
        count = self._seen.count if self._seen else 0
        if not polled:
            self.state.setText(tr("There is no source yet."))
            self.troubles.hide()
            self.verdict.show()
            self.verdict.setText(
                tr("Go back and add one, or finish: sources can be added at any time.")
            )
            return
        is_first = any(each.last_try_at is None for each in polled)
        if self._started is None and is_first:
            self.state.setText(
                trn("{n} source is ready.", "{n} sources are ready.", len(polled)).format(
                    n=len(polled)
                )
            )
        elif self._started is not None and len(done) < len(polled):
            text = tr("Looked at {done} of {all}…")
            self.state.setText(text.format(done=len(done), all=len(polled)))
        else:
            self.state.setText(_outcome(count, done))
        info = self.context.services.info
        fine = [_line(each, info(each.kind)) for each in done if each.reason is None]
        failing = [_line(each, info(each.kind)) for each in done if each.reason is not None]
        for shown, lines in ((self.verdict, fine), (self.troubles, failing)):
            shown.setText("\n".join(lines))
            shown.setVisible(bool(lines))
        self.check_button.setText(tr("Check now") if is_first else tr("Check again"))


def _outcome(count: int, done: list[StoredSource]) -> str:
    """How many mentions there are; that there is none says nothing where nobody could look."""
    failing = sum(1 for each in done if each.reason is not None)
    if count:
        return trn("{n} mention is here.", "{n} mentions are here.", count).format(n=count)
    if failing and failing == len(done):
        return tr("No source could be looked at.")
    if failing:
        return tr("Nothing is found yet, but not every source could be looked at.")
    return tr("Nothing matches your words yet. The program goes on looking.")


def _line(source: StoredSource, info: SourceInfo | None) -> str:
    if source.reason is None:
        return f"{source.name}: {wording.health(source.health)}"
    return tr("{name}: {trouble}. {advice}").format(
        name=source.name,
        trouble=wording.reason(source.reason),
        advice=wording.next_step(source.reason, info),
    )


def _entry(mention: Mention) -> tuple[str, str, tuple[tuple[int, int], ...]]:
    heading = " · ".join(part for part in (mention.author or "", mention.source) if part)
    spans = sorted({(span.start, span.end) for span in mention.spans})
    return heading, mention.body, tuple(_apart(spans))


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of several topics may overlap; marking needs them apart."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _looking() -> Callable[[Connection], Seen]:
    def _work(db: Connection) -> Seen:
        wanted = MentionFilter()
        newest = pages.page(db, wanted, limit=_SHOWN)
        return Seen(sources.all(db), newest, pages.count(db, wanted, limit=_COUNTED))

    return _work
