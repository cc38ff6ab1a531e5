"""Words for mail rules: parts of a review, ways to find them, and what is wrong with rules."""

from __future__ import annotations

from desktop.core.mail_rule import MailRule, Part, Place, Way
from desktop.core.mail_rules import RuleProblem
from desktop.i18n import N_, tr, trn

PARTS = {
    Part.AUTHOR: N_("Author"),
    Part.STARS: N_("Stars"),
    Part.TEXT: N_("Text"),
    Part.LINK: N_("Link"),
}
WAYS = {
    Way.ITSELF: N_("Found by itself"),
    Way.WHOLE: N_("The whole letter"),
    Way.AFTER: N_("After the words"),
    Way.BELOW: N_("The line below the words"),
    Way.ABOVE: N_("The line above the words"),
    Way.LINE: N_("The line with the number"),
    Way.BETWEEN: N_("Between the words"),
    Way.FROM: N_("From the words to the end"),
    Way.UP_TO: N_("From the beginning to the words"),
    Way.FIRST: N_("The first link"),
    Way.TO: N_("The link to the site"),
    Way.NAMED: N_("The link with the words"),
}
_PROBLEMS = {
    RuleProblem.NO_NAME: N_("A rule begins with its name"),
    RuleProblem.UNKNOWN_WORD: N_("This line begins with an unknown word"),
    RuleProblem.EMPTY: N_("There is nothing after the colon"),
    RuleProblem.BAD_PLACE: N_("This place cannot be understood"),
    RuleProblem.BAD_CHOICE: N_("There is no such choice"),
    RuleProblem.NO_CONDITION: N_("This rule would take every letter for a review"),
    RuleProblem.NAME_TWICE: N_("Two rules have this name"),
    RuleProblem.TOO_LONG: N_("There are too many rules, or a line is too long"),
}


def part(part: Part) -> str:
    """Name of a part of a review."""
    return tr(PARTS[part])


def way(way: Way, part: Part) -> str:
    """How a part is found, as a choice of a form."""
    if way is Way.ITSELF and part is Part.TEXT:
        way = Way.WHOLE  # a text has no signs of its own
    return tr(WAYS[way])


def problem(problem: RuleProblem) -> str:
    """Why rules cannot be read, without a full stop."""
    return tr(_PROBLEMS[problem])


def place(place: Place, part: Part) -> str:
    """Where a part is looked for, in one line."""
    words = way(place.way, part)
    if place.way is Way.LINE:
        return f"{words} {place.number}"
    phrases = [
        tr("“{phrase}”").format(phrase=each.removeprefix("="))
        for each in (place.first, place.last)
        if each
    ]
    said = " … ".join((" ".join((words, *phrases[:1])), *phrases[1:]))
    return tr("In the subject: {place}").format(place=said) if place.is_in_subject else said


def counted(own: int, ready: int) -> str:
    """How many rules are used."""
    said = []
    if own:
        said.append(trn("{n} own rule", "{n} own rules", own).format(n=own))
    if ready or not own:
        said.append(trn("{n} ready rule", "{n} ready rules", ready).format(n=ready))
    return ", ".join(said)


def described(rule: MailRule) -> str:
    """A rule in sentences: which letters it takes, and what it reads from them."""
    signs = ", ".join(phrase for _kind, phrase in rule.conditions)
    lines = [tr("Letters with: {signs}").format(signs=signs)]
    if rule.exceptions:
        others = ", ".join(phrase for _kind, phrase in rule.exceptions)
        lines.append(tr("But not with: {signs}").format(signs=others))
    places = [f"{part(each)}: {place(rule.place(each), each)}" for each in Part]
    pieces = ["\n".join(lines), "\n".join(places)]
    if not rule.is_confirmed:
        pieces.append(
            tr(
                "How these letters are built is not documented. If something is not found, the"
                " whole letter is kept. Paste one into the box to see what is read, and make an"
                " own rule to refine it."
            )
        )
    return "\n\n".join(pieces)
