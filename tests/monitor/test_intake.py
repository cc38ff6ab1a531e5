"""What enters the store: safe to show, bounded, and believable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.models import Item, Keep, Topic, TopicKind
from desktop.core.sentiment import ToneRouter
from desktop.monitor.intake import (
    AHEAD,
    EARLIEST,
    LARGEST_COUNT,
    LONGEST_NAME,
    LONGEST_TEXT,
    Intake,
    clean,
    cleaned,
)
from tests.conftest import NOW
from tests.monitor.parts import PlainForms


def one(**values: object) -> Item:
    return cleaned(Item(**{"external_id": "1", "text": "bread", **values}), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  bread \n", "bread"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("tab\tstays", "tab\tstays"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ufeffbread", "bread"),
        ("half \ud83d sign", "half  sign"),
        ("👩\u200d🍳 ёлка", "👩\u200d🍳 ёлка"),
    ],
)
def test_signs_that_break_a_screen_are_taken_out(text: str, shown: str) -> None:
    assert clean(text, 100) == shown


@given(st.text(alphabet=st.characters(), max_size=200), st.integers(1, 100))
def test_a_cleaned_text_is_short_storable_and_stays_as_it_is(text: str, longest: int) -> None:
    once = clean(text, longest)
    assert len(once) <= longest
    once.encode("utf-8")
    assert "\x00" not in once
    assert clean(once, longest) == once


def test_long_texts_are_cut_where_one_sees_it() -> None:
    item = one(text="слово " * LONGEST_TEXT, title="x" * 5000)
    assert (len(item.text), item.text[-1]) == (LONGEST_TEXT, "…")
    assert len(item.title) == 500


def test_a_title_and_a_name_are_one_line() -> None:
    item = one(title="two\nlines", author_name=" Anna \n K. ", author_handle="  ")
    assert (item.title, item.author_name, item.author_handle) == ("two lines", "Anna K.", None)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://a.example/\nx", False),
        ("https://a.example/" + "x" * 3000, False),
        ("", False),
    ],
)
def test_only_web_addresses_stay_links(url: str, kept: bool) -> None:
    item = one(url=url, author_url=url, parent_url=url)
    assert {item.url, item.author_url, item.parent_url} == {url if kept else None}


@pytest.mark.parametrize("number", [-1, LARGEST_COUNT + 1, 10**30])
def test_impossible_counts_are_unknown(number: int) -> None:
    item = one(likes=number, replies=number, reposts=number, views=number, author_followers=number)
    counts = (item.likes, item.replies, item.reposts, item.views, item.author_followers)
    assert counts == (None,) * 5
    assert one(likes=0).likes == 0


@pytest.mark.parametrize(("rating", "kept"), [(4.5, 4.5), (float("nan"), None), (None, None)])
def test_a_rating_is_a_number(rating: float | None, kept: float | None) -> None:
    assert one(rating=rating).rating == kept


@pytest.mark.parametrize(
    ("when", "is_dated"),
    [
        (NOW, True),
        (NOW + AHEAD, True),
        (NOW + AHEAD + timedelta(seconds=1), False),
        (EARLIEST, True),
        (EARLIEST - timedelta(seconds=1), False),
        (datetime(2026, 1, 1), True),
    ],
)
def test_only_believable_dates_are_dates(when: datetime, is_dated: bool) -> None:
    item = one(created_at=when, edited_at=when)
    assert (item.created_at is not None, item.edited_at is not None) == (is_dated, is_dated)
    assert item.created_at is None or item.created_at.tzinfo is UTC or when.tzinfo is not None


def test_an_item_without_an_id_gets_a_stable_one_of_its_own() -> None:
    first, again, other = one(external_id=" "), one(external_id=""), one(external_id="", text="x")
    assert first.external_id == again.external_id != other.external_id
    assert first.external_id.startswith("sha256:")
    assert len(one(external_id="x" * 5000).external_id) < LONGEST_NAME
    assert one(external_id="x" * 5000).external_id != one(external_id="x" * 5001).external_id


@pytest.mark.logs("query of topic 2 cannot be read")
def test_a_topic_that_cannot_be_read_leaves_the_others_working() -> None:
    chosen = [Topic(1, "a", TopicKind.BRAND, "bread"), Topic(2, "b", TopicKind.BRAND, "(")]
    intake = Intake(chosen, PlainForms(), ToneRouter({}))
    brought = [Item("1", "stale bread"), Item("2", "coffee")]
    (kept,) = intake.prepare(brought, Keep.MATCHING, NOW)
    assert (kept.item.external_id, kept.topic_ids, kept.words) == ("1", (1,), ("stale", "bread"))
    assert len(intake.prepare(brought, Keep.EVERYTHING, NOW)) == 2


def test_the_place_is_believed_about_the_language_only_where_the_text_does_not_tell() -> None:
    intake = Intake((), PlainForms(), ToneRouter({}))
    told = [Item("1", "!!!", language="en-GB"), Item("2", "!!!", language="klingon?")]
    told.append(Item("3", "Очень вкусный свежий хлеб, спасибо пекарне", language="en"))
    languages = [each.language for each in intake.prepare(told, Keep.EVERYTHING, NOW)]
    assert languages == ["en", None, "ru"]
