"""What a topic would find among the stored mentions, while it is being edited."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from desktop.core.models import Mention
from desktop.core.query import Node
from desktop.i18n import N_, tr, trn
from desktop.ui.context import TabContext
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.marked_text import MarkedText
from desktop.ui.dialogs.spoken import Spoken
from desktop.ui.dialogs.topic_work import Tried, trying

_PAUSE_MS = 350


class TopicTry(QWidget):
    """Tries the query a moment after the typing stops; a newer query gives up an older one."""

    shown = Signal()

    def __init__(self, context: TabContext, said: Spoken, topic_id: int | None) -> None:
        super().__init__()
        self._context, self._topic_id = context, topic_id
        self._node: Node | None = None
        self._tried: Tried | None = None
        self._key = f"topic-try-{id(self)}"
        heading = label("heading")
        said.say(heading.setText, N_("Among the stored mentions"))
        self.verdict = label()
        self.tabs, self.list = QTabBar(), MarkedText(context.theme)
        for _ in range(3):
            self.tabs.addTab("")
        said.name(self.tabs, N_("What to show of the trial"))
        said.name(self.list, N_("Mentions of the trial"))
        self.tabs.setDrawBase(False)
        self.list.setMinimumHeight(self.fontMetrics().height() * 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (heading, self.verdict, self.tabs):
            column.addWidget(widget)
        column.addWidget(self.list, 100)
        column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.on_pause)
        self.tabs.currentChanged.connect(self.on_tab_chosen)
        context.theme.changed.connect(self.on_tab_chosen)
        self._show()

    def set_node(self, node: Node | None) -> None:
        """Try this query soon; `None` while it cannot be understood."""
        if node == self._node and node is not None:
            return
        self._node = node
        self._context.reader.supersede(self._key)
        if node is None:
            self._tried = None
            self._timer.stop()
            self._show()
        else:
            self._timer.start()

    def on_pause(self) -> None:
        """Ask the store."""
        if self._node is None:
            return
        self.verdict.setText(tr("Looking…"))
        work = trying(self._context.services, self._node, self._topic_id)
        self._context.reader.ask(work, self.on_tried, key=self._key)

    def on_tried(self, tried: Tried) -> None:
        """Show the outcome."""
        self._tried = tried
        self._show()
        self.shown.emit()

    def on_tab_chosen(self) -> None:
        """Show the matching, the new or the lost ones."""
        self._show_list()

    def retranslate(self) -> None:
        """Say the outcome again."""
        self._show()

    def _show(self) -> None:
        tried = self._tried
        if tried is None:
            self.verdict.setText(tr("Type what to look for, and it is tried at once."))
        else:
            self.verdict.setText(self._verdict(tried))
        counts = (
            (0, 0, 0)
            if tried is None
            else (tried.trial.count, len(tried.trial.added), len(tried.trial.lost))
        )
        for at, text in enumerate((tr("Match"), tr("Fresh"), tr("Lost"))):
            self.tabs.setTabText(at, f"{text}  {counts[at]}")
        self.tabs.setVisible(tried is not None)
        for at in (1, 2):
            self.tabs.setTabVisible(at, self._topic_id is not None)
        self._show_list()

    def _verdict(self, tried: Tried) -> str:
        n = tried.trial.count
        if not n:
            return tr("Nothing stored matches. New mentions may still come.")
        text = trn("{n} stored mention matches.", "{n} stored mentions match.", n).format(n=n)
        if tried.trial.is_capped:
            return tr("{count} Only the newest were tried.").format(count=text)
        return text

    def _show_list(self) -> None:
        tried = self._tried
        self.list.setVisible(tried is not None)
        if tried is None:
            return
        at = self.tabs.currentIndex()
        if at == 2:
            entries = [(_heading(mention), mention.body, ()) for mention in tried.lost]
        else:
            found = tried.added if at == 1 else tried.found
            entries = [(_heading(mention), mention.body, spans) for mention, spans in found]  # type: ignore[misc]
        self.list.show_entries(entries)


def _heading(mention: Mention) -> str:
    return " · ".join(part for part in (mention.author or "", mention.source) if part)
