"""A topic that is new or changed, and the mentions that are there already."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from desktop.core.models import Item, Keep, Topic, TopicKind
from desktop.core.query import QueryError, parse_query
from desktop.core.sentiment import ToneRouter
from desktop.monitor.intake import Intake
from desktop.monitor.rematch import rematch, try_topic
from desktop.store import mentions, sources, topics
from desktop.store.database import Connection, writing
from tests.conftest import NOW
from tests.monitor.parts import PlainForms

FORMS = PlainForms()
TEXTS = ("the bread is stale", "no bread today", "coffee and cake", "the cake was stale")


def fill(db: Connection, *texts: str) -> tuple[int, ...]:
    source = sources.add(db, "s", "feed", {}, 15, Keep.EVERYTHING)
    brought = [Item(str(n), text) for n, text in enumerate(texts)]
    prepared = Intake((), FORMS, ToneRouter({})).prepare(brought, Keep.EVERYTHING, NOW)
    with writing(db):
        return mentions.save_batch(db, source.id, prepared, NOW, FORMS).new_ids


def matched(db: Connection, topic: Topic) -> set[str]:
    ids = topics.matched_ids(db, topic.id)
    return {each.external_id for each in mentions.get_many(db, ids)}


def add(db: Connection, query: str) -> Topic:
    return topics.add(db, Topic(0, "t", TopicKind.BRAND, query))


def test_a_new_topic_matches_what_is_stored_with_its_places(db: Connection) -> None:
    ids = fill(db, *TEXTS)
    topic = add(db, "bread")
    assert rematch(db, topic, FORMS) == 2
    assert matched(db, topic) == {"0", "1"}
    first = mentions.get(db, ids[0])
    assert first is not None
    assert first.matched == ("bread",)


def test_a_changed_topic_lets_go_of_what_it_no_longer_means(db: Connection) -> None:
    fill(db, *TEXTS)
    topic = add(db, "bread")
    rematch(db, topic, FORMS)
    topic = replace(topic, query="stale NOT bread")
    topics.update(db, topic)
    assert rematch(db, topic, FORMS) == 1
    assert matched(db, topic) == {"3"}
    topic = replace(topic, query="croissant")
    assert rematch(db, topic, FORMS) == 0
    assert matched(db, topic) == set()


def test_distance_is_judged_by_the_rule_and_not_by_the_index(db: Connection) -> None:
    fill(db, "bread fresh and good but stale", "stale bread")
    topic = add(db, "bread NEAR/2 stale")
    assert rematch(db, topic, FORMS) == 1
    assert matched(db, topic) == {"1"}


def test_a_query_that_cannot_be_read_changes_nothing(db: Connection) -> None:
    fill(db, *TEXTS)
    topic = add(db, "bread")
    rematch(db, topic, FORMS)
    with pytest.raises(QueryError):
        rematch(db, replace(topic, query="(bread"), FORMS)
    assert matched(db, topic) == {"0", "1"}


def test_a_stopped_run_takes_nothing_away_and_can_be_repeated(db: Connection) -> None:
    fill(db, *(f"bread number {n}" for n in range(1100)))
    topic = add(db, "bread")
    stop, told = threading.Event(), []

    def tell(n: int) -> None:
        told.append(n)
        stop.set()

    assert rematch(db, topic, FORMS, stop=stop, on_progress=tell) == 500
    assert (told, len(topics.matched_ids(db, topic.id, limit=5000))) == ([500], 500)
    assert rematch(db, topic, FORMS) == 1100
    assert len(topics.matched_ids(db, topic.id, limit=5000)) == 1100


def test_a_trial_counts_shows_and_compares_without_storing(db: Connection) -> None:
    ids = fill(db, *TEXTS)
    topic = add(db, "bread")
    rematch(db, topic, FORMS)
    trial = try_topic(db, parse_query("stale"), FORMS, topic_id=topic.id, sample=1)
    assert (trial.count, len(trial.sample), trial.is_capped) == (2, 1, False)
    assert (trial.added, trial.lost) == ((ids[3],), (ids[1],))
    assert matched(db, topic) == {"0", "1"}
    unsaved = try_topic(db, parse_query("stale"), FORMS)
    assert (unsaved.count, unsaved.added, unsaved.lost) == (2, (), ())


def test_a_capped_trial_compares_only_what_it_looked_at(db: Connection) -> None:
    fill(db, *(f"bread number {n}" for n in range(10)))
    topic = add(db, "bread")
    rematch(db, topic, FORMS)
    trial = try_topic(db, parse_query("bread"), FORMS, topic_id=topic.id, limit=4)
    assert (trial.count, trial.is_capped, trial.added, trial.lost) == (4, True, (), ())
