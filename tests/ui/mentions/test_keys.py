"""Letters as a Russian keyboard sends them, and Ctrl-click in the rail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.models import Status, Tone
from desktop.ui.mentions.action_table import MENUS, Command
from desktop.ui.tabs.mentions import MentionsTab

Build = Callable[[], MentionsTab]
Add = Callable[..., int]
Settle = Callable[[], None]

LETTERS = [
    (spec.command, key)
    for menu in MENUS
    for spec in menu
    if spec
    for key in spec.all_keys
    if len(key.rpartition("+")[2]) == 1 and "Ctrl" not in key
]


def code_of(letter: str) -> Qt.Key:
    """The code X11 gives for a letter: its place in Unicode, beyond the names Qt has for keys."""
    code = int.__new__(Qt.Key, ord(letter.upper()))
    code._value_ = ord(letter.upper())
    return code


@pytest.mark.parametrize(("command", "key"), LETTERS)
def test_every_letter_works_on_both_keyboards(
    tab: Build, add: Add, command: Command, key: str
) -> None:
    add(1, 60, url="https://example.org/1")
    shown = tab()
    shown.list.view.setFocus()
    heard: list[object] = []
    shown.commands.triggered.disconnect()
    shown.commands.triggered.connect(heard.append)
    held = Qt.KeyboardModifier.ShiftModifier if "+" in key else Qt.KeyboardModifier.NoModifier
    for action in (QTest.KeyAction.Press, QTest.KeyAction.Release):
        QTest.sendKeyEvent(action, shown.list.view, code_of(key[-1]), key[-1].lower(), held)
    assert heard == [command]


def test_a_tone_is_set_and_left_to_the_program_again(tab: Build, add: Add, settle: Settle) -> None:
    add(1, 5)
    shown = tab()
    QTest.keyClick(shown.list.view, Qt.Key.Key_3)
    settle()
    settle()
    (mention,) = shown.list.feed.model.mentions
    assert (mention.tone, mention.tone_by) == (Tone.POSITIVE, "person")
    QTest.keyClick(shown.list.view, Qt.Key.Key_0)
    settle()
    settle()
    (mention,) = shown.list.feed.model.mentions
    assert (mention.tone, mention.tone_by) == (None, None)
    assert "program" in shown.list.notice.text


def test_ctrl_adds_lines_of_the_rail_and_takes_them_away(
    tab: Build, add: Add, settle: Settle
) -> None:
    add(1, 5)
    shown = tab()
    at = {row.value: n for n, row in enumerate(shown.rail.rows.rows)}

    def click(value: object, held: Qt.KeyboardModifier) -> None:
        index = shown.rail.rows.index(at[value])
        shown.rail.scrollTo(index)
        where = shown.rail.visualRect(index).center()
        QTest.mouseClick(shown.rail.viewport(), Qt.MouseButton.LeftButton, held, where)
        settle()

    click(Status.NEW, Qt.KeyboardModifier.NoModifier)
    click(Status.IN_WORK, Qt.KeyboardModifier.ControlModifier)
    assert set(shown.list.feed.filter.statuses) == {Status.NEW, Status.IN_WORK}
    click(Status.NEW, Qt.KeyboardModifier.ControlModifier)
    assert shown.list.feed.filter.statuses == (Status.IN_WORK,)
    click(Status.IN_WORK, Qt.KeyboardModifier.NoModifier)
    assert not shown.list.feed.filter.statuses
