"""Reads what the tone models are trained on and measured with.

Two kinds of data: the sets of a data folder (`train/` and `dev/`, one gzip TSV a set) and the
project's own corpus and lexicon beside this file. Only the sets of `CLEAN` may teach a model that
ships; the licences of the others allow measuring at most.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

CLEAN = {
    "ru": ("ru_reddit_mt",),
    "en": ("en_reddit", "en_reviews2", "en_vtweets", "en_vgoods", "en_vmovies", "en_vnews"),
}
"""Sets whose licences (MIT, Apache 2.0, CC BY 4.0) let them train what ships."""

LABELS = ("negative", "neutral", "positive")
OWN = "own"
HERE = Path(__file__).parent

_DEVELOPMENT_PART = 6
_SHINGLE = 4
_NEAR = 0.3
_WORD = re.compile(r"\w+")


class Labelled(NamedTuple):
    """A text with the index of its label in `LABELS`; `source` is its set, or file of the corpus;
    `marks` are phenomena named in the corpus.
    """

    text: str
    label: int
    source: str
    marks: tuple[str, ...] = ()


def folder_set(folder: Path, split: str, name: str) -> list[Labelled]:
    """The texts of one set that have a label of three. Raises `OSError`."""
    with gzip.open(folder / split / f"{name}.tsv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Labelled(row["text"], LABELS.index(row["label"]), name) for row in rows if row["label"]
        ]


def set_names(folder: Path, split: str, language: str) -> list[str]:
    """The sets of a language there."""
    return sorted(
        path.name.removesuffix(".tsv.gz") for path in (folder / split).glob(f"{language}_*.tsv.gz")
    )


def corpus(language: str) -> tuple[list[Labelled], list[Labelled]]:
    """The own corpus: training and development part, a sixth. Texts that nearly repeat each other
    are in the same part.
    """
    texts = list(_corpus_rows(language))
    training: list[Labelled] = []
    development: list[Labelled] = []
    for each, group in zip(texts, _groups([each.text for each in texts]), strict=True):
        is_development = zlib.crc32(group.encode()) % _DEVELOPMENT_PART == 0
        (development if is_development else training).append(each)
    return training, development


def _corpus_rows(language: str) -> Iterable[Labelled]:
    seen: set[str] = set()
    for path in sorted((HERE / "corpus" / language).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").split("\n")[1:]:
            columns = line.rstrip("\r").split("\t")
            # The corpus may be written to at this moment: a half line is left for the next time.
            if len(columns) != 6 or columns[1] not in LABELS or columns[5] in seen:
                continue
            seen.add(columns[5])
            text = columns[5].replace("\\n", "\n")
            marks = tuple(filter(None, columns[4].split(",")))
            yield Labelled(text, LABELS.index(columns[1]), path.stem, marks)


def _groups(texts: list[str]) -> list[str]:
    """For each text the first, in order of letters, of those it nearly repeats."""
    folded = [" ".join(_WORD.findall(text.lower())) for text in texts]
    shingles = [_shingles(text) for text in folded]
    leader = list(range(len(texts)))

    def top(at: int) -> int:
        while leader[at] != at:
            at = leader[at]
        return at

    holders: dict[str, list[int]] = defaultdict(list)
    for at, mine in enumerate(shingles):
        near: dict[int, int] = defaultdict(int)
        for shingle in mine:
            for other in holders[shingle]:
                near[other] += 1
            holders[shingle].append(at)
        for other, common in near.items():
            if common > _NEAR * (len(mine) + len(shingles[other]) - common):
                a, b = sorted((top(at), top(other)), key=lambda each: folded[each])
                leader[b] = a
    return [folded[top(at)] for at in range(len(texts))]


def _shingles(text: str) -> set[str]:
    words = text.split()
    count = max(1, len(words) - _SHINGLE + 1)
    return {" ".join(words[at : at + _SHINGLE]) for at in range(count)}


def lexicon(language: str, folder: Path) -> dict[str, float]:
    """Valences (-4..4) of dictionary forms and phrases: the own lexicon, and for Russian the list
    in the data folder that was written for this project.
    """
    found: dict[str, float] = {}
    seed = folder / f"seed_lexicon_{language}.tsv"
    for path in (seed, HERE / "lexicon" / f"{language}.tsv"):
        if not path.is_file():
            continue
        for line in path.read_text(encoding="utf-8").split("\n")[1:]:
            columns = line.split("\t")
            try:
                found[columns[0].lower().replace("ё", "е")] = float(columns[1])
            except (IndexError, ValueError):
                continue
    return found


def forms_of(lexicon_: dict[str, float], language: str) -> dict[str, float]:
    """The lexicon with all forms of its words (Russian: by pymorphy3); phrases are left out."""
    single = {form: value for form, value in sorted(lexicon_.items()) if " " not in form}
    if language != "ru":
        return single
    import pymorphy3

    analyzer = pymorphy3.MorphAnalyzer()
    found: dict[str, float] = {}
    for form, value in single.items():
        for parse in analyzer.parse(form)[:3]:
            if parse.normal_form.replace("ё", "е") == form:
                for other in parse.lexeme:
                    found.setdefault(other.word.replace("ё", "е"), value)
    return found | single


def probes(folder: Path, language: str) -> list[Labelled]:
    """The sentences of `probes.tsv`; `source` is the identity."""
    lines = (folder / "probes.tsv").read_text(encoding="utf-8").split("\n")[1:]
    rows = [line.split("\t") for line in lines if line]
    return [
        Labelled(row[5], LABELS.index(row[3]), row[0], (row[2],))
        for row in rows
        if row[1] == language
    ]
