"""Trouble of the store under an open window: told for as long as it lasts, nothing overwritten."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.settings import Settings
from desktop.store import settings as stored
from desktop.store.database import Connection
from desktop.ui.context import TabContext
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.status_keeper import StatusKeeper

Settle = Callable[[], None]


class Trouble:
    """Work that fails as the world makes it fail."""

    def __init__(self, trouble: StoreTrouble) -> None:
        self._trouble = trouble

    def __call__(self, _db: Connection) -> None:
        raise StoreProblem(self._trouble, "first-hour.db")


def nothing(_db: Connection) -> None:
    """Work that succeeds."""


def shown(keeper: StatusKeeper) -> StoreTrouble | None:
    problem = keeper.facts.problem
    return problem.trouble if problem else None


@pytest.mark.parametrize("trouble", [StoreTrouble.FULL, StoreTrouble.READ_ONLY])
def test_a_store_that_can_be_read_is_not_taken_for_one_that_can_be_written(
    context: TabContext, settle: Settle, trouble: StoreTrouble
) -> None:
    keeper = StatusKeeper(context)
    context.writer.ask(Trouble(trouble))
    settle()
    context.reader.ask(nothing)
    settle()
    assert shown(keeper) is trouble
    context.writer.ask(nothing)
    settle()
    assert shown(keeper) is None


def test_trouble_with_reading_ends_when_reading_works(context: TabContext, settle: Settle) -> None:
    keeper = StatusKeeper(context)
    context.reader.ask(Trouble(StoreTrouble.LOCKED))
    settle()
    assert shown(keeper) is StoreTrouble.LOCKED
    context.reader.ask(nothing)
    settle()
    assert shown(keeper) is None


def test_damage_is_told_until_the_store_is_another_one(context: TabContext, settle: Settle) -> None:
    keeper = StatusKeeper(context)
    context.reader.ask(Trouble(StoreTrouble.CORRUPT))
    settle()
    for thread in (context.reader, context.writer):
        thread.ask(nothing)
        settle()
    assert shown(keeper) is StoreTrouble.CORRUPT


def test_settings_that_could_not_be_read_are_not_overwritten(
    context: TabContext, settle: Settle, db: Connection
) -> None:
    stored.save(db, Settings(shop_name="Daisy", theme="light"))
    keeper = SettingsKeeper(Settings(), context.reader, context.writer, is_read=False)
    keeper.change(theme="dark")
    settle()
    assert stored.load(db).shop_name == "Daisy"
    context.reader.ask(nothing)
    settle()
    settle()
    kept = keeper.current()
    assert (kept.shop_name, kept.theme) == ("Daisy", "dark")
    assert stored.load(db).theme == "dark"


def test_settings_read_at_the_start_are_written_at_once(
    context: TabContext, settle: Settle, db: Connection
) -> None:
    keeper = SettingsKeeper(Settings(), context.reader, context.writer, is_read=True)
    keeper.change(shop_name="Daisy")
    settle()
    assert stored.load(db).shop_name == "Daisy"
