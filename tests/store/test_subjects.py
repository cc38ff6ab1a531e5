"""The small subjects: sources, topics, people, notes, attachments, searches, settings, words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.core.filters import MentionFilter
from desktop.core.models import Keep, Status
from desktop.core.query import parse_search
from desktop.core.settings import Settings
from desktop.core.sources import Health, Reason
from desktop.store import (
    attachments,
    authors,
    counts,
    mentions,
    notes,
    pages,
    people,
    searches,
    settings,
    sources,
    tags,
    topics,
    triage,
    word_index,
)
from desktop.store.database import Connection
from tests.store.shop import START, WORD_FORMS, add_source, add_topic, prepared, save


def test_a_source_keeps_its_state(db: Connection) -> None:
    source = add_source(db)
    state = replace(
        source,
        cursor="page 2",
        health=Health.FAILING,
        reason=Reason.TIMEOUT,
        detail="10 s",
        failures=2,
        last_try_at=START,
        next_at=START + timedelta(minutes=5),
        warnings={"bad_date": 3},
    )
    sources.save_state(db, state)
    assert sources.by_name(db, "лента") == state
    sources.update(db, replace(state, name="Новая", is_on=False, cursor=None))
    assert sources.all(db) == (replace(state, name="Новая", is_on=False),)


def test_names_are_one_of_a_kind(db: Connection) -> None:
    source, topic = add_source(db), add_topic(db)
    with pytest.raises(topics.NameTaken):
        add_source(db, " ЛЕНТА ")
    other = add_source(db, "Другая")
    with pytest.raises(topics.NameTaken):
        sources.update(db, replace(other, name=source.name))
    with pytest.raises(topics.NameTaken):
        topics.add(db, replace(topic, name="пекарня"))
    searches.add(db, "Мой", "{}")
    with pytest.raises(topics.NameTaken):
        searches.add(db, "мой", "{}")
    with pytest.raises(ValueError, match="empty"):
        add_topic(db, " ")


def test_mentions_of_a_removed_source_stay_and_are_known_again(db: Connection) -> None:
    source = add_source(db)
    (mention_id,) = save(db, source.id, prepared("1", "текст")).new_ids
    sources.remove(db, source.id)
    assert sources.all(db) == ()
    found = mentions.get(db, mention_id)
    assert found is not None
    assert found.source == "Лента"
    assert sources.add(db, "Лента", "feed", {}, 15, Keep.EVERYTHING).id == source.id
    assert save(db, source.id, prepared("1", "текст")).same == 1
    triage.set_status(db, [mention_id], Status.ANSWERED, START)
    sources.remove(db, source.id, with_mentions=True)
    assert counts.rail(db).total == 0
    assert triage.next_undo(db) is None


def test_the_rail_counts_what_is_new(db: Connection) -> None:
    source, topic = add_source(db), add_topic(db)
    items = [prepared(str(i), "текст", topic_ids=[topic.id], minutes=i) for i in range(3)]
    ids = save(db, source.id, *items).new_ids
    triage.set_status(db, ids[:1], Status.ANSWERED, START)
    rail = counts.rail(db)
    assert (rail.topics, rail.sources, rail.total) == ({topic.id: 2}, {source.id: 2}, 3)
    assert rail.statuses[Status.ANSWERED] == 1
    assert counts.newest_id(db) == ids[2]


def test_notes_attachments_and_people(db: Connection) -> None:
    source = add_source(db)
    (mention_id,) = save(db, source.id, prepared("1", "текст")).new_ids
    note = notes.add(db, mention_id, "Позвонить", START)
    notes.change(db, note.id, "Позвонил")
    assert [each.text for each in notes.of(db, mention_id)] == ["Позвонил"]
    one = attachments.add(db, mention_id, "снимок.png", "image/png", b"png", START)
    assert attachments.add(db, mention_id, "ещё.png", "image/png", b"png", START).id == one.id
    assert attachments.of(db, mention_id) == (one,)
    stored = attachments.get(db, one.id)
    assert stored is not None
    assert stored.content == b"png"
    person = people.add(db, "Аня")
    assert people.add(db, " аня ") == person
    triage.assign(db, [mention_id], person.id, START)
    people.rename(db, person.id, "Анна")
    found = mentions.get(db, mention_id)
    assert found is not None
    assert (found.assignee, found.notes, found.attachments) == ("Анна", ("Позвонил",), 1)
    people.remove(db, person.id)
    notes.remove(db, note.id)
    attachments.remove(db, one.id)
    found = mentions.get(db, mention_id)
    assert found is not None
    assert (found.assignee, found.notes, found.attachments) == (None, (), 0)


def test_what_cannot_be_kept_is_refused(db: Connection) -> None:
    with pytest.raises(LookupError, match="no mention"):
        notes.add(db, 5, "текст", START)
    with pytest.raises(LookupError, match="no mention"):
        attachments.add(db, 5, "a", "b", b"", START)
    with pytest.raises(attachments.AttachmentTooLarge):
        attachments.add(db, 5, "a", "b", bytes(attachments.LIMIT_BYTES + 1), START)


def test_settings_and_searches_come_back(db: Connection, caplog: pytest.LogCaptureFixture) -> None:
    wanted = Settings(language="ru", text_percent=150, shop_name="Ромашка")
    settings.save(db, wanted)
    assert settings.load(db) == wanted
    db.execute("UPDATE setting SET value = '900' WHERE name = 'text_percent'")
    with caplog.at_level("ERROR", logger="desktop.store.settings"):
        assert settings.load(db).text_percent == 100
    settings.save_mapping(db, "a|b", {"text": "a"})
    assert settings.mapping_of(db, "a|b") == {"text": "a"}
    assert settings.mapping_of(db, "c") is None
    saved = searches.add(db, "Плохое", '{"tones": ["negative"]}')
    searches.update(db, replace(saved, name="Худшее"))
    assert [each.name for each in searches.all(db)] == ["Худшее"]
    searches.remove(db, saved.id)
    assert searches.all(db) == ()


def test_earlier_mentions_are_of_one_author_of_one_network(db: Connection) -> None:
    source = add_source(db)
    other = sources.add(db, "Мастодонт", "mastodon", {}, 15, Keep.MATCHING)
    items = [prepared(str(i), "т", author_handle="@Anna", minutes=i) for i in range(3)]
    ids = save(db, source.id, *items).new_ids
    save(db, other.id, prepared("9", "т", author_handle="anna"))
    last = mentions.get(db, ids[2])
    assert last is not None
    assert [m.id for m in authors.earlier(db, last)] == [ids[1], ids[0]]
    assert tags.all(db) == ()


class WholeWords:
    """An analyser that knows no forms."""

    def keys(self, form: str) -> tuple[str, ...]:
        return (form,)


def test_words_are_made_anew_for_another_analyser(db: Connection) -> None:
    assert not word_index.needs_rebuild(db, "1")
    source = add_source(db)
    save(db, source.id, prepared("1", "доставка"))
    node = parse_search("доставку ")
    assert pages.count(db, MentionFilter(), node, WORD_FORMS) == 1
    assert not word_index.needs_rebuild(db, "1")
    assert word_index.needs_rebuild(db, "2")
    assert not word_index.rebuild_words(db, WholeWords(), "2", lambda: True)
    assert word_index.needs_rebuild(db, "2")
    assert word_index.rebuild_words(db, WholeWords(), "2", lambda: False)
    assert not word_index.needs_rebuild(db, "2")
    assert pages.count(db, MentionFilter(), node, WholeWords()) == 0
