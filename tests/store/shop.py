"""Small material for tests of the store: items, word forms, an open store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.core.models import Item, Keep, Prepared, Score, Span, Tone, Topic, TopicKind
from desktop.core.sources import StoredSource
from desktop.core.words import forms
from desktop.store import mentions, sources, topics
from desktop.store.database import Connection, writing

START = datetime(2026, 3, 1, tzinfo=UTC)


class FirstLetters:
    """Short forms that share their first five letters belong to one word; enough to test with."""

    def keys(self, form: str) -> tuple[str, ...]:
        return (form[:5] if len(form) < 10 else form,)


WORD_FORMS = FirstLetters()


def prepared(
    external_id: str,
    text: str,
    *,
    tone: Tone | None = None,
    value: float | None = None,
    spans: Iterable[Span] = (),
    topic_ids: Iterable[int] = (),
    fold_key: int | None = None,
    minutes: float = 0,
    **item: Any,
) -> Prepared:
    """An item as the intake hands it over, published some minutes after `START`."""
    item.setdefault("created_at", START + timedelta(minutes=minutes))
    score = Score(tone, value if tone else None, "engine 1" if tone else None)
    made = Item(external_id, text, **item)
    words = forms(made.body)
    return Prepared(made, "ru", score, tuple(spans), tuple(topic_ids), words, fold_key)


def add_source(db: Connection, name: str = "Лента") -> StoredSource:
    """A configured feed."""
    return sources.add(db, name, "feed", {"url": "https://example.org/feed"}, 15, Keep.MATCHING)


def add_topic(db: Connection, name: str = "Пекарня") -> Topic:
    """A stored topic."""
    return topics.add(db, Topic(0, name, TopicKind.BRAND, "пекарня"))


def save(db: Connection, source_id: int, *items: Prepared) -> mentions.SaveResult:
    """Store items in one transaction."""
    with writing(db):
        return mentions.save_batch(db, source_id, items, START + timedelta(days=1), WORD_FORMS)


def recounted(db: Connection) -> tuple[set[Any], set[Any], set[Any]]:
    """What the tally tables ought to hold, counted from the rows."""
    tally = db.execute("SELECT source_id, status, tone, count(*) FROM mention GROUP BY 1, 2, 3")
    topic = db.execute(
        """SELECT topic_id, status, count(*) FROM mention_topic x
        JOIN mention m ON m.id = x.mention_id GROUP BY 1, 2"""
    )
    hour = db.execute("SELECT (id >> 20) / 3600, tone, count(*) FROM mention GROUP BY 1, 2")
    return set(tally), set(topic), set(hour)


def tallied(db: Connection) -> tuple[set[Any], set[Any], set[Any]]:
    """What the tally tables hold."""
    names = ("tally", "tally_topic", "tally_hour")
    one, two, three = (set(db.execute(f"SELECT * FROM {name} WHERE n <> 0")) for name in names)
    return one, two, three
