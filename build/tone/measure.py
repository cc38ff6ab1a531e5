"""Measures the tone models that ship: `python3 build/tone/measure.py DATA_FOLDER [ERRORS_FOLDER]`.

Writes the card of the models, `resources/tone/CARD.md`: every development set with VADER, a plain
additive baseline trained on the same clean data, and ours; calibration, probes, size and speed.
With a second folder also the fifty worst errors of each language, a file each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

import train  # sets the number of threads, so it comes before numpy
from card import Row, Speed, card
from desktop.core.models import Score
from desktop.engines.english import EnglishEngine
from desktop.engines.russian import RussianEngine
from desktop.engines.tone_features import Features
from desktop.engines.tone_model import PAIRS, WORDS, load
from desktop.engines.tone_text import beginning, read, walk
from tone_data import (
    LABELS,
    OWN,
    Labelled,
    corpus,
    folder_set,
    probes,
    set_names,
)
from tone_fit import Array, calibration_error, fit, macro_f1

TWO_CLASSES = ("en_reviews2", "en_vmovies")
"""Sets judged by the side alone: what is not positive is negative, by the score's sign."""

_SHORT = 60
_WORST = 50
_POSITIVE_FROM = 0.05

Engine = RussianEngine | EnglishEngine


class Judged(NamedTuple):
    """A text with what our engine says of it."""

    text: Labelled
    score: Score
    chances: tuple[float, float, float]


def judged(engine: Engine, texts: Sequence[Labelled]) -> list[Judged]:
    """Every text with its score and chances."""
    scores = engine.score_many([each.text for each in texts])
    chances = [engine.probabilities(each.text) for each in texts]
    return [Judged(*each) for each in zip(texts, scores, chances, strict=True)]


def quality(name: str, y: Array, predicted: Array, value: Array) -> float:
    """The macro-F1 the set is judged by."""
    if name not in TWO_CLASSES:
        return macro_f1(y, predicted)
    sided = y != 1
    return macro_f1(y[sided], np.where(value[sided] > 0, 2, 0), (0, 2))


class Baselines:
    """VADER, and a plain softmax over words and pairs trained on the same clean texts."""

    def __init__(self, language: str, folder: Path) -> None:
        self._vader = SentimentIntensityAnalyzer()
        texts = train.training_texts(folder, language)
        features = [self._features(each.text) for each in texts]
        self._columns = {
            key: at for at, key in enumerate(sorted({key for each in features for key in each}))
        }
        x = train.matrix(features, self._columns)
        y = np.array([each.label for each in texts])
        self._weights, self._bias = fit(x, y, np.ones(len(y)), np.array([1e-4]))

    def vader(self, texts: Sequence[Labelled]) -> tuple[Array, Array]:
        """VADER's labels and compound values."""
        value = np.array([self._vader.polarity_scores(each.text)["compound"] for each in texts])
        label = np.where(value >= _POSITIVE_FROM, 2, np.where(value <= -_POSITIVE_FROM, 0, 1))
        return label, value

    def plain(self, texts: Sequence[Labelled]) -> tuple[Array, Array]:
        """The plain model's labels, and how much more it says positive than negative."""
        x = train.matrix([self._features(each.text) for each in texts], self._columns)
        logits = x @ self._weights + self._bias
        return logits.argmax(axis=1), logits[:, 2] - logits[:, 0]

    @staticmethod
    def _features(text: str) -> Features:
        forms = [piece[0] for _, piece, _ in walk(beginning(text), {}, read)]
        found = dict.fromkeys(((WORDS, form) for form in forms), 1.0)
        pairs = pairwise(forms)
        found.update(dict.fromkeys(((PAIRS, f"{a} {b}") for a, b in pairs), 1.0))
        return found


def rows_of(language: str, folder: Path, engine: Engine) -> tuple[list[Row], list[Judged]]:
    """A row for each development set, and everything that was judged for it."""
    baselines = Baselines(language, folder)
    sets = {name: folder_set(folder, "dev", name) for name in set_names(folder, "dev", language)}
    sets[f"{language}_{OWN}"] = corpus(language)[1]
    rows, everything = [], []
    for name, texts in sets.items():
        ours = judged(engine, texts)
        y = np.array([each.label for each in texts])
        label = np.array([LABELS.index(each.score.tone or "") for each in ours])
        value = np.array([each.score.value for each in ours])
        chances = np.array([each.chances for each in ours])
        rows.append(
            Row(
                name,
                len(texts),
                quality(name, y, *baselines.vader(texts)),
                quality(name, y, *baselines.plain(texts)),
                quality(name, y, label, value),
                calibration_error(y, chances[:, 0]),
                _found_at_tenth(y, value),
            )
        )
        everything += ours
    return rows, everything


def _found_at_tenth(y: Array, value: Array) -> float:
    """Part of the negative texts found when a tenth of the others is taken for negative."""
    threshold = np.quantile(value[y != 0], 0.1)
    return float((value[y == 0] < threshold).mean())


def probes_of(language: str, folder: Path, engine: Engine) -> tuple[int, int, list[str]]:
    """How many probes are right, of how many, and those that are not."""
    texts = probes(folder, language)
    wrong = [
        f"«{each.text.text}»: {LABELS[each.text.label]}, judged {each.score.tone}"
        for each in judged(engine, texts)
        if each.score.tone != LABELS[each.text.label]
    ]
    return len(texts) - len(wrong), len(texts), wrong


def speed_of(language: str, folder: Path, engine: Engine) -> Speed:
    """Short texts a second, ours and VADER, in turns on this thread; and milliseconds to load."""
    names = set_names(folder, "dev", language)
    texts = [each.text for name in names for each in folder_set(folder, "dev", name)]
    short = [text for text in texts if len(text) <= _SHORT]
    vader = SentimentIntensityAnalyzer()
    ours = theirs = 0.0
    engine.score_many(short)
    for _ in range(5):
        ours = max(ours, _rate(short, lambda: engine.score_many(short)))
        theirs = max(theirs, _rate(short, lambda: [vader.polarity_scores(t) for t in short]))
    path = train.ROOT / "resources" / "tone" / f"{language}.tone"
    began = time.process_time()
    load(path)
    loading = (time.process_time() - began) * 1000
    return Speed(ours, theirs, sum(map(len, short)) / len(short), loading, path.stat().st_size)


def _rate(texts: Sequence[str], work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return len(texts) / (time.process_time() - began)


def worst(everything: list[Judged]) -> str:
    """The texts whose label our engine thought least likely."""
    ranked = sorted(everything, key=lambda each: (each.chances[each.text.label], each.text.text))
    lines = ["set\tlabel\tjudged\tchance of label\ttext\tdeciding words"]
    for each in ranked[:_WORST]:
        words = ", ".join(f"{word.word} {word.weight:+}" for word in each.score.deciding)
        text = " ".join(each.text.text.split())
        label = LABELS[each.text.label]
        chance = f"{each.chances[each.text.label]:.4f}"
        lines.append(
            "\t".join((each.text.source, label, str(each.score.tone), chance, text, words))
        )
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the card, print it, and list the worst errors where a folder for them is named."""
    folder = Path(arguments[0])
    engines: dict[str, Engine] = {"ru": RussianEngine(), "en": EnglishEngine()}
    parts = []
    for language, engine in engines.items():
        rows, everything = rows_of(language, folder, engine)
        if len(arguments) > 1:
            target = Path(arguments[1]) / f"worst_{language}.tsv"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(worst(everything), encoding="utf-8")
        sizes = train.sizes(folder, language)
        found = probes_of(language, folder, engine)
        parts.append(
            (language, engine.version, sizes, rows, found, speed_of(language, folder, engine))
        )
    text = card(parts)
    (train.ROOT / "resources" / "tone" / "CARD.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
