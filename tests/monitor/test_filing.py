"""What a person pastes or imports: all of it is kept, once, under the right source."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from desktop.core.models import Item, Keep, Status, Tone, Topic, TopicKind
from desktop.core.sentiment import ToneRouter
from desktop.exchange.rows import ImportedRow
from desktop.monitor.filing import IMPORT, MANUAL, Filed, file_items, file_rows
from desktop.monitor.intake import Intake
from desktop.store import mentions, sources, topics, triage
from desktop.store.database import Connection, writing
from tests.conftest import NOW
from tests.monitor.parts import PlainForms, items, stored_ids

TEXT = "The bread was stale and the queue endless"


def intake(*chosen: Topic) -> Intake:
    return Intake(chosen, PlainForms(), ToneRouter({}))


def file(db: Connection, *brought: Item, name: str = "Pasted", kind: str = MANUAL) -> Filed:
    return file_items(
        db, brought, kind=kind, name=name, intake=intake(), word_forms=PlainForms(), now=NOW
    )


def rows(db: Connection, *brought: ImportedRow, name: str = "table.csv") -> tuple[Filed, ...]:
    return file_rows(db, brought, name=name, intake=intake(), word_forms=PlainForms(), now=NOW)


def test_everything_is_kept_under_a_source_of_its_own(db: Connection) -> None:
    topic = topics.add(db, Topic(0, "t", TopicKind.BRAND, "bread"))
    filed = file_items(
        db,
        [Item("1", TEXT), Item("2", "nothing of the kind")],
        kind=MANUAL,
        name="Pasted",
        intake=intake(topic),
        word_forms=PlainForms(),
        now=NOW,
    )
    assert (filed.new, filed.seen, filed.source.kind) == (2, 2, MANUAL)
    found = {each.external_id: each for each in mentions.get_many(db, filed.new_ids)}
    assert (found["1"].topics, found["2"].topics) == (("t",), ())
    again = file(db, Item("1", TEXT), Item("2", "edited"))
    assert (again.new, again.changed, again.same) == (0, 1, 1)
    assert again.source == filed.source


def test_a_polled_source_is_never_filed_under(db: Connection) -> None:
    sources.add(db, "News", "feed", {}, 15, Keep.MATCHING)
    with pytest.raises(ValueError, match="kind feed"):
        file(db, Item("1", TEXT), name="News")
    (filed,) = rows(db, ImportedRow(2, Item("1", TEXT), place="News"))
    assert filed.source.name == "News (table.csv)"


def test_filing_stops_between_batches_and_tells_how_far_it_is(db: Connection) -> None:
    stop, told = threading.Event(), []

    def tell(n: int) -> None:
        told.append(n)
        stop.set()

    brought = items(*(str(n) for n in range(700)))
    filed = file_items(
        db,
        brought,
        kind=IMPORT,
        name="f",
        intake=intake(),
        word_forms=PlainForms(),
        now=NOW,
        stop=stop,
        on_progress=tell,
    )
    assert (filed.is_stopped, filed.seen, filed.new, told) == (True, 500, 500, [500])
    assert len(stored_ids(db)) == 500


def test_rows_go_to_the_places_they_name_with_their_marks(db: Connection) -> None:
    marked = ImportedRow(
        2, Item("1", TEXT), "VK", tags=("urgent",), status=Status.IN_WORK, tone=Tone.POSITIVE
    )
    first, second = rows(db, marked, ImportedRow(3, Item("2", TEXT + "!")))
    assert (first.source.name, second.source.name) == ("VK", "table.csv")
    (mention,) = mentions.get_many(db, first.new_ids)
    assert (mention.tags, mention.status, mention.tone) == (
        ("urgent",), Status.IN_WORK, Tone.POSITIVE,
    )  # fmt: skip
    assert mention.tone_by == "person"
    # An import is undone by removing its source, not step by step.
    assert triage.undo(db) is None


def test_marks_of_a_file_do_not_overrule_what_a_person_did_here(db: Connection) -> None:
    row = ImportedRow(2, Item("1", TEXT), status=Status.IN_WORK, tags=("a",))
    (filed,) = rows(db, replace(row, status=None, tags=()))
    triage.set_status(db, filed.new_ids, Status.ANSWERED, NOW)
    rows(db, row)
    (mention,) = mentions.get_many(db, filed.new_ids)
    assert (mention.status, mention.tags) == (Status.ANSWERED, ())


def test_what_a_live_source_brought_is_left_as_it_is(db: Connection) -> None:
    from desktop.store.mentions import save_batch

    url = "https://vk.com/wall-1_2"
    live = sources.add(db, "VK", "vk", {}, 15, Keep.MATCHING)
    item = Item("wall-1_2", TEXT, url=url, likes=7, author_name="Anna")
    with writing(db):
        save_batch(db, live.id, intake().prepare([item], Keep.EVERYTHING, NOW), NOW, PlainForms())
    other = Item("55", TEXT[:30], url=f"{url}?utm_source=export", likes=1, created_at=NOW)
    (filed,) = rows(db, ImportedRow(2, other, tags=("x",)))
    assert (filed.new, filed.same, filed.seen) == (0, 1, 1)
    pasted = file(db, replace(other, external_id=url))
    assert (pasted.new, pasted.same) == (0, 1)
    assert stored_ids(db) == ["wall-1_2"]


def test_the_same_reviews_under_new_ids_and_another_name_are_no_news(db: Connection) -> None:
    brought = [
        ImportedRow(n, Item(f"a{n}", f"{TEXT} {n}", author_name="Anna", created_at=NOW))
        for n in range(5)
    ]
    assert sum(each.new for each in rows(db, *brought)) == 5
    renamed = [replace(row, item=replace(row.item, external_id=f"b{row.line}")) for row in brought]
    (filed,) = rows(db, *renamed, name="second.csv")
    assert (filed.new, filed.same) == (0, 5)
