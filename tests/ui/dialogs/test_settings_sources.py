"""The sources in the settings: what is wrong, what to do about it, and their past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QLocale, QUrl
from PySide6.QtGui import QDesktopServices

from desktop import i18n
from desktop.core.histories import HistoryState
from desktop.core.models import Keep
from desktop.core.sources import Health, Reason, StoredSource
from desktop.paths import resource
from desktop.store import histories, looks, sources
from desktop.store.database import writing
from desktop.ui.dialogs.settings import SettingsDialog
from desktop.ui.dialogs.settings_sources import SourcesPage
from tests.conftest import NOW
from tests.ui.dialogs.surroundings import MASTODON, Surroundings

KEYED = replace(
    MASTODON,
    history_days=60,
    key_url="https://key.example/new",
    advice={Reason.KEY_EXPIRED: "Make a new key at key.example."},
)


@pytest.fixture
def source(around: Surroundings) -> StoredSource:
    around.context = replace(
        around.context, services=replace(around.services, source_kinds=(KEYED,))
    )
    fields = {"hashtags": "romashka"}
    return sources.add(around.db, "Posts", "mastodon", fields, 10, Keep.MATCHING)


@pytest.fixture
def page(around: Surroundings, source: StoredSource, settled: Callable[[], None]) -> SourcesPage:
    dialog = SettingsDialog(around.context, around.actions, around.window)
    settled()
    return next(each for each in dialog.pages if isinstance(each, SourcesPage))


def store(around: Surroundings, source: StoredSource, **state: object) -> None:
    with writing(around.db):
        sources.save_state(around.db, replace(source, **state))  # type: ignore[arg-type]


def read_again(page: SourcesPage, settled: Callable[[], None]) -> None:
    from desktop.ui.changes import Change

    page.refresh(Change.SOURCES)
    settled()


def test_an_expired_key_says_what_to_do_and_opens_the_page_for_a_new_one(
    around: Surroundings,
    source: StoredSource,
    page: SourcesPage,
    settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store(around, source, health=Health.NEEDS_KEY, reason=Reason.KEY_EXPIRED, last_try_at=NOW)
    read_again(page, settled)
    assert "The key has expired. Make a new key at key.example." in page.card.details.text()
    assert page.list.item(0).text().endswith("The key has expired")
    assert not page.card.key_button.isHidden()
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    page.card.key_button.click()
    assert [each.toString() for each in opened] == ["https://key.example/new"]


def test_a_part_that_cannot_be_read_is_named_while_the_source_is_fine(
    around: Surroundings, source: StoredSource, page: SourcesPage, settled: Callable[[], None]
) -> None:
    troubles = {"@closed_chat": Reason.CLOSED}
    store(around, source, health=Health.FINE, last_ok_at=NOW, troubles=troubles)
    read_again(page, settled)
    assert "@closed_chat: The place is private." in page.card.details.text()
    assert page.list.item(0).text().endswith("1 part could not be read")
    assert page.card.key_button.isHidden()


def test_an_unusual_silence_is_told(
    around: Surroundings, source: StoredSource, page: SourcesPage, settled: Callable[[], None]
) -> None:
    newest = tuple(NOW - timedelta(days=9, hours=hour) for hour in range(40, 0, -2))
    store(around, source, health=Health.FINE, last_ok_at=NOW)
    with writing(around.db):
        sources.note_newest(around.db, source.id, newest)
    for hour in range(9 * 24 + 1, -1, -1):
        with writing(around.db):
            looks.note(around.db, source.id, NOW - timedelta(hours=hour), 60)
    read_again(page, settled)
    assert page.list.item(0).text().endswith("unusually quiet")
    assert "Nothing new for 9 d" in page.card.details.text()


def test_the_past_is_begun_stopped_and_gone_on_with(
    around: Surroundings, source: StoredSource, page: SourcesPage, settled: Callable[[], None]
) -> None:
    assert page.card.past.isHidden()
    assert page.card.history_button.text() == "Read the past"
    for said, state in (
        ("Stop reading the past", HistoryState.RUNNING),
        ("Go on", HistoryState.STOPPED),
        ("Stop reading the past", HistoryState.RUNNING),
    ):
        page.card.history_button.click()
        settled()
        read_again(page, settled)
        stored = histories.get(around.db, source.id)
        assert stored is not None
        assert (stored.state, page.card.history_button.text()) == (state, said)


def test_how_far_the_past_was_read_is_shown(
    around: Surroundings, source: StoredSource, page: SourcesPage, settled: Callable[[], None]
) -> None:
    histories.start(around.db, source.id, NOW - timedelta(days=40))
    begun = histories.get(around.db, source.id)
    assert begun is not None
    reached = NOW - timedelta(days=10)
    histories.save(
        around.db, begun, replace(begun, begun_at=NOW, reached=reached, items=120, cursor="x")
    )
    i18n.use("ru", resource("i18n"))
    before = QLocale()
    QLocale.setDefault(QLocale("ru_RU"))
    try:
        read_again(page, settled)
        assert page.card.progress.value() == 25
        assert "22 февраля 2026" in page.card.past.text()
        assert "120" in page.card.past.text()
    finally:
        QLocale.setDefault(before)
