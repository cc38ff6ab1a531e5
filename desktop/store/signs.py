"""Signs beside the words of a text in the full-text index: its tone, its source, its topics.

With them the index itself finds where a word, a tone and a topic meet, which on large lists that
hardly meet is many times faster than looking up every row. A sign is one character of Unicode's
private use areas, so no word of a text is like it and the index of prefixes does not grow.

Signs narrow down, they do not decide: one that no longer holds may stay, but none is missing.
Whoever asks the index for signs also asks the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.store.database import Connection

_TONES = 0xE000
KNOWN = chr(0xE00F)
"""The sign of every tone but "not known"."""
_SOURCES = 0xF0000
_TOPICS = 0x100000
_MOST = 0xFFFD
"""Larger numbers share the last sign of their kind."""


def of_tone(code: int) -> str:
    """The sign of a tone by its column value."""
    return chr(_TONES + code)


def of_source(source_id: int) -> str:
    """The sign of a source."""
    return chr(_SOURCES + min(source_id, _MOST))


def of_topic(topic_id: int) -> str:
    """The sign of a topic."""
    return chr(_TOPICS + min(topic_id, _MOST))


def signed(words: Sequence[str], tone: int, source_id: int, topic_ids: Iterable[int]) -> str:
    """What the index stores of a text: its words and its signs."""
    return " ".join([*words, toned(tone), of_source(source_id), *map(of_topic, topic_ids)])


def toned(code: int) -> str:
    """All signs of a tone."""
    return f"{of_tone(code)} {KNOWN}" if code else of_tone(code)


def mark(db: Connection, marks: Iterable[tuple[int, str]]) -> None:
    """Give mentions further signs, by id; those that have them already are not touched."""
    sql = """UPDATE word_index SET words = words || ' ' || ?2
        WHERE rowid = ?1 AND NOT instr(words, ?2)"""
    db.executemany(sql, marks)


def any_of(marks: Iterable[str]) -> str:
    """The expression of the index for "has one of these signs"."""
    return "(" + " OR ".join(f'"{each}"' for each in dict.fromkeys(marks)) + ")"
