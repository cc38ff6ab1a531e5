"""The second start of the same data folder."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.ui.single_instance import SingleInstance


def test_second_start_raises_the_first_window(tmp_path: Path, qtbot: QtBot) -> None:
    first, second = SingleInstance(tmp_path / "w.lock"), SingleInstance(tmp_path / "w.lock")
    assert first.take()
    first.listen()
    assert not second.take()
    for _again in range(2):
        with qtbot.waitSignal(first.raised) as raised:
            second.call()
        assert raised.args == [False]
    with qtbot.waitSignal(first.raised) as raised:
        second.call(is_adding=True)
    assert raised.args == [True]
    first.release()
    assert second.take()
    second.release()
