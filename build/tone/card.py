"""The words of the model card, around the figures that `measure.py` found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One development set: size, macro-F1 of VADER, of the plain baseline and of ours, the
    calibration error of our negative class, and the part of negative texts found at a tenth of
    false alarms.
    """

    name: str
    texts: int
    vader: float
    plain: float
    ours: float
    calibration: float
    found: float


class Speed(NamedTuple):
    """Short texts a second, ours and VADER's, and their mean length; milliseconds to load the
    model; its bytes.
    """

    ours: float
    vader: float
    length: float
    loading: float
    size: int


Part = tuple[str, str, Mapping[str, int], Sequence[Row], tuple[int, int, Sequence[str]], Speed]
"""Language, version, training texts by set, rows, probes (right, all, the wrong ones), speed."""

TARGETS = {
    "ru_posts": (0.69, 0.72), "ru_tweets": (0.71, 0.73), "ru_telecoms": (0.62, 0.66),
    "ru_banks": (0.66, 0.69), "ru_emotions": (0.77, 0.79), "ru_goods": (0.58, 0.62),
    "en_airline": (0.50, 0.77), "en_reddit": (0.62, 0.71), "en_tweets": (0.53, 0.64),
    "en_vtweets": (0.70, 0.75), "en_vgoods": (0.54, 0.62), "en_vnews": (0.57, 0.60),
    "en_vmovies": (0.77, 0.88), "en_reviews2": (0.77, 0.88),
}  # fmt: skip
"""What is to be reached: first, then in the end. Found on held-back texts, so only near to ours."""

_TRAINING = """\
It is trained on texts of clean licence alone; for Russian a quarter at a time is judged by a
model of the rest, and texts of the sets whose label it thinks very unlikely are left out; a second
copy of each text has half of its words silent, so that the lexicon and what stands around carry
their part. Chances are made true (one factor, one offset a tone, the same for all sets) on the
development part of the own corpus and of the clean sets. Stars of a review, where there are any,
are added with weights set by hand.
"""

_LICENCES = """| set | licence found | used for |
|---|---|---|
| ru_reddit_mt | MIT | training, calibration |
| en_reddit | Apache 2.0 | training, calibration |
| en_reviews2 (UCI sentences) | repository Apache 2.0, set CC BY 4.0 | training, calibration |
| en_vtweets, en_vgoods, en_vmovies, en_vnews | MIT | training, calibration |
| the project's own corpus and lexicon (`build/tone`) | the project's | training, calibration |
| VADER's lexicon and rules | MIT | training; at work in the English engine |
| ru_posts | CC BY-NC-SA 4.0 | measuring only |
| ru_tweets, ru_banks, ru_telecoms, ru_goods, ru_emotions | none stated | measuring only |
| en_tweets, en_airline | for research; CC BY-NC-SA 4.0 | measuring only |

Measured-only sets taught nothing: no weight, no word, no threshold. Their development parts were
looked at when kinds of features were chosen. Words of the lexicon get their forms from pymorphy3
and its dictionary (OpenCorpora) when the model is trained, not at work."""

_FAILURES = """- Irony is judged by its words («Спасибо, что привезли торт на день позже» reads as
  thanks).
- Complaints told as bare facts are found when they resemble those of the own corpus, else they
  read as neutral.
- Texts about banks and telephone companies: praise and blame stand in words of that trade, of
  which the clean data has few; most of it reads as neutral.
- Films and books: a story's misfortunes read as blame.
- Mixed praise and blame goes to the side with more and heavier words.
- Russian in Latin letters loses soft signs and ы; rare words are then not known.
- Chances are calibrated on texts like the training data; where another share of texts is
  negative, they are off by that difference (the table says by how much)."""


def card(parts: Sequence[Part]) -> str:
    """The whole card."""
    written = [
        "# Tone models\n",
        "Written by `python3 build/tone/measure.py DATA_FOLDER`; do not edit.\n",
        "Each model is one additive softmax of three tones over words, words in reach of a negator,"
        " pairs of words (neighbours, and with one between), character pieces of words (3 to 5"
        " letters), sums of a lexicon by surroundings (negated, boosted, loud) and signs of the"
        " whole text; the English one has VADER's four outputs besides. What the text's pieces say"
        " is divided by the root of their number. Weights are whole numbers of one byte.\n",
        _TRAINING,
        "## Data\n",
        _LICENCES + "\n",
    ]
    for part in parts:
        written += _language(part)
    return "\n".join([*written, "## Known failures\n", _FAILURES, ""])


def _language(part: Part) -> list[str]:
    language, version, sizes, rows, (right, count, wrong), speed = part
    trained = ", ".join(f"{name} {size:,}" for name, size in sizes.items())
    lines = [
        f"## {'Russian' if language == 'ru' else 'English'}: {version}\n",
        f"Trained on {sum(sizes.values()):,} texts ({trained}).\n",
        "Development texts, macro-F1 over three tones (en_reviews2 and en_vmovies: over two, by"
        " the sign of the score). *Plain*: softmax over words and pairs trained on the same clean"
        " texts. *First* and *goal*: what the project wants on texts held back. *Off*: calibration"
        " error of the negative tone. *Found*: part of the negative texts found at a tenth of false"
        " alarms.\n",
        "| set | texts | VADER | plain | ours | first | goal | off | found |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        first, goal = TARGETS.get(row.name, (None, None))
        lines.append(
            f"| {row.name} | {row.texts} | {row.vader:.3f} | {row.plain:.3f} | **{row.ours:.3f}**"
            f" | {_target(first)} | {_target(goal)} | {row.calibration:.3f} | {row.found:.2f} |"
        )
    lines += [
        f"\nProbes: {right} of {count}." + (" Wrong:" if wrong else ""),
        *(f"- {each}" for each in wrong),
        f"\nShort texts ({speed.length:.0f} characters in the mean) a second on one core of the"
        f" machine that measured: {speed.ours:,.0f}; VADER's own: {speed.vader:,.0f} (ours"
        f" {speed.ours / speed.vader:.2f} of it). File {speed.size:,} bytes, read in"
        f" {speed.loading:.0f} ms.\n",
    ]
    return lines


def _target(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
