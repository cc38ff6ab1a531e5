"""Compiled queries: each word became the set of its keys, so that a look is a few look-ups.

Word positions are places in the list `tokenize` gives; a phrase stands at consecutive places,
whatever punctuation is between.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Protocol

from desktop.core.nodes import And, Leaf, Near, Node, Not, Or, Phrase, Prefix, Word
from desktop.core.words import Token, WordForms, forms, tokenize

Places = list[tuple[int, int]]
"""Half-open ranges of word positions."""


class Text:
    """A body with its words and their keys, worked out once for all queries.

    Keys and places only when asked for: most texts match nothing.
    """

    __slots__ = ("_places", "_tokens", "_word_forms", "body", "words")

    def __init__(self, body: str, word_forms: WordForms) -> None:
        self.body = body
        self.words = forms(body)
        """The folded forms in order."""
        self._word_forms = word_forms
        self._tokens: list[Token] | None = None
        self._places: dict[str, list[int]] | None = None

    @property
    def tokens(self) -> list[Token]:
        """The words with their places in the body."""
        if self._tokens is None:
            self._tokens = tokenize(self.body)
        return self._tokens

    @property
    def places(self) -> dict[str, list[int]]:
        """Word positions by key, each list in order."""
        if self._places is None:
            places: dict[str, list[int]] = {}
            keys_of = self._word_forms.keys
            for place, form in enumerate(self.words):
                for key in keys_of(form):
                    if key in places:
                        places[key].append(place)
                    else:
                        places[key] = [place]
            self._places = places
        return self._places


class Triggers:
    """Keys and prefixes of which a text must have at least one for a query to match."""

    __slots__ = ("keys", "prefixes")

    def __init__(self, keys: Iterable[str] = (), prefixes: Iterable[str] = ()) -> None:
        self.keys = frozenset(keys)
        self.prefixes = frozenset(prefixes)

    def __or__(self, other: Triggers) -> Triggers:
        return Triggers(self.keys | other.keys, self.prefixes | other.prefixes)


class Compiled(Protocol):
    """A query made ready for one kind of word forms."""

    def find(self, text: Text) -> Places | None:
        """Places of the wanted words, `None` when the text does not match."""
        ...

    def triggers(self) -> Triggers | None:
        """What any matching text has; `None` when a text with none of the words may match."""
        ...


def compiled(node: Node, word_forms: WordForms) -> Compiled:
    """The node with its words turned into keys."""
    if isinstance(node, Near):
        left, right = _leaf(node.left, word_forms), _leaf(node.right, word_forms)
        return _Near(left, right, node.distance)
    if isinstance(node, And):
        return _And([compiled(item, word_forms) for item in node.items])
    if isinstance(node, Or):
        return _any(node, word_forms)
    if isinstance(node, Not):
        return _Not(compiled(node.item, word_forms))
    return _leaf(node, word_forms)


def _any(node: Or, word_forms: WordForms) -> Compiled:
    """An OR with all its single words made one set of keys: most topics are such lists."""
    words = [item for item in node.items if isinstance(item, Word)]
    items = [compiled(item, word_forms) for item in node.items if not isinstance(item, Word)]
    if words:
        items.append(_Word(key for word in words for key in word_forms.keys(word.form)))
    return items[0] if len(items) == 1 else _Or(items)


def _leaf(node: Leaf, word_forms: WordForms) -> _Word | _Prefix | _Phrase:
    if isinstance(node, Word):
        return _Word(word_forms.keys(node.form))
    if isinstance(node, Prefix):
        return _Prefix(node.form)
    return _Phrase(node, word_forms)


class _Word:
    """One word, or several of which any will do."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = frozenset(keys)

    def at(self, text: Text) -> set[int]:
        places = text.places
        found = self._keys & places.keys()
        return {place for key in found for place in places[key]} if found else _NOWHERE

    def find(self, text: Text) -> Places | None:
        at = self.at(text)
        return [(place, place + 1) for place in at] if at else None

    def triggers(self) -> Triggers:
        return Triggers(self._keys)


_NOWHERE: set[int] = set()


class _Prefix:
    __slots__ = ("_form",)

    def __init__(self, form: str) -> None:
        self._form = form

    def find(self, text: Text) -> Places | None:
        form = self._form
        places = [
            (place, place + 1) for place, word in enumerate(text.words) if word.startswith(form)
        ]
        return places or None

    def triggers(self) -> Triggers:
        return Triggers((), (self._form,))


class _Phrase:
    __slots__ = ("_glued", "_words")

    def __init__(self, node: Phrase, word_forms: WordForms) -> None:
        self._words = [_Word(word_forms.keys(form)) for form in node.forms]
        self._glued = _Word(word_forms.keys(node.glued))

    def find(self, text: Text) -> Places | None:
        starts = self._words[0].at(text)
        for offset, word in enumerate(self._words):
            if not starts:
                break
            if offset:
                starts = starts & {place - offset for place in word.at(text)}
        size = len(self._words)
        places = [(start, start + size) for start in starts]
        return places + (self._glued.find(text) or []) or None

    def triggers(self) -> Triggers:
        return self._words[0].triggers() | self._glued.triggers()


class _Near:
    __slots__ = ("_distance", "_left", "_right")

    def __init__(self, left: Compiled, right: Compiled, distance: int) -> None:
        self._left, self._right, self._distance = left, right, distance

    def find(self, text: Text) -> Places | None:
        lefts, rights = self._left.find(text), self._right.find(text)
        if not lefts or not rights:
            return None
        found: set[tuple[int, int]] = set()
        for left, right in product(lefts[:_NEAR_PLACES], rights[:_NEAR_PLACES]):
            gap = max(left[0], right[0]) - min(left[1], right[1])
            if 0 <= gap <= self._distance:
                found |= {left, right}
        return sorted(found) or None

    def triggers(self) -> Triggers | None:
        return self._left.triggers()


_NEAR_PLACES = 200
"""Bound on the places compared for NEAR: a hostile text must not cost a square of its length."""


class _And:
    __slots__ = ("_items",)

    def __init__(self, items: list[Compiled]) -> None:
        self._items = items

    def find(self, text: Text) -> Places | None:
        found: Places = []
        for item in self._items:
            places = item.find(text)
            if places is None:
                return None
            found += places
        return found

    def triggers(self) -> Triggers | None:
        """The narrowest of the items' triggers: every item must match anyway."""
        known = [starts for item in self._items if (starts := item.triggers()) is not None]
        return min(known, key=lambda one: len(one.keys), default=None)


class _Or:
    __slots__ = ("_items",)

    def __init__(self, items: list[Compiled]) -> None:
        self._items = items

    def find(self, text: Text) -> Places | None:
        found = [places for item in self._items if (places := item.find(text)) is not None]
        return [place for places in found for place in places] if found else None

    def triggers(self) -> Triggers | None:
        joined = Triggers()
        for item in self._items:
            starts = item.triggers()
            if starts is None:
                return None
            joined = joined | starts
        return joined


class _Not:
    __slots__ = ("_item",)

    def __init__(self, item: Compiled) -> None:
        self._item = item

    def find(self, text: Text) -> Places | None:
        return [] if self._item.find(text) is None else None

    def triggers(self) -> Triggers | None:
        return None
