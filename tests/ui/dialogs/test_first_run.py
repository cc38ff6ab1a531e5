"""The guide: every step skips, goes back, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.models import Keep
from desktop.core.sources import Health, Reason
from desktop.store import sources, topics
from desktop.ui.dialogs.chip import Chip
from desktop.ui.dialogs.first_run import FirstRun
from desktop.ui.dialogs.guide_check import CheckPage
from desktop.ui.dialogs.guide_pages import ShopPage, WordsPage
from desktop.ui.dialogs.guide_sources import SourcesPage
from tests.conftest import NOW
from tests.ui.dialogs.surroundings import Surroundings


def guide(around: Surroundings) -> FirstRun:
    """The guide over the empty window."""
    return FirstRun(around.context, around.actions, around.window)


def test_all_steps_can_be_skipped(around: Surroundings, settled: Callable[[], None]) -> None:
    made = guide(around)
    for step in range(4):
        assert made.step == step
        made.on_skip()
        settled()
    made.on_next()
    assert around.settings.is_set_up
    assert topics.all(around.db) == ()
    assert sources.all(around.db) == ()


def test_the_whole_way_makes_a_topic_and_sources(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    made = guide(around)
    made.on_next()
    shop = made.pages[1]
    assert isinstance(shop, ShopPage)
    shop.shop.setText("Ромашка")
    shop.city.setText("Казань")
    shop.trade.choose("bakery")
    made.on_next()
    settled()
    words = made.pages[2]
    assert isinstance(words, WordsPage)
    assert "пекарня Ромашка" in words.words.words()
    assert "Ромашка" not in words.words.words()
    made.on_next()
    settled()
    places = made.pages[3]
    assert isinstance(places, SourcesPage)
    places.feeds.setPlainText("blog.example/feed")
    made.on_next()
    settled()
    (topic,) = topics.all(around.db)
    assert topic.name == "Ромашка"
    assert "пекарня Ромашка" in topic.find
    feed, mastodon = sorted(sources.all(around.db), key=lambda each: each.kind)
    assert feed.fields == {"url": "https://blog.example/feed"}
    assert "ПекарняРомашка" in mastodon.fields["hashtags"]
    check = made.pages[4]
    assert isinstance(check, CheckPage)
    check.on_look()
    settled()
    assert around.polls == [None], "the first check begins by itself"
    assert check.state.text() == "Looked at 0 of 2…"
    for source in (feed, mastodon):
        sources.save_state(around.db, replace(source, health=Health.FINE, last_try_at=NOW))
    check.on_look()
    settled()
    assert check.state.text() == "Nothing matches your words yet. The program goes on looking."
    failing = replace(feed, health=Health.FAILING, reason=Reason.TIMEOUT, last_try_at=NOW)
    sources.save_state(around.db, failing)
    check.on_look()
    settled()
    assert check.state.text() == "Nothing is found yet, but not every source could be looked at."
    assert "No answer came in time" in check.troubles.text()


def test_closing_half_way_resumes(around: Surroundings, settled: Callable[[], None]) -> None:
    made = guide(around)
    made.on_next()
    shop = made.pages[1]
    assert isinstance(shop, ShopPage)
    shop.shop.setText("Daisy Bakery")
    made.reject()
    assert around.settings.shop_name == "Daisy Bakery"
    assert not around.settings.is_set_up
    assert guide(around).step == 1


def test_going_back_and_forth_does_not_double_anything(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    around.settings = replace(around.settings, shop_name="Хлебный дом")
    made = guide(around)
    made.show_step(2)
    settled()
    made.on_next()
    settled()
    made.on_back()
    settled()
    made.on_next()
    settled()
    made.on_next()
    settled()
    assert len(topics.all(around.db)) == 1
    assert len(sources.all(around.db)) == 1


def test_the_sample_is_a_way_out(around: Surroundings) -> None:
    wanted: list[bool] = []
    around.actions.sample_wanted.connect(lambda: wanted.append(True))
    guide(around).on_sample()
    assert wanted == [True]


def test_what_cannot_be_an_address_keeps_the_step_and_the_text(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    made = guide(around)
    made.show_step(3)
    settled()
    places = made.pages[3]
    assert isinstance(places, SourcesPage)
    places.feeds.setPlainText("blog.example\nthe city forum")
    made.on_next()
    settled()
    assert made.step == 3
    assert "the city forum" in places.feeds_block.error_text
    assert places.feeds.toPlainText() == "blog.example\nthe city forum"
    places.feeds.setPlainText("blog.example")
    assert places.feeds_block.error_text == ""
    made.on_next()
    assert made.step == 4
    settled()


def test_the_feed_of_a_pasted_page_is_found(
    around: Surroundings, settled: Callable[[], None], qtbot: QtBot
) -> None:
    around.place.feeds = (("https://news.example/rss", "News"), ("https://news.example/c", ""))
    page = sources.add(
        around.db, "news.example", "feed", {"url": "https://news.example"}, 30, Keep.MATCHING
    )
    made = guide(around)
    made.show_step(4)
    settled()
    failing = replace(
        page, health=Health.FAILING, reason=Reason.NOT_A_FEED, last_try_at=around.services.clock()
    )
    sources.save_state(around.db, failing)
    check = made.pages[4]
    assert isinstance(check, CheckPage)
    check.on_look()
    qtbot.waitUntil(lambda: len(around.polls) == 2, timeout=3000)
    settled()
    (stored,) = sources.all(around.db)
    assert stored.fields == {"url": "https://news.example/rss"}


def test_a_typed_word_counts_without_pressing_add(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    made = guide(around)
    made.show_step(2)
    settled()
    words = made.pages[2]
    assert isinstance(words, WordsPage)
    words.own.setText("Хлебный дом")
    made.on_next()
    settled()
    (topic,) = topics.all(around.db)
    assert topic.find == ("Хлебный дом",)


def test_chips_come_in_their_place_of_the_tab_order(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    around.settings = replace(around.settings, shop_name="Ромашка", trade="bakery")
    made = guide(around)
    made.show_step(2)
    settled()
    words = made.pages[2]
    assert isinstance(words, WordsPage)
    order: list[QWidget] = []
    widget: QWidget | None = made.next_button
    while widget is not None and widget not in order:
        order.append(widget)
        widget = widget.nextInFocusChain()
    chips = [order.index(each) for each in words.words.findChildren(Chip)]
    assert chips
    assert max(chips) < order.index(words.own) < order.index(made.skip_button)


def test_enter_goes_on_by_one_step_and_adds_a_typed_word(
    around: Surroundings, settled: Callable[[], None]
) -> None:
    made = guide(around)
    made.show()
    made.show_step(1)
    shop = made.pages[1]
    assert isinstance(shop, ShopPage)
    QTest.keyClicks(shop.shop, "Daisy Bakery")
    QTest.keyClick(shop.shop, Qt.Key.Key_Return)
    settled()
    assert made.step == 2
    words = made.pages[2]
    assert isinstance(words, WordsPage)
    QTest.keyClicks(words.own, "Daisy")
    QTest.keyClick(words.own, Qt.Key.Key_Return)
    assert made.step == 2
    assert "Daisy" in words.words.words()
    QTest.keyClick(words.own, Qt.Key.Key_Return)
    assert made.step == 3
    settled()
    places = made.pages[3]
    assert isinstance(places, SourcesPage)
    QTest.keyClick(places.server, Qt.Key.Key_Return)
    assert made.step == 4
    settled()
    made.reject()
