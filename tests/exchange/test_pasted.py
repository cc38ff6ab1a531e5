"""Pasted text taken apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop.core.models import MentionKind
from desktop.exchange.pasted import network_of, pasted_item, split_pasted
from tests.conftest import NOW

TWO = """Анна К.
★★☆☆☆
21 февраля 2026
Долго ждали заказ.
Больше не придём.
-----
Пётр
5 из 5
вчера
Вкусно! https://yandex.ru/maps/org/romashka/1/reviews
"""


def test_two_reviews_are_told_apart() -> None:
    first, second = split_pasted(TWO, NOW, UTC)
    assert first.text == "Долго ждали заказ.\nБольше не придём."
    assert (first.author, first.rating) == ("Анна К.", 2.0)
    assert first.created_at == datetime(2026, 2, 21, tzinfo=UTC)
    assert (second.author, second.rating, second.network) == ("Пётр", 5.0, "Yandex Maps")
    assert second.created_at == NOW - timedelta(days=1)


def test_plain_text_stays_one_piece_and_whole() -> None:
    text = "Зашли в пекарню.\n\nКофе холодный, 300 рублей.\n2026"
    (piece,) = split_pasted(text, NOW)
    assert (piece.text, piece.url, piece.author, piece.rating) == (text, None, None, None)
    assert piece.created_at is None


def test_empty_lines_part_reviews_and_links_are_taken_out() -> None:
    text = "Bad soup\nhttps://vk.com/wall-1_2.\n\n\n\nGood soup\n2 weeks ago"
    first, second = split_pasted(text, NOW)
    assert (first.text, first.url, first.network) == ("Bad soup", "https://vk.com/wall-1_2", "VK")
    assert second.created_at == NOW - timedelta(weeks=2)


@pytest.mark.parametrize("text", ["", "  \n\n", "-----\n-----"])
def test_nothing_gives_nothing(text: str) -> None:
    assert split_pasted(text, NOW) == ()


@pytest.mark.parametrize(
    ("url", "network"),
    [
        ("https://m.vk.com/wall1", "VK"),
        ("https://notvk.com/wall1", None),
        ("https://www.google.com/maps/place/x", "Google Maps"),
        ("https://t.me/romashka/5", "Telegram"),
        ("javascript:alert(1)", None),
    ],
)
def test_networks_are_known_by_their_addresses(url: str, network: str | None) -> None:
    assert network_of(url) == network


def test_pasting_again_gives_the_same_identity() -> None:
    (piece,) = split_pasted("Плохо\n★☆☆☆☆", NOW)
    item = pasted_item(piece)
    assert item == pasted_item(piece)
    assert (item.kind, item.rating, item.text) == (MentionKind.REVIEW, 1.0, "Плохо")


def test_an_empty_line_under_the_dashes_hides_no_author() -> None:
    first, second = split_pasted(TWO.replace("-----\n", "-----\n\n"), NOW, UTC)
    assert (first.author, second.author) == ("Анна К.", "Пётр")
    assert second.text.startswith("Вкусно!")


COPIED = """Анна К.
Знаток города 5 уровня
★★☆☆☆
21 февраля 2026
Долго ждали заказ.

Больше не придём.
Полезно? 3
Пётр
12 отзывов
5 из 5
вчера
Вкусно!
Ответить
Ольга
3 дня назад
Булочки подорожали
"""


def test_reviews_copied_from_a_page_are_told_apart_by_their_heads() -> None:
    first, second, third = split_pasted(COPIED, NOW, UTC)
    assert (first.author, first.rating) == ("Анна К.", 2.0)
    assert first.text == "Долго ждали заказ.\n\nБольше не придём."
    assert (second.author, second.rating, second.text) == ("Пётр", 5.0, "Вкусно!")
    assert (third.author, third.rating, third.text) == ("Ольга", None, "Булочки подорожали")
    assert third.created_at == NOW - timedelta(days=3)


@pytest.mark.parametrize(
    "text",
    [
        "Мы были там\nвчера\nи нам понравилось\nПотом\nсегодня\nснова зашли",
        "Начало рассказа без имени, длинная строка\nАнна\nвчера\nтекст\nПётр\nвчера\nтекст",
        "Анна\nвчера\nодин отзыв\nв несколько\nстрок",
    ],
)
def test_text_that_is_no_list_of_reviews_stays_whole(text: str) -> None:
    assert len(split_pasted(text, NOW)) == 1
