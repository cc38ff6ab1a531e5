"""A trained linear model at work: what each piece of a text speaks for, and for how much.

Two sums decide, negative and positive against neutral; the softmax of both and zero are the
calibrated probabilities of the three tones. Both are sums over the pieces, so the deciding words
shown are the ones that decided. A piece's share is that of its word, its character pieces, its
lexicon entry in its surroundings (negation, boosters) and the pairs that end with it,
divided by the root of the number of pieces; the rest is said by the text as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from desktop.core.models import Deciding, Score, Tone
from desktop.engines.tone_features import (
    LEANINGS,
    MARKS,
    PIECE_WEIGHT,
    WHOLE_WEIGHT,
    character_pieces,
    leaning,
    length_name,
    lexicon_features,
)
from desktop.engines.tone_model import (
    GAPS,
    LEXICON,
    NEGATED_WORDS,
    NONE,
    PAIRS,
    VALENCES,
    WHOLE,
    WORDS,
    Model,
    Weights,
)
from desktop.engines.tone_text import NEGATED, STATES, Piece, beginning, read, walk

MOST_DECIDING = 6
_LEAST_WEIGHT = 0.05
_LEAST_PART = 0.3
"""Deciding words weigh at least the one, and the other part of the heaviest."""

_CACHED = 1 << 17
_LONGEST_CACHED = 40


class _Entry(NamedTuple):
    """All the model knows of a piece. `shares`, by surroundings: what it says for negative, for
    positive, and the lexicon's leaning. Then what pairs with the word after and with the next
    but one say.
    """

    form: str
    role: int
    is_word: bool
    start: int
    end: int
    is_mark: bool
    shares: tuple[tuple[float, float, int], ...]
    pairs: dict[str, Weights] | None
    gaps: dict[str, Weights] | None


Share = tuple[float, int, int]
"""How much more a piece says *positive* than *negative*; its start and end."""


class Heard(NamedTuple):
    """What another judge says for negative and for positive, and the share of each word."""

    negative: float
    positive: float
    shares: list[Share]


class Weighed(NamedTuple):
    """The sums for negative and for positive, and the share of each piece, still to be multiplied
    by `scale`.
    """

    negative: float
    positive: float
    shares: list[Share]
    scale: float = 1.0


class LinearTone:
    """A model at work. Deterministic; any thread; remembers words it met."""

    def __init__(self, model: Model) -> None:
        self.version = model.version
        self._bias = model.bias
        self._model = model
        self._first = (
            model.named[PAIRS].following(""),
            model.named[GAPS].following(""),
        )
        self.whole: Mapping[str, Weights] = model.named[WHOLE].table()
        self._lexicon: Mapping[str, Weights] = model.named[LEXICON].table()
        self._known: tuple[dict[str, tuple[_Entry, ...]], ...] = ({}, {})

    def weigh(self, text: str, *, is_translit: bool = False, heard: Heard | None = None) -> Weighed:
        """The sums of the first characters of a text (`desktop.engines.tone_text.LONGEST`), with
        what another judge said of it.
        """
        learn = self._learn_latin if is_translit else self._learn
        found = walk(beginning(text), self._known[is_translit], learn)
        shares: list[Share] = []
        negative = positive = 0.0
        leanings, marks = 0, set()
        add = shares.append
        # What a pair with this piece is looked up in: by its neighbour, and the one before that.
        near, far = self._first
        next_far = far
        for at, (form, _, _, start, end, is_mark, by_state, pairs, gaps), state in found:
            n, p, leaning_here = by_state[state]
            leanings |= leaning_here
            if is_mark:
                marks.add(form)
            if near and (pair := near.get(form)):
                n += pair[0]
                p += pair[1]
            if far and (pair := far.get(form)):
                n += pair[0]
                p += pair[1]
            near, far, next_far = pairs, next_far, gaps
            negative += n
            positive += p
            add((p - n, at + start, at + end))
        scale = 1 / math.sqrt(len(found) or 1)
        negative = self._bias[0] + negative * scale
        positive = self._bias[1] + positive * scale
        for name in (length_name(len(found)), LEANINGS[leanings], *marks):
            if weights := self.whole.get(name):
                negative += WHOLE_WEIGHT * weights[0]
                positive += WHOLE_WEIGHT * weights[1]
        if heard:
            negative += heard.negative
            positive += heard.positive
            shares = _merged(shares, heard.shares, scale)
        return Weighed(negative, positive, shares, scale)

    def _learn_latin(self, surface: str) -> tuple[_Entry, ...]:
        return self._learn(surface, is_translit=True)

    def _learn(self, surface: str, *, is_translit: bool = False) -> tuple[_Entry, ...]:
        """What the model knows of a surface met for the first time; remembered unless long."""
        entries = tuple([self._entry(piece) for piece in read(surface, is_translit=is_translit)])
        if len(surface) <= _LONGEST_CACHED:
            known = self._known[is_translit]
            if len(known) >= _CACHED:
                known.clear()  # rare, cheap, and needs no bookkeeping on each hit
            known[surface] = entries
        return entries

    def _entry(self, piece: Piece) -> _Entry:
        form, hashed, named = piece.form, self._model.hashed, self._model.named
        place = hashed[WORDS].find(form)
        word, negated, pairs, gaps = hashed[WORDS].at(place), NONE, None, None
        if piece.is_word:
            spelling = self._model.pieces.total(character_pieces(form))
            word = (word[0] + PIECE_WEIGHT * spelling[0], word[1] + PIECE_WEIGHT * spelling[1])
        if place >= 0:  # no other word is in a pair, or was negated
            negated = hashed[NEGATED_WORDS].get(form) if piece.is_word else NONE
            pairs, gaps = named[PAIRS].following(form), named[GAPS].following(form)
        valence = hashed[VALENCES].get(form)[0]
        turned = (word[0] + negated[0], word[1] + negated[1])
        shares = tuple(
            [
                self._share(turned if state & NEGATED else word, valence, piece, state)
                for state in range(STATES)
            ]
            if valence or piece.is_loud
            else [(*word, 0), (*word, 0), (*turned, 0), (*turned, 0)]
        )
        start, end = piece.start, piece.end
        is_mark = form in MARKS
        known = (form, piece.role, piece.is_word, start, end)
        return _Entry(*known, is_mark, shares, pairs, gaps)

    def _share(
        self, word: Weights, valence: float, piece: Piece, state: int
    ) -> tuple[float, float, int]:
        """What a word of the lexicon, or a loud one, says in surroundings, and its leaning."""
        n, p = word
        for name, size in lexicon_features(valence, piece, state):
            weights = self._lexicon.get(name, NONE)
            n, p = n + size * weights[0], p + size * weights[1]
        return n, p, leaning(valence, state)


def probabilities(weighed: Weighed) -> tuple[float, float, float]:
    """Of negative, neutral and positive."""
    highest = max(weighed.negative, weighed.positive, 0.0)
    negative = math.exp(weighed.negative - highest)
    neutral = math.exp(-highest)
    positive = math.exp(weighed.positive - highest)
    total = negative + neutral + positive
    return negative / total, neutral / total, positive / total


def scored(text: str, weighed: Weighed, by: str) -> Score:
    """The likeliest tone; the value is the chance of positive less that of negative."""
    negative, neutral, positive = probabilities(weighed)
    if neutral >= negative and neutral >= positive:
        tone = Tone.NEUTRAL
    else:
        tone = Tone.NEGATIVE if negative >= positive else Tone.POSITIVE
    return Score(tone, round(positive - negative, 4), by, deciding(text, weighed))


def deciding(text: str, weighed: Weighed) -> tuple[Deciding, ...]:
    """The pieces that moved the tone most, in order of the text. Positive weights speak for a
    positive tone, in units of the logit.
    """
    shares, scale = weighed.shares, weighed.scale
    if not shares:
        return ()
    heaviest = max(max(shares)[0], -min(shares)[0])
    least = max(_LEAST_WEIGHT / scale, _LEAST_PART * heaviest)
    chosen = [share for share in shares if not -least < share[0] < least]
    if len(chosen) > MOST_DECIDING:
        least = sorted([abs(share[0]) for share in chosen])[-MOST_DECIDING]
        chosen = [share for share in chosen if not -least < share[0] < least][:MOST_DECIDING]
    return tuple(
        [
            Deciding(start, end, text[start:end], round(weight * scale, 3))
            for weight, start, end in chosen
        ]
    )


def _merged(shares: list[Share], others: list[Share], scale: float) -> list[Share]:
    """Both in order of the text; what begins inside a piece of the first is added to it. The
    others' weights are not yet divided by `scale`.
    """
    if not others:
        return shares
    merged: list[Share] = []
    waiting = [(weight / scale, start, end) for weight, start, end in reversed(others)]
    for weight, start, end in shares:
        while waiting and waiting[-1][1] < end:
            other = waiting.pop()
            if other[2] <= start:
                merged.append(other)
            else:
                weight += other[0]
        merged.append((weight, start, end))
    return merged + waiting[::-1]
