"""The features of a text: what training counts and what a model has weights for.

`features` is the plain reference; `desktop.engines.linear` finds the same sums faster. Counts of
pieces are divided by the root of their number; signs of the whole text are not.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from desktop.engines.tone_model import (
    GAPS,
    LEXICON,
    NEGATED_WORDS,
    PAIRS,
    PIECES,
    WHOLE,
    WORDS,
)
from desktop.engines.tone_text import BOOSTED, NEGATED, Piece

Features = dict[tuple[str, str], float]
"""Values by family and name."""

PIECE_WEIGHT = 0.3
"""What a character piece counts against a word."""

WHOLE_WEIGHT = 0.5
"""What a sign of the whole text counts."""

_SHORTEST_PIECE = 3
_LONGEST_PIECE = 5
_LEXICON_STEP = 2.0  # valences go to 4; two is a word that clearly feels
_MOST_DOUBLINGS = 6

MARKS = frozenset(
    ("?", "??", "?!", "!", "!!", "!!!", "<link>", "<handle>", "#", ")", "))", ")))", "((", "(((",
     "...")
)  # fmt: skip
"""Pieces whose mere presence says something of the whole text."""


def character_pieces(form: str) -> list[str]:
    """All runs of three to five characters of a word, its ends included."""
    ended = f"^{form}$"
    return [
        ended[at : at + size]
        for size in range(_SHORTEST_PIECE, _LONGEST_PIECE + 1)
        for at in range(len(ended) - size + 1)
    ]


def lexicon_features(valence: float, piece: Piece, state: int) -> list[tuple[str, float]]:
    """What a word of the lexicon adds, by surroundings: names of the family `LEXICON`."""
    if not valence:
        return [("loud", 1.0)] if piece.is_loud else []
    sign = "good" if valence > 0 else "bad"
    size = abs(valence) / _LEXICON_STEP
    where = f"{sign} negated" if state & NEGATED else sign
    found = [(where, size)]
    if state & BOOSTED:
        found.append((f"{where} boosted", size))
    if piece.is_loud:
        found.append((f"{sign} loud", size))
    return found


def leaning(valence: float, state: int) -> int:
    """1 for what the lexicon finds good here, 2 for bad, 0 for nothing."""
    if not valence:
        return 0
    return 1 if (valence > 0) != bool(state & NEGATED) else 2


LEANINGS = ("no feeling", "good only", "bad only", "good and bad")
"""Names of what the lexicon found in the whole text, by the sum of `leaning`s met."""


def length_name(pieces: int) -> str:
    """The sign for how long a text is."""
    return f"length {min(_MOST_DOUBLINGS, int(math.log2(pieces + 1)))}"


def features(
    placed: Sequence[tuple[int, Piece, int]],
    valence: Callable[[str], float],
    is_silent: Callable[[Piece], bool] | None = None,
) -> Features:
    """The features of a text whose pieces these are; `valence` asks the lexicon for a form. Of a
    silent word only what the lexicon says counts: so training learns to do without it.
    """
    counts: Features = defaultdict(float)
    leanings = 0
    one: str | None = ""
    two: str | None = ""
    for _, piece, state in placed:
        form: str | None = piece.form
        if is_silent and is_silent(piece):
            form = None
        worth = valence(piece.form)
        leanings |= leaning(worth, state)
        for family, name, size in _of_piece(piece, state, worth):
            if form is not None or family == LEXICON:
                counts[family, name] += size
        for family, before in ((PAIRS, one), (GAPS, two)):
            if form is not None and before is not None:
                counts[family, f"{before} {form}"] += 1
        two, one = one, form
    scale = 1 / math.sqrt(len(placed) or 1)
    found = {key: value * scale for key, value in counts.items()}
    marks = {piece.form for _, piece, _ in placed} & MARKS
    for name in (length_name(len(placed)), LEANINGS[leanings], *sorted(marks)):
        found[WHOLE, name] = WHOLE_WEIGHT
    return found


def _of_piece(piece: Piece, state: int, worth: float) -> Iterator[tuple[str, str, float]]:
    form = piece.form
    yield WORDS, form, 1
    if piece.is_word:
        if state & NEGATED:
            yield NEGATED_WORDS, form, 1
        for each in character_pieces(form):
            yield PIECES, each, PIECE_WEIGHT
    for name, size in lexicon_features(worth, piece, state):
        yield LEXICON, name, size
