"""A store with a few mentions of every sort, and the tab over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.models import Deciding, Item, Keep, Prepared, Score, Span, Tone, Topic, TopicKind
from desktop.core.repeats import fold_key
from desktop.core.sources import Health
from desktop.core.words import forms
from desktop.store import mentions, sources, topics
from desktop.store.database import Connection, writing
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.tabs.mentions import MentionsTab
from tests.ui.conftest import PlainForms

NAMES = ("Анна Котова", "Сергей П.", "Марина")


def prepared(n: int, at: datetime, **values: object) -> Prepared:
    """A mention of «Ромашка» number `n`, written at `at`; `tone` and fields of an item."""
    tone = values.pop("tone", Tone.NEGATIVE if n % 3 == 0 else None)
    default = f"В Ромашке очередь ужасно длинная, номер {n} " + "слово" * (n % 4)
    text = str(values.pop("text", default))
    item = Item(external_id=f"e{n}", text=text, created_at=at, **values)  # type: ignore[arg-type]
    body = item.body
    where = body.find("Ромашке")
    bad = body.find("ужасно")
    deciding = (Deciding(bad, bad + 6, "ужасно", -2.1),) if bad >= 0 and tone else ()
    score = Score(Tone(tone), -0.8, "vader 3", deciding) if tone else Score(None, None, None)  # type: ignore[arg-type]
    spans = (Span(where, where + 7, 1),) if where >= 0 else ()
    words = tuple(forms(body))
    return Prepared(item, "ru", score, spans, (1,) if spans else (), words, fold_key(words))


@pytest.fixture
def add(db: Connection, now: datetime) -> Callable[..., int]:
    """Stores one more mention in the source "Mastodon" and answers its id."""
    topics.add(db, Topic(0, "Ромашка", TopicKind.BRAND, "ромашка"))
    made = sources.add(db, "Mastodon", "mastodon", {}, 15, Keep.MATCHING)
    with writing(db):
        sources.save_state(db, replace(made, health=Health.FINE, last_ok_at=now))

    def store(n: int, minutes: float, **values: object) -> int:
        at = now - timedelta(minutes=minutes)
        values.setdefault("author_name", NAMES[n % 3])
        with writing(db):
            batch = [prepared(n, at, **values)]
            return mentions.save_batch(db, made.id, batch, now, PlainForms()).new_ids[0]

    return store


@pytest.fixture
def tab(
    context: TabContext, settle: Callable[[], None], qtbot: QtBot
) -> Iterator[Callable[[], MentionsTab]]:
    """Builds the tab, shows it and waits until it has read everything; it hears its own changes."""
    made: list[MentionsTab] = []

    def announce(change: Change) -> None:
        for each in made:
            each.refresh(change)

    def build() -> MentionsTab:
        each = MentionsTab(replace(context, announce=announce))
        qtbot.addWidget(each)
        made.append(each)
        each.resize(1280, 760)
        each.show()
        each.finish_building()
        each.start()
        settle()
        return each

    yield build
    for each in made:
        each.save_state()
