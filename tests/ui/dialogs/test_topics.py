"""The topic editor, its trial, namesakes, and matching again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.core.filters import MentionFilter
from desktop.core.models import Item, Status, Topic, TopicKind
from desktop.monitor.filing import MANUAL, file_items
from desktop.store import pages, pending, topics, triage
from desktop.ui.dialogs.background import Job
from desktop.ui.dialogs.exclusions import ExclusionsDialog
from desktop.ui.dialogs.topic_editor import TopicEditor
from desktop.ui.dialogs.topic_work import matching_again, saving
from tests.conftest import NOW
from tests.ui.dialogs.surroundings import Surroundings

TEXTS = ("Торт в Ромашке", "Ромашка аптечная", "Ромашка аптечная растёт", "Погода", "Ромашка, торт")


def fill(around: Surroundings, *known: Topic) -> None:
    """Store the texts, matched with the known topics."""
    file_items(
        around.db,
        [Item(str(n), text) for n, text in enumerate(TEXTS)],
        kind=MANUAL,
        name="By hand",
        intake=around.services.intake(known),
        word_forms=around.services.word_forms(),
        now=NOW,
    )


def daisy(around: Surroundings, *, exclude: tuple[str, ...] = ()) -> Topic:
    """A stored topic of the shop's own name."""
    return topics.add(
        around.db, Topic(0, "Own", TopicKind.BRAND, "ромашка", False, ("ромашка",), (), exclude)
    )


def test_a_new_topic_is_tried_while_it_is_typed(around: Surroundings, qtbot: QtBot) -> None:
    fill(around)
    editor = TopicEditor(around.context, None, TopicKind.BRAND, around.window)
    with qtbot.waitSignal(editor.trial.shown, timeout=3000):
        editor.simple.wanted.setPlainText("ромашка")
    assert editor.trial.verdict.text() == "4 stored mentions match."
    assert "Ромашка" in editor.trial.list.toPlainText()
    assert "Погода" not in editor.trial.list.toPlainText()


def test_saving_stores_the_words_and_the_ticked_spellings(
    around: Surroundings, qtbot: QtBot
) -> None:
    editor = TopicEditor(around.context, None, TopicKind.COMPETITOR, around.window)
    editor.name.setText("  Own   name ")
    editor.simple.wanted.setPlainText("ромашка")
    editor.simple.on_pause()
    assert editor.simple.variants.count() > 1
    editor.simple.variants.item(0).setCheckState(Qt.CheckState.Unchecked)
    unticked = editor.simple.variants.item(0).text().split(" · ")[0]
    editor.simple.exclude.setPlainText("аптечная")
    with qtbot.waitSignal(editor.saved, timeout=3000):
        editor.on_save()
    (stored,) = topics.all(around.db)
    assert (stored.name, stored.kind) == ("Own name", TopicKind.COMPETITOR)
    assert stored.find == ("ромашка",)
    assert stored.exclude == ("аптечная",)
    assert stored.variants
    assert unticked not in stored.variants
    assert not stored.is_expert


def test_an_error_is_shown_under_its_character(around: Surroundings) -> None:
    editor = TopicEditor(around.context, None, TopicKind.BRAND, around.window)
    editor.expert_switch.setChecked(True)
    editor.expert.text.setPlainText("торт🍰 (пекарня OR )")
    error = editor.expert.error
    assert error is not None
    (wave,) = editor.expert.text.extraSelections()
    assert wave.cursor.selectedText() == "OR"
    assert f"Character {error.position + 1}, “OR”" in editor.expert.block.error_text
    assert editor.expert.block.error_text in editor.expert.text.accessibleDescription()
    editor.expert.text.setPlainText("торт")
    assert editor.expert.text.extraSelections() == []
    assert editor.expert.block.error_text == ""


def test_the_forms_switch_both_ways_where_possible(around: Surroundings) -> None:
    editor = TopicEditor(around.context, None, TopicKind.BRAND, around.window)
    editor.simple.wanted.setPlainText("ромашка\nхлебный дом")
    editor.simple.exclude.setPlainText("аптечная")
    editor.expert_switch.setChecked(True)
    assert "аптечная" in editor.expert.query()
    editor.expert.set_query('ромашка OR "хлебный дом" OR кафе')
    editor.expert_switch.setChecked(False)
    assert not editor.is_expert
    assert editor.simple.find_words() == ("ромашка", "хлебный дом", "кафе")


def test_a_query_too_rich_for_the_simple_form_stays_expert(around: Surroundings) -> None:
    editor = TopicEditor(around.context, None, TopicKind.BRAND, around.window)
    editor.expert_switch.setChecked(True)
    editor.expert.set_query("торт NEAR/3 опоздал")
    editor.expert_switch.setChecked(False)
    assert editor.is_expert
    assert editor.expert_switch.isChecked()
    assert not editor.cannot.isHidden()


def test_a_taken_name_is_told_under_the_name(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    daisy(around)
    editor = TopicEditor(around.context, None, TopicKind.BRAND, around.window)
    editor.name.setText("Own")
    editor.simple.wanted.setPlainText("кафе")
    editor.on_save()
    settled()
    assert editor.name_block.error_text == "There is a topic of this name already."
    assert len(topics.all(around.db)) == 1


def test_saving_matches_the_stored_mentions_again(around: Surroundings, qtbot: QtBot) -> None:
    fill(around)
    topic = daisy(around)
    with qtbot.waitSignal(around.actions.rematching.finished, timeout=3000) as heard:
        around.actions.on_topic_saved(topic)
    assert heard.args == [4]
    wanted = MentionFilter(topic_ids=(topic.id,), folds=False)
    assert len(pages.page(around.db, wanted)) == 4


def test_words_of_namesakes_are_proposed_and_excluded(
    around: Surroundings, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    topic = daisy(around)
    fill(around, topic)
    plants = [m.id for m in pages.page(around.db, MentionFilter()) if "аптечная" in m.text]
    triage.set_status(around.db, plants, Status.NOT_US, NOW)
    dialog = ExclusionsDialog(around.context, around.window)
    settled()
    settled()
    assert "аптечная" in dialog.panel.ticked()
    with qtbot.waitSignal(dialog.saved, timeout=3000):
        dialog.on_save()
    stored = topics.get(around.db, topic.id)
    assert stored is not None
    assert "аптечная" in stored.exclude
    assert "аптечная" in stored.query


def test_matching_cut_off_by_quitting_is_taken_up_again(
    around: Surroundings, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    fill(around)
    made = saving(Topic(0, "Own", TopicKind.BRAND, "ромашка", True))(around.db)
    assert made is not None
    assert pending.unmatched(around.db) == (made,)
    with qtbot.waitSignal(around.actions.rematching.finished, timeout=5000) as done:
        around.actions.rematching.on_unmatched(pending.unmatched(around.db))
    assert done.args == [4]
    assert pending.unmatched(around.db) == ()


def test_a_stopped_matching_stays_to_be_done(around: Surroundings) -> None:
    fill(around)
    made = saving(Topic(0, "Own", TopicKind.BRAND, "ромашка", True))(around.db)
    assert made is not None
    job = Job()
    job.stop.set()
    matching_again(around.services, made)(job)
    assert pending.unmatched(around.db) == (made,)


def test_a_topic_changed_during_its_matching_stays_to_be_done(around: Surroundings) -> None:
    made = saving(Topic(0, "Own", TopicKind.BRAND, "ромашка", True))(around.db)
    assert made is not None
    changed = saving(replace(made, query="торт"))(around.db)
    pending.matching_done(around.db, made)
    assert pending.unmatched(around.db) == (changed,)
