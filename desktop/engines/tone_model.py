"""The file of a trained tone model: made by `build/tone/train.py`, read by the engines.

A zip with `model.json` and, for each family of features, two signed bytes a feature: how much it
speaks for *negative* and for *positive* against *neutral*, in steps of the family's scale. Small
families have their names beside (sorted, a line each), large ones the names' sums, character
pieces nothing: so the file is read in a moment, by the standard library alone.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

Weights = tuple[float, float]
"""For negative and for positive, against neutral."""

NONE: Weights = (0.0, 0.0)

WORDS, NEGATED_WORDS, PIECES, PAIRS, GAPS, LEXICON, WHOLE, VALENCES = (
    "words", "negated", "pieces", "pairs", "gaps", "lexicon", "whole", "valences",
)  # fmt: skip
"""Families: words, words in reach of a negator, character pieces of words, neighbours, pairs with
one word between, what a word of the lexicon adds, signs of the whole text. `VALENCES` is no
family of features but the lexicon itself: its two numbers are the valence and nothing.
"""

NAMED = (PAIRS, GAPS, LEXICON, WHOLE)
HASHED = (WORDS, NEGATED_WORDS, VALENCES)
FAMILIES = (WORDS, NEGATED_WORDS, PIECES, PAIRS, GAPS, LEXICON, WHOLE)

BUCKETS = 1 << 19
"""Places that character pieces share."""

_SAME_DATE = (1980, 1, 1, 0, 0, 0)


class Family(NamedTuple):
    """Names in order of code points, two bytes for each, and the worth of one step."""

    names: list[str]
    steps: array[int]
    scale: float

    def get(self, name: str) -> Weights:
        """Weights of one feature; zeros for one the model does not know."""
        at = bisect_left(self.names, name)
        if at < len(self.names) and self.names[at] == name:
            return self._weights(at)
        return NONE

    def following(self, first: str) -> dict[str, Weights] | None:
        """Of names of two words, the second ones of those that begin with `first`."""
        start = bisect_left(self.names, f"{first} ")
        end = bisect_left(self.names, f"{first}!", start)
        skipped = len(first) + 1
        found = {self.names[at][skipped:]: self._weights(at) for at in range(start, end)}
        return found or None

    def _weights(self, at: int) -> Weights:
        return self.steps[2 * at] * self.scale, self.steps[2 * at + 1] * self.scale

    def table(self) -> dict[str, Weights]:
        """All of them, for families that are asked often."""
        worth = [step * self.scale for step in range(-128, 128)]
        worth = worth[128:] + worth[:128]  # negative steps count from the end
        weights = map(worth.__getitem__, self.steps)
        return dict(zip(self.names, zip(weights, weights, strict=True), strict=True))


class Hashed(NamedTuple):
    """A large family without its names: their sums (CRC-32) in order, two bytes for each."""

    sums: array[int]
    steps: array[int]
    scale: float

    def find(self, name: str) -> int:
        """Where a name stands; -1 for one the model does not know."""
        wanted = crc32(name.encode("utf-8", "surrogatepass"))
        at = bisect_left(self.sums, wanted)
        return at if at < len(self.sums) and self.sums[at] == wanted else -1

    def at(self, place: int) -> Weights:
        """Weights of the name that stands there; zeros for -1."""
        if place < 0:
            return NONE
        return self.steps[2 * place] * self.scale, self.steps[2 * place + 1] * self.scale

    def get(self, name: str) -> Weights:
        """Weights of one feature; zeros for one the model does not know."""
        return self.at(self.find(name))


class Buckets(NamedTuple):
    """Character pieces, which share `BUCKETS` places by their sums: no names, nothing to search."""

    steps: array[int]
    scale: float

    def get(self, name: str) -> Weights:
        """Weights of the place of one piece."""
        return self.total([name])

    def total(self, names: Iterable[str]) -> Weights:
        """Weights of many pieces together."""
        steps, negative, positive = self.steps, 0, 0
        for name in names:
            place = 2 * bucket(name)
            negative += steps[place]
            positive += steps[place + 1]
        return negative * self.scale, positive * self.scale


def bucket(piece: str) -> int:
    """The place of a character piece."""
    return crc32(piece.encode("utf-8", "surrogatepass")) % BUCKETS


class Model(NamedTuple):
    """A trained model of one language. `bias` stands for an empty text."""

    language: str
    version: str
    bias: Weights
    named: Mapping[str, Family]
    hashed: Mapping[str, Hashed]
    pieces: Buckets

    def get(self, family: str, name: str) -> Weights:
        """Weights of one feature."""
        if family == PIECES:
            return self.pieces.get(name)
        found = self.named[family] if family in self.named else self.hashed[family]
        return found.get(name)


def load(path: Path) -> Model:
    """Read a model file. Raises `OSError`, `KeyError`, `ValueError` for one that is broken."""
    with zipfile.ZipFile(path) as packed:
        head = json.loads(packed.read("model.json"))
        scales = head["scales"]
        steps = {name: array("b", packed.read(f"{name}.steps")) for name in (*FAMILIES, VALENCES)}
        named, hashed = {}, {}
        for name in NAMED:
            names = packed.read(f"{name}.txt").decode().split("\n") if steps[name] else []
            named[name] = Family(names, steps[name], scales[name])
        for name in HASHED:
            sums = array("I", packed.read(f"{name}.sums"))
            if sys.byteorder == "big":
                sums.byteswap()
            hashed[name] = Hashed(sums, steps[name], scales[name])
    for name, count in (
        *((name, len(family.names)) for name, family in named.items()),
        *((name, len(family.sums)) for name, family in hashed.items()),
        (PIECES, BUCKETS),
    ):
        if 2 * count != len(steps[name]):
            raise ValueError(f"{path.name}: {name} has {count} names")
    bias = head["bias"]
    pieces = Buckets(steps[PIECES], scales[PIECES])
    return Model(head["language"], head["version"], (bias[0], bias[1]), named, hashed, pieces)


def dump(model: Model) -> bytes:
    """The bytes of a model file; equal models give equal bytes."""
    families: dict[str, Family | Hashed | Buckets] = {**model.named, **model.hashed}
    families[PIECES] = model.pieces
    head = {
        "language": model.language,
        "version": model.version,
        "bias": list(model.bias),
        "scales": {name: family.scale for name, family in families.items()},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:

        def put(name: str, content: bytes) -> None:
            target.writestr(
                zipfile.ZipInfo(name, _SAME_DATE), content, zipfile.ZIP_DEFLATED, compresslevel=9
            )

        put("model.json", json.dumps(head, ensure_ascii=False, sort_keys=True).encode())
        for name, family in sorted(families.items()):
            put(f"{name}.steps", family.steps.tobytes())
            if isinstance(family, Family):
                put(f"{name}.txt", "\n".join(family.names).encode())
            elif isinstance(family, Hashed):
                sums = array("I", family.sums)
                if sys.byteorder == "big":
                    sums.byteswap()
                put(f"{name}.sums", sums.tobytes())
    return packed.getvalue()
