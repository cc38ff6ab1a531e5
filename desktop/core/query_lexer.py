"""The first half of reading a query: its text cut into operators, brackets and leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from desktop.core.nodes import Node, Phrase, Prefix, Word, all_of
from desktop.core.words import outline, tokenize

MAX_DISTANCE = 100
"""Largest n of NEAR/n."""
DEFAULT_DISTANCE = 10
"""What NEAR without a number means."""


class QueryProblem(StrEnum):
    """What is wrong with a query."""

    EMPTY = "empty"
    UNCLOSED_QUOTE = "unclosed_quote"
    UNCLOSED_BRACKET = "unclosed_bracket"
    UNEXPECTED_BRACKET = "unexpected_bracket"
    EMPTY_BRACKETS = "empty_brackets"
    EMPTY_PHRASE = "empty_phrase"
    MISSING_BEFORE = "missing_before"
    MISSING_AFTER = "missing_after"
    LONE_STAR = "lone_star"
    STAR_INSIDE = "star_inside"
    NO_WORD = "no_word"
    NEAR_DISTANCE = "near_distance"
    NEAR_OPERAND = "near_operand"
    FINDS_EVERYTHING = "finds_everything"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"


class QueryError(ValueError):
    """A query that cannot be understood.

    `position` (0-based) and `length` are the characters of the text to point at; the length is
    at least 1.
    """

    def __init__(self, problem: QueryProblem, position: int, length: int = 1) -> None:
        super().__init__(f"{problem.value} at {position}")
        self.problem = problem
        self.position = position
        self.length = max(1, length)


class Mark(Enum):
    """What a piece of a query is."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()
    LEAF = auto()


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of a query and its place; `node` is given for leaves, `distance` for NEAR."""

    mark: Mark
    start: int
    end: int
    node: Node | None = None
    distance: int = 0

    def error(self, problem: QueryProblem) -> QueryError:
        """An error that points at this piece."""
        return QueryError(problem, self.start, self.end - self.start)


_QUOTES = {'"': '"“”', "“": '"“”', "”": '"“”', "„": '"“”', "«": "»"}
_CHUNK = re.compile(r'[()]|["“”„«]|[^\s()"“”„«]+')
_OPERATORS = {
    "AND": Mark.AND, "И": Mark.AND, "OR": Mark.OR, "ИЛИ": Mark.OR, "NOT": Mark.NOT, "НЕ": Mark.NOT,
    "(": Mark.OPEN, ")": Mark.CLOSE,
}  # fmt: skip
_NEAR = re.compile(r"(?:NEAR|РЯДОМ)(?:/(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A raw piece: a bracket, a run without spaces, or (`quote` set) what stands in quotes.

    `start` and `end` are its place in the query, quotes included.
    """

    text: str
    start: int
    end: int
    quote: str = ""
    is_closed: bool = True


def chunks(text: str) -> Iterator[Chunk]:
    """The query cut at spaces, brackets and quotes; a missing closing quote is at the end."""
    at = 0
    while found := _CHUNK.search(text, at):
        start, at = found.span()
        quote = found.group()
        if quote not in _QUOTES:
            yield Chunk(quote, start, at)
            continue
        ends = [end for mark in _QUOTES[quote] if (end := text.find(mark, at)) >= 0]
        inner_end = min(ends, default=len(text))
        inner = text[at:inner_end]
        at = min(inner_end + 1, len(text))
        yield Chunk(inner, start, at, quote, bool(ends))


def lexemes(text: str) -> list[Lexeme]:
    """The pieces of an expert query. Raises `QueryError` for pieces that mean nothing."""
    found: list[Lexeme] = []
    for chunk in chunks(text):
        found.extend(_quoted(chunk) if chunk.quote else _bare(chunk))
    return found


def _quoted(chunk: Chunk) -> Iterator[Lexeme]:
    if not chunk.is_closed:
        raise QueryError(QueryProblem.UNCLOSED_QUOTE, chunk.start)
    node = leaf_of(chunk.text)
    lexeme = Lexeme(Mark.LEAF, chunk.start, chunk.end, node)
    if node is None:
        raise lexeme.error(QueryProblem.EMPTY_PHRASE)
    yield lexeme


def _bare(chunk: Chunk) -> Iterator[Lexeme]:
    text, start = chunk.text, chunk.start
    if text in _OPERATORS:
        yield Lexeme(_OPERATORS[text], start, chunk.end)
        return
    if near := _NEAR.fullmatch(text):
        yield _near(chunk, near[1])
        return
    if text.startswith("-"):
        yield Lexeme(Mark.NOT, start, start + 1)
        text, start = text[1:], start + 1
        if not text:
            # The minus of «-"phrase"» and «-(…)», or one left alone: the parser will see.
            return
    yield _leaf(text, start)


def _near(chunk: Chunk, number: str | None) -> Lexeme:
    lexeme = Lexeme(Mark.NEAR, chunk.start, chunk.end, None, DEFAULT_DISTANCE)
    if number is None:
        return lexeme
    if not (number.isascii() and number.isdigit() and len(number) <= 3):
        raise lexeme.error(QueryProblem.NEAR_DISTANCE)
    if int(number) > MAX_DISTANCE:
        raise lexeme.error(QueryProblem.NEAR_DISTANCE)
    return Lexeme(Mark.NEAR, chunk.start, chunk.end, None, int(number))


def _leaf(text: str, start: int) -> Lexeme:
    stem = text.rstrip("*")
    if "*" in stem:
        raise QueryError(QueryProblem.STAR_INSIDE, start + stem.index("*"))
    node = prefix_of(stem) if stem != text else leaf_of(text)
    if node is None:
        problem = QueryProblem.NO_WORD if stem else QueryProblem.LONE_STAR
        raise QueryError(problem, start, len(text))
    return Lexeme(Mark.LEAF, start, start + len(text), node)


def leaf_of(text: str) -> Word | Phrase | None:
    """The word or phrase a piece of text stands for; `None` without any word.

    A single hashtag, handle or name with underscores is the glued word.
    """
    tokens = tokenize(text)
    if not tokens:
        return None
    if tokens[-1].end <= tokens[0].end:
        return Word(tokens[0].form)
    inner = outline(tokens)
    return Phrase(tuple(token.form for token in inner)) if len(inner) > 1 else Word(inner[0].form)


def prefix_of(text: str) -> Node | None:
    """What `text*` stands for: a prefix; behind several words, all of them and a prefix."""
    leaf = leaf_of(text)
    if leaf is None:
        return None
    if isinstance(leaf, Word):
        return Prefix(leaf.form)
    *before, last = leaf.forms
    head: Node = Phrase(tuple(before)) if len(before) > 1 else Word(before[0])
    return all_of((head, Prefix(last)))
