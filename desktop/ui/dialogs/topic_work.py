"""What the topic editor has done off the GUI thread: trying, saving, matching again. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.core.filters import MentionFilter
from desktop.core.matching import Spans, Text, match
from desktop.core.models import Mention, Status, Topic
from desktop.core.namesakes import Exclusion, propose
from desktop.core.query import Node
from desktop.core.words import forms
from desktop.monitor.rematch import Trial, rematch, try_topic
from desktop.services import Services
from desktop.store import mentions, pages, pending, topics
from desktop.store.database import Connection, close_database, open_database, writing
from desktop.ui.dialogs.background import Job

_SHOWN = 20
_NAMESAKE_SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial with what there is to show: mentions with the ranges to mark."""

    trial: Trial
    found: tuple[tuple[Mention, Spans], ...]
    added: tuple[tuple[Mention, Spans], ...]
    lost: tuple[Mention, ...]


def trying(services: Services, node: Node, topic_id: int | None) -> Callable[[Connection], Tried]:
    """The work to hand to the reader: what a query finds among the stored mentions."""

    def _work(db: Connection) -> Tried:
        word_forms = services.word_forms()
        trial = try_topic(db, node, word_forms, topic_id=topic_id, sample=_SHOWN)

        def _marked(mention: Mention) -> tuple[Mention, Spans]:
            return mention, match(node, Text(mention.body, word_forms), word_forms) or ()

        return Tried(
            trial,
            tuple(_marked(mention) for mention in trial.sample),
            tuple(_marked(each) for each in mentions.get_many(db, trial.added[:_SHOWN])),
            tuple(mentions.get_many(db, trial.lost[:_SHOWN])),
        )

    return _work


def saving(topic: Topic) -> Callable[[Connection], Topic | None]:
    """The work to hand to the writer; its result is `None` when the name is taken."""

    def _work(db: Connection) -> Topic | None:
        try:
            with writing(db):
                if topic.id:
                    topics.update(db, topic)
                    stored = topic
                else:
                    stored = topics.add(db, topic)
                pending.matching_begun(db, stored)
                return stored
        except topics.NameTaken:
            return None

    return _work


def matching_again(services: Services, topic: Topic) -> Callable[[Job], int]:
    """The work to hand to `Background`: match the stored mentions with a changed topic.

    It has a connection of its own, so that the person's triage is not kept waiting.
    """

    def _work(job: Job) -> int:
        db = open_database(services.paths.database)
        try:
            count = rematch(db, topic, services.word_forms(), stop=job.stop, on_progress=job.tell)
            if not job.stop.is_set():
                pending.matching_done(db, topic)
            return count
        finally:
            close_database(db)

    return _work


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words that tell namesakes from the shop, and how many texts were judged "not about us"."""

    exclusions: tuple[Exclusion, ...]
    judged: int


def proposing(services: Services, topic: Topic) -> Callable[[Connection], Proposal]:
    """The work to hand to the reader: exclusions learnt from what was marked "not about us"."""

    def _texts(db: Connection, statuses: tuple[Status, ...]) -> list[tuple[str, ...]]:
        wanted = MentionFilter(statuses=statuses, topic_ids=(topic.id,), folds=False)
        return [forms(each.body) for each in pages.page(db, wanted, limit=_NAMESAKE_SAMPLE)]

    def _work(db: Connection) -> Proposal:
        not_us = _texts(db, (Status.NOT_US,))
        if not not_us:
            return Proposal((), 0)
        about_us = _texts(db, tuple(each for each in Status if each is not Status.NOT_US))
        own = [form for word in (*topic.find, *topic.variants) for form in forms(word)]
        keys = services.word_forms().keys
        return Proposal(propose(about_us, not_us, own=own, keys=keys), len(not_us))

    return _work
