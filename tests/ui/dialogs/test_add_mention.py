"""Mentions added by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.core.filters import MentionFilter
from desktop.core.models import Item, MentionKind, Tone
from desktop.core.sources import BadData, Reason
from desktop.store import attachments, pages
from desktop.ui.dialogs.add_mention import AddMention
from desktop.ui.dialogs.add_work import DRAFT, Picture
from desktop.ui.dialogs.review_picker import ReviewPicker
from tests.conftest import NOW
from tests.ui.dialogs.surroundings import Surroundings

TWO = """Анна Котова
★★☆☆☆
Торт опоздал
https://vk.com/wall-1_2
---
Игорь
★★★★★
Лучшие круассаны"""


def test_pasted_reviews_are_told_apart(around: Surroundings) -> None:
    dialog = AddMention(around.context, around.window)
    dialog.text.setPlainText(TWO)
    dialog.on_pause()
    assert dialog.list.count() == 2
    assert dialog.form.author.text() == "Анна Котова"
    assert dialog.form.link_block.help.text() == "Recognised: VK"
    dialog.list.setCurrentRow(1)
    assert dialog.form.stars.value() == 5.0


def test_adding_stores_text_tone_and_picture(around: Surroundings, qtbot: QtBot) -> None:
    dialog = AddMention(around.context, around.window)
    dialog.text.setPlainText(TWO)
    dialog.on_pause()
    dialog.form.tone.choose(Tone.NEGATIVE)
    dialog.form.on_edited()
    dialog.on_picture(Picture("shot.png", "image/png", b"\x89PNG"))
    with qtbot.waitSignal(dialog.added, timeout=3000):
        dialog.on_add()
    found = {each.author_name: each for each in pages.page(around.db, MentionFilter())}
    assert set(found) == {"Анна Котова", "Игорь"}
    anna = found["Анна Котова"]
    assert (anna.source, anna.source_kind, anna.rating) == ("VK", "manual", 2.0)
    assert (anna.tone, anna.tone_by) == (Tone.NEGATIVE, "person")
    assert [each.name for each in attachments.of(around.db, anna.id)] == ["shot.png"]
    assert not (around.services.paths.data / DRAFT).exists()


def test_the_draft_survives_closing(around: Surroundings) -> None:
    dialog = AddMention(around.context, around.window)
    dialog.text.setPlainText("Очередь на полчаса")
    dialog.on_pause()
    dialog.form.author.setText("Пётр")
    dialog.form.on_edited()
    dialog.reject()
    again = AddMention(around.context, around.window)
    assert again.text.toPlainText() == "Очередь на полчаса"
    assert again.form.author.text() == "Пётр"


def test_a_damaged_draft_counts_as_none(around: Surroundings) -> None:
    (around.services.paths.data / DRAFT).write_text('{"text": "x", "pieces": [{}]}')
    assert AddMention(around.context, around.window).text.toPlainText() == ""


def test_nothing_typed_is_told(around: Surroundings, settled: Callable[[], None]) -> None:
    dialog = AddMention(around.context, around.window)
    dialog.on_add()
    assert dialog.block.error_text == "Please type or paste what was written."


ANNA = Item(
    "1",
    "Торт опоздал\n\n---\n5/5\nна два часа",
    kind=MentionKind.REVIEW,
    url="https://cafe.example/reviews",
    author_name="Анна Котова",
    created_at=NOW,
    rating=2.0,
)
IGOR = replace(ANNA, external_id="2", text="Вкусно", author_name="Игорь", rating=5.0)
LINK = "https://cafe.example/reviews"


def reading(around: Surroundings, qtbot: QtBot, text: str = LINK) -> AddMention:
    dialog = AddMention(around.context, around.window)
    dialog.text.setPlainText(text)
    dialog.on_pause()
    dialog.read_button.click()
    qtbot.waitUntil(dialog.read_button.isEnabled, timeout=3000)
    return dialog


def test_a_page_is_read_only_when_there_is_a_link(around: Surroundings) -> None:
    dialog = AddMention(around.context, around.window)
    dialog.text.setPlainText("Торт опоздал")
    dialog.on_pause()
    assert dialog.read_button.isHidden()
    dialog.text.setPlainText(LINK)
    dialog.on_pause()
    assert not dialog.read_button.isHidden()
    assert not around.place.pages


def test_the_page_fills_the_form(around: Surroundings, qtbot: QtBot) -> None:
    around.place.items = (Item("x", "о торте", title="Жалоба", url=LINK, author_name="Анна"),)
    dialog = reading(around, qtbot)
    assert around.place.pages == [(LINK, "")]
    assert dialog.text.toPlainText() == "Жалоба\nо торте"
    (piece,) = dialog.pieces
    assert (piece.pasted.url, piece.pasted.author) == (LINK, "Анна")
    assert dialog.form.author.text() == "Анна"
    dialog.text.undo()
    assert dialog.text.toPlainText() == LINK


def test_what_was_typed_is_never_replaced(around: Surroundings, qtbot: QtBot) -> None:
    around.place.items = (ANNA,)
    dialog = reading(around, qtbot, f"Сказали по телефону\n{LINK}")
    assert dialog.text.toPlainText() == f"Сказали по телефону\n{LINK}"
    (piece,) = dialog.pieces
    assert (piece.pasted.text, piece.pasted.author) == ("Сказали по телефону", "Анна Котова")
    around.place.items = (ANNA, IGOR)
    again = reading(around, qtbot, f"Сказали по телефону\n{LINK}")
    (picker,) = again.findChildren(ReviewPicker)
    picker.take_button.click()
    assert [piece.pasted.author for piece in again.pieces][1:] == ["Анна Котова", "Игорь"]
    assert again.pieces[0].pasted.text == "Сказали по телефону"


def test_several_reviews_are_offered_and_stored_each(around: Surroundings, qtbot: QtBot) -> None:
    around.place.items = (ANNA, IGOR, replace(IGOR, external_id="3", text="Так себе"))
    dialog = reading(around, qtbot)
    (picker,) = dialog.findChildren(ReviewPicker)
    assert picker.list.item(0).text().startswith("Анна Котова · ★★☆☆☆ · ")
    assert picker.count.text() == "3 are ticked"
    picker.on_none()
    assert not picker.take_button.isEnabled()
    picker.on_all()
    picker.list.item(2).setCheckState(Qt.CheckState.Unchecked)
    picker.take_button.click()
    with qtbot.waitSignal(dialog.added, timeout=3000):
        dialog.on_add()
    found = {each.author_name: each for each in pages.page(around.db, MentionFilter())}
    assert set(found) == {"Анна Котова", "Игорь"}
    anna = found["Анна Котова"]
    assert (anna.url, anna.rating, anna.created_at) == (LINK, 2.0, NOW)
    assert anna.text == "Торт опоздал 5/5 на два часа"
    assert found["Игорь"].rating == 5.0


def test_a_page_that_cannot_be_read_leaves_the_form(around: Surroundings, qtbot: QtBot) -> None:
    for reason, words in ((Reason.ROBOTS, "not to read"), (Reason.LAYOUT, "says nothing")):
        around.place.error = BadData(reason)
        dialog = reading(around, qtbot)
        assert words in dialog.form.link_block.error_text
        assert dialog.text.toPlainText() == LINK
