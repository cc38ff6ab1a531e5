"""What is not known is said: a check that runs, and sources that could not be looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtWidgets import QAbstractButton

from desktop import i18n
from desktop.core.filters import MentionFilter
from desktop.core.models import Keep, Status
from desktop.core.sources import Health, Reason
from desktop.paths import resource
from desktop.store import sources
from desktop.store.database import Connection, writing
from desktop.ui.changes import Change
from desktop.ui.mentions.empty_kinds import EmptyKind, empty_kind
from desktop.ui.mentions.marks import balanced, whole_span
from desktop.ui.mentions.reading import rail
from desktop.ui.status_text import Progress
from desktop.ui.tabs.mentions import MentionsTab

Build = Callable[[], MentionsTab]
Add = Callable[..., int]
Settle = Callable[[], None]


def source(db: Connection, name: str, health: Health, ok_at: datetime | None) -> None:
    with writing(db):
        made = sources.add(db, name, "feed", {}, 15, Keep.MATCHING)
        reason = Reason.TIMEOUT if health is Health.FAILING else None
        state = replace(made, health=health, reason=reason, last_ok_at=ok_at)
        sources.save_state(db, state)


def test_a_running_check_is_a_state_of_its_own(tab: Build, db: Connection, settle: Settle) -> None:
    source(db, "Forum", Health.WAITING, None)
    shown = tab()
    seen = [shown.list.kind]
    shown.show_progress(Progress("Forum", 0, 1))
    seen.append(shown.list.kind)
    assert "Forum (0 of 1)" in shown.list.empty.accessibleName()
    shown.show_progress(None)
    seen.append(shown.list.kind)
    assert seen == [EmptyKind.NOT_YET, EmptyKind.CHECKING, EmptyKind.NOT_YET]


def test_looked_at_and_nothing_there_differs_from_could_not_look(
    db: Connection, now: datetime
) -> None:
    source(db, "Forum", Health.FINE, now)
    assert empty_kind(rail(db), MentionFilter()) is EmptyKind.NOTHING_FOUND
    assert empty_kind(rail(db), MentionFilter(search="a", hours=24)) is EmptyKind.NOTHING_FOUND
    (stored,) = sources.all(db)
    with writing(db):
        sources.save_state(db, replace(stored, health=Health.FAILING))
    assert empty_kind(rail(db), MentionFilter()) is EmptyKind.COULD_NOT_LOOK


def test_a_source_that_failed_is_told_over_the_rows(
    tab: Build, add: Add, db: Connection, settle: Settle, now: datetime
) -> None:
    add(1, 5)
    shown = tab()
    assert not shown.list.trouble.isVisible()
    source(db, "Forum", Health.FAILING, now - timedelta(hours=2))
    shown.refresh(Change.SOURCES)
    settle()
    assert shown.list.trouble.isVisible()
    assert "Forum" in shown.list.trouble.text
    assert "2 hours ago" in shown.list.trouble.text
    shown.on_filter_wanted(MentionFilter(source_ids=(1,)))
    settle()
    assert not shown.list.trouble.isVisible()


def test_numbers_over_the_list_and_in_the_chart_agree(tab: Build, add: Add, settle: Settle) -> None:
    text = "В Ромашке на Лесной сегодня снова очередь на полчаса, а кассир опять один"
    add(1, 30, text=text)
    add(2, 20, text=text + " ")
    add(3, 10)
    shown = tab()
    assert shown.list.filters.found_text() == "2 found, 3 with repeats"
    assert sum(bar.total for bar in shown.list.chart.chart.bars) == 3


def test_an_empty_store_has_neither_a_chart_nor_filters(
    tab: Build, add: Add, settle: Settle
) -> None:
    shown = tab()
    assert not shown.list.chart.isVisible()
    assert not shown.list.filters.isVisible()
    add(1, 5)
    shown.refresh(Change.MENTIONS)
    settle()
    assert shown.list.chart.isVisible()
    assert shown.list.filters.isVisible()


def test_the_number_found_follows_the_language(tab: Build, add: Add, settle: Settle) -> None:
    add(1, 5)
    shown = tab()
    i18n.use("ru", resource("i18n"))
    try:
        shown.retranslate()
        assert shown.list.search.found.text() == "Найдено: 1"
    finally:
        i18n.use("en", resource("i18n"))


def test_a_chip_has_its_own_place(tab: Build, add: Add, settle: Settle) -> None:
    add(1, 5)
    shown = tab()
    shown.on_filter_wanted(MentionFilter(statuses=(Status.NEW,)))
    settle()
    bar = shown.list.filters
    places = [each.geometry() for each in bar.findChildren(QAbstractButton) if each.isVisible()]
    assert len(places) == 3
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[:n])
    assert all(bar.rect().contains(each) for each in places)


def test_a_match_takes_the_quote_that_belongs_to_it() -> None:
    text = "взял пробы в пекарне «Ромашка» на Садовой"
    start = text.index("пекарне")
    end = text.index("»")
    first, last = whole_span(text, start, end)
    assert text[first:last] == "пекарне «Ромашка»"
    assert balanced("пекарне «Ромашка") == "пекарне Ромашка"
    assert balanced("„Ромашка“") == "„Ромашка“"
    assert balanced('bakery "Romashka') == "bakery Romashka"
