"""Packs trained weights into a model: whole steps of one byte, names or their sums, buckets."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Set as AbstractSet

from desktop.engines.tone_model import (
    BUCKETS,
    GAPS,
    NAMED,
    NEGATED_WORDS,
    PAIRS,
    PIECES,
    VALENCES,
    WORDS,
    Buckets,
    Family,
    Hashed,
    Model,
)
from tone_fit import Array
from tone_lemmas import Key


def model_of(
    language: str, weights: dict[Key, Array], bias: Array, valences: dict[str, float]
) -> Model:
    """The model of these weights (by family and name, for the three tones), bias and lexicon."""
    families: dict[str, dict[str, Array]] = {}
    for (family, name), (negative, neutral, positive) in sorted(weights.items()):
        families.setdefault(family, {})[name] = (negative - neutral, positive - neutral)
    named = {name: _family(families[name]) for name in NAMED}
    # Whether a word can be in a pair, or was met negated, is asked of `WORDS` alone.
    words, negated = families[WORDS], families[NEGATED_WORDS]
    firsts = {name.split(" ")[0] for family in (PAIRS, GAPS) for name in named[family].names}
    needed = (firsts | set(negated)) - {""}
    hashed = {
        WORDS: _hashed({form: (0.0, 0.0) for form in needed} | words, needed),
        NEGATED_WORDS: _hashed(negated),
        VALENCES: _hashed({form: (value, 0.0) for form, value in valences.items() if value}),
    }
    pieces = _buckets(families[PIECES])
    against = (float(bias[0] - bias[1]), float(bias[2] - bias[1]))
    content = zlib.crc32(repr((named, hashed, pieces, against)).encode())
    return Model(language, f"tone-{language} 1.{content:08x}", against, named, hashed, pieces)


def _steps(weights: dict[str, Array]) -> tuple[dict[str, tuple[int, int]], float]:
    """The weights in whole steps, and the worth of one."""
    scale = max((abs(float(each)) for pair in weights.values() for each in pair), default=0) / 127
    scale = scale or 1.0
    return {
        name: (round(float(pair[0]) / scale), round(float(pair[1]) / scale))
        for name, pair in weights.items()
    }, scale


def _family(weights: dict[str, Array]) -> Family:
    """Names with their weights in steps; those that came to nothing are left out."""
    steps, scale = _steps(weights)
    kept = sorted(name for name, pair in steps.items() if any(pair))
    return Family(kept, array("b", [each for name in kept for each in steps[name]]), scale)


def _hashed(weights: dict[str, Array], needed: AbstractSet[str] = frozenset()) -> Hashed:
    """As a family, by the sums of the names; of names with equal sums the first stays."""
    steps, scale = _steps(weights)
    kept = {}
    for name in sorted(steps, reverse=True):
        if any(steps[name]) or name in needed:
            kept[zlib.crc32(name.encode())] = steps[name]
    ordered = sorted(kept)
    return Hashed(
        array("I", ordered), array("b", [each for key in ordered for each in kept[key]]), scale
    )


def _buckets(weights: dict[str, Array]) -> Buckets:
    steps, scale = _steps(weights)
    flat = array("b", bytes(2 * BUCKETS))
    for name, pair in steps.items():
        flat[2 * int(name)], flat[2 * int(name) + 1] = pair
    return Buckets(flat, scale)
