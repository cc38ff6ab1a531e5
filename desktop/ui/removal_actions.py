"""Removing sources and topics after a question that says what goes and what stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject

from desktop.core.models import Topic
from desktop.core.sources import SourceInfo, StoredSource
from desktop.i18n import N_, tr
from desktop.services import KeyStore
from desktop.store import sources, topics
from desktop.store.database import Connection, writing
from desktop.ui.changes import Change
from desktop.ui.dialogs.confirm import Confirm

if TYPE_CHECKING:
    from desktop.ui.actions import Actions

T = TypeVar("T")


class RemovalActions(QObject):
    """Lives in the GUI thread; one question is open at a time."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions)
        self._actions, self._context = actions, actions.context
        self._source: StoredSource | None = None
        self._topic: Topic | None = None
        self.question: Confirm | None = None

    def switch_source(self, source: StoredSource) -> None:
        """Turn a source off or on; nothing stored changes."""
        changed = replace(source, is_on=not source.is_on)
        self._context.writer.ask(_updating(changed), self.on_sources_changed)

    def remove_source(self, source_id: int) -> None:
        """Ask about a source."""
        self._context.reader.ask(Getting(sources.get, source_id), self.on_source_read)

    def on_source_read(self, source: StoredSource | None) -> None:
        """Show the question."""
        if source is None:
            return
        self._source = source
        text = tr(
            "“{name}” is not looked at any more, and its keys are forgotten. "
            "The mentions it brought stay, unless you remove them too."
        )
        self.question = Confirm(
            self._context,
            self._actions.window,
            N_("Remove this source?"),
            text.format(name=source.name),
            N_("Remove"),
            option=N_("Also remove its mentions, with their notes and files, for good"),
        )
        self.question.accepted.connect(self.on_source_confirmed)
        self._actions.show("confirm", self.question)

    def on_source_confirmed(self) -> None:
        """Remove it."""
        if self._source is not None and self.question is not None:
            work = _removing_source(
                self._context.services.keys,
                self._context.services.info(self._source.kind),
                self._source,
                self.question.option.isChecked(),
            )
            self._context.writer.ask(work, self.on_sources_changed)

    def on_sources_changed(self, _nothing: object) -> None:
        """Everybody reads the sources again."""
        self._context.announce(Change.SOURCES | Change.MENTIONS)

    def remove_topic(self, topic_id: int) -> None:
        """Ask about a topic."""
        self._context.reader.ask(Getting(topics.get, topic_id), self.on_topic_read)

    def on_topic_read(self, topic: Topic | None) -> None:
        """Show the question."""
        if topic is None:
            return
        self._topic = topic
        text = tr(
            "“{name}” is not looked for any more. The mentions it found stay, without this topic."
        )
        self.question = Confirm(
            self._context,
            self._actions.window,
            N_("Remove this topic?"),
            text.format(name=topic.name),
            N_("Remove"),
        )
        self.question.accepted.connect(self.on_topic_confirmed)
        self._actions.show("confirm", self.question)

    def on_topic_confirmed(self) -> None:
        """Remove it."""
        if self._topic is not None:
            self._context.writer.ask(_removing_topic(self._topic), self.on_topics_changed)

    def on_topics_changed(self, _nothing: object) -> None:
        """Everybody reads the topics again."""
        self._context.announce(Change.TOPICS | Change.MENTIONS)


class Getting(Generic[T]):
    """Work for the reader: one row by its number."""

    def __init__(self, get: Callable[[Connection, int], T | None], row_id: int) -> None:
        self._get, self._row_id = get, row_id

    def __call__(self, db: Connection) -> T | None:
        """The row, `None` when it is gone."""
        return self._get(db, self._row_id)


def _updating(source: StoredSource) -> Callable[[Connection], None]:
    def _work(db: Connection) -> None:
        with writing(db):
            sources.update(db, source)

    return _work


def _removing_source(
    keys: KeyStore, info: SourceInfo | None, source: StoredSource, with_mentions: bool
) -> Callable[[Connection], None]:
    def _work(db: Connection) -> None:
        with writing(db):
            sources.remove(db, source.id, with_mentions=with_mentions)
        for secret in info.secrets if info else ():
            keys.delete(source.name, secret)

    return _work


def _removing_topic(topic: Topic) -> Callable[[Connection], None]:
    def _work(db: Connection) -> None:
        with writing(db):
            topics.remove(db, topic.id)

    return _work
