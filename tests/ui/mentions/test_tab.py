"""The tab over a real store: reading, triage, undo, live changes, empty lists, keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from desktop import i18n
from desktop.core.filters import MentionFilter
from desktop.core.models import Status, Tone
from desktop.store import mentions, notes, searches
from desktop.store.database import Connection
from desktop.ui.changes import Change
from desktop.ui.mentions.action_table import Command
from desktop.ui.mentions.empty_kinds import EmptyKind
from desktop.ui.tabs.mentions import MentionsTab
from tests.ui.conftest import RESOURCES

Build = Callable[[], MentionsTab]
Add = Callable[..., int]
Settle = Callable[[], None]


def ids(tab: MentionsTab) -> list[int]:
    return [each.id for each in tab.list.feed.model.mentions]


def test_the_first_mention_is_read_at_once(tab: Build, add: Add) -> None:
    old, new = add(1, 60), add(2, 5)
    shown = tab()
    assert ids(shown) == [new, old]
    assert shown.detail.mention is not None
    assert shown.detail.mention.id == new
    assert shown.counter() == 2


def test_answering_moves_on_and_can_be_undone(
    tab: Build, add: Add, settle: Settle, db: Connection
) -> None:
    old, new = add(1, 60), add(2, 5)
    shown = tab()
    shown.commands[Command.ANSWERED].trigger()
    settle()
    settle()
    stored = mentions.get(db, new)
    assert stored is not None
    assert stored.status is Status.ANSWERED
    assert shown.selection_id == old
    assert shown.list.notice.isVisible()
    shown.commands[Command.UNDO].trigger()
    settle()
    stored = mentions.get(db, new)
    assert stored is not None
    assert stored.status is Status.NEW


def test_every_letter_has_its_twin_on_a_russian_keyboard(tab: Build) -> None:
    shown = tab()
    keys = [each.toString() for each in shown.commands[Command.ANSWERED].shortcuts()]
    assert keys == ["E", "У"]
    assert [k.toString() for k in shown.commands[Command.COPY_LINK].shortcuts()] == [
        "Shift+C",
        "Shift+С",
    ]


def test_a_letter_is_a_command_in_the_list_and_a_letter_in_a_field(
    tab: Build, add: Add, settle: Settle, db: Connection
) -> None:
    new = add(2, 5)
    shown = tab()
    shown.list.search.take_focus()
    QTest.keyClicks(shown.list.search.box, "ew")
    assert shown.list.search.box.text() == "ew"
    shown.list.search.box.clear()
    shown.list.view.setFocus()
    QTest.keyClick(shown.list.view, Qt.Key.Key_E)
    settle()
    stored = mentions.get(db, new)
    assert stored is not None
    assert stored.status is Status.ANSWERED


def test_a_filtered_mention_leaves_and_the_next_is_chosen(
    tab: Build, add: Add, settle: Settle
) -> None:
    made = [add(n, 10 * n) for n in range(1, 5)]
    shown = tab()
    shown.on_filter_wanted(MentionFilter(statuses=(Status.NEW,)))
    settle()
    shown.list.view.setCurrentIndex(shown.list.feed.model.index(1))
    shown.commands[Command.NOT_US].trigger()
    settle()
    settle()
    assert ids(shown) == [made[0], made[2], made[3]]
    assert shown.selection_id == made[2]


def test_many_at_once_with_their_copies(
    tab: Build, add: Add, settle: Settle, db: Connection
) -> None:
    text = "В Ромашке на Лесной сегодня снова очередь на полчаса, а кассир опять один"
    copies = [add(1, 30, text=text), add(2, 20, text=text + " "), add(3, 10)]
    shown = tab()
    assert len(ids(shown)) == 2
    shown.list.view.selectAll()
    shown.commands[Command.NEGATIVE].trigger()
    settle()
    stored = mentions.get_many(db, copies)
    assert [each.tone for each in stored] == [Tone.NEGATIVE] * 3
    assert {each.tone_by for each in stored} == {"person"}


def test_new_ones_keep_the_reader_where_he_is(tab: Build, add: Add, settle: Settle) -> None:
    for n in range(40):
        add(n, 10 + n)
    shown = tab()
    view = shown.list.view
    view.verticalScrollBar().setValue(900)
    top = ids(shown)[view.top_row()]
    chosen = shown.selection_id
    add(100, 1)
    add(101, 2)
    shown.refresh(Change.MENTIONS)
    settle()
    assert len(ids(shown)) == 42
    assert ids(shown)[view.top_row()] == top
    assert shown.selection_id == chosen
    assert shown.list.pill.count == 2


def test_pages_follow_the_keyboard_to_the_end(tab: Build, add: Add, settle: Settle) -> None:
    for n in range(230):
        add(n, n + 1)
    shown = tab()
    model = shown.list.feed.model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    settle()
    seen: list[int] = []
    while len(seen) < 4 and model.has_more:
        seen.append(model.rowCount())
        shown.list.view.setCurrentIndex(model.index(model.rowCount() - 1))
        settle()
    assert model.rowCount() == 230
    assert ids(shown) == sorted(ids(shown), reverse=True)


def test_a_search_waits_for_a_pause_and_narrows(tab: Build, add: Add, settle: Settle) -> None:
    add(1, 5)
    wanted = add(2, 6, text="В Ромашке вкусный эклер")
    shown = tab()
    shown.list.search.box.setText("эклер")
    shown.list.search.on_search_settled()
    settle()
    assert ids(shown) == [wanted]
    shown.list.search.box.clear()
    shown.list.search.on_search_settled()
    settle()
    assert len(ids(shown)) == 2


def test_an_empty_list_says_why(tab: Build, settle: Settle, add: Add) -> None:
    shown = tab()
    assert shown.list.kind is EmptyKind.NOTHING_FOUND or not ids(shown)
    add(1, 5)
    shown.refresh(Change.MENTIONS)
    settle()
    shown.on_filter_wanted(MentionFilter(search="никогда"))
    settle()
    assert shown.list.kind is EmptyKind.NO_MATCH


def test_without_sources_one_is_offered(tab: Build) -> None:
    assert tab().list.kind is EmptyKind.NO_SOURCES


def test_a_note_is_kept_even_when_the_reader_moves_on(
    tab: Build, add: Add, settle: Settle, db: Connection
) -> None:
    add(1, 60)
    new = add(2, 5)
    shown = tab()
    shown.detail.notes.new.setPlainText("перезвонить")
    shown.commands[Command.NEXT].trigger()
    settle()
    settle()
    assert [note.text for note in notes.of(db, new)] == ["перезвонить"]


def test_a_search_is_saved_and_comes_back(
    tab: Build, add: Add, settle: Settle, db: Connection
) -> None:
    add(1, 5)
    shown = tab()
    shown.on_filter_wanted(MentionFilter(hours=24, tones=("negative",)))
    shown.desk.keeping.on_search_named("Жалобы")
    settle()
    (kept,) = searches.all(db)
    assert MentionFilter.from_json(kept.filter) == MentionFilter(hours=24, tones=("negative",))


def test_texts_follow_the_language(tab: Build, add: Add, settle: Settle) -> None:
    add(1, 5)
    shown = tab()
    i18n.use("ru", RESOURCES / "i18n")
    shown.retranslate()
    assert shown.title() == "Упоминания"
    assert shown.commands[Command.ANSWERED].text() == "Отвечено"
    index = shown.list.feed.model.index(0)
    spoken = index.data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert "Сергей П." in spoken
    assert "Новое" in spoken


@pytest.mark.parametrize("percent", [100, 200])
def test_a_small_window_loses_nothing(
    tab: Build, add: Add, settle: Settle, percent: int, qapp: QApplication
) -> None:
    add(1, 5)
    shown = tab()
    shown.context.theme.use("light", percent)
    shown.resize(1024, 520)
    settle()
    assert shown.minimumSizeHint().width() <= 1024
    assert shown.list.view.isVisible()
    assert shown.list.view.viewport().width() > 10 * shown.context.theme.metrics.em
    shown.context.theme.use("light", 100)


def test_ages_are_counted_to_the_clock(tab: Build, add: Add, clock: object) -> None:
    add(1, 5)
    shown = tab()
    shown.context.services.clock.now += timedelta(hours=3)  # type: ignore[attr-defined]
    shown.on_minute()
    spoken = shown.list.feed.model.index(0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert "3 h" in spoken
