"""Lists of feeds and copies of the store through the dialogs a person uses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.core.models import Keep
from desktop.exchange.opml import read_opml
from desktop.store import sources
from desktop.ui.dialogs.confirm import Confirm, Message
from tests.ui.dialogs.surroundings import Surroundings

OPML = """<?xml version="1.0"?><opml version="2.0"><body>
<outline type="rss" text="Новости" xmlUrl="https://news.example/rss"/>
<outline type="rss" text="Forum" xmlUrl="https://forum.example/feed"/>
</body></opml>"""


def choose(around: Surroundings, path: Path) -> None:
    """Answer the file dialog that is open."""
    dialog = around.actions.opened("file")
    assert isinstance(dialog, QFileDialog)
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()


def told(around: Surroundings, qtbot: QtBot) -> str:
    """What the message that comes says."""
    qtbot.waitUntil(lambda: around.actions.opened("message") is not None, timeout=3000)
    message = around.actions.opened("message")
    assert isinstance(message, Message)
    return message.text.text()


def test_feeds_come_in_and_are_looked_at(
    around: Surroundings, qtbot: QtBot, tmp_path: Path, settled: Callable[[], None]
) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(OPML, encoding="utf-8")
    sources.add(
        around.db, "Forum", "feed", {"url": "https://forum.example/feed"}, 30, Keep.EVERYTHING
    )
    around.actions.import_opml()
    choose(around, path)
    assert told(around, qtbot) == "1 feed was added. 1 was there already."
    assert sorted(each.name for each in sources.all(around.db)) == ["Forum", "Новости"]
    assert around.polls == [("Новости",)]


def test_a_file_that_is_no_list_of_feeds_adds_nothing(
    around: Surroundings, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text("not a list", encoding="utf-8")
    around.actions.import_opml()
    choose(around, path)
    assert told(around, qtbot)
    assert sources.all(around.db) == ()


def test_feeds_go_out_with_the_ending_of_their_kind(
    around: Surroundings, qtbot: QtBot, tmp_path: Path, settled: Callable[[], None]
) -> None:
    sources.add(around.db, "News", "feed", {"url": "https://news.example/rss"}, 30, Keep.MATCHING)
    around.actions.export_opml()
    choose(around, tmp_path / "mine")
    written = tmp_path / "mine.opml"
    qtbot.waitUntil(lambda: bool(around.told), timeout=3000)
    assert [(each.title, each.url) for each in read_opml(written)] == [
        ("News", "https://news.example/rss")
    ]
    assert around.told[-1].startswith("1 feed written to ")


def test_a_copy_is_made_and_put_back_after_asking(
    around: Surroundings, qtbot: QtBot, tmp_path: Path
) -> None:
    wanted: list[object] = []
    around.actions.files.restore_wanted.connect(wanted.append)
    around.actions.backup()
    choose(around, tmp_path / "copy.db")
    assert "copy.db" in told(around, qtbot)
    around.actions.restore()
    choose(around, tmp_path / "copy.db")
    qtbot.waitUntil(lambda: around.actions.opened("confirm") is not None, timeout=3000)
    question = around.actions.opened("confirm")
    assert isinstance(question, Confirm)
    assert wanted == []
    question.accept()
    assert wanted == [tmp_path / "copy.db"]


def test_something_else_is_not_put_back(around: Surroundings, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    path.write_bytes(b"something else" * 100)
    around.actions.restore()
    choose(around, path)
    assert "Nothing was changed." in told(around, qtbot)
