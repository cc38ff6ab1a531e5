"""Kinds of change in the store; screens re-read what they show, nothing else travels along."""

from __future__ import annotations

from enum import Flag, auto


class Change(Flag):
    """What was changed; several kinds can be combined with `|`."""

    MENTIONS = auto()
    SOURCES = auto()
    TOPICS = auto()
    SETTINGS = auto()
    SEARCHES = auto()
    PEOPLE = auto()


EVERYTHING = (
    Change.MENTIONS
    | Change.SOURCES
    | Change.TOPICS
    | Change.SETTINGS
    | Change.SEARCHES
    | Change.PEOPLE
)
"""Used after a restore or an undo whose extent is not known."""
