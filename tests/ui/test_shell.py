"""The window in both languages and themes, at 100 and 200 %."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.settings import Settings
from desktop.services import Services
from desktop.store import settings as stored_settings
from desktop.store.database import close_database, open_database
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.program import Program
from desktop.ui.run import build_program
from desktop.ui.tabs.base import Menu, Tab
from desktop.ui.theme import Theme


class PlainTab(Tab):
    """A tab that writes down what the window tells it."""

    key: ClassVar[str] = "plain"
    icon: ClassVar[str] = "mentions"
    has_menu: ClassVar[bool] = True

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.changes: list[Change] = []
        self.starts = 0
        self.number: int | None = None
        self.words = QLabel()
        self.fields = [QLineEdit(), QListWidget()]
        column = QVBoxLayout(self)
        for each in (self.words, *self.fields):
            column.addWidget(each)
        self.answer = QAction(self)
        self.answer.setShortcut(QKeySequence("E"))

    def title(self) -> str:
        return i18n.tr("Check now")

    def counter(self) -> int | None:
        return self.number

    def menus(self) -> Mapping[Menu, Sequence[QAction | None]]:
        return {Menu.TAB: (self.answer, None), Menu.EDIT: (self.answer,)}

    def panes(self) -> Sequence[QWidget]:
        return self.fields

    def start(self) -> None:
        self.starts += 1

    def refresh(self, change: Change) -> None:
        self.changes.append(change)

    def retranslate(self) -> None:
        self.words.setText(self.title())


@pytest.fixture
def build(services: Services, qtbot: QtBot) -> Iterator[Callable[..., Program]]:
    made: list[Program] = []

    def make(**settings: object) -> Program:
        db = open_database(services.paths.database)
        stored_settings.save(db, Settings(**{"is_set_up": True, "is_polling": False, **settings}))  # type: ignore[arg-type]
        close_database(db)
        program = build_program(services, tabs=(PlainTab,))
        qtbot.addWidget(program.window)
        made.append(program)
        return program

    yield make
    for program in made:
        assert program.close()
        program.theme.use("light", 100)


def tab_of(program: Program) -> PlainTab:
    tab = program.window.tabs.widget(0)
    assert isinstance(tab, PlainTab)
    return tab


def menu_of(action: QAction) -> QMenu:
    menu = action.menu()
    assert isinstance(menu, QMenu)
    return menu


def show(program: Program, qtbot: QtBot) -> None:
    with qtbot.waitSignal(program.window.first_painted):
        program.window.show()
    qtbot.waitUntil(lambda: tab_of(program).starts > 0)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("percent", [100, 200])
def test_window_fits_its_smallest_size(
    build: Callable[..., Program], qtbot: QtBot, language: str, theme: str, percent: int
) -> None:
    program = build(language=language, theme=theme, text_percent=percent)
    program.window.resize(1024, 640)
    show(program, qtbot)
    assert program.window.width() == 1024
    assert program.window.height() == 640
    assert program.theme.is_dark == (theme == "dark")
    titles = [each.text() for each in program.window.menuBar().actions()]
    assert ("&Файл" in titles) == (language == "ru")
    assert tab_of(program).starts == 1


def test_language_switches_while_open(build: Callable[..., Program], qtbot: QtBot) -> None:
    program = build(language="en")
    show(program, qtbot)
    action = program.window.menus.action("check_now")
    assert action.text() == "Check now"
    program.change_settings(language="ru")
    assert action.text() == "Проверить сейчас"
    assert tab_of(program).words.text() == "Проверить сейчас"
    assert program.window.tabs.tabText(0) == "Проверить сейчас"
    assert Change.SETTINGS in tab_of(program).changes
    program.change_settings(language="en")
    assert action.text() == "Check now"


def test_settings_survive_the_window(build: Callable[..., Program], services: Services) -> None:
    program = build()
    program.change_settings(text_percent=150, theme="dark")
    assert program.close()
    db = open_database(services.paths.database)
    kept = stored_settings.load(db)
    close_database(db)
    assert (kept.text_percent, kept.theme) == (150, "dark")


def test_bad_setting_is_refused_and_changes_nothing(build: Callable[..., Program]) -> None:
    program = build()
    with pytest.raises(ValueError, match="limits"):
        program.change_settings(text_percent=900)
    assert program.settings().text_percent == 100


def test_text_grows_at_once(build: Callable[..., Program], qtbot: QtBot) -> None:
    program = build()
    show(program, qtbot)
    before = program.window.fontMetrics().height()
    larger = program.window.menus.action("larger")
    for _step in range(4):
        larger.trigger()
    assert program.settings().text_percent == 200
    assert not larger.isEnabled()
    assert program.window.fontMetrics().height() > before * 1.8
    assert program.window.line.age.fontMetrics().height() > before * 1.8


def test_counter_stands_in_the_title(build: Callable[..., Program]) -> None:
    program = build(language="en")
    tab = tab_of(program)
    tab.number = 17
    tab.counter_changed.emit()
    assert program.window.tabs.tabText(0) == "Check now  17"
    assert program.window.counter() == 17


def test_actions_of_the_tab_are_in_the_menus(build: Callable[..., Program]) -> None:
    program = build()
    program.window.finish_building()
    inside = [
        action for menu in program.window.menuBar().actions() for action in menu_of(menu).actions()
    ]
    assert inside.count(tab_of(program).answer) == 2


def test_every_action_of_the_window_is_translated(build: Callable[..., Program]) -> None:
    program = build(language="ru")
    program.window.finish_building()
    actions = program.window.menus.findChildren(QAction)
    texts = {each.text() for each in actions if each.text() not in ("English", "Русский")}
    assert len(texts) > 20
    assert not [text for text in texts if text.isascii()]


def test_f6_walks_through_the_panes(build: Callable[..., Program], qtbot: QtBot) -> None:
    program = build()
    show(program, qtbot)
    program.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is program.window)
    first, second = tab_of(program).fields
    first.setFocus()
    program.window.menus.action("next_pane").trigger()
    assert second.hasFocus()
    program.window.menus.action("next_pane").trigger()
    assert first.hasFocus()
    program.window.menus.action("previous_pane").trigger()
    assert second.hasFocus()


def test_window_remembers_its_size(build: Callable[..., Program], qtbot: QtBot) -> None:
    program = build()
    program.window.resize(790, 666)
    show(program, qtbot)
    program.window.quit()
    assert program.has_ended
    again = build()
    assert again.window.height() == 666
    assert (again.context.services.paths.data / "window.ini").is_file()


def test_closing_ends_everything(build: Callable[..., Program], qtbot: QtBot) -> None:
    program = build()
    show(program, qtbot)
    assert program.monitor is not None
    with qtbot.waitSignal(program.ended):
        program.window.close()
    assert not program.monitor.is_running
    assert program.ended_in_time


def test_closing_hides_only_with_a_tray_and_consent(
    build: Callable[..., Program], qtbot: QtBot
) -> None:
    program = build(closes_to_tray=True)
    show(program, qtbot)
    assert not program.window.hides_on_close  # this desktop has no tray
    program.window.hides_on_close = True
    program.window.close()
    assert not program.has_ended
    program.window.come_forward()
    assert program.window.isVisible()
    program.window.quit()
    assert program.has_ended


def test_sample_is_marked_and_never_polled(build: Callable[..., Program], qtbot: QtBot) -> None:
    program = build(is_sample=True, language="en")
    show(program, qtbot)
    assert program.window.strip.isVisible()
    assert program.monitor is None
    program.request_poll(None)
    assert program.window.line.age.whole_text == "Nothing is fetched in the sample shop"
    with qtbot.waitSignal(program.window.own_shop_wanted):
        program.window.strip.action.click()


def test_store_trouble_is_a_notice_with_advice(build: Callable[..., Program], qtbot: QtBot) -> None:
    program = build(language="en")
    show(program, qtbot)
    qtbot.waitUntil(lambda: program.reader.is_idle)
    program.reader.problem.emit(StoreProblem(StoreTrouble.FULL))
    notice = program.window.notice.notice
    assert notice is not None
    assert (
        notice.text == "The disk is full. Free some space and try again. Nothing stored was lost."
    )
    program.reader.worked.emit()
    after = program.window.notice.notice
    assert after is None or after.key != "store"


def test_polling_off_is_told_and_turned_on(build: Callable[..., Program], qtbot: QtBot) -> None:
    program = build(language="en")
    program.window.menus.polling.trigger()
    assert program.settings().is_polling


def test_theme_follows_the_choice(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.use("dark", 100)
    assert theme.is_dark
    with qtbot.assertNotEmitted(theme.changed):
        theme.use("dark", 100)
