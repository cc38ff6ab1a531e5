"""Storing items: once, up to date, and never against a person's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from desktop.core.filters import MentionFilter
from desktop.core.models import Deciding, Span, Tone
from desktop.core.query import parse_search
from desktop.store import attachments, authors, mentions, pages, topics, triage
from desktop.store.database import Connection, close_database, open_database
from tests.store.shop import START, WORD_FORMS, add_source, add_topic, prepared, save


def search(db: Connection, text: str) -> list[str]:
    node = parse_search(text)
    return [m.external_id for m in pages.page(db, MentionFilter(), node, WORD_FORMS)]


def test_a_mention_comes_back_as_it_was_stored(db: Connection) -> None:
    source, topic = add_source(db), add_topic(db)
    item = prepared(
        "1",
        "Вкусно в пекарне",
        title="Отзыв",
        tone=Tone.POSITIVE,
        value=0.5,
        spans=[Span(15, 22, topic.id)],
        topic_ids=[topic.id],
        likes=3,
        url="https://example.org/1",
        author_name="Анна",
        author_handle="anna",
    )
    (mention_id,) = save(db, source.id, item).new_ids
    found = mentions.get(db, mention_id)
    assert found is not None
    assert (found.source, found.source_kind, found.title) == ("Лента", "feed", "Отзыв")
    assert (found.tone, found.score, found.tone_by) == (Tone.POSITIVE, 0.5, "engine 1")
    assert (found.likes, found.replies, found.topics) == (3, None, ("Пекарня",))
    assert found.matched == ("пекарне",)
    assert found.created_at == START
    assert found.seen_at == START + timedelta(days=1)
    assert found.is_dated


def test_an_undated_item_has_the_time_of_fetching(db: Connection) -> None:
    source = add_source(db)
    (mention_id,) = save(db, source.id, prepared("1", "текст", created_at=None)).new_ids
    found = mentions.get(db, mention_id)
    assert found is not None
    assert not found.is_dated
    assert found.created_at == found.seen_at


def test_the_same_item_again_changes_nothing(db: Connection) -> None:
    source = add_source(db)
    save(db, source.id, prepared("1", "текст", likes=1))
    before = db.total_changes
    again = save(db, source.id, prepared("1", "текст", likes=None), prepared("1", "текст"))
    assert (again.new_ids, again.changed_ids, again.same) == ((), (), 2)
    assert db.total_changes == before


def test_new_counters_and_edited_text_are_taken(db: Connection) -> None:
    source, topic = add_source(db), add_topic(db)
    first = prepared("1", "старое слово", likes=1, views=9, topic_ids=[topic.id])
    (mention_id,) = save(db, source.id, first).new_ids
    edited = prepared("1", "новое дело", likes=4, tone=Tone.NEGATIVE, value=-0.7)
    assert save(db, source.id, edited).changed_ids == (mention_id,)
    found = mentions.get(db, mention_id)
    assert found is not None
    assert (found.text, found.likes, found.views) == ("новое дело", 4, 9)
    assert (found.tone, found.topics) == (Tone.NEGATIVE, ())
    assert (search(db, "старое "), search(db, "новое ")) == ([], ["1"])


def test_a_persons_tone_survives_an_edit(db: Connection) -> None:
    source = add_source(db)
    (mention_id,) = save(db, source.id, prepared("1", "текст")).new_ids
    triage.set_tone(db, [mention_id], Tone.POSITIVE, START)
    save(db, source.id, prepared("1", "другой", tone=Tone.NEGATIVE, value=-1.0))
    found = mentions.get(db, mention_id)
    assert found is not None
    assert (found.text, found.tone, found.tone_by) == ("другой", Tone.POSITIVE, "person")


def test_a_deleted_item_does_not_come_back(db: Connection) -> None:
    source = add_source(db)
    (mention_id,) = save(db, source.id, prepared("1", "текст")).new_ids
    triage.delete(db, [mention_id], START)
    assert save(db, source.id, prepared("1", "другой текст")).same == 1
    assert pages.page(db, MentionFilter()) == ()


def test_word_forms_phrases_minus_and_prefix(db: Connection) -> None:
    source = add_source(db)
    items = [
        prepared("1", "Заказали с доставкой ещё вчера", minutes=1),
        prepared("2", "Быстрая доставка пирогов", minutes=2),
        prepared("3", "Просто пироги", minutes=3),
        prepared("4", "#ПекарняРомашка на углу", minutes=4),
    ]
    save(db, source.id, *items)
    assert search(db, "доставку ") == ["2", "1"]
    assert search(db, "доставку -пирогов ") == ["1"]
    assert search(db, "еще ") == ["1"]
    assert search(db, '"быстрая доставка" ') == ["2"]
    assert search(db, '"быстрые доставки пирогов" ') == ["2"]
    assert search(db, '"доставка быстрая" ') == []
    assert search(db, "пир") == ["3", "2"]
    assert search(db, "д") == ["2", "1"]
    assert search(db, '"пекарня ромашка" ') == ["4"]
    assert search(db, "-доставка ") == ["4", "3"]


def test_repeats_fold_under_the_first_seen_and_a_new_lead_is_found(db: Connection) -> None:
    source = add_source(db)
    ids = save(
        db,
        source.id,
        *[prepared(str(i), "акция", fold_key=7, minutes=i) for i in range(3)],
        prepared("late", "акция", fold_key=7, minutes=60 * 24 * 31),
    ).new_ids
    shown = pages.page(db, MentionFilter())
    assert [(m.external_id, m.repeats) for m in shown] == [("late", 0), ("0", 2)]
    assert [m.id for m in mentions.copies(db, ids[0])] == [ids[1], ids[2]]
    triage.delete(db, ids[:1], START)
    shown = pages.page(db, MentionFilter())
    assert [(m.external_id, m.repeats) for m in shown] == [("late", 0), ("1", 1)]
    triage.undo(db)
    assert [m.external_id for m in mentions.copies(db, ids[0])] == ["1", "2"]


def test_a_copy_shows_where_its_lead_does_not(db: Connection) -> None:
    one, other = add_source(db), add_source(db, "Другая")
    save(db, one.id, prepared("1", "акция", fold_key=7))
    save(db, other.id, prepared("2", "акция", fold_key=7, minutes=1))
    found = pages.page(db, MentionFilter(source_ids=(other.id,)))
    assert [m.external_id for m in found] == ["2"]
    assert len(pages.page(db, MentionFilter(folds=False))) == 2


def test_topics_can_be_matched_anew(db: Connection) -> None:
    source, topic = add_source(db), add_topic(db)
    ids = save(db, source.id, prepared("1", "пекарня"), prepared("2", "пекарне")).new_ids
    assert topics.set_matches(db, topic.id, {ids[0]: [(0, 7)], ids[1]: [(0, 7)], 5: []}) == 2
    assert topics.set_matches(db, topic.id, {ids[0]: [(1, 2)]}) == 0
    found = mentions.get(db, ids[0])
    assert found is not None
    assert found.spans == (Span(1, 2, topic.id),)
    topics.clear_matches(db, topic.id, ids[:1])
    assert topics.matched_ids(db, topic.id) == (ids[1],)
    topics.remove(db, topic.id)
    assert mentions.get_many(db, ids)[1].topics == ()


def test_after_erasing_nothing_of_the_author_is_in_the_files(db: Connection) -> None:
    source = add_source(db)
    secret = prepared("1", "Уникумслово однажды", author_handle="@Zloj_Kot", author_name="Злойкот")
    (mention_id,) = save(db, source.id, secret).new_ids
    save(db, source.id, prepared("1", "Редчайшее правленое", author_handle="@Zloj_Kot"))
    kept = save(db, source.id, prepared("2", "Осталось навсегда", author_handle="ivan")).new_ids
    triage.delete(db, [mention_id], START)
    assert authors.erase(db, "zloj_kot") == authors.Erased(1, 0)
    path = db.execute("PRAGMA database_list").fetchone()[2]
    content = b"".join(Path(path + end).read_bytes() for end in ("", "-wal"))
    for trace in ("zloj_kot", "Zloj_Kot", "Злойкот", "Уникум", "уникум", "правлен", "редчайш"):
        assert trace.encode() not in content, trace
    assert "навсегда".encode() in content
    assert save(db, source.id, secret).refused == 1
    assert mentions.get(db, kept[0]) is not None
    assert triage.next_undo(db) is None


def test_an_author_is_known_by_handle_and_by_name_only_without_one(db: Connection) -> None:
    source = add_source(db)
    items = [
        prepared("1", "под ником", author_handle="@Anna", author_name="Кто-то"),
        prepared("2", "без ника", author_name="anna"),
        prepared("3", "тёзка", author_handle="other", author_name="Anna"),
    ]
    save(db, source.id, *items)
    assert authors.erase(db, "@ANNA").removed == 2
    assert [m.external_id for m in pages.page(db, MentionFilter())] == ["3"]
    again = save(db, source.id, *items, prepared("4", "ещё", author_handle="x", author_name="anna"))
    assert (again.refused, again.same, len(again.new_ids)) == (2, 1, 1)


def test_what_has_a_file_is_evidence(db: Connection) -> None:
    source = add_source(db)
    items = [prepared(str(i), "слово", author_handle="anna", minutes=i) for i in range(3)]
    ids = save(db, source.id, *items).new_ids
    attachments.add(db, ids[0], "снимок.png", "image/png", b"png", START)
    attachments.add(db, ids[1], "снимок.png", "image/png", b"png", START)
    triage.delete(db, ids[1:2], START)
    assert authors.erase(db, "anna") == authors.Erased(2, 1)
    (kept,) = pages.page(db, MentionFilter(author="anna"))
    assert (kept.external_id, kept.author_handle, kept.attachments) == ("0", "anna", 1)
    assert search(db, "слово ") == ["0"]
    assert authors.erase(db, "anna", with_evidence=True) == authors.Erased(1, 0)
    assert pages.page(db, MentionFilter()) == ()


def test_overwriting_is_put_off_while_somebody_reads(db: Connection, store_path: Path) -> None:
    source = add_source(db)
    save(db, source.id, prepared("1", "Уникумслово", author_handle="anna"))
    reader = open_database(store_path)
    reader.execute("BEGIN")
    assert len(pages.page(reader, MentionFilter())) == 1
    db.execute("PRAGMA busy_timeout = 10")
    assert authors.erase(db, "anna") == authors.Erased(1, 0, is_pending=True)
    assert not authors.finish_erasing(db)
    close_database(reader)
    later = open_database(store_path)
    assert authors.finish_erasing(later)
    close_database(later)
    db.execute("SELECT 1").fetchone()
    files = [store_path, store_path.with_name(store_path.name + "-wal")]
    content = b"".join(each.read_bytes() for each in files if each.exists())
    assert "уникум".encode() not in content.lower()
    assert "Уникум".encode() not in content


def test_deciding_words_come_back(db: Connection) -> None:
    source = add_source(db)
    item = prepared("1", "bad", tone=Tone.NEGATIVE, value=-0.5)
    word = Deciding(0, 3, "bad", -2.5)
    item = replace(item, score=replace(item.score, deciding=(word,)))
    (mention_id,) = save(db, source.id, item).new_ids
    found = mentions.get(db, mention_id)
    assert found is not None
    assert found.deciding == (word,)
