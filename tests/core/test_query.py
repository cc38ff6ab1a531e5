"""Reading queries: expert form, search box, simple form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.nodes import MAX_TERMS
from desktop.core.query import (
    MAX_DEPTH,
    MAX_LEAVES,
    MAX_LENGTH,
    And,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryError,
    QueryProblem,
    Word,
    parse_query,
    parse_search,
    plain_terms,
    simple_query,
    to_text,
)

A, B, C, D = (Word(letter) for letter in "abcd")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ромашка", Word("ромашка")),
        ("a b", And((A, B))),
        ("a AND b И c", And((A, B, C))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a ИЛИ b OR a", Or((A, B))),
        ("a NOT b НЕ c", And((A, Not(B), Not(C)))),
        ("a -b -(c d)", And((A, Not(B), Not(And((C, D)))))),
        ('a -"b c"', And((A, Not(Phrase(("b", "c")))))),
        ("NOT NOT a", A),
        ('"Пекарня Ромашка"', Phrase(("пекарня", "ромашка"))),
        ("«Пекарня, Ромашка»", Phrase(("пекарня", "ромашка"))),
        ("“a b” „c d“", And((Phrase(("a", "b")), Phrase(("c", "d"))))),
        ('"a"', A),
        ("пекарня-ромашка", Phrase(("пекарня", "ромашка"))),
        ("@romashka_bakery", Word("romashkabakery")),
        ("#ПекарняРомашка", Word("пекарняромашка")),
        ("ромаш*", Prefix("ромаш")),
        ("кофе-маш*", And((Word("кофе"), Prefix("маш")))),
        ("a NEAR/5 b", Near(A, B, 5)),
        ("a РЯДОМ b", Near(A, B, 10)),
        ("a NEAR/2 b NEAR/3 c", And((Near(A, B, 2), Near(B, C, 3)))),
        ("(a OR b) NEAR/3 c", Or((Near(A, C, 3), Near(B, C, 3)))),
        ("NOT a NEAR/0 b c", And((Not(Near(A, B, 0)), C))),
        ("and or и", And((Word("and"), Word("or"), Word("и")))),
    ],
)
def test_expert_form(text: str, expected: Node) -> None:
    assert parse_query(text) == expected
    assert parse_query(to_text(expected)) == expected


P = QueryProblem


@pytest.mark.parametrize(
    ("text", "problem", "marked"),
    [
        ("", P.EMPTY, ""),
        ("   ", P.EMPTY, "   "),
        ('a "b c', P.UNCLOSED_QUOTE, '"'),
        ("a «b", P.UNCLOSED_QUOTE, "«"),
        ("a (b (c)", P.UNCLOSED_BRACKET, "(b"),
        ("(", P.UNCLOSED_BRACKET, "("),
        ("a) b", P.UNEXPECTED_BRACKET, ")"),
        (")", P.UNEXPECTED_BRACKET, ")"),
        ("a ( ) b", P.EMPTY_BRACKETS, "( )"),
        ('a "!" b', P.EMPTY_PHRASE, '"!"'),
        ("OR a", P.MISSING_BEFORE, "OR"),
        ("a AND OR b", P.MISSING_AFTER, "AND"),
        ("a (b OR)", P.MISSING_AFTER, "OR"),
        ("a NOT", P.MISSING_AFTER, "NOT"),
        ("a НЕ ИЛИ b", P.MISSING_AFTER, "НЕ"),
        ("a - b NEAR/3", P.MISSING_AFTER, "NEAR/3"),
        ("a *", P.LONE_STAR, "*"),
        ("ро*ка", P.STAR_INSIDE, "*"),
        ("a 🤮 b", P.NO_WORD, "🤮"),
        ("a NEAR/x b", P.NEAR_DISTANCE, "NEAR/x"),
        ("a NEAR/ b", P.NEAR_DISTANCE, "NEAR/"),
        ("a NEAR/101 b", P.NEAR_DISTANCE, "NEAR/101"),
        ("c (a b) NEAR/2 d", P.NEAR_OPERAND, "(a b) "),
        ("a NEAR/2 NOT b", P.NEAR_OPERAND, "NOT"),
        ("a NEAR/2 (b c)", P.NEAR_OPERAND, "("),
        ("NOT a", P.FINDS_EVERYTHING, "NOT"),
        ("a OR -b", P.FINDS_EVERYTHING, "-"),
    ],
)
def test_errors_point_at_the_exact_place(text: str, problem: P, marked: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    error = caught.value
    assert error.problem is problem
    length = error.length
    if problem is P.UNCLOSED_BRACKET and len(marked) > 1:
        marked = marked[0]
    assert text[error.position : error.position + length] == marked


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a" * (MAX_LENGTH + 1), P.TOO_LONG),
        ("(" * 4000, P.TOO_DEEP),
        ("NOT " * 2000 + "a", P.TOO_DEEP),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), P.TOO_DEEP),
        ("a " * (MAX_LEAVES + 1), P.TOO_MANY),
        ("(" + " OR ".join(f"a{n}" for n in range(99)) + ") NEAR/2 (x OR y OR z)", P.TOO_MANY),
    ],
)
def test_queries_are_bounded(text: str, problem: P) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.problem is problem


PIECES = st.sampled_from(
    (
        *("a", "b", "Ромашка", "ёж", "ро*", "*", "(", ")", '"', "«", "»", "“", "-", "-a", "!"),
        *("AND", "OR", "NOT", "И", "ИЛИ", "НЕ", "NEAR/3", "NEAR", "NEAR/x", "a-b", "@a_b", "#ПеРо"),
    )
)
QUERIES = st.one_of(
    st.text(max_size=40),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.text('ab"()-* ', max_size=20),
)


@given(QUERIES)
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    try:
        node = parse_query(text)
    except QueryError as error:
        is_inside = 0 <= error.position <= len(text) and error.length >= 1
    else:
        is_inside = parse_query(to_text(node)) == node
    assert is_inside


@given(QUERIES)
def test_the_search_box_never_raises(text: str) -> None:
    parse_search(text)


def unfinished(form: str) -> Node:
    return Or((Word(form), Prefix(form)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        (" 🤮 - * ( ", None),
        ("пек", unfinished("пек")),
        ("пекарня ", Word("пекарня")),
        ("a b", And((A, unfinished("b")))),
        ("a b.", And((A, B))),
        ('"a b"', Phrase(("a", "b"))),
        ("«a b", Or((Phrase(("a", "b")), And((A, Prefix("b")))))),
        ("a -b", And((A, Not(B)))),
        ('-"a b"', Not(Phrase(("a", "b")))),
        ("- a ", A),
        ("ром* ", Prefix("ром")),
        ("a OR (b) ", And((A, Word("or"), B))),
    ],
)
def test_search_box(text: str, expected: Node | None) -> None:
    assert parse_search(text) == expected


def test_simple_form_becomes_the_expert_one() -> None:
    text = simple_query(
        ["Пекарня «Ромашка»", "ромашк*"], ["romashka"], ["аптека", "поле ромашек", "!"]
    )
    assert text == (
        '("пекарня ромашка" OR ромашк* OR romashka) AND NOT аптека AND NOT "поле ромашек"'
    )


def test_simple_form_needs_something_to_find() -> None:
    with pytest.raises(QueryError) as caught:
        simple_query(["  ", "!"], [], ["a"])
    assert caught.value.problem is P.EMPTY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('("пекарня ромашка" OR ромаш*) NOT аптека', ("пекарня ромашка", "ромаш")),
        ("кафе (ромашка OR лютик)", ("кафе ромашка", "кафе лютик")),
        ("a NEAR/3 b", ("a b",)),
        ("a OR (b -c)", ("a", "b")),
    ],
)
def test_plain_terms(text: str, expected: tuple[str, ...]) -> None:
    assert plain_terms(parse_query(text)) == expected


def test_plain_terms_are_bounded() -> None:
    group = "(" + " OR ".join(f"a{n}" for n in range(20)) + ")"
    assert (
        len(plain_terms(parse_query(" ".join(group.replace("a", x) for x in "abcde")))) == MAX_TERMS
    )
