"""Finding under another source or id what is stored already."""

from __future__ import annotations

from desktop.store import triage
from desktop.store.database import Connection
from desktop.store.twins import by_url, without_twins
from tests.store.shop import START, add_source, prepared, save

PAGE = "https://vk.com/wall-1_2"
TEXT = "Долго ждали заказ в пекарне"


def kept_ids(db: Connection, source_id: int, *items: object) -> list[str]:
    kept, _ = without_twins(db, source_id, items)  # type: ignore[arg-type]
    return [each.item.external_id for each in kept]


def test_an_address_is_found_however_it_is_spelled(db: Connection) -> None:
    live = add_source(db)
    (first,) = save(db, live.id, prepared("1", TEXT, url=f"{PAGE}/?utm_source=x#a")).new_ids
    (second,) = save(db, live.id, prepared("2", TEXT, url=PAGE, minutes=1)).new_ids
    assert by_url(db, "http://VK.com/wall-1_2") == (second, first)
    assert by_url(db, "https://vk.com/wall-1_3") == ()
    assert by_url(db, "nonsense") == ()


def test_what_a_live_source_brought_is_no_news_in_a_file(db: Connection) -> None:
    live, table = add_source(db), add_source(db, "Файл")
    save(db, live.id, prepared("1", TEXT, url=PAGE, author_name="Анна"))
    other = prepared("row 5", TEXT, url=f"{PAGE}?utm_source=x", minutes=400)
    assert without_twins(db, table.id, [other]) == ([], 1)
    assert without_twins(db, table.id, [prepared("row 6", "Совсем про другое", url=PAGE)])[1] == 0


def test_an_edited_address_is_looked_up_anew(db: Connection) -> None:
    live, table = add_source(db), add_source(db, "Файл")
    save(db, live.id, prepared("1", TEXT, url="https://vk.com/old"))
    save(db, live.id, prepared("1", TEXT, url=PAGE))
    assert kept_ids(db, table.id, prepared("x", TEXT, url="https://vk.com/old")) == ["x"]
    assert kept_ids(db, table.id, prepared("x", TEXT, url=PAGE)) == []


def test_reviews_on_one_page_all_stay(db: Connection) -> None:
    table = add_source(db)
    page = "https://maps.example/romashka"
    save(db, table.id, prepared(page, "Хлеб вчерашний и дорогой", url=page, author_name="Анна"))
    other = prepared(page, "Вежливые продавцы, вкусный кофе", url=page, author_name="Пётр")
    again = prepared(page, "Хлеб вчерашний и дорогой", url=page, author_name="Анна")
    (new_id, same_id) = kept_ids(db, table.id, other, again)
    assert new_id.startswith(f"{page}#")
    assert same_id == page


def test_reviews_on_one_page_stay_apart_in_one_batch(db: Connection) -> None:
    page = "https://maps.example/romashka"
    one = prepared(page, "Хлеб вчерашний и дорогой", url=page, author_name="Анна")
    two = prepared(page, "Вежливые продавцы, вкусный кофе", url=page, author_name="Пётр")
    first, second = kept_ids(db, add_source(db).id, one, two)
    assert (first, second.startswith(f"{page}#")) == (page, True)


def test_the_same_review_under_another_id_is_known_by_author_time_and_text(db: Connection) -> None:
    table = add_source(db)
    save(db, table.id, prepared("1", TEXT, author_name="Анна"))
    twins = [prepared("101", TEXT, author_name="анна")]
    others = [
        prepared("102", TEXT, author_name="Пётр"),
        prepared("103", TEXT, author_name="Анна", minutes=1),
        prepared("104", f"{TEXT} утром", author_name="Анна"),
        prepared("105", TEXT),
        prepared("106", TEXT),
    ]
    kept, n = without_twins(db, table.id, [*twins, *others])
    assert ([each.item.external_id for each in kept], n) == (["102", "103", "104", "105", "106"], 1)


def test_twins_inside_one_batch_are_one(db: Connection) -> None:
    table = add_source(db)
    batch = [prepared(n, TEXT, url=PAGE, author_name="Анна") for n in ("a", "b", "c")]
    assert kept_ids(db, table.id, *batch) == ["a"]


def test_what_was_deleted_does_not_come_back_in_a_file(db: Connection) -> None:
    live, table = add_source(db), add_source(db, "Файл")
    saved = save(db, live.id, prepared("1", TEXT, url=PAGE))
    triage.delete(db, saved.new_ids, START)
    assert kept_ids(db, table.id, prepared("x", TEXT, url=PAGE)) == []
