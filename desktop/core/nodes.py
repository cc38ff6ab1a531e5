"""What a query consists of, and what can be read off it without looking at any text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

MAX_TERMS = 50
"""Most terms `plain_terms` returns; longer lists no search interface takes."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms; `form` is folded as `desktop.core.words` does."""

    form: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word whose folded form begins with `form`; word forms play no part."""

    form: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two or more words one right after another, each in any form, or all glued to one word."""

    forms: tuple[str, ...]

    @property
    def glued(self) -> str:
        """The phrase as a hashtag has it."""
        return "".join(self.forms)


Leaf = Word | Prefix | Phrase


@dataclass(frozen=True, slots=True)
class Near:
    """Both, in either order, with at most `distance` other words between them."""

    left: Leaf
    right: Leaf
    distance: int


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of two or more."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The text must not match."""

    item: Node


Node = Word | Prefix | Phrase | Near | And | Or | Not


def all_of(items: Iterable[Node]) -> Node:
    """The items joined with AND, nested ANDs opened, repeats dropped; one item stays itself."""
    kept = _unique(items, And)
    return kept[0] if len(kept) == 1 else And(kept)


def any_of(items: Iterable[Node]) -> Node:
    """The items joined with OR, nested ORs opened, repeats dropped; one item stays itself."""
    kept = _unique(items, Or)
    return kept[0] if len(kept) == 1 else Or(kept)


def leaves(node: Node) -> Iterator[Leaf]:
    """All words, prefixes and phrases in order, negated ones included."""
    if isinstance(node, And | Or):
        for item in node.items:
            yield from leaves(item)
    elif isinstance(node, Not):
        yield from leaves(node.item)
    elif isinstance(node, Near):
        yield node.left
        yield node.right
    else:
        yield node


def matches_nothing_said(node: Node) -> bool:
    """Whether a text without any of the query's words would match: true of mere negations."""
    if isinstance(node, And):
        return all(map(matches_nothing_said, node.items))
    if isinstance(node, Or):
        return any(map(matches_nothing_said, node.items))
    return isinstance(node, Not) and not matches_nothing_said(node.item)


def plain_terms(node: Node) -> tuple[str, ...]:
    """What to ask a search interface that knows no operators, most `MAX_TERMS`, in order.

    Each term is one word or several with spaces (all wanted). Together they find at least what
    the query finds, as far as the interface goes; exclusions are left to our own matching.
    """
    return tuple(dict.fromkeys(islice(_terms(node), MAX_TERMS)))


def _terms(node: Node) -> Iterator[str]:
    if isinstance(node, Word | Prefix):
        yield node.form
    elif isinstance(node, Phrase):
        yield " ".join(node.forms)
    elif isinstance(node, Near):
        yield from _together((node.left, node.right))
    elif isinstance(node, Or):
        for item in node.items:
            yield from _terms(item)
    elif isinstance(node, And):
        yield from _together(node.items)


def _together(items: tuple[Node, ...]) -> Iterator[str]:
    options = [found for item in items if (found := plain_terms(item))]
    if options:
        for choice in product(*options):
            yield " ".join(dict.fromkeys(choice))


def _unique(items: Iterable[Node], kind: type[And] | type[Or]) -> tuple[Node, ...]:
    flat: list[Node] = []
    for item in items:
        flat.extend(item.items if isinstance(item, kind) else (item,))
    return tuple(dict.fromkeys(flat))
