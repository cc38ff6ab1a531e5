"""Choosing a kind: found by name, described, and substitutes for what is not offered."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.core.sources import Group, SourceInfo
from desktop.not_offered import IMPORT, NOT_OFFERED, PASTE, NotOffered
from desktop.paths import resource
from desktop.sources import SOURCES
from desktop.ui.dialogs.source_kinds import SourceKinds
from tests.ui.dialogs.surroundings import MASTODON, Surroundings

KEYED = replace(MASTODON, kind="imap", title="Mailbox", needs_key=True, group=Group.MAIL)


def made(around: Surroundings, *kinds: SourceInfo) -> SourceKinds:
    context = replace(around.context, services=replace(around.context.services, source_kinds=kinds))
    return SourceKinds(context, around.window)


def titles(dialog: SourceKinds) -> list[str]:
    return [dialog.list.item(row).text().strip() for row in range(dialog.list.count())]


def said(dialog: SourceKinds) -> str:
    return "\n".join(each.text() for each in dialog.card.findChildren(QLabel))


def test_kinds_stand_under_headings_and_the_first_one_is_chosen(around: Surroundings) -> None:
    dialog = made(around, KEYED, MASTODON)
    assert titles(dialog)[:4] == [
        "Networks and messengers",
        "Mastodon",
        "Reviews and letters",
        "Mailbox · needs a key",
    ]
    assert dialog.current is not None
    assert dialog.next_button.isEnabled()
    assert "Mastodon" in said(dialog)


def test_a_place_that_is_not_offered_says_why_and_leads_to_a_substitute(
    around: Surroundings, qtbot: QtBot
) -> None:
    i18n.use("ru", resource("i18n"))
    try:
        dialog = made(around, KEYED, MASTODON)
        dialog.search.setText("2гис")
        assert isinstance(dialog.current, NotOffered)
        assert not dialog.next_button.isEnabled()
        assert "отзывов" in said(dialog)
        buttons = dialog.card.findChildren(QPushButton)
        mailbox = next(each for each in buttons if each.property("kind") == "imap")
        with qtbot.waitSignal(dialog.chosen) as chosen:
            mailbox.click()
        assert chosen.args == ["imap"]
    finally:
        i18n.use("en", resource("i18n"))


def test_pasting_and_importing_are_asked_for(around: Surroundings, qtbot: QtBot) -> None:
    dialog = made(around, MASTODON)
    dialog.search.setText("TikTok")
    with qtbot.waitSignal(dialog.paste_wanted):
        dialog.card.findChildren(QPushButton)[-1].click()
    other = made(around, MASTODON)
    other.search.setText("google play")
    with qtbot.waitSignal(other.import_wanted):
        other.card.findChildren(QPushButton)[-1].click()


def test_an_unknown_place_is_told(around: Surroundings) -> None:
    dialog = made(around, MASTODON)
    dialog.search.setText("no such place")
    assert (dialog.list.count(), dialog.current) == (0, None)
    assert "No place of this name" in said(dialog)
    dialog.search.clear()
    assert dialog.current is not None


def test_every_substitute_exists() -> None:
    kinds = {source.info.kind for source in SOURCES} | {PASTE, IMPORT}
    for place in NOT_OFFERED:
        assert place.instead
        assert set(place.instead) <= kinds, place.name
