"""Which letters a mail rule takes, and phrases found in a text. Pure; linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop.core.letters import Letter, addresses_in
from desktop.core.mail_rule import Condition, MailRule

_DOMAIN = re.compile(r"@?(?:[\w-]+\.)+\w{2,}")
_FORWARDED = ("fwd:", "fw:", "fwd :", "вн:", "пересл", "перенапр")
"""How the subject of a letter begins that somebody passed on."""

Span = tuple[int, int]


def matching(rules: Iterable[MailRule], letter: Letter) -> MailRule | None:
    """The first rule that takes the letter for its own."""
    return next((rule for rule in rules if matches(rule, letter)), None)


def matches(rule: MailRule, letter: Letter) -> bool:
    """Whether the rule takes the letter for its own."""
    if any(_holds(kind, phrase, letter) for kind, phrase in rule.exceptions):
        return False
    kinds = {kind for kind, _ in rule.conditions}
    return all(any(_holds(kind, phrase, letter) for phrase in rule.phrases(kind)) for kind in kinds)


def may_match(rule: MailRule, letter: Letter) -> bool:
    """Whether the rule might take a letter of which the text is not known yet.

    A forwarded letter names its true sender in its text alone.
    """
    known = [each for each in rule.exceptions if each[0] is not Condition.SAYS]
    if any(_holds(kind, phrase, letter) for kind, phrase in known):
        return False
    kinds = {kind for kind, _ in rule.conditions} - {Condition.SAYS}
    if _is_forwarded(letter.subject):
        kinds -= {Condition.FROM, Condition.LIST, Condition.RETURN_PATH}
    return all(any(_holds(kind, phrase, letter) for phrase in rule.phrases(kind)) for kind in kinds)


def find_phrase(text: str, phrase: str, start: int = 0) -> Span | None:
    """Where a phrase stands, from `start` on: in one line, whatever the case, `*` for anything.

    A phrase that begins with `=` is a whole line; one without any sign is nowhere.
    """
    if not phrase.strip("=* "):
        return None
    look = _whole_line if phrase.startswith("=") else _in_line
    pieces = _folded(" ".join(phrase.removeprefix("=").split())).split("*")
    folded = _folded(text)
    while start <= len(text):
        end = folded.find("\n", start)
        end = len(text) if end < 0 else end
        if span := look(folded, pieces, start, end):
            return span
        start = end + 1
    return None


def _in_line(folded: str, pieces: list[str], start: int, end: int) -> Span | None:
    """Where the pieces stand in a line, one after the other."""
    at, first = start, -1
    for piece in pieces:
        found = folded.find(piece, at, end)
        if found < 0:
            return None
        first = found if first < 0 and piece else first
        at = found + len(piece)
    return (start if first < 0 else first), at


def _whole_line(folded: str, pieces: list[str], start: int, end: int) -> Span | None:
    """The line, if it is the pieces and nothing else."""
    line = folded[start:end].strip()
    head, foot = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return (start, end) if line == head else None
    is_framed = len(line) >= len(head) + len(foot) and line.startswith(head) and line.endswith(foot)
    middle = line[len(head) : len(line) - len(foot)]
    return (start, end) if is_framed and _in_line(middle, pieces[1:-1], 0, len(middle)) else None


def _folded(text: str) -> str:
    """Lower case, ё as е, and every letter still in its place."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    return lower.replace("ё", "е")


def _holds(kind: Condition, phrase: str, letter: Letter) -> bool:
    match kind:
        case Condition.FROM:
            return any(_is_sender(phrase, sender) for sender in letter.senders)
        case Condition.RETURN_PATH:
            return bool(letter.return_path) and _is_sender(phrase, letter.return_path)
        case Condition.LIST:
            return find_phrase(letter.list_id, phrase) is not None
        case Condition.SUBJECT:
            return find_phrase(letter.subject, phrase) is not None
        case Condition.SAYS:
            return find_phrase(letter.text, phrase) is not None


def _is_sender(phrase: str, sender: str) -> bool:
    """An address as a whole, a domain with all below it, or else a part of name or address.

    A domain in the name that is shown proves nothing: anybody may write there what he likes.
    """
    phrase = phrase.lower()
    if "@" in phrase.lstrip("@"):
        return any(find_phrase(each, "=" + phrase) is not None for each in addresses_in(sender))
    if _DOMAIN.fullmatch(phrase):
        domain = phrase.lstrip("@")
        hosts = [each.rpartition("@")[2] for each in addresses_in(sender)]
        return any(host == domain or host.endswith("." + domain) for host in hosts)
    return find_phrase(sender, phrase) is not None


def _is_forwarded(subject: str) -> bool:
    return subject.lower().lstrip().startswith(_FORWARDED)
