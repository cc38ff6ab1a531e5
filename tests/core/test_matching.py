"""Matching of queries with real word forms."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.matching import Matcher, Spans, Text, match
from desktop.core.query import (
    And,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    parse_query,
    parse_search,
)
from desktop.engines.word_forms import RussianEnglishWordForms

WORD_FORMS = RussianEnglishWordForms()


def found(query: str, body: str) -> list[str] | None:
    """The matched pieces of the body; the batch matcher must agree with the single one."""
    node, text = parse_query(query), Text(body, WORD_FORMS)
    spans = match(node, text, WORD_FORMS)
    batch = Matcher([(7, node)], WORD_FORMS).match(text)
    assert batch == ([] if spans is None else [(7, spans)])
    return None if spans is None else [body[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "body", "expected"),
    [
        ("доставка", "Довольны доставкой, ДОСТАВКУ хвалим", ["доставкой", "ДОСТАВКУ"]),
        ("delivery", "Two deliveries today", ["deliveries"]),
        ('"Пекарня Ромашка"', "Были в пекарне Ромашке вчера", ["пекарне Ромашке"]),
        ('"Пекарня Ромашка"', "в пекарне «Ромашка»", ["пекарне «Ромашка"]),
        ('"Пекарня Ромашка"', "пекарня-ромашка", ["пекарня-ромашка"]),
        ('"Пекарня Ромашка"', "люблю #ПекарняРомашка!", ["ПекарняРомашка"]),
        ('"Пекарня Ромашка"', "люблю #пекарняромашка!", ["пекарняромашка"]),
        ('"Пекарня Ромашка"', "#пекарня_ромашка", ["пекарня_ромашка"]),
        ('"Пекарня Ромашка"', "ромашка и пекарня", None),
        ('"Пекарня Ромашка"', "пекарня у ромашки", None),
        ("Ромашка", "в Pомашке (латинская P)", ["Pомашке"]),
        ("росса", "кафе Pocca", ["Pocca"]),
        ("ёлка", "купили елку", ["елку"]),
        ("елка", "Ёлки привезли", ["Ёлки"]),
        ("@romashka_bakery", "спасибо @Romashka_Bakery", ["Romashka_Bakery"]),
        ("@romashka_bakery", "https://t.me/romashka_bakery", ["romashka_bakery"]),
        ("ромаш*", "ромашковый чай", ["ромашковый"]),
        ("ромаш*", "марош", None),
        ("пирожок OR булочка", "пять булочек и пирожка", ["булочек", "пирожка"]),
        ("хлеб плесень", "на хлебе плесень", ["хлебе", "плесень"]),
        ("хлеб плесень", "на хлебе масло", None),
        ("ромашка NOT аптека", "ромашка в аптеке", None),
        ("ромашка NOT аптека", "кафе ромашка", ["ромашка"]),
        ("доставка NEAR/2 опоздать", "доставка опять вчера опоздала", ["доставка", "опоздала"]),
        ("доставка NEAR/1 опоздать", "доставка опять вчера опоздала", None),
        ("опоздать NEAR/2 доставка", "доставка опоздала", ["доставка", "опоздала"]),
        ("хлеб NEAR/3 хлеб", "хлеб", None),
        ("стать", "цены стали", ["стали"]),
        ("сталь", "из стали", ["стали"]),
        ("отравиться", "Мы отравились, отравлюсь ли я", ["отравились", "отравлюсь"]),
        ("universe", "a good university", None),
        ("рома", "ромашка", None),
    ],
)
def test_what_matches_and_where(query: str, body: str, expected: list[str] | None) -> None:
    assert found(query, body) == expected


def test_overlapping_phrases_are_marked_as_one() -> None:
    assert found('"a b" OR "b c"', "x a b c y") == ["a b c"]


def test_exclusions_alone_match_without_spans() -> None:
    node = parse_search("-аптека ")
    assert node is not None
    assert match(node, Text("кафе", WORD_FORMS), WORD_FORMS) == ()
    assert match(node, Text("в аптеке", WORD_FORMS), WORD_FORMS) is None
    matcher = Matcher([(1, node)], WORD_FORMS)
    assert matcher.match(Text("", WORD_FORMS)) == [(1, ())]


def test_topics_come_in_the_order_given() -> None:
    queries = [(9, "хлеб"), (3, "чай"), (5, "булоч*"), (1, "хлеб -чай"), (2, '"свежий хлеб"')]
    matcher = Matcher([(topic, parse_query(query)) for topic, query in queries], WORD_FORMS)
    hits = matcher.match(Text("свежего хлеба и булочек", WORD_FORMS))
    assert [topic for topic, _ in hits] == [9, 5, 1, 2]


def test_words_of_a_text_are_its_forms() -> None:
    assert Text("Хлеб, ёлка", WORD_FORMS).words == ("хлеб", "елка")


class PlainForms:
    """Every form is a word of its own."""

    def keys(self, form: str) -> tuple[str, ...]:
        return (form,)


PLAIN = PlainForms()
LETTERS = st.sampled_from("abcdё")
LEAVES = st.one_of(
    st.builds(Word, st.sampled_from("abcdе")),
    st.builds(Prefix, st.sampled_from("abcdе")),
    st.builds(Phrase, st.tuples(st.sampled_from("abc"), st.sampled_from("abc"))),
)
NODES: st.SearchStrategy[Node] = st.recursive(
    st.one_of(LEAVES, st.builds(Near, LEAVES, LEAVES, st.integers(0, 3))),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
BODIES = st.lists(st.sampled_from(["a", "b", "c", "d", "ё", "ab", "#a_b", "."]), max_size=8).map(
    " ".join
)


def plain_match(node: Node, body: str) -> Spans | None:
    return match(node, Text(body, PLAIN), PLAIN)


@given(NODES, BODIES)
def test_case_and_yo_play_no_part(node: Node, body: str) -> None:
    assert plain_match(node, body) == plain_match(node, body.upper())
    assert plain_match(node, body) == plain_match(node, body.replace("ё", "е"))


@given(NODES, BODIES, LEAVES)
def test_an_exclusion_never_adds_a_match(node: Node, body: str, excluded: Node) -> None:
    if plain_match(And((node, Not(excluded))), body) is not None:
        assert plain_match(node, body) is not None
        assert plain_match(excluded, body) is None


@given(NODES, BODIES)
def test_negation_turns_the_answer_round(node: Node, body: str) -> None:
    assert (plain_match(node, body) is None) is (plain_match(Not(node), body) is not None)


@given(NODES, BODIES)
def test_spans_are_in_order_and_apart(node: Node, body: str) -> None:
    spans = plain_match(node, body) or ()
    assert all(0 <= start < end <= len(body) for start, end in spans)
    assert all(one[1] <= after[0] for one, after in pairwise(spans))


@given(st.lists(NODES, max_size=5), BODIES)
def test_the_batch_agrees_with_one_by_one(nodes: list[Node], body: str) -> None:
    text = Text(body, PLAIN)
    expected = [
        (number, spans)
        for number, node in enumerate(nodes)
        if (spans := match(node, text, PLAIN)) is not None
    ]
    assert Matcher(enumerate(nodes), PLAIN).match(text) == expected
