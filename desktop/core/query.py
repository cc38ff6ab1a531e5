"""The query a topic or the search box is asked with: from text to nodes and back.

Expert form:

    пекарня ромашка            both words, in any form (a space means AND)
    пекарня OR кафе            also ИЛИ; AND, И; NOT, НЕ: written in capitals
    "пекарня ромашка"          phrase; also «…» and “…”
    ромаш*                     words that begin so
    доставка NEAR/5 опоздала   at most five words between, in either order; also РЯДОМ/5
    (a OR b) -c                brackets; a minus before a word, phrase or bracket means NOT

NEAR binds closest, then NOT, then AND, then OR. Operands of NEAR are words, prefixes, phrases or
an OR of those in brackets, which is taken apart: `(a OR b) NEAR/3 c` is `a NEAR/3 c OR b NEAR/3 c`;
`a NEAR b NEAR c` is `a NEAR b AND b NEAR c`. A run between spaces that is several words
(«пекарня-ромашка», `24/7`) is a phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from desktop.core.nodes import (
    And,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    all_of,
    any_of,
    leaves,
    matches_nothing_said,
    plain_terms,
)
from desktop.core.query_lexer import (
    MAX_DISTANCE,
    Chunk,
    Lexeme,
    Mark,
    QueryError,
    QueryProblem,
    chunks,
    leaf_of,
    lexemes,
    prefix_of,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_DISTANCE",
    "MAX_LEAVES",
    "MAX_LENGTH",
    "And",
    "Leaf",
    "Near",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "QueryError",
    "QueryProblem",
    "Word",
    "leaves",
    "parse_query",
    "parse_search",
    "plain_terms",
    "simple_query",
    "to_text",
]

MAX_LENGTH = 10_000
"""Longest query, in characters."""
MAX_DEPTH = 30
"""Deepest nesting of brackets and negations."""
MAX_LEAVES = 400
"""Most words, prefixes and phrases of one query."""
MAX_SEARCH_LENGTH = 1_000
"""What is longer in the search box is not looked at."""
MAX_SEARCH_LEAVES = 30


def parse_query(text: str) -> Node:
    """The expert form of a topic. Raises `QueryError` and nothing else."""
    if len(text) > MAX_LENGTH:
        raise QueryError(QueryProblem.TOO_LONG, MAX_LENGTH, len(text) - MAX_LENGTH)
    pieces = lexemes(text)
    if not pieces:
        raise QueryError(QueryProblem.EMPTY, 0, len(text))
    named = [piece for piece in pieces if piece.mark is Mark.LEAF]
    if len(named) > MAX_LEAVES:
        raise named[MAX_LEAVES].error(QueryProblem.TOO_MANY)
    node = _Parser(pieces).parse()
    if sum(1 for _ in leaves(node)) > MAX_LEAVES:
        raise QueryError(QueryProblem.TOO_MANY, 0, len(text))
    if matches_nothing_said(node):
        first = next(piece for piece in pieces if piece.mark is Mark.NOT)
        raise first.error(QueryProblem.FINDS_EVERYTHING)
    return node


class _Parser:
    """Recursive descent over the pieces of one query."""

    def __init__(self, pieces: list[Lexeme]) -> None:
        self._pieces = pieces
        self._at = 0

    def parse(self) -> Node:
        node = self._either(0)
        if piece := self._peek():
            raise piece.error(QueryProblem.UNEXPECTED_BRACKET)
        return node

    def _peek(self) -> Lexeme | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _take(self, mark: Mark) -> Lexeme | None:
        piece = self._peek()
        if piece is None or piece.mark is not mark:
            return None
        self._at += 1
        return piece

    def _either(self, depth: int) -> Node:
        items = [self._both(depth)]
        while operator := self._take(Mark.OR):
            self._require_operand(operator)
            items.append(self._both(depth))
        return any_of(items)

    def _both(self, depth: int) -> Node:
        items = [self._maybe_not(depth)]
        while piece := self._peek():
            if operator := self._take(Mark.AND):
                self._require_operand(operator)
            elif piece.mark not in _STARTERS:
                break
            items.append(self._maybe_not(depth))
        return all_of(items)

    def _maybe_not(self, depth: int) -> Node:
        operator = self._take(Mark.NOT)
        if operator is None:
            return self._near(depth)
        self._require_depth(operator, depth)
        self._require_operand(operator)
        inner = self._maybe_not(depth + 1)
        return inner.item if isinstance(inner, Not) else Not(inner)

    def _near(self, depth: int) -> Node:
        begun = self._at
        node = self._operand(depth)
        pairs: list[Node] = []
        while operator := self._take(Mark.NEAR):
            self._require_operand(operator)
            after = self._peek()
            right = self._operand(depth)
            if after is None or not _is_near_operand(right):
                raise (after or operator).error(QueryProblem.NEAR_OPERAND)
            if not _is_near_operand(node):
                first = self._pieces[begun].start
                raise QueryError(QueryProblem.NEAR_OPERAND, first, operator.start - first)
            pairs.append(_pairs(node, right, operator))
            node = right
        return all_of(pairs) if pairs else node

    def _operand(self, depth: int) -> Node:
        piece = self._peek()
        if piece is None:
            # Every operator has looked ahead: only an empty query could come here.
            raise QueryError(QueryProblem.EMPTY, 0)
        self._at += 1
        if piece.node is not None:
            return piece.node
        if piece.mark is Mark.OPEN:
            return self._bracket(piece, depth)
        if piece.mark is Mark.CLOSE:
            raise piece.error(QueryProblem.UNEXPECTED_BRACKET)
        if piece.mark is Mark.NOT:
            raise piece.error(QueryProblem.NEAR_OPERAND)
        raise piece.error(QueryProblem.MISSING_BEFORE)

    def _bracket(self, opened: Lexeme, depth: int) -> Node:
        self._require_depth(opened, depth)
        if closed := self._take(Mark.CLOSE):
            raise QueryError(QueryProblem.EMPTY_BRACKETS, opened.start, closed.end - opened.start)
        if self._peek() is None:
            raise opened.error(QueryProblem.UNCLOSED_BRACKET)
        node = self._either(depth + 1)
        if not self._take(Mark.CLOSE):
            raise opened.error(QueryProblem.UNCLOSED_BRACKET)
        return node

    def _require_operand(self, operator: Lexeme) -> None:
        piece = self._peek()
        if piece is None or piece.mark not in _STARTERS:
            raise operator.error(QueryProblem.MISSING_AFTER)

    def _require_depth(self, piece: Lexeme, depth: int) -> None:
        if depth >= MAX_DEPTH:
            raise piece.error(QueryProblem.TOO_DEEP)


_STARTERS = frozenset({Mark.OPEN, Mark.NOT, Mark.LEAF})


def _options(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Or) else (node,)


def _is_near_operand(node: Node) -> bool:
    return all(isinstance(item, Word | Prefix | Phrase) for item in _options(node))


def _pairs(left: Node, right: Node, operator: Lexeme) -> Node:
    lefts, rights = _options(left), _options(right)
    if 2 * len(lefts) * len(rights) > MAX_LEAVES:
        raise operator.error(QueryProblem.TOO_MANY)
    return any_of(
        Near(one, other, operator.distance)
        for one in lefts
        for other in rights
        if isinstance(one, Leaf) and isinstance(other, Leaf)
    )


def parse_search(text: str) -> Node | None:
    """What the person means so far in the search box; `None` while there is nothing to look for.

    Never raises. Words are joined with AND, "…" and «…» are phrases (an unclosed one up to the
    end), a minus before a word or phrase excludes it, a star makes a prefix. The last word, if
    the text ends right behind it, matches as a word or as a prefix. Unlike a topic the answer
    may consist of exclusions alone. AND, OR and brackets mean nothing here.
    """
    text = text[:MAX_SEARCH_LENGTH]
    items = list(_wanted(text, list(chunks(text))))[:MAX_SEARCH_LEAVES]
    return all_of(items) if items else None


def _wanted(text: str, pieces: list[Chunk]) -> Iterator[Node]:
    is_excluded = False
    for piece in pieces:
        bare = piece.text
        if not piece.quote and bare.startswith("-"):
            is_excluded, bare = True, bare[1:]
            if not bare and text[piece.end : piece.end + 1] not in ('"', "“", "”", "„", "«"):
                is_excluded = False
        is_unfinished = piece.end == len(text) and not (piece.quote and piece.is_closed)
        node = _asked(bare, is_unfinished and not is_excluded, bool(piece.quote))
        if node is not None:
            yield Not(node) if is_excluded else node
        if bare:
            is_excluded = False


def _asked(text: str, is_unfinished: bool, is_quoted: bool) -> Node | None:
    if not is_quoted and text.endswith("*"):
        return prefix_of(text)
    leaf, begun = leaf_of(text), prefix_of(text)
    if leaf is None or begun is None or not is_unfinished or not text[-1].isalnum():
        return leaf
    return any_of((leaf, begun))


def simple_query(find: Iterable[str], variants: Iterable[str], exclude: Iterable[str]) -> str:
    """The expert form of the simple one: any of `find` and `variants`, none of `exclude`.

    Each entry is a word or phrase, with a star at its end a prefix; entries without a word are
    skipped. Raises `QueryError` (EMPTY, TOO_MANY, TOO_LONG) for nothing to find or too much.
    """
    wanted = [node for entry in chain(find, variants) if (node := _entry(entry))]
    unwanted = [node for entry in exclude if (node := _entry(entry))]
    if not wanted:
        raise QueryError(QueryProblem.EMPTY, 0)
    text = to_text(all_of((any_of(wanted), *map(Not, unwanted))))
    parse_query(text)
    return text


def _entry(text: str) -> Node | None:
    text = text[:MAX_LENGTH].strip()
    return prefix_of(text) if text.endswith("*") else leaf_of(text)


def to_text(node: Node) -> str:
    """The expert form of a node that `parse_query` gave; parsing it gives an equal node back."""
    if isinstance(node, Word):
        return node.form
    if isinstance(node, Prefix):
        return f"{node.form}*"
    if isinstance(node, Phrase):
        return f'"{" ".join(node.forms)}"'
    if isinstance(node, Near):
        return f"{to_text(node.left)} NEAR/{node.distance} {to_text(node.right)}"
    if isinstance(node, Not):
        return f"NOT {_inner_text(node.item, And, Or)}"
    if isinstance(node, And):
        return " AND ".join(_inner_text(item, Or) for item in node.items)
    return " OR ".join(map(to_text, node.items))


def _inner_text(node: Node, *bracketed: type[Node]) -> str:
    text = to_text(node)
    return f"({text})" if isinstance(node, bracketed) else text
