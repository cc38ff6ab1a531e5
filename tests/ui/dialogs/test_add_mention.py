"""Mentions added by hand."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from desktop.core.filters import MentionFilter
from desktop.core.models import Tone
from desktop.store import attachments, pages
from desktop.ui.dialogs.add_mention import AddMention
from desktop.ui.dialogs.add_work import DRAFT, Picture
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
