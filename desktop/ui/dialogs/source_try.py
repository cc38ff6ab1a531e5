"""The "Try this source" panel: what it would bring, or why it cannot be looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import wording
from desktop.core.models import Prepared, Topic
from desktop.core.sources import SourceError, SourceSetup
from desktop.i18n import N_, tr, trn
from desktop.ui.context import TabContext
from desktop.ui.dialogs.background import Background
from desktop.ui.dialogs.blocks import chosen, quiet_list, row
from desktop.ui.dialogs.frame import label, reveal, role
from desktop.ui.dialogs.shown_time import shown_time
from desktop.ui.dialogs.source_work import Trial, trial
from desktop.ui.dialogs.spoken import Spoken
from desktop.ui.dialogs.trial_advice import trial_advice

_ADDRESS = Qt.ItemDataRole.UserRole
_SHOWN_ITEMS = 8
_SHOWN_LETTERS = 280


class TryPanel(QWidget):
    """Tries a source in the background and shows the outcome.

    `asked` is emitted when the person wants to try: the form answers with `start`. `feed_chosen`
    carries the address of a feed that was found on a page given instead of a feed.
    """

    asked = Signal()
    feed_chosen = Signal(str)
    finished = Signal(object)

    def __init__(self, context: TabContext, said: Spoken) -> None:
        super().__init__()
        self._context = context
        self._topics: tuple[Topic, ...] = ()
        self._trial: Trial | None = None
        self._kind = ""
        self._background = Background(self)
        self.try_button, self.stop_button = QPushButton(), QPushButton()
        self.progress = QProgressBar()
        self.verdict, self.advice = label("strong"), label("muted")
        self.feeds = QListWidget()
        self.samples = QVBoxLayout()
        self._lay_out(said)
        self.try_button.clicked.connect(self.on_try)
        self.stop_button.clicked.connect(self.on_stop)
        self.feeds.itemActivated.connect(self.on_feed_activated)
        self.feeds.itemClicked.connect(self.on_feed_activated)

    def _lay_out(self, said: Spoken) -> None:
        said.say(self.try_button.setText, N_("Try this source"))
        said.say(self.stop_button.setText, N_("Stop"))
        said.name(self.feeds, N_("Feeds found on this page"))
        said.name(self.progress, N_("Trying the source"))
        for button in (self.try_button, self.stop_button):
            button.setAutoDefault(False)
        quiet_list(self.feeds)
        self.feeds.setFixedHeight(self.fontMetrics().height() * 8)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(self.fontMetrics().height() // 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(row(self.try_button, self.stop_button))
        for widget in (self.progress, self.verdict, self.advice, self.feeds):
            column.addWidget(widget)
        column.addLayout(self.samples)
        column.addStretch(1)
        self._show_running(False)
        for hidden in (self.verdict, self.advice, self.feeds):
            hidden.hide()

    def start(
        self, kind: str, setup: SourceSetup, topics: tuple[Topic, ...], stored_name: str = ""
    ) -> None:
        """Ask the source once; the outcome is shown when it is there."""
        self.clear()
        self._topics, self._kind = topics, kind
        self._show_running(True)
        work = trial(self._context.services, kind, setup, topics, stored_name)
        self._background.start(work, self.on_tried)

    def clear(self) -> None:
        """Forget the last outcome: it was about other settings."""
        self._background.cancel()
        self._trial = None
        self._show_running(False)
        for widget in (self.verdict, self.advice, self.feeds):
            widget.hide()
        while (item := self.samples.takeAt(0)) is not None:
            if gone := item.widget():
                gone.deleteLater()

    def on_try(self) -> None:
        """The form collects its fields and calls `start`."""
        self.asked.emit()

    def on_stop(self) -> None:
        """Nobody waits any more."""
        self.clear()
        self._say(tr("Stopped. Nothing was changed."), "")
        self.try_button.setFocus()

    def on_tried(self, outcome: Trial) -> None:
        """Show what the source brought or why it could not be looked at."""
        self._trial = outcome
        self._show_running(False)
        self.retranslate()
        # On a small screen the outcome lies below the form; it has its place a moment later.
        QTimer.singleShot(0, self, self.on_shown)
        self.finished.emit(outcome)

    def on_shown(self) -> None:
        """Bring the outcome into sight; the feeds of a page can be chosen at once."""
        reveal(self.advice)
        if not self.feeds.isHidden():
            reveal(self.feeds)
            self.feeds.setCurrentRow(0)
            self.feeds.setFocus()

    def on_feed_activated(self) -> None:
        """Take the chosen feed instead of the page."""
        if (item := chosen(self.feeds)) is not None:
            self.feed_chosen.emit(str(item.data(_ADDRESS)))

    def retranslate(self) -> None:
        """Show the last outcome again, in today's language."""
        outcome = self._trial
        if outcome is None or outcome.is_cancelled:
            return
        self.clear()
        self._trial = outcome
        if outcome.error:
            self._show_error(outcome.error, outcome.feeds)
        else:
            self._show_items(outcome)

    def _show_error(self, error: SourceError, feeds: tuple[tuple[str, str], ...]) -> None:
        info = self._context.services.info(self._kind)
        self._say(wording.reason(error.reason), trial_advice(error.reason, info))
        role(self.verdict, "error")
        if feeds:
            self._say(
                tr("This is a page, not a feed. These feeds belong to it:"),
                tr("Choose one, and it is put into the form and tried."),
            )
            role(self.verdict, "strong")
            self.feeds.clear()
            for address, title in feeds:
                item = QListWidgetItem(f"{title}\n{address}" if title else address)
                item.setData(_ADDRESS, address)
                item.setToolTip(address)
                self.feeds.addItem(item)
            self.feeds.show()

    def _show_items(self, outcome: Trial) -> None:
        role(self.verdict, "strong")
        count = len(outcome.items)
        if not count:
            self._say(
                tr("The place answers, and has nothing at the moment."),
                tr("You can save it: new items will be noticed when they appear."),
            )
            return
        brought = trn("It answers with {n} item.", "It answers with {n} items.", count)
        matching = trn(
            "{n} of them matches your topics.",
            "{n} of them match your topics.",
            outcome.matching,
        )
        none = tr("None of them matches your topics now.")
        self._say(
            brought.format(n=count),
            matching.format(n=outcome.matching) if outcome.matching else none,
        )
        for trouble in outcome.troubles.items():
            line = label("warning")
            line.setText(f"{wording.part_trouble(*trouble)}.")
            self.samples.addWidget(line)
        ordered = sorted(outcome.items, key=_is_unmatched)
        for prepared in ordered[:_SHOWN_ITEMS]:
            self.samples.addWidget(self._card(prepared))

    def _card(self, prepared: Prepared) -> QFrame:
        item = prepared.item
        card = QFrame()
        role(card, "card")
        head, text, about = label("strong"), label(), label("muted")
        head.setText(item.author_name or item.author_handle or tr("No author named"))
        body = " ".join(item.body.split())
        text.setText(body if len(body) <= _SHOWN_LETTERS else body[:_SHOWN_LETTERS] + "…")
        names = [topic.name for topic in self._topics if topic.id in prepared.topic_ids]
        matched = tr("Matches: {topics}").format(topics=", ".join(names))
        about.setText(
            " · ".join((self._date(prepared), matched if names else tr("Matches no topic")))
        )
        column = QVBoxLayout(card)
        for widget in (head, text, about):
            column.addWidget(widget)
        return card

    def _date(self, prepared: Prepared) -> str:
        when = prepared.item.created_at
        if when is None:
            return tr("No date given")
        return shown_time(when)

    def _say(self, verdict: str, advice: str) -> None:
        self.verdict.setText(verdict)
        self.advice.setText(advice)
        self.verdict.show()
        self.advice.setVisible(bool(advice))

    def _show_running(self, is_running: bool) -> None:
        self.progress.setVisible(is_running)
        self.stop_button.setVisible(is_running)
        self.try_button.setVisible(not is_running)


def _is_unmatched(prepared: Prepared) -> bool:
    return not prepared.topic_ids
