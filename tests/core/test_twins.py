"""When two items are one publication, and when they only look like it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.core.models import Item
from desktop.core.twins import is_same, page_of, with_own_id
from tests.conftest import NOW

PAGE = "https://maps.example/romashka"
TEXT = "Долго ждали заказ, пекарня «Ромашка» уже не та"


def item(text: str = TEXT, **more: object) -> Item:
    values: dict[str, object] = {"url": PAGE, "author_name": "Анна", "created_at": NOW, **more}
    return Item("x", text, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        item(url="http://Maps.example/romashka/?utm_source=a#top"),
        item(TEXT[:30]),
        item(TEXT, title="Отзыв о пекарне"),
        item(author_name=None),
        item(author_name="Анна К.", created_at=None),
        item(created_at=NOW + timedelta(days=9)),
        item(url=None),
    ],
)
def test_one_publication(other: Item) -> None:
    assert is_same(item(), other)
    assert is_same(other, item())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (item(), item("Очень вкусный хлеб и приветливый продавец", author_name="Пётр")),
        (item(), item(url=f"{PAGE}/2")),
        (item(url=f"{PAGE}#1"), item(url=f"{PAGE}#2")),
        (item(), item(TEXT[:30], author_name="Пётр")),
        (item("Всё отлично"), item("Всё отлично", author_name="Пётр")),
        (item("Всё отлично"), item("Всё отлично", created_at=NOW + timedelta(days=3))),
        (item("👍"), item("👎")),
        (item(url=None), item(url=None, created_at=NOW + timedelta(seconds=1))),
        (item(url=None), item(url=None, author_name="Пётр")),
        (item(url=None, author_name=None), item(url=None, author_name=None)),
        (item(url=None, created_at=None), item(url=None, created_at=None)),
    ],
)
def test_two_publications(one: Item, other: Item) -> None:
    assert not is_same(one, other)
    assert not is_same(other, one)


def test_a_handle_is_the_same_with_and_without_its_sign() -> None:
    one = item(url=None, author_name=None, author_handle="@Anna")
    assert is_same(one, item(url=None, author_name="anna"))


def test_an_own_id_is_stable_and_of_the_text() -> None:
    assert with_own_id(item()) == with_own_id(item())
    assert with_own_id(item()).external_id != with_own_id(item("другое")).external_id


def test_what_is_no_address_is_no_page() -> None:
    assert page_of("javascript:alert(1)") is None
    assert page_of(None) is None
    assert page_of("https://a.example/") == "a.example"
