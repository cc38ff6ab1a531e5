"""Rules that say which letters are reviews, and where in them author, stars, text and link stand.

The notation is what the source field `rules` holds: lines of `word: value`, one rule after the
other, empty lines and lines that begin with `#` left out. `docs/mail-rules.md` shows examples.

    rule: Cake Fair                 name of the site; begins a rule
    from: cakefair.example          sender: a domain, an address, or a part of the name
    subject: new review             words of the subject
    list: reviews.cakefair          words of List-Id
    return-path: bounce@*           as `from`, of Return-Path
    says: left you a review         words of the letter's text
    not subject: statistics         any of these with `not` before: such letters are left alone
    author: after "Author:"         where the author stands
    stars: by itself                where the stars stand
    text: between "wrote:" and "Answer"
    link: to "cakefair.example"     which link leads to the review
    parts: at "---"                 a letter with several reviews: what stands between them
    kind: review                    or message
    unconfirmed                     the form of the letter is not documented: look at the outcome

Several lines of one condition mean any of them, different conditions mean all of them. A phrase
is looked for anywhere in a line, whatever the case; `*` stands for anything, and a phrase that
begins with `=` must be the whole line. Places:

    by itself                       found by its usual signs; for text: the whole letter
    whole                           the whole letter
    after "A"                       the rest of the line after A, else the next line
    line below "A" · line above "A" · line 3
    between "A" and "B" · from "A" · up to "B"
    in subject …                    any of them, looked for in the subject
    first · to "address" · named "words"        for the link only

`parts: at "A"` takes lines with A for what stands between two reviews; `parts: from "A"` says
that each review begins with a line with A. `without: Name` switches a ready rule off; all ready
rules are used otherwise, after the own ones, and an own rule of the same name replaces one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from desktop.core.mail_rule import (
    LINK_WAYS,
    WAYS_WITH_PHRASE,
    Condition,
    MailRule,
    MailRules,
    Part,
    Place,
    Split,
    Way,
)
from desktop.core.models import MentionKind

MOST_RULES = 200
LONGEST_VALUE = 500


class RuleProblem(StrEnum):
    """Why rules cannot be read."""

    NO_NAME = "no_name"
    """A line before the first `rule:`, or a rule without a name."""
    UNKNOWN_WORD = "unknown_word"
    EMPTY = "empty"
    """Nothing after the colon."""
    BAD_PLACE = "bad_place"
    BAD_CHOICE = "bad_choice"
    NO_CONDITION = "no_condition"
    """A rule that would take every letter for a review."""
    NAME_TWICE = "name_twice"
    TOO_LONG = "too_long"


class RuleError(ValueError):
    """Rules that cannot be read; `line` counts from 1."""

    def __init__(self, line: int, problem: RuleProblem) -> None:
        super().__init__(f"line {line}: {problem.value}")
        self.line = line
        self.problem = problem


def parse_rules(text: str) -> MailRules:
    """Rules in the notation above. Raises `RuleError` for the first line that cannot be read."""
    own: list[MailRule] = []
    without: list[str] = []
    draft: _Draft | None = None
    for number, word, value in _lines(text):
        if word == "rule":
            own += [draft.rule()] if draft else []
            draft = _Draft(value, number)
            if any(each.name.casefold() == value.casefold() for each in own):
                raise RuleError(number, RuleProblem.NAME_TWICE)
            if len(own) >= MOST_RULES:
                raise RuleError(number, RuleProblem.TOO_LONG)
        elif word == "without":
            without += [name.strip() for name in value.split(",") if name.strip()]
        elif draft is None:
            problem = RuleProblem.NO_NAME if word in _WORDS else RuleProblem.UNKNOWN_WORD
            raise RuleError(number, problem)
        else:
            draft.add(number, word, value)
    own += [draft.rule()] if draft else []
    return MailRules(tuple(own), tuple(dict.fromkeys(without)))


def rules_text(rules: MailRules) -> str:
    """The notation of `rules`; reading it again gives the same rules."""
    blocks = ["\n".join(f"without: {name}" for name in rules.without)]
    blocks += [rule_text(rule) for rule in rules.own]
    return "\n\n".join(block for block in blocks if block)


def rule_text(rule: MailRule) -> str:
    """One rule in the notation."""
    lines = [f"rule: {rule.name}"]
    lines += [f"{kind.value}: {phrase}" for kind, phrase in rule.conditions]
    lines += [f"not {kind.value}: {phrase}" for kind, phrase in rule.exceptions]
    lines += [f"{part.value}: {place_text(place)}" for part, place in rule.places.items()]
    if rule.split is not None:
        way = "from" if rule.split.is_first_line else "at"
        lines.append(f"parts: {way} {_quoted(rule.split.phrase)}")
    if rule.kind is not MentionKind.REVIEW:
        lines.append(f"kind: {rule.kind.value}")
    if not rule.is_confirmed:
        lines.append("unconfirmed")
    return "\n".join(lines)


def place_text(place: Place) -> str:
    """A place in the notation."""
    words = ["in subject"] if place.is_in_subject else []
    words.append(place.way.value)
    if place.way is Way.LINE:
        words.append(str(place.number))
    elif place.way is Way.BETWEEN:
        words += [_quoted(place.first), "and", _quoted(place.last)]
    elif place.way in WAYS_WITH_PHRASE:
        words.append(_quoted(place.first))
    return " ".join(words)


def parse_place(text: str, part: Part) -> Place:
    """A place in the notation. Raises `ValueError` for anything else."""
    text, is_in_subject = text.strip(), False
    if text.lower().startswith("in subject "):
        text, is_in_subject = text[len("in subject ") :].strip(), True
    found = next((kind for kind in _PLACES if (kind.fullmatch(text))), None)
    match = found.fullmatch(text) if found else None
    if match is None:
        raise ValueError(text)
    groups = match.groupdict()
    way = Way(" ".join(groups["way"].lower().split()))
    is_fitting = way in LINK_WAYS if part is Part.LINK else way not in LINK_WAYS[1:]
    place = Place(
        way,
        _unquoted(groups.get("a")),
        _unquoted(groups.get("b")),
        int(groups.get("n") or 0),
        is_in_subject,
    )
    if not is_fitting or (is_in_subject and part is Part.LINK):
        raise ValueError(text)
    if way in WAYS_WITH_PHRASE and not place.first.strip("=* "):
        raise ValueError(text)
    if way is Way.BETWEEN and not place.last.strip("=* "):
        raise ValueError(text)
    return place


class _Draft:
    """A rule while its lines are read."""

    def __init__(self, name: str, line: int) -> None:
        self._name, self._line = name, line
        self._conditions: list[tuple[Condition, str]] = []
        self._exceptions: list[tuple[Condition, str]] = []
        self._places: dict[Part, Place] = {}
        self._split: Split | None = None
        self._kind = MentionKind.REVIEW
        self._is_confirmed = True

    def add(self, line: int, word: str, value: str) -> None:
        """Take a line of the rule. Raises `RuleError`."""
        is_exception = word.startswith("not ")
        name = word.removeprefix("not ")
        if name in _CONDITIONS:
            if not value.strip("=* "):
                raise RuleError(line, RuleProblem.EMPTY)
            target = self._exceptions if is_exception else self._conditions
            target.append((_CONDITIONS[name], value))
        elif word in _PARTS:
            try:
                self._places[_PARTS[word]] = parse_place(value, _PARTS[word])
            except ValueError:
                raise RuleError(line, RuleProblem.BAD_PLACE) from None
        elif word == "parts":
            self._split = _split(line, value)
        elif word == "kind":
            if value.lower() not in ("review", "message"):
                raise RuleError(line, RuleProblem.BAD_CHOICE)
            self._kind = MentionKind(value.lower())
        elif word == "unconfirmed":
            self._is_confirmed = False
        else:
            raise RuleError(line, RuleProblem.UNKNOWN_WORD)

    def rule(self) -> MailRule:
        """The rule as read. Raises `RuleError` for one that takes every letter."""
        if not self._conditions:
            raise RuleError(self._line, RuleProblem.NO_CONDITION)
        return MailRule(
            self._name,
            tuple(self._conditions),
            tuple(self._exceptions),
            self._places,
            self._split,
            self._kind,
            self._is_confirmed,
        )


_CONDITIONS = {each.value: each for each in Condition}
_PARTS = {each.value: each for each in Part}
_WORDS = {*_CONDITIONS, *(f"not {word}" for word in _CONDITIONS), *_PARTS, "parts", "kind"}
_WORDS |= {"unconfirmed"}
_QUOTED = r'"(?:[^"]|"")*"|“[^”]*”|«[^»]*»'
_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<way>by\s+itself|whole|first)",
        rf"(?P<way>after|line\s+below|line\s+above|from|up\s+to|to|named)\s+(?P<a>{_QUOTED})",
        rf"(?P<way>between)\s+(?P<a>{_QUOTED})\s+and\s+(?P<b>{_QUOTED})",
        r"(?P<way>line)\s+(?P<n>[1-9][0-9]{0,3})",
    )
)
_SPLIT = re.compile(rf"(?P<way>at|from)\s+(?P<a>{_QUOTED})", re.IGNORECASE)


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Number, word in lower case and value of each line that says something."""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if len(line) > LONGEST_VALUE:
            raise RuleError(number, RuleProblem.TOO_LONG)
        word, colon, value = line.partition(":")
        word, value = " ".join(word.lower().split()), " ".join(value.split())
        if word != "unconfirmed" and not colon:
            raise RuleError(number, RuleProblem.UNKNOWN_WORD)
        if word == "rule" and not value:
            raise RuleError(number, RuleProblem.NO_NAME)
        if word != "unconfirmed" and not value:
            raise RuleError(number, RuleProblem.EMPTY)
        yield number, word, value


def _split(line: int, value: str) -> Split:
    match = _SPLIT.fullmatch(value)
    phrase = _unquoted(match["a"]) if match else ""
    if match is None or not phrase.strip("=* "):
        raise RuleError(line, RuleProblem.BAD_PLACE)
    return Split(phrase, match["way"].lower() == "from")


def _quoted(phrase: str) -> str:
    return '"' + phrase.replace('"', '""') + '"'


def _unquoted(text: str | None) -> str:
    if not text:
        return ""
    inside = text[1:-1]
    return inside.replace('""', '"') if text.startswith('"') else inside
