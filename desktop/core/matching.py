"""Does a text match a query, and where. Queries are compiled once, by `desktop.core.compiled`."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.core.compiled import Places, Text, compiled
from desktop.core.nodes import Node
from desktop.core.words import WordForms

__all__ = ["Matcher", "Spans", "Text", "match"]

Spans = tuple[tuple[int, int], ...]

_CACHED_FORMS = 65_536


class Matcher:
    """Many queries prepared for matching one text after another; the intake's way.

    `queries` are topic ids with their nodes. Not safe to use from two threads at a time only
    in so far as `word_forms` is not.
    """

    def __init__(self, queries: Iterable[tuple[int, Node]], word_forms: WordForms) -> None:
        self._queries = [(topic_id, compiled(node, word_forms)) for topic_id, node in queries]
        self._word_forms = word_forms
        self._triggers: dict[str, set[int]] = {}
        self._always: set[int] = set()
        self._prefixes: list[tuple[str, int]] = []
        self._calls: dict[str, frozenset[int]] = {}
        """The queries that a form makes possible, by their numbers; for forms met."""
        self._idle: set[str] = set()
        """Those of the forms met that make none possible."""
        for number, (_, query) in enumerate(self._queries):
            starts = query.triggers()
            if starts is None:
                self._always.add(number)
                continue
            for key in starts.keys:
                self._triggers.setdefault(key, set()).add(number)
            self._prefixes.extend((prefix, number) for prefix in starts.prefixes)

    def match(self, text: Text) -> list[tuple[int, Spans]]:
        """The matching topics in the order given, each with its spans as `match` returns them."""
        possible = self._always
        if not self._idle.issuperset(text.words):
            possible = possible.union(*map(self._called_by, text.words))
        found = []
        for number in sorted(possible):
            topic_id, query = self._queries[number]
            places = query.find(text)
            if places is not None:
                found.append((topic_id, _spans(places, text)))
        return found

    def _called_by(self, form: str) -> frozenset[int]:
        known = self._calls.get(form)
        if known is None:
            if len(self._calls) >= _CACHED_FORMS:
                self._calls.clear()
                self._idle.clear()
            numbers = {number for prefix, number in self._prefixes if form.startswith(prefix)}
            for key in self._word_forms.keys(form):
                numbers.update(self._triggers.get(key, ()))
            known = self._calls[form] = frozenset(numbers)
            if not known:
                self._idle.add(form)
        return known


def match(node: Node, text: Text, word_forms: WordForms) -> Spans | None:
    """Where the query's words stand in the text; `None` when it does not match.

    Spans are half-open ranges of characters of the body, in order, apart from each other.
    A phrase is one span. A query of exclusions alone matches with no spans.
    """
    places = compiled(node, word_forms).find(text)
    return None if places is None else _spans(places, text)


def _spans(places: Places, text: Text) -> Spans:
    tokens = text.tokens
    ranges = sorted({(tokens[a].start, max(t.end for t in tokens[a:b])) for a, b in places})
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
