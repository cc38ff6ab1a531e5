"""The simple form of a topic read back from its expert form, where that is possible. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.core.nodes import And, Node, Not, Or, Phrase, Prefix, Word
from desktop.core.query import parse_query


@dataclass(frozen=True, slots=True)
class SimpleForm:
    """Any of `find`, none of `exclude`; each entry a word, a phrase, or a beginning with a star."""

    find: tuple[str, ...]
    exclude: tuple[str, ...] = ()


def as_simple(query: str) -> SimpleForm | None:
    """The simple form of an expert query; `None` when it says more than the simple form can.

    Raises `QueryError` for a query that cannot be understood.
    """
    node = parse_query(query)
    parts = node.items if isinstance(node, And) else (node,)
    wanted = [part for part in parts if not isinstance(part, Not)]
    unwanted = [part.item for part in parts if isinstance(part, Not)]
    if len(wanted) != 1:
        return None
    find = _entries(wanted)
    exclude = _entries(unwanted)
    return None if find is None or exclude is None else SimpleForm(find, exclude)


def _entries(nodes: Iterable[Node]) -> tuple[str, ...] | None:
    found: list[str] = []
    for node in nodes:
        for item in node.items if isinstance(node, Or) else (node,):
            entry = _entry(item)
            if entry is None:
                return None
            found.append(entry)
    return tuple(found)


def _entry(node: Node) -> str | None:
    if isinstance(node, Word):
        return node.form
    if isinstance(node, Prefix):
        return f"{node.form}*"
    if isinstance(node, Phrase):
        return " ".join(node.forms)
    return None
