"""Marks and harmless texts: positions stay true whatever is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.models import Deciding, Mention, MentionKind, Span, Status, Tone
from desktop.ui.mentions.marks import LINE_BREAK, harmless, row_text, whole_text

WHEN = datetime(2026, 3, 4, tzinfo=UTC)


def mention(text: str, title: str = "", **values: object) -> Mention:
    base: dict[str, object] = {
        "id": 1,
        "source_id": 1,
        "source": "Feed",
        "source_kind": "feed",
        "external_id": "1",
        "kind": MentionKind.POST,
        "title": title,
        "text": text,
        "created_at": WHEN,
        "seen_at": WHEN,
        "status": Status.NEW,
    }
    return Mention(**{**base, **values})  # type: ignore[arg-type]


def utf16(text: str, start: int, length: int) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")


@given(st.text(max_size=300))
def test_a_harmless_text_keeps_its_length_and_loses_its_tricks(text: str) -> None:
    shown = harmless(text)
    assert len(shown) == len(text)
    assert not set(shown) & set("\u202e\u202a\u2066\u200f\x00\x07\x1b\r\u2029")
    assert harmless(shown) == shown


def test_marks_piled_on_a_letter_are_limited() -> None:
    assert harmless("a" + "\u0301" * 50).count("\u0301") == 2


def test_marks_are_counted_as_qt_counts() -> None:
    text = "😀😀 в Ромашке ужасно"
    at, bad = text.index("Ромашке"), text.index("ужасно")
    shown = row_text(
        mention(
            text,
            spans=(Span(at, at + 7, 1),),
            deciding=(Deciding(bad, bad + 6, "ужасно", -2.0),),
        )
    )
    words = {utf16(shown.text, each.start, each.length): each for each in shown.marks}
    assert words["Ромашке"].is_matched
    assert words["ужасно"].weight == -2.0


def test_a_title_stands_on_its_own_line_and_text_marks_still_fit() -> None:
    text = "Хлеб из Ромашки"
    title = "Обзор"
    at = len(title) + 1 + text.index("Ромашки")
    each = mention(text, title, spans=(Span(at, at + 7, 1),))
    row, whole = row_text(each), whole_text(each)
    assert row.text == f"Обзор{LINE_BREAK}Хлеб из Ромашки"
    assert [utf16(whole.text, m.start, m.length) for m in whole.marks] == ["Ромашки"]
    assert row.marks[0].is_title


def test_an_excerpt_begins_near_a_late_match() -> None:
    text = "слово " * 200 + "Ромашка тут"
    at = text.index("Ромашка")
    shown = row_text(mention(text, spans=(Span(at, at + 7, 1),)), limit=200)
    assert shown.text.startswith("…")
    assert "Ромашка" in shown.text
    assert [utf16(shown.text, m.start, m.length) for m in shown.marks] == ["Ромашка"]


@given(
    st.text(max_size=80),
    st.lists(st.tuples(st.integers(-5, 120), st.integers(-5, 120)), max_size=5),
)
def test_wrong_positions_never_break_a_row(text: str, spans: list[tuple[int, int]]) -> None:
    each = mention(text, spans=tuple(Span(a, b, 1) for a, b in spans), tone=Tone.NEGATIVE)
    shown = row_text(each, limit=40)
    units = len(shown.text.encode("utf-16-le", "surrogatepass")) // 2
    assert all(m.start >= 0 and m.start + m.length <= units for m in shown.marks)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "a" * 10_000])
def test_odd_texts_have_a_row(text: str) -> None:
    assert len(row_text(mention(text)).text) <= 362
