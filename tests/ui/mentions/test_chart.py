"""The chart and its card: what is drawn, said and chosen; hours nobody looked are no zeros."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.filters import MentionFilter
from desktop.store import looks
from desktop.store.database import Connection, writing
from desktop.store.volume import Bucket
from desktop.ui.mentions.chart_card import ChartCard, bars_of
from desktop.ui.mentions.reading import Chart, Reading
from desktop.ui.theme import Theme
from desktop.ui.widgets.strip_chart import Bar, StripChart
from tests.ui.conftest import PlainForms

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
Add = Callable[..., int]


def chart(*counts: int, watched: tuple[bool, ...] = ()) -> Chart:
    buckets = tuple(Bucket(START + n * HOUR, each, 0, 0, 0) for n, each in enumerate(counts))
    return Chart(buckets, (None,) * len(counts), 3600, watched or (True,) * len(counts))


@pytest.fixture
def strip(theme: Theme, qtbot: QtBot) -> StripChart:
    made = StripChart(theme)
    qtbot.addWidget(made)
    made.resize(400, 80)
    made.show_bars([Bar(START + n * HOUR, START + (n + 1) * HOUR, negative=n) for n in range(4)])
    made.show()
    return made


def test_a_bar_nobody_watched_says_so_and_one_with_mentions_counts() -> None:
    first, second, third = bars_of(chart(0, 0, 2, watched=(True, False, False)))
    assert (first.is_watched, second.is_watched, third.is_watched) == (True, False, True)
    assert "Nobody looked" in second.said
    assert "0 mentions" in first.said


def test_a_gap_is_drawn_otherwise_than_a_quiet_hour(strip: StripChart) -> None:
    quiet = [Bar(START, START + HOUR)]
    strip.show_bars(quiet)
    without = strip.grab().toImage()
    strip.show_bars([Bar(START, START + HOUR, is_watched=False)])
    assert strip.grab().toImage() != without


def test_a_stretch_is_chosen_with_mouse_and_keys(strip: StripChart) -> None:
    chosen: list[object] = []
    strip.range_chosen.connect(chosen.append)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    assert chosen == [(START + 2 * HOUR, START + 3 * HOUR)]
    plot = strip.plot()
    first, last = plot.topLeft().toPoint(), plot.topLeft().toPoint()
    first.setX(int(plot.left() + plot.width() * 0.1))
    last.setX(int(plot.left() + plot.width() * 0.6))
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    QTest.mousePress(strip, left, none, first)
    QTest.mouseMove(strip, last)
    QTest.mouseRelease(strip, left, none, last)
    assert chosen[1] == (START, START + 3 * HOUR)


def test_the_card_folds_to_a_sentence(theme: Theme, qtbot: QtBot) -> None:
    card = ChartCard(theme)
    qtbot.addWidget(card)
    card.resize(700, 120)
    card.show()
    card.show_chart(chart(1, 2))
    assert card.chart.isVisible()
    card.set_low(True)
    assert not card.chart.isVisible()
    assert card._title.text() == "3 mentions, 3 of them negative"
    card.toggle()
    assert card.chart.isVisible()
    card.set_low(False)
    card.set_folded(True)
    assert not card.is_open
    card.show_chart(None)
    assert card._title.text() == "No data for a chart yet"


def test_sleep_is_a_gap_in_the_chart_and_no_evidence_of_quiet(
    add: Add, db: Connection, now: datetime
) -> None:
    add(1, 5)
    hours = [23, 22.9, 22.5, 22, 3, 2.5, 2, 1.5, 1, 0.5, 0]
    with writing(db):
        for ago in hours:
            looks.note(db, 1, now - ago * HOUR, 15)
    reading = Reading(MentionFilter(hours=24).at(now), PlainForms)
    drawn = reading.chart(now)(db)
    assert drawn is not None
    by_start = dict(zip((b.start for b in drawn.buckets), drawn.watched, strict=True))
    asleep = [on for start, on in by_start.items() if now - 21 * HOUR < start < now - 4 * HOUR]
    awake = [on for start, on in by_start.items() if now - 2 * HOUR < start <= now]
    assert asleep
    assert not any(asleep)
    assert all(awake)
