"""Choosing the block to watch: by keyboard, by words, with a preview; and what is in the way."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.models import Item, OutlineBlock
from desktop.core.sources import BadData, Reason
from desktop.ui.dialogs.outline_picker import OutlinePicker
from desktop.ui.dialogs.source_form import SourceForm
from tests.ui.dialogs.surroundings import PAGE, Surroundings

REVIEWS = OutlineBlock("article.review", 12, ("Торт опоздал", "Круассаны хороши"), 4)
MENU = OutlineBlock("li.menu", 5, ("Главная", "О нас"), 3)


def picker(around: Surroundings, qtbot: QtBot, current: str = "") -> OutlinePicker:
    dialog = OutlinePicker(
        around.context, "https://cafe.example/", "http://proxy.example:1", current, around.window
    )
    dialog.open()
    qtbot.waitUntil(lambda: dialog.progress.isHidden(), timeout=3000)
    return dialog


def test_the_likeliest_block_is_chosen_and_shown(around: Surroundings, qtbot: QtBot) -> None:
    around.place.blocks = (REVIEWS, MENU)
    dialog = picker(around, qtbot)
    assert around.place.pages == [("https://cafe.example/", "http://proxy.example:1")]
    assert dialog.list.item(0).text() == "Торт опоздал\n12 blocks"
    assert dialog.count.text() == "12 blocks: would become 12 mentions"
    assert dialog.selector.text() == "Selector: article.review"
    assert dialog.samples.count() == 2
    with qtbot.waitSignal(dialog.picked, timeout=1000) as caught:
        dialog.pick_button.click()
    assert caught.args == ["article.review"]


def test_the_block_of_the_form_is_found_again(around: Surroundings, qtbot: QtBot) -> None:
    around.place.blocks = (REVIEWS, MENU)
    dialog = picker(around, qtbot, "li.menu")
    assert dialog.selector.text() == "Selector: li.menu"


def test_the_keyboard_is_enough(around: Surroundings, qtbot: QtBot) -> None:
    around.place.blocks = (REVIEWS, MENU)
    dialog = picker(around, qtbot)
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.filter, timeout=1000)
    QTest.keyClick(dialog.filter, Qt.Key.Key_Down)
    assert dialog.focusWidget() is dialog.list
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.picked, timeout=1000) as caught:
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert caught.args == ["li.menu"]


def test_words_of_the_page_find_the_block(around: Surroundings, qtbot: QtBot) -> None:
    around.place.blocks = (MENU, REVIEWS)
    dialog = picker(around, qtbot)
    dialog.filter.setText("круассаны хорош")
    assert [dialog.list.item(at).isHidden() for at in (0, 1)] == [True, False]
    assert dialog.selector.text() == "Selector: article.review"
    dialog.filter.setText("пицца")
    assert not dialog.pick_button.isEnabled()
    assert dialog.count.text() == "No block has these words."
    assert dialog.samples.count() == 0
    dialog.filter.clear()
    assert dialog.pick_button.isEnabled()


def test_a_page_that_cannot_be_read_is_told_and_can_be_tried_again(
    around: Surroundings, qtbot: QtBot
) -> None:
    around.place.error = BadData(Reason.ROBOTS)
    dialog = picker(around, qtbot)
    assert dialog.verdict.text() == "The site asks programs not to read this page"
    assert not dialog.pick_button.isEnabled()
    around.place.error = BadData(Reason.LAYOUT)
    dialog.again_button.click()
    qtbot.waitUntil(lambda: "browser" in dialog.advice.text(), timeout=3000)
    around.place.error, around.place.blocks = None, (REVIEWS,)
    dialog.again_button.click()
    qtbot.waitUntil(dialog.pick_button.isEnabled, timeout=3000)
    assert dialog.verdict.isHidden()


def test_a_page_without_blocks_is_told(around: Surroundings, qtbot: QtBot) -> None:
    around.place.error = BadData(Reason.BAD_SETTING)
    dialog = picker(around, qtbot)
    assert dialog.verdict.text() == "Nothing repeats on this page"


def test_looking_can_be_stopped(around: Surroundings, qtbot: QtBot) -> None:
    around.place.may_answer = threading.Event()
    around.place.blocks = (REVIEWS,)
    dialog = OutlinePicker(around.context, "https://cafe.example/", parent=around.window)
    assert dialog.verdict.text() == "Looking at the page…"
    dialog.stop_button.click()
    around.place.may_answer.set()
    assert dialog.verdict.text() == "Stopped. Nothing was changed."
    assert not dialog.pick_button.isEnabled()
    dialog.reject()


def test_the_form_asks_for_the_address_first(around: Surroundings, qtbot: QtBot) -> None:
    form = SourceForm(around.context, PAGE, None, around.window)
    url, block = form.fields
    assert block.button is not None
    block.button.click()
    assert url.block.error_text == "Please fill this in."
    assert not around.place.pages


def test_the_chosen_block_is_put_into_the_form_and_tried(
    around: Surroundings, qtbot: QtBot
) -> None:
    around.place.blocks, around.place.items = (REVIEWS,), (Item("1", "Торт опоздал"),)
    form = SourceForm(around.context, PAGE, None, around.window)
    url, block = form.fields
    url.set_value("cafe.example/reviews")
    assert block.button is not None
    block.button.click()
    (dialog,) = form.findChildren(OutlinePicker)
    qtbot.waitUntil(dialog.pick_button.isEnabled, timeout=3000)
    with qtbot.waitSignal(form.trial.finished, timeout=3000):
        dialog.pick_button.click()
    assert block.value() == "article.review"
    (asked,) = around.place.asked
    assert asked.fields == {"url": "https://cafe.example/reviews", "block": "article.review"}
