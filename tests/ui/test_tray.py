"""The tray's states and wishes; no desktop with a tray is needed for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.tray import Tray, until_morning
from tests.conftest import FixedClock

# What Qt itself says on a platform that has no tray.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


@pytest.fixture
def tray(theme: Theme, clock: FixedClock) -> Iterator[Tray]:
    made = Tray(theme, clock)
    yield made
    made.close()


def dot(tray: Tray) -> QColor:
    """The colour in the middle of the state's dot."""
    return tray.icon.icon().pixmap(QSize(64, 64)).toImage().pixelColor(49, 49)


@pytest.mark.parametrize("tone", ["negative", "warning"])
def test_not_having_looked_is_another_picture_than_quiet(
    tray: Tray, theme: Theme, tone: str
) -> None:
    quiet = dot(tray)
    tray.show_state(0, tone, is_muted=False)
    assert dot(tray).name() == theme.color(tone).name() != quiet.name()
    assert "could not look everywhere" in tray.icon.toolTip()


def test_new_mentions_are_counted_in_words(tray: Tray, theme: Theme) -> None:
    tray.show_state(3, "", is_muted=False)
    assert dot(tray).name() == theme.color("accent").name()
    assert "3 new mentions" in tray.icon.toolTip()


def test_trouble_outweighs_news(tray: Tray, theme: Theme) -> None:
    tray.show_state(3, "negative", is_muted=False)
    assert dot(tray).name() == theme.color("negative").name()


def test_the_menu_offers_what_makes_sense_now(tray: Tray) -> None:
    def offered() -> tuple[bool, bool, bool]:
        actions = (tray.hour_action, tray.morning_action, tray.unmute_action)
        hour, morning, unmute = (each.isVisible() for each in actions)
        return hour, morning, unmute

    assert offered() == (True, True, False)
    tray.show_state(0, "", is_muted=True)
    assert offered() == (False, False, True)
    assert "muted" in tray.icon.toolTip()


def test_mute_for_an_hour_and_unmute(tray: Tray, clock: FixedClock, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.muted) as hour:
        tray.hour_action.trigger()
    assert hour.args == [clock.now + timedelta(hours=1)]
    with qtbot.waitSignal(tray.muted) as never:
        tray.unmute_action.trigger()
    assert never.args == [None]


@pytest.mark.parametrize(("hour", "days"), [(2, 0), (7, 0), (8, 1), (23, 1)])
def test_morning_is_the_next_eight_o_clock_here(hour: int, days: int) -> None:
    here = datetime(2026, 3, 4, hour, 30 if hour == 7 else 0).astimezone()
    morning = until_morning(here)
    assert (morning.date() - here.date()).days == days
    assert (morning.hour, morning.minute) == (8, 0)


@pytest.mark.parametrize(
    ("reason", "opens"),
    [
        (QSystemTrayIcon.ActivationReason.Trigger, True),
        (QSystemTrayIcon.ActivationReason.Context, False),
    ],
)
def test_only_a_click_opens_the_window(
    tray: Tray, qtbot: QtBot, reason: QSystemTrayIcon.ActivationReason, opens: bool
) -> None:
    with qtbot.waitSignal(tray.opened, timeout=0, raising=False) as heard:
        tray.on_activated(reason)
    assert heard.signal_triggered is opens
