"""Trains the tone models that ship: `python3 build/tone/train.py DATA_FOLDER [ru|en …]`.

Needs the extra `train` of pyproject.toml. Writes `resources/tone/<language>.tone`. Equal data
gives equal bytes: 64-bit numbers, one thread, everything in a fixed order, no chance.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

for _library in ("OMP", "OPENBLAS", "MKL"):  # before numpy is imported
    os.environ[f"{_library}_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import zlib
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy.sparse as sparse

from desktop.engines import tone_features as names
from desktop.engines.tone_model import PIECES, bucket, dump
from desktop.engines.tone_text import PLAIN, Piece, beginning, read, walk
from tone_data import CLEAN, OWN, Labelled, corpus, folder_set, forms_of, lexicon
from tone_fit import Array, calibrate, fit, softmax
from tone_lemmas import Key, Lemmas
from tone_packing import model_of

Features = names.Features
_PARTS = 4


class Recipe(NamedTuple):
    """How a language is trained. `penalty` is the L2 of all features, by family if named there;
    `own` says how much a text of the own corpus counts against one of the sets, `least` in how
    many texts a feature must occur, `kept` how many features stay; `silences` are the parts of
    words kept silent in further copies of the texts; a text of the sets whose label is less
    likely than `doubted`, judged by a model of the other texts, is left out.
    """

    penalty: float
    own: float
    least: int
    kept: int
    silences: tuple[float, ...]
    doubted: float


RECIPES = {
    "ru": Recipe(7e-5, 4.0, 2, 160_000, (0.5,), 0.12),
    "en": Recipe(6e-5, 3.0, 3, 160_000, (), 0.0),
}


class Reader:
    """Turns texts into features, as the engine of the language reads them."""

    def __init__(self, language: str, folder: Path) -> None:
        self.valences = forms_of(lexicon(language, folder), language)
        self._extra: Callable[[str], Features] | None = None
        self._lemmas = Lemmas() if language == "ru" else None
        if language == "en":
            from desktop.engines.vader_features import VaderFeatures

            vader = VaderFeatures()
            self.valences = vader.valences() | self.valences
            self._extra = vader.features
        self._known: dict[str, tuple[Piece, ...]] = {}

    def features(self, text: str, silent: float = 0.0) -> Features:
        """The features of a text, with a part of its words silent."""
        text = beginning(text)
        placed = walk(text, self._known, self._learn)

        def is_silent(piece: Piece) -> bool:
            chance = zlib.crc32(f"{piece.form} {text[:40]}".encode()) / 2**32
            return piece.is_word and piece.role == PLAIN and chance < silent

        found = names.features(placed, self.valence, is_silent if silent else None)
        if self._extra:
            found.update(self._extra(text))
        if self._lemmas:
            self._lemmas.add_to(found)
        return _in_buckets(found)

    def valence(self, form: str) -> float:
        """What the lexicon says of a form; 0 where it says nothing."""
        return self.valences.get(form, 0.0)

    def spread(self, weights: dict[Key, Array]) -> dict[Key, Array]:
        """The weights with those of dictionary forms given to all forms of each."""
        return self._lemmas.spread(weights) if self._lemmas else weights

    def _learn(self, surface: str) -> tuple[Piece, ...]:
        pieces = self._known[surface] = read(surface)
        return pieces


def training_texts(folder: Path, language: str) -> list[Labelled]:
    """All texts that may teach the model that ships."""
    found = [each for name in CLEAN[language] for each in folder_set(folder, "train", name)]
    return found + [each._replace(source=OWN) for each in corpus(language)[0]]


def development_texts(folder: Path, language: str) -> list[Labelled]:
    """Development texts of the same origin: what the model is calibrated on."""
    found = [each for name in CLEAN[language] for each in folder_set(folder, "dev", name)]
    return found + [each._replace(source=OWN) for each in corpus(language)[1]]


def sizes(folder: Path, language: str) -> dict[str, int]:
    """How many texts of each set teach the model."""
    return dict(Counter(each.source for each in training_texts(folder, language)))


def matrix(features: list[Features], columns: dict[Key, int]) -> Array:
    """Rows of features; those without a column are left out."""
    values, places, ends = [], [], [0]
    for each in features:
        for key, value in each.items():
            if (column := columns.get(key)) is not None:
                places.append(column)
                values.append(value)
        ends.append(len(places))
    shape = (len(features), len(columns))
    found = sparse.csr_matrix((np.array(values), np.array(places), np.array(ends)), shape=shape)
    found.sort_indices()
    return found


def train(language: str, folder: Path) -> bytes:
    """The bytes of the model file."""
    recipe, reader = RECIPES[language], Reader(language, folder)
    texts = training_texts(folder, language)
    features = [reader.features(each.text) for each in texts]
    if recipe.doubted:
        texts, features = _without_doubted(texts, features, recipe)
    counts = Counter(key for each in features for key in each)
    keys = sorted(key for key, count in counts.items() if count >= recipe.least)
    for part in recipe.silences:
        features += [reader.features(each.text, part) for each in texts]
    texts = texts * (1 + len(recipe.silences))
    x = matrix(features, {key: at for at, key in enumerate(keys)})
    y = np.array([each.label for each in texts])
    shares = np.array([recipe.own if each.source == OWN else 1.0 for each in texts])
    weights, bias = fit(x, y, shares, np.array([recipe.penalty]))
    kept = _heaviest(weights, np.asarray(abs(x).sum(axis=0)).ravel(), recipe.kept)
    keys, weights = [keys[at] for at in kept], weights[kept]
    weights, bias = _calibrated(language, folder, reader, keys, weights, bias)
    spread = reader.spread(dict(zip(keys, weights, strict=True)))
    return dump(model_of(language, spread, bias, reader.valences))


def _without_doubted(
    texts: list[Labelled], features: list[Features], recipe: Recipe
) -> tuple[list[Labelled], list[Features]]:
    """Without the texts of the sets whose labels a model of the other texts disbelieves."""
    counts = Counter(key for each in features for key in each)
    keys = sorted(key for key, count in counts.items() if count >= recipe.least)
    x = matrix(features, {key: at for at, key in enumerate(keys)})
    y = np.array([each.label for each in texts])
    is_own = np.array([each.source == OWN for each in texts])
    shares = np.where(is_own, recipe.own, 1.0)
    part = np.arange(len(texts)) % _PARTS
    likely = np.zeros(len(texts))
    for each in range(_PARTS):
        rest, here = part != each, np.flatnonzero(part == each)
        weights, bias = fit(x[rest], y[rest], shares[rest], np.array([recipe.penalty]), 60)
        likely[here] = softmax(x[here] @ weights + bias)[np.arange(len(here)), y[here]]
    kept = np.flatnonzero(is_own | (likely >= recipe.doubted))
    return [texts[at] for at in kept], [features[at] for at in kept]


def _heaviest(weights: Array, counts: Array, many: int) -> Array:
    """The places, in order, of the features that move most texts most."""
    moved = np.abs(weights - weights[:, 1:2]).max(axis=1) * np.sqrt(counts)
    return np.sort(np.argsort(-moved, kind="stable")[:many])


def _calibrated(
    language: str,
    folder: Path,
    reader: Reader,
    keys: list[Key],
    weights: Array,
    bias: Array,
) -> tuple[Array, Array]:
    """Weights and bias whose chances are true on the development texts; each set of them counts
    the same, the own one as much as all others together.
    """
    texts = development_texts(folder, language)
    x = matrix(
        [reader.features(each.text) for each in texts], {key: at for at, key in enumerate(keys)}
    )
    sizes = Counter(each.source for each in texts)
    others = len(sizes) - 1
    shares = [(others if each.source == OWN else 1) / sizes[each.source] for each in texts]
    factor, offsets = calibrate(
        x @ weights + bias, np.array([each.label for each in texts]), np.array(shares)
    )
    return weights * factor, bias * factor + offsets


def _in_buckets(features: Features) -> Features:
    """The features with character pieces named by the places they share."""
    found: Features = {}
    for (family, name), value in features.items():
        key = (family, str(bucket(name))) if family == PIECES else (family, name)
        found[key] = found.get(key, 0.0) + value
    return found


def main(arguments: list[str]) -> int:
    """Train the languages named, or all."""
    folder = Path(arguments[0])
    for language in arguments[1:] or RECIPES:
        content = train(language, folder)
        target = ROOT / "resources" / "tone" / f"{language}.tone"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
        print(f"{target.name}: {len(content):,} bytes, crc32 {zlib.crc32(content):08x}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
