"""Settings, people, import, removal, erasing, keys: and every dialog in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.core.filters import MentionFilter
from desktop.core.models import Item, Keep, Topic, TopicKind
from desktop.core.sources import Health, Reason
from desktop.exchange.columns import Column
from desktop.monitor.filing import MANUAL, file_items
from desktop.paths import resource
from desktop.store import attachments, pages, people, sources, topics
from desktop.ui.dialogs.confirm import Confirm
from desktop.ui.dialogs.erase_author import EraseAuthor
from desktop.ui.dialogs.file_work import adding_feeds
from desktop.ui.dialogs.import_preview import ImportPreview
from desktop.ui.dialogs.people import PeoplePanel
from desktop.ui.dialogs.settings import PAGES, SettingsDialog
from desktop.ui.dialogs.settings_sources import SourcesPage
from desktop.ui.dialogs.shortcuts import ShortcutsDialog, keys_of
from desktop.ui.dialogs.source_health import health_lines
from desktop.ui.dialogs.spoken import Spoken
from tests.conftest import NOW
from tests.ui.dialogs.surroundings import FEED, Surroundings

TABLE = "Дата;Автор;Отзыв\n03.02.2026;Анна;Торт опоздал\n31.31.2026;Пётр;Очередь\n"


def test_settings_take_effect_at_once(around: Surroundings, settled: Callable[[], None]) -> None:
    dialog = SettingsDialog(around.context, around.actions, around.window)
    general = dialog.pages[0]
    general.theme.choose("dark")  # type: ignore[attr-defined]
    general.on_look_chosen()  # type: ignore[attr-defined]
    assert around.settings.theme == "dark"
    network = dialog.pages[-1]
    network.proxy.setText("nonsense")  # type: ignore[attr-defined]
    network.on_proxy_edited()  # type: ignore[attr-defined]
    assert around.settings.proxy == ""
    assert "not the address of a proxy" in network.block.error_text  # type: ignore[attr-defined]
    settled()


@pytest.mark.parametrize("key", [page.key for page in PAGES])
def test_settings_open_at_a_page(
    around: Surroundings, settled: Callable[[], None], key: str
) -> None:
    around.actions.open_settings(key)
    dialog = around.actions.opened("settings")
    assert isinstance(dialog, SettingsDialog)
    assert dialog.pages[dialog.names.currentRow()].key == key
    settled()


def test_people_are_added_renamed_and_removed(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    panel = PeoplePanel(around.context, Spoken())
    for name in ("Anna", "Marat"):
        panel.name.setText(name)
        panel.on_add()
        settled()
    panel.names.item(0).setText("Marat")
    settled()
    assert panel.block.error_text == "There is a person of this name already."
    panel.names.item(0).setText("Anya")
    settled()
    panel.names.setCurrentRow(1)
    panel.on_remove()
    settled()
    assert [each.name for each in people.all(around.db)] == ["Anya"]


def test_a_table_is_previewed_and_imported(
    around: Surroundings, qtbot: QtBot, tmp_path: Path, settled: Callable[[], None]
) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text(TABLE, encoding="utf-8")
    dialog = ImportPreview(around.context, path, around.window)
    qtbot.waitUntil(dialog.import_button.isEnabled, timeout=3000)
    assert pages.page(around.db, MentionFilter()) == ()
    assert dialog.state.text() == "1 row can be imported."
    assert dialog.problems.item(0).text().startswith("Line 3:")
    dialog.on_import()
    qtbot.waitUntil(lambda: dialog.state.text() == "1 mention imported.", timeout=3000)
    (stored,) = pages.page(around.db, MentionFilter())
    assert (stored.text, stored.author_name) == ("Торт опоздал", "Анна")


def test_a_changed_mapping_is_remembered(
    around: Surroundings, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text(TABLE, encoding="utf-8")
    dialog = ImportPreview(around.context, path, around.window)
    qtbot.waitUntil(dialog.import_button.isEnabled, timeout=3000)
    dialog.columns.boxes[1].setCurrentIndex(0)
    dialog.on_columns_changed()
    qtbot.waitUntil(dialog.import_button.isEnabled, timeout=3000)
    dialog.on_import()
    qtbot.waitUntil(lambda: "imported" in dialog.state.text(), timeout=3000)
    again = ImportPreview(around.context, path, around.window)
    qtbot.waitUntil(again.import_button.isEnabled, timeout=3000)
    assert again.columns.columns()[1] is None


def test_columns_with_unknown_names_are_explained_by_hand(
    around: Surroundings, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Когда;Что написали\n03.02.2026;Торт опоздал\n", encoding="utf-8")
    dialog = ImportPreview(around.context, path, around.window)
    qtbot.waitUntil(lambda: dialog.verdict.text() != "", timeout=3000)
    assert dialog.verdict.text() == "Say which column holds the text."
    box = dialog.columns.boxes[1]
    box.setCurrentIndex(box.findData(Column.TEXT))
    dialog.on_columns_changed()
    qtbot.waitUntil(dialog.import_button.isEnabled, timeout=3000)
    assert dialog.state.text() == "1 row can be imported."


def test_a_file_that_is_no_table_is_told(
    around: Surroundings, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = ImportPreview(around.context, tmp_path / "missing.csv", around.window)
    qtbot.waitUntil(lambda: "no such file" in dialog.state.text(), timeout=3000)


def test_a_source_is_removed_only_after_asking(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    stored = sources.add(around.db, "News", "feed", {"url": "https://a.example"}, 30, Keep.MATCHING)
    around.actions.remove_source(stored.id)
    settled()
    question = around.actions.opened("confirm")
    assert isinstance(question, Confirm)
    assert "News" in question.text.text()
    assert question.keep.isDefault()
    assert len(sources.all(around.db)) == 1
    question.accept()
    settled()
    assert sources.all(around.db) == ()


def test_feeds_of_a_file_are_added_once(around: Surroundings) -> None:
    feeds = [("News", "https://a.example/rss"), ("News", "https://b.example/rss")]
    assert adding_feeds(FEED, feeds)(around.db).added == ("News", "News (2)")
    again = adding_feeds(FEED, feeds)(around.db)
    assert (again.added, again.known) == ((), 2)


def test_erasing_says_how_much_and_removes_it(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    file_items(
        around.db,
        [Item("1", "Торт", author_handle="anna"), Item("2", "Хлеб", author_handle="igor")],
        kind=MANUAL,
        name="By hand",
        intake=around.services.intake(()),
        word_forms=around.services.word_forms(),
        now=NOW,
    )
    dialog = EraseAuthor(around.context, "anna", around.window)
    settled()
    assert dialog.found.text() == "1 mention of this author is kept."
    assert dialog.with_evidence.isHidden()
    dialog.on_erase()
    settled()
    assert [each.text for each in pages.page(around.db, MentionFilter())] == ["Хлеб"]
    dialog.handle.setText("nobody")
    settled()
    assert not dialog.erase_button.isEnabled()


def test_erasing_tells_evidence_apart(around: Surroundings, settled: Callable[[], None]) -> None:
    filed = file_items(
        around.db,
        [Item(str(at), f"Торт {at}", author_handle="anna") for at in range(3)],
        kind=MANUAL,
        name="By hand",
        intake=around.services.intake(()),
        word_forms=around.services.word_forms(),
        now=NOW,
    )
    attachments.add(around.db, filed.new_ids[0], "a.png", "image/png", b"\x89PNG", NOW)
    dialog = EraseAuthor(around.context, "anna", around.window)
    settled()
    goes, stays = dialog.removed.text().splitlines()
    assert goes.startswith("2 mentions are removed for good")
    assert stays == "1 mention with an attached file is evidence and stays whole."
    dialog.with_evidence.setChecked(True)
    assert dialog.removed.text().startswith("3 mentions are removed for good")
    dialog.with_evidence.setChecked(False)
    dialog.on_erase()
    settled()
    assert len(pages.page(around.db, MentionFilter(folds=False))) == 1
    assert "1 mention with an attached file was kept" in dialog.found.text()


def test_never_looked_is_not_nothing_new(around: Surroundings) -> None:
    stored = sources.add(around.db, "News", "feed", {}, 30, Keep.MATCHING)
    assert "means nothing" in health_lines(stored, NOW)[0]
    failing = replace(stored, health=Health.FAILING, reason=Reason.TIMEOUT, last_try_at=NOW)
    assert "No answer came in time." in health_lines(failing, NOW)[1]


def test_the_help_sheet_reads_the_windows_own_actions(around: Surroundings, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    action = QAction("&Check now…", window)
    action.setShortcut(QKeySequence("F5"))
    window.menuBar().addMenu("&Sources").addAction(action)
    loose = QAction("Next pane", window)
    loose.setShortcut(QKeySequence("F6"))
    window.addAction(loose)
    sheet = ShortcutsDialog(around.context, window)
    assert sheet.rows() == [
        ("Sources", ""),
        ("Check now", "F5"),
        ("Everywhere", ""),
        ("Next pane", "F6"),
    ]


def test_a_key_and_its_russian_twin_are_one(around: Surroundings, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    action = QAction("Answered", window)
    action.setShortcuts([QKeySequence("E"), QKeySequence("У"), QKeySequence("Ctrl+E")])
    window.addAction(action)
    assert keys_of(action) == "E, Ctrl+E"
    i18n.use("ru", resource("i18n"))
    assert keys_of(action) == "E (У), Ctrl+E"


def test_long_names_of_sources_do_not_scroll_sideways(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    name = "A very long name of a source " * 10
    sources.add(around.db, name.strip(), "feed", {"url": "https://a.example"}, 30, Keep.MATCHING)
    dialog = SettingsDialog(around.context, around.actions, around.window)
    page = next(each for each in dialog.pages if isinstance(each, SourcesPage))
    settled()
    assert page.list.item(0).toolTip() == name.strip()
    assert page.list.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def opened(around: Surroundings) -> list[QWidget]:
    """Every dialog that needs no file."""
    topic = topics.add(around.db, Topic(0, "Own", TopicKind.BRAND, "ромашка", True))
    actions = around.actions
    actions.open_settings()
    actions.on_kind_chosen("mastodon")
    actions.on_topic_read(topic)
    actions.propose_exclusions()
    actions.add_mention()
    actions.people()
    actions.erase_author()
    actions.add_source()
    actions.first_run()
    return list(actions._open.values())


def test_dialogs_follow_the_language_while_open(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    dialogs = opened(around)
    settled()
    before = [dialog.windowTitle() for dialog in dialogs]
    i18n.use("ru", resource("i18n"))
    around.actions.retranslate()
    settled()
    after = [dialog.windowTitle() for dialog in dialogs]
    same = [title for title, other in zip(before, after, strict=True) if title == other]
    assert same == ["Mastodon"]


def test_dialogs_fit_the_smallest_window_with_the_largest_text(
    around: Surroundings, settled: Callable[[], None], qapp: QApplication
) -> None:
    around.context.theme.use("light", 200)
    i18n.use("ru", resource("i18n"))
    try:
        for dialog in opened(around):
            hint = dialog.minimumSizeHint()
            assert hint.width() <= 1024, dialog
            assert hint.height() <= 640, dialog
        settled()
    finally:
        around.context.theme.use("light", 100)
