"""Matching stored mentions with changed topics, one topic after another, in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.core.models import Topic
from desktop.core.problems import StoreProblem
from desktop.i18n import tr, trn
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.background import Background, Job
from desktop.ui.dialogs.topic_work import matching_again


class Rematching(QObject):
    """Lives in the GUI thread as long as the window; `stop` before the store is closed.

    `finished` carries how many mentions match the topic now, -1 when the store was in trouble.
    """

    finished = Signal(object)

    def __init__(self, context: TabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: dict[int, Topic] = {}
        self._topic: Topic | None = None
        self._background = Background(self)

    @property
    def is_running(self) -> bool:
        """Whether something is still to be matched."""
        return self._topic is not None

    def start(self, topic: Topic) -> None:
        """Match this topic, after those asked before; an older version of it is given up."""
        if self._topic is not None and self._topic.id == topic.id:
            self._background.cancel()
            self._topic = None
        self._waiting[topic.id] = topic
        self._next()

    def on_unmatched(self, topics: tuple[Topic, ...]) -> None:
        """Take up what quitting cut off; a topic that was saved a moment ago is waiting already."""
        for topic in topics:
            if topic.id not in self._waiting and topic != self._topic:
                self.start(topic)

    def stop(self) -> None:
        """Give up what is left; the store remembers it for the next start."""
        self._waiting.clear()
        self._topic = None
        self._background.cancel()

    def on_progress(self, looked_at: int) -> None:
        """Say how far it is."""
        if self._topic is not None:
            text = trn(
                "“{topic}”: looked through {n} stored mention…",
                "“{topic}”: looked through {n} stored mentions…",
                looked_at,
            )
            self._context.tell(text.format(topic=self._topic.name, n=looked_at))

    def on_matched(self, count: int) -> None:
        """Say what came of it and go on with the next topic."""
        topic, self._topic = self._topic, None
        if topic is not None and count >= 0:
            text = trn("“{topic}” has {n} mention now.", "“{topic}” has {n} mentions now.", count)
            self._context.tell(text.format(topic=topic.name, n=count))
            self._context.announce(Change.MENTIONS | Change.TOPICS)
        elif topic is not None:
            self._context.tell(tr("The stored mentions could not be matched again."))
        self.finished.emit(count)
        self._next()

    def _next(self) -> None:
        if self._topic is None and self._waiting:
            self._topic = self._waiting.pop(next(iter(self._waiting)))
            work = _Guarded(self._context, self._topic)
            self._background.start(work, self.on_matched, self.on_progress)


class _Guarded:
    """The work with trouble of the store turned into -1: the window tells about it anyway."""

    def __init__(self, context: TabContext, topic: Topic) -> None:
        self._work = matching_again(context.services, topic)

    def __call__(self, job: Job) -> int:
        try:
            return self._work(job)
        except StoreProblem:
            return -1
