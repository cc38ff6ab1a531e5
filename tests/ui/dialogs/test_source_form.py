"""The source form: drawn from the description, tried, saved."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.core.models import Item, Keep, Topic, TopicKind
from desktop.core.sources import BadData, Reason, Temporary
from desktop.store import sources, topics
from desktop.ui.dialogs.source_form import SourceForm
from desktop.ui.dialogs.trial_advice import trial_advice
from tests.ui.dialogs.surroundings import FEED, MASTODON, Surroundings


def test_every_kind_of_field_has_its_control(around: Surroundings) -> None:
    form = SourceForm(around.context, MASTODON, None, around.window)
    tags, edition, most, token = (field.control for field in form.fields)
    assert isinstance(tags, QPlainTextEdit)
    assert isinstance(edition, QComboBox)
    assert isinstance(most, QLineEdit)
    assert isinstance(token, QLineEdit)
    assert token.echoMode() is QLineEdit.EchoMode.Password
    assert tags.accessibleName() == "Hashtags"
    assert "key store" in form.key_place.text()


def test_a_missing_field_is_told_in_place_and_nothing_is_stored(around: Surroundings) -> None:
    form = SourceForm(around.context, FEED, None, around.window)
    form.on_save()
    assert form.fields[0].block.error_text == "Please fill this in."
    form.fields[0].set_value("not an address")
    form.on_save()
    assert "not a web address" in form.fields[0].block.error_text
    assert sources.all(around.db) == ()


def test_saving_keeps_fields_in_the_store_and_secrets_in_the_key_store(
    around: Surroundings, qtbot: QtBot
) -> None:
    form = SourceForm(around.context, MASTODON, None, around.window)
    form.fields[0].set_value("romashka\nbakery")
    form.fields[3].set_value("s3cret")
    form.interval.setValue(25)
    with qtbot.waitSignal(form.saved, timeout=3000):
        form.on_save()
    (stored,) = sources.all(around.db)
    assert stored.name == "Mastodon"
    assert stored.fields == {"hashtags": "romashka, bakery", "edition": "ru"}
    assert stored.interval_min == 25
    assert around.keys.kept == {("Mastodon", "token"): "s3cret"}
    assert around.polls == [("Mastodon",)]


def test_renaming_takes_the_secret_along(
    around: Surroundings, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    stored = sources.add(around.db, "Old", "mastodon", {"hashtags": "a"}, 10, Keep.MATCHING)
    around.keys.set("Old", "token", "s3cret")
    form = SourceForm(around.context, MASTODON, stored, around.window)
    settled()
    form.name.setText("New")
    with qtbot.waitSignal(form.saved, timeout=3000):
        form.on_save()
    assert around.keys.kept == {("New", "token"): "s3cret"}
    assert [each.name for each in sources.all(around.db)] == ["New"]


def test_a_refusing_key_store_is_told(around: Surroundings, settled: Callable[[], None]) -> None:
    around.keys.refuses = True
    form = SourceForm(around.context, MASTODON, None, around.window)
    form.fields[3].set_value("s3cret")
    form.on_save()
    settled()
    assert "could not be kept" in form.key_place.text()


def test_trying_shows_items_and_what_they_match(around: Surroundings, qtbot: QtBot) -> None:
    topics.add(around.db, Topic(0, "Own", TopicKind.BRAND, "ромашка", True))
    around.place.items = (
        Item("1", "Погода <b>хорошая</b>"),
        Item("2", "Торт в Ромашке", author_name="Анна"),
    )
    form = SourceForm(around.context, FEED, None, around.window)
    qtbot.waitUntil(lambda: bool(form._topics), timeout=3000)
    form.fields[0].set_value("blog.example/feed")
    with qtbot.waitSignal(form.trial.finished, timeout=3000):
        form.on_try()
    assert form.trial.verdict.text() == "It answers with 2 items."
    assert form.trial.advice.text() == "1 of them matches your topics."
    assert form.trial.samples.count() == 2
    (asked,) = around.place.asked
    assert asked.fields["url"] == "https://blog.example/feed"
    assert asked.terms == ("ромашка",)
    assert sources.all(around.db) == ()


def test_a_failure_has_its_reason_and_next_step(around: Surroundings, qtbot: QtBot) -> None:
    around.place.error = Temporary(Reason.TIMEOUT)
    form = SourceForm(around.context, FEED, None, around.window)
    form.fields[0].set_value("https://blog.example/feed")
    with qtbot.waitSignal(form.trial.finished, timeout=3000):
        form.on_try()
    assert form.trial.verdict.text() == "No answer came in time"
    assert "Try again a little later" in form.trial.advice.text()


def test_nothing_unsaved_is_said_to_be_tried_by_itself() -> None:
    promises = ("It will be tried again", "it will be asked again", "was switched off")
    said = [trial_advice(reason) for reason in Reason]
    assert [each for each in said if any(promise in each for promise in promises)] == []


def test_the_place_proposes_its_own_name(around: Surroundings, qtbot: QtBot) -> None:
    around.place.title = "Town \n news"
    form = SourceForm(around.context, FEED, None, around.window)
    form.fields[0].set_value("http://127.0.0.1:8080/rss")
    form.on_edited()
    assert form.name.placeholderText() == "127.0.0.1"
    with qtbot.waitSignal(form.trial.finished, timeout=3000):
        form.on_try()
    assert form.name.placeholderText() == "Town news"
    form.on_edited()
    assert form.name.placeholderText() == "127.0.0.1"


def test_a_page_offers_its_feeds(around: Surroundings, qtbot: QtBot) -> None:
    around.place.error = BadData(Reason.NOT_A_FEED)
    around.place.feeds = (("https://blog.example/rss", "News"),)
    form = SourceForm(around.context, FEED, None, around.window)
    form.fields[0].set_value("https://blog.example/")
    with qtbot.waitSignal(form.trial.finished, timeout=3000):
        form.on_try()
    assert form.trial.feeds.item(0).text() == "News\nhttps://blog.example/rss"
    around.place.error = None
    with qtbot.waitSignal(form.trial.finished, timeout=3000):
        form.trial.feeds.setCurrentRow(0)
        form.trial.on_feed_activated()
    assert form.fields[0].value() == "https://blog.example/rss"


def test_a_trial_can_be_stopped(around: Surroundings, qtbot: QtBot) -> None:
    around.place.may_answer = threading.Event()
    form = SourceForm(around.context, FEED, None, around.window)
    form.fields[0].set_value("https://blog.example/")
    form.on_try()
    assert not form.trial.stop_button.isHidden()
    form.trial.on_stop()
    around.place.may_answer.set()
    assert form.trial.verdict.text() == "Stopped. Nothing was changed."
    assert form.trial.stop_button.isHidden()
