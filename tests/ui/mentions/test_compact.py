"""Small windows and large text: what does not fit folds, nothing is out of reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.models import Status
from desktop.store import mentions
from desktop.store.database import Connection
from desktop.ui.mentions.action_table import Command
from desktop.ui.mentions.shapes import Density, Shape, density_for, shape_for
from desktop.ui.tabs.mentions import MentionsTab

Build = Callable[[], MentionsTab]
Add = Callable[..., int]
Settle = Callable[[], None]
Small = Callable[[int], MentionsTab]

LOW = 385
"""Height of the tab in a window of 1024×640 with text of 200 %."""


@pytest.fixture
def small(tab: Build, add: Add, settle: Settle) -> Iterator[Small]:
    """The tab in the smallest window at some text size, with a dozen mentions."""
    made: list[MentionsTab] = []

    def build(percent: int) -> MentionsTab:
        for n in range(12):
            add(n, n + 1)
        shown = tab()
        shown.context.theme.use("light", percent)
        shown.resize(1024, LOW if percent == 200 else 480)
        settle()
        QApplication.sendPostedEvents()
        made.append(shown)
        return shown

    yield build
    for each in made:
        each.context.theme.use("light", 100)


def test_panes_give_way_one_after_the_other() -> None:
    assert shape_for(60, 14) is Shape.ALL
    assert shape_for(50, 14) is Shape.PAIR
    assert shape_for(32, 14) is Shape.SINGLE
    assert [density_for(h) for h in (40, 20, 11)] == list(Density)


def test_three_rows_and_the_way_to_all_else_fit_at_double_size(small: Small) -> None:
    shown = small(200)
    view = shown.list.view
    bottom = view.visualRect(shown.list.feed.model.index(2)).bottom()
    assert bottom < view.viewport().height()
    search = shown.list.search
    for part in (search.rail, search.filters, search.found):
        assert part.isVisible()
        assert part.width() >= part.sizeHint().width()
    assert search.box.width() >= search.box.whole_width()
    assert not shown.detail.isVisible()


def test_enter_reads_and_escape_comes_back(small: Small, settle: Settle) -> None:
    shown = small(200)
    QTest.keyClick(shown.list.view, Qt.Key.Key_Return)
    assert shown.detail.isVisible()
    assert not shown.list.isVisible()
    assert shown.detail.head.isVisible()
    before = shown.selection_id
    QTest.keyClick(shown.detail.area, Qt.Key.Key_J)
    settle()
    assert shown.selection_id != before
    assert shown.detail.mention is not None
    assert shown.detail.mention.id == shown.selection_id
    QTest.keyClick(shown.detail.area, Qt.Key.Key_Escape)
    assert shown.list.isVisible()
    QTest.keyClick(shown.list.view, Qt.Key.Key_Right)
    assert shown.detail.isVisible()
    QTest.keyClick(shown.detail.area, Qt.Key.Key_Left)
    assert shown.list.view.isVisible()


def test_every_action_is_in_the_menu_of_the_page(
    small: Small, settle: Settle, db: Connection
) -> None:
    shown = small(200)
    QTest.keyClick(shown.list.view, Qt.Key.Key_Return)
    held = shown.detail.head.menu.actions()
    for command in (Command.ANSWERED, Command.NEGATIVE, Command.CLEAR_TONE, Command.DELETE):
        assert shown.commands[command] in held
    chosen = shown.selection_id
    assert chosen is not None
    shown.commands[Command.IN_WORK].trigger()
    settle()
    stored = mentions.get(db, chosen)
    assert stored is not None
    assert stored.status is Status.IN_WORK


def test_the_rail_is_a_drawer_that_closes_after_a_choice(small: Small, settle: Settle) -> None:
    shown = small(200)
    assert not shown.rail.isVisible()
    shown.list.search.rail.click()
    assert shown.rail.isVisible()
    rows = shown.rail.rows.rows
    at = next(n for n, row in enumerate(rows) if row.value is Status.ANSWERED)
    shown.rail.setCurrentIndex(shown.rail.rows.index(at))
    QTest.keyClick(shown.rail, Qt.Key.Key_Return)
    settle()
    assert not shown.rail.isVisible()
    assert shown.list.feed.filter.statuses == (Status.ANSWERED,)
    shown.commands[Command.RAIL].trigger()
    assert shown.rail.isVisible()
    QTest.keyClick(shown.rail, Qt.Key.Key_Escape)
    assert not shown.rail.isVisible()


def test_nothing_of_the_rail_is_shortened_where_it_stands(small: Small) -> None:
    shown = small(100)
    assert shown.rail.viewport().width() >= shown.rail.whole_width() - 20
    shapes = [shown.panes_row.shape]
    offered = [shown.list.search.rail.isVisible()]
    for width in (700, 1400):
        shown.resize(width, 480)
        shapes.append(shown.panes_row.shape)
        offered.append(shown.list.search.rail.isVisible())
    assert shapes == [Shape.ALL, Shape.PAIR, Shape.ALL]
    assert offered == [False, True, False]
    assert shown.rail.isVisible()


def test_filters_fold_and_unfold_with_what_they_say(small: Small) -> None:
    shown = small(100)
    search = shown.list.search
    shown.resize(500, 480)
    assert search.filters.isVisible()
    assert all(search.popup.isAncestorOf(each) for each in search._controls)
    shown.resize(1900, 480)
    assert not search.filters.isVisible()
    assert all(each.isVisible() for each in search._controls)


def test_the_chart_gives_way_first_and_comes_when_asked(small: Small) -> None:
    shown = small(200)
    assert not shown.list.chart.isVisible()
    shown.commands[Command.CHART].trigger()
    assert shown.list.chart.chart.isVisible()
    shown.commands[Command.CHART].trigger()
    assert not shown.list.chart.chart.isVisible()
