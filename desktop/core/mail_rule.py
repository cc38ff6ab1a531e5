"""What a mail rule is: which letters it takes, and where in them each part of a review stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.core.models import MentionKind

EVERY_READY = "*"
"""In `without`: none of the ready rules."""


class Condition(StrEnum):
    """What of a letter a condition looks at; the word that stands for it."""

    FROM = "from"
    SUBJECT = "subject"
    LIST = "list"
    RETURN_PATH = "return-path"
    SAYS = "says"


class Part(StrEnum):
    """What is read from a letter; the word that stands for it."""

    AUTHOR = "author"
    STARS = "stars"
    TEXT = "text"
    LINK = "link"


class Way(StrEnum):
    """How a part is found; the words that stand for it, without its phrases."""

    ITSELF = "by itself"
    WHOLE = "whole"
    AFTER = "after"
    BELOW = "line below"
    ABOVE = "line above"
    LINE = "line"
    BETWEEN = "between"
    FROM = "from"
    UP_TO = "up to"
    FIRST = "first"
    TO = "to"
    NAMED = "named"


LINK_WAYS = (Way.ITSELF, Way.FIRST, Way.TO, Way.NAMED)
"""How a link is found; every other way is for the other parts."""

WAYS_WITH_PHRASE = (
    *(Way.AFTER, Way.BELOW, Way.ABOVE, Way.BETWEEN, Way.FROM, Way.UP_TO),
    *(Way.TO, Way.NAMED),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands. `first` and `last` are phrases, `number` counts lines from 1."""

    way: Way = Way.ITSELF
    first: str = ""
    last: str = ""
    number: int = 0
    is_in_subject: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """What parts the reviews of one letter: a line between them, or their first line."""

    phrase: str
    is_first_line: bool = False


@dataclass(frozen=True, slots=True)
class MailRule:
    """One rule. Of `conditions` each kind must hold by one of its phrases, of `exceptions` none
    may. A part that is missing in `places` is found by itself. `is_confirmed` is off where the
    form of the letters was not found in any document.
    """

    name: str
    conditions: tuple[tuple[Condition, str], ...]
    exceptions: tuple[tuple[Condition, str], ...] = ()
    places: Mapping[Part, Place] = field(default_factory=dict)
    split: Split | None = None
    kind: MentionKind = MentionKind.REVIEW
    is_confirmed: bool = True

    def place(self, part: Part) -> Place:
        """Where a part stands."""
        return self.places.get(part, Place())

    def phrases(self, condition: Condition) -> tuple[str, ...]:
        """What is asked of one side of a letter; any of them is enough."""
        return tuple(phrase for kind, phrase in self.conditions if kind is condition)


@dataclass(frozen=True, slots=True)
class MailRules:
    """What the field `rules` says: own rules, and names of ready ones that are switched off."""

    own: tuple[MailRule, ...] = ()
    without: tuple[str, ...] = ()

    def among(self, ready: tuple[MailRule, ...]) -> tuple[MailRule, ...]:
        """The rules to use, in the order in which they are tried."""
        off = {name.casefold() for name in self.without}
        off |= {rule.name.casefold() for rule in self.own}
        kept = () if EVERY_READY in off else ready
        return (*self.own, *(rule for rule in kept if rule.name.casefold() not in off))
