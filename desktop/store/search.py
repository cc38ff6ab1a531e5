"""From a query to an expression of the full-text index, and a test of what the index cannot say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import prod

from desktop.core.nodes import And, Near, Node, Not, Or, Phrase, Prefix, Word
from desktop.core.words import WordForms
from desktop.store.codes import marks
from desktop.store.database import Connection

Test = Callable[[Sequence[str]], bool]

_MOST_PAIRS = 300
_MOST_PHRASES = 16


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query ready to be asked.

    `match` finds every text the query finds, and only those if `is_exact`; `None` means that
    the index cannot narrow it down. `test` decides by the stored words of one text; with
    `has_near` the distances between words are still to be looked at.
    """

    match: str | None
    is_exact: bool
    test: Test
    has_near: bool


@dataclass(frozen=True, slots=True)
class _Part:
    match: str | None
    is_exact: bool
    test: Test
    has_near: bool = False


def compile_search(db: Connection, node: Node, word_forms: WordForms) -> Compiled:
    """What to ask the index for `node`; word forms are those that stored texts have."""
    part = _Compiler(db, word_forms).part(node)
    return Compiled(part.match, part.is_exact, part.test, part.has_near)


class _Compiler:
    def __init__(self, db: Connection, word_forms: WordForms) -> None:
        self._db = db
        self._word_forms = word_forms

    def part(self, node: Node) -> _Part:
        if isinstance(node, Word):
            return self._word(node.form)
        if isinstance(node, Prefix):
            return self._prefix(node.form)
        if isinstance(node, Phrase):
            return self._phrase(node)
        if isinstance(node, Near):
            both = _all_of([self.part(node.left), self.part(node.right)])
            return _Part(both.match, False, both.test, has_near=True)
        if isinstance(node, Not):
            return _negated(self.part(node.item))
        if isinstance(node, Or):
            return _any_of([self.part(each) for each in node.items])
        return self._both(node)

    def _forms(self, form: str) -> tuple[str, ...]:
        """All stored forms of the word that `form` is a form of, itself included."""
        keys = self._word_forms.keys(form)
        sql = f"SELECT DISTINCT form FROM word_form WHERE key IN ({marks(keys)})"
        found = {row[0] for row in self._db.execute(sql, keys)}
        return tuple(sorted(found | {form}))

    def _word(self, form: str) -> _Part:
        found = frozenset(self._forms(form))

        def test(words: Sequence[str]) -> bool:
            return not found.isdisjoint(words)

        return _Part(_either([_quoted(each) for each in sorted(found)]), True, test)

    def _prefix(self, form: str) -> _Part:
        def test(words: Sequence[str]) -> bool:
            return any(word.startswith(form) for word in words)

        if len(form) < 2:
            # Nearly every text has such a word: walking the list finds them sooner.
            return _Part(None, False, test)
        return _Part(f"{_quoted(form)}*", True, test)

    def _phrase(self, node: Phrase) -> _Part:
        places = [self._forms(form) for form in node.forms]
        glued = self._word(node.glued)
        sets = [frozenset(each) for each in places]

        def test(words: Sequence[str]) -> bool:
            return _has_run(words, sets) or glued.test(words)

        if prod(map(len, places)) <= _MOST_PHRASES:
            phrases = [_quoted(" ".join(each)) for each in product(*places)]
            return _Part(_either([*phrases, glued.match or ""]), True, test)
        pairs = [_pair(one, other) for one, other in pairwise(places)]
        known = [pair for pair in pairs if pair is not None]
        is_exact = len(pairs) == 1 and len(known) == 1
        options = known or [_either([_quoted(each) for each in forms]) for forms in places]
        match = _either([f"({' AND '.join(options)})", glued.match or ""])
        return _Part(match, is_exact, test)

    def _both(self, node: And) -> _Part:
        wanted = [self.part(each) for each in node.items if not isinstance(each, Not)]
        unwanted = [self.part(each.item) for each in node.items if isinstance(each, Not)]
        if not wanted:
            return _all_of([_negated(each) for each in unwanted])
        whole = _all_of(wanted)
        for each in unwanted:
            whole = _without(whole, each)
        return whole


def _quoted(form: str) -> str:
    return '"' + form.replace('"', '""') + '"'


def _either(options: Sequence[str]) -> str:
    return options[0] if len(options) == 1 else f"({' OR '.join(options)})"


def _pair(one: Sequence[str], other: Sequence[str]) -> str | None:
    """Two words one after another in any of their forms; `None` when that is too many pairs."""
    if len(one) * len(other) > _MOST_PAIRS:
        return None
    return _either([_quoted(f"{a} {b}") for a, b in product(one, other)])


def _has_run(words: Sequence[str], sets: Sequence[frozenset[str]]) -> bool:
    last = len(words) - len(sets)
    return any(
        all(words[at + i] in forms for i, forms in enumerate(sets)) for at in range(last + 1)
    )


def _all_of(parts: Sequence[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    matches = [each.match for each in parts if each.match is not None]
    tests = [each.test for each in parts]

    def test(words: Sequence[str]) -> bool:
        return all(each(words) for each in tests)

    return _Part(
        f"({' AND '.join(matches)})" if matches else None,
        len(matches) == len(parts) and all(each.is_exact for each in parts),
        test,
        any(each.has_near for each in parts),
    )


def _any_of(parts: Sequence[_Part]) -> _Part:
    matches = [each.match for each in parts if each.match is not None]
    tests = [each.test for each in parts]

    def test(words: Sequence[str]) -> bool:
        return any(each(words) for each in tests)

    is_narrowed = len(matches) == len(parts)
    return _Part(
        _either(matches) if is_narrowed else None,
        is_narrowed and all(each.is_exact for each in parts),
        test,
        any(each.has_near for each in parts),
    )


def _negated(part: _Part) -> _Part:
    if part.has_near:
        # The words alone may be there at the wrong distance: only the text itself can tell.
        return _Part(None, False, _always, has_near=True)

    def test(words: Sequence[str]) -> bool:
        return not part.test(words)

    return _Part(None, False, test)


def _without(part: _Part, unwanted: _Part) -> _Part:
    both = _all_of([part, _negated(unwanted)])
    if part.match is None or unwanted.match is None or not unwanted.is_exact:
        return both
    match = f"({part.match} NOT {unwanted.match})"
    return _Part(match, part.is_exact, both.test, both.has_near)


def _always(_words: Sequence[str]) -> bool:
    return True
