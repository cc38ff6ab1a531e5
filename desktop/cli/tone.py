"""`tone`: judges one text a line, in order, as the lines come."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import BinaryIO

from desktop.cli.output import to_json
from desktop.cli.session import Session
from desktop.core.filters import UNKNOWN_TONE
from desktop.core.models import Score

_LONGEST = 1 << 18  # bytes of a line that are looked at; engines look at far fewer


def tone(session: Session) -> int:
    """One line out for each line in, whatever bytes it holds; nothing is stored."""
    from desktop.core.language import language_of
    from desktop.monitor.intake import LONGEST_TEXT, clean

    tones = session.services.tones()
    form = _json_line if session.output.is_json else _line
    for raw in _lines(sys.stdin.buffer):
        text = clean(raw.decode("utf-8", "replace"), LONGEST_TEXT)
        language = language_of(text)
        sys.stdout.write(form(tones.score(text, language), language) + "\n")
        sys.stdout.flush()  # another program may be waiting for this answer
    return 0


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends. A line longer than the bound is read whole, kept in part."""
    while line := stream.readline(_LONGEST):
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(_LONGEST)):
            pass
        yield line.rstrip(b"\r\n")


def _line(score: Score, language: str | None) -> str:
    return "\t".join(
        (
            score.tone.value if score.tone else UNKNOWN_TONE,
            "" if score.value is None else f"{score.value:.4f}",
            language or "",
            ", ".join(each.word for each in score.deciding),
        )
    )


def _json_line(score: Score, language: str | None) -> str:
    return to_json(
        {
            "label": score.tone.value if score.tone else UNKNOWN_TONE,
            "score": score.value,
            "language": language,
            "deciding": [{"word": each.word, "weight": each.weight} for each in score.deciding],
        }
    )
