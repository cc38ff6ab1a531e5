"""Words for the values of the core, in the active language; shared by window and command line.

A leaf over `core` and `i18n`: it translates, it decides nothing. Tables hold marked literals and
are translated on show, so that a language switch needs no restart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from desktop.core.models import Keep, MentionKind, Status, Tone, TopicKind
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.sources import OF_KEY, Health, Reason, SourceInfo
from desktop.i18n import N_, tr, trn

if TYPE_CHECKING:
    from desktop.core.histories import HistoryProgress
    from desktop.core.query_lexer import QueryError, QueryProblem
    from desktop.core.rhythm import Silence

_TONES = {
    Tone.NEGATIVE: N_("Negative"),
    Tone.NEUTRAL: N_("Neutral"),
    Tone.POSITIVE: N_("Positive"),
    None: N_("Not known"),
}
_STATUSES = {
    Status.NEW: N_("New"),
    Status.IN_WORK: N_("In work"),
    Status.ANSWERED: N_("Answered"),
    Status.NOT_US: N_("Not about us"),
}
_MENTION_KINDS = {
    MentionKind.POST: N_("Post"),
    MentionKind.COMMENT: N_("Comment"),
    MentionKind.REVIEW: N_("Review"),
    MentionKind.ARTICLE: N_("Article"),
    MentionKind.MESSAGE: N_("Message"),
    MentionKind.VIDEO: N_("Video"),
}
_TOPIC_KINDS = {
    TopicKind.BRAND: N_("Own brand"),
    TopicKind.COMPETITOR: N_("Competitor"),
    TopicKind.INDUSTRY: N_("Industry"),
}
_HEALTHS = {
    Health.FINE: N_("Fine"),
    Health.WAITING: N_("Waiting"),
    Health.NEEDS_KEY: N_("Needs key"),
    Health.FAILING: N_("Failing"),
    Health.OFF: N_("Off"),
}
_KEEPS = {
    Keep.MATCHING: N_("Only what matches a topic"),
    Keep.EVERYTHING: N_("Everything"),
}

_REASONS = {
    Reason.KEY_MISSING: (N_("A key is missing"), N_("Enter the key in the source's settings.")),
    Reason.KEY_REFUSED: (
        N_("The key was refused"),
        N_("Get a new key and enter it in the source's settings."),
    ),
    Reason.FORBIDDEN: (
        N_("Access is forbidden"),
        N_("The place may be closed to programs. Check the address or the rights of the key."),
    ),
    Reason.NOT_FOUND: (
        N_("Nothing was found at this address"),
        N_("Check the address for a misprint."),
    ),
    Reason.GONE: (
        N_("The place no longer exists"),
        N_("The source was switched off. Remove it or enter the new address."),
    ),
    Reason.SLOW_DOWN: (
        N_("The place asked for a pause"),
        N_("Nothing to do: it will be asked again later."),
    ),
    Reason.TIMEOUT: (
        N_("No answer came in time"),
        N_("It will be tried again by itself. If it lasts, open the address in a browser."),
    ),
    Reason.NO_CONNECTION: (
        N_("No connection"),
        N_("Check the internet connection and the address. It will be tried again by itself."),
    ),
    Reason.BAD_CERTIFICATE: (
        N_("The site's certificate cannot be trusted"),
        N_("Check the date of this computer. If it is right, the site has to mend it."),
    ),
    Reason.SERVER_ERROR: (
        N_("The site reports an error of its own"),
        N_("It will be tried again by itself."),
    ),
    Reason.CUT_SHORT: (
        N_("The answer broke off"),
        N_("It will be tried again by itself."),
    ),
    Reason.TOO_LARGE: (
        N_("The answer is too large"),
        N_("Check that the address leads to a feed and not to a file."),
    ),
    Reason.TOO_MANY_REDIRECTS: (
        N_("The address leads round in circles"),
        N_("Open the address in a browser and enter the one it ends at."),
    ),
    Reason.NOT_A_FEED: (
        N_("The answer is not a feed"),
        N_("Look for the RSS or Atom address on the site and enter that."),
    ),
    Reason.NOT_JSON: (
        N_("The answer is not what this kind of source sends"),
        N_("Check that the address belongs to this kind of source."),
    ),
    Reason.UNREADABLE: (
        N_("The answer cannot be read"),
        N_("It will be tried again by itself. If it lasts, the log says more."),
    ),
    Reason.BAD_ADDRESS: (
        N_("The address is not valid"),
        N_("Enter the whole address, beginning with https://"),
    ),
    Reason.BAD_SETTING: (
        N_("A setting is not valid"),
        N_("Open the source's settings and correct it."),
    ),
    Reason.PROXY: (
        N_("The proxy cannot be used"),
        N_("Check the proxy's address in the settings."),
    ),
    Reason.KEY_EXPIRED: (
        N_("The key has expired"),
        N_("Make a new key and enter it in the source's settings."),
    ),
    Reason.RIGHT_MISSING: (
        N_("The key may not do this"),
        N_("Give the key the right named in the steps, or make a new one with it."),
    ),
    Reason.NO_CREDIT: (
        N_("The account has no credit left"),
        N_("Top up the account at the network, or turn this source off."),
    ),
    Reason.QUOTA: (
        N_("The allowance for today is used up"),
        N_("Nothing to do: it goes on by itself when the place allows it again."),
    ),
    Reason.CLOSED: (
        N_("The place is private"),
        N_("Only public places can be read. Check the name, or remove it from the list."),
    ),
    Reason.ROBOTS: (
        N_("The site asks programs not to read this page"),
        N_("The program obeys. Use the site's letters, its feed, or paste what you find."),
    ),
    Reason.LAYOUT: (
        N_("The page is built differently than before"),
        N_("What is there cannot be read until the source is adapted: look there yourself."),
    ),
    Reason.IN_USE: (
        N_("Another program uses this key"),
        N_("Stop the other program, or make a key for this one alone."),
    ),
    Reason.HUMAN_CHECK: (
        N_("The place wants to see that a person is asking"),
        N_("Open the place in a browser and pass its check, then check the source again."),
    ),
    Reason.NO_TLS: (
        N_("The connection would not be safe"),
        N_("Choose a secure port in the settings: keys are never sent in the open."),
    ),
}

_TROUBLES = {
    StoreTrouble.LOCKED: (
        N_("Another program is using the store"),
        N_("Wait a moment or close the other program, then try again."),
    ),
    StoreTrouble.FULL: (
        N_("The disk is full"),
        N_("Free some space and try again. Nothing stored was lost."),
    ),
    StoreTrouble.READ_ONLY: (
        N_("The store cannot be written"),
        N_("Check the rights of the data folder or choose another folder."),
    ),
    StoreTrouble.CORRUPT: (
        N_("The store is damaged"),
        N_("Restore the latest backup. The damaged file is kept."),
    ),
    StoreTrouble.NEWER: (
        N_("The store was made by a newer version of the program"),
        N_("Install the newer version. Nothing was changed."),
    ),
    StoreTrouble.CANNOT_OPEN: (
        N_("The store cannot be opened"),
        N_("Check that the folder exists and that you may use it."),
    ),
}


_WARNINGS: dict[str, Callable[[int], str]] = {
    "bad_date": lambda n: trn("{n} date could not be read", "{n} dates could not be read", n),
    "no_date": lambda n: trn("{n} item has no date", "{n} items have no date", n),
    "no_text": lambda n: trn("{n} item has no text", "{n} items have no text", n),
    "not_read": lambda n: trn("{n} part could not be read", "{n} parts could not be read", n),
    "lost_messages": lambda _n: tr(
        "Nobody looked for over a day: messages of that time may be missing"
    ),
    "not_all_shown": lambda n: trn(
        "{n} list was longer than can be read", "{n} lists were longer than can be read", n
    ),
    "for_members": lambda n: trn(
        "{n} post is for members of the network only and stays there",
        "{n} posts are for members of the network only and stay there",
        n,
    ),
    "search_rests": lambda _n: tr("The search rests until its allowance opens again"),
    "review_not_shown": lambda n: trn(
        "{n} review is counted by the place but not shown to programs",
        "{n} reviews are counted by the place but not shown to programs",
        n,
    ),
    "new_form": lambda n: trn(
        "{n} letter has a new form and was kept whole",
        "{n} letters have a new form and were kept whole",
        n,
    ),
    "posts_read": lambda n: trn(
        "{n} post was read and paid for this month",
        "{n} posts were read and paid for this month",
        n,
    ),
}
"""Small troubles of sources by the name under which they are counted."""


@cache
def _query_problems() -> dict[QueryProblem, str]:
    """Apart from the rest: the window opens without knowing the language of queries."""
    from desktop.core.query_lexer import QueryProblem

    return {
        QueryProblem.EMPTY: N_("The query is empty"),
        QueryProblem.UNCLOSED_QUOTE: N_("This quote is not closed"),
        QueryProblem.UNCLOSED_BRACKET: N_("This bracket is not closed"),
        QueryProblem.UNEXPECTED_BRACKET: N_("This bracket was not opened"),
        QueryProblem.EMPTY_BRACKETS: N_("There is nothing in these brackets"),
        QueryProblem.EMPTY_PHRASE: N_("There is nothing between these quotes"),
        QueryProblem.MISSING_BEFORE: N_("A word is missing before this"),
        QueryProblem.MISSING_AFTER: N_("A word is missing after this"),
        QueryProblem.LONE_STAR: N_("The star needs the beginning of a word before it"),
        QueryProblem.STAR_INSIDE: N_("A star belongs at the end of a word"),
        QueryProblem.NO_WORD: N_("There is no word in this"),
        QueryProblem.NEAR_DISTANCE: N_("The distance of NEAR must be a number from 0 to 100"),
        QueryProblem.NEAR_OPERAND: N_("NEAR needs words or phrases on both sides"),
        QueryProblem.FINDS_EVERYTHING: N_("Such a query would find everything: add a word to find"),
        QueryProblem.TOO_LONG: N_("The query is too long"),
        QueryProblem.TOO_DEEP: N_("There are too many brackets inside each other"),
        QueryProblem.TOO_MANY: N_("There are too many words in the query"),
    }


def tone(tone: Tone | None) -> str:
    """Name of a tone; `None` is "Not known"."""
    return tr(_TONES[tone])


def status(status: Status) -> str:
    """Name of a status."""
    return tr(_STATUSES[status])


def mention_kind(kind: MentionKind) -> str:
    """What sort of publication it is."""
    return tr(_MENTION_KINDS[kind])


def topic_kind(kind: TopicKind) -> str:
    """Whose words a topic looks for."""
    return tr(_TOPIC_KINDS[kind])


def health(health: Health) -> str:
    """State of a source in one or two words."""
    return tr(_HEALTHS[health])


def keep(keep: Keep) -> str:
    """What a source keeps."""
    return tr(_KEEPS[keep])


def reason(reason: Reason) -> str:
    """What happened to a source, without a full stop."""
    return tr(_REASONS[reason][0])


def next_step(reason: Reason, info: SourceInfo | None = None) -> str:
    """What the owner can do about it, a sentence or two; `info` is the kind that failed."""
    better = info.advice.get(reason) if info else None
    return tr(better) if better else tr(_REASONS[reason][1])


def key_link(reason: Reason, info: SourceInfo | None) -> str | None:
    """The page where the key of a kind is made or renewed, where that would mend the failure."""
    return info.key_url or None if info and reason in OF_KEY else None


def store_trouble(problem: StoreProblem) -> str:
    """What is wrong with the store, without a full stop."""
    return tr(_TROUBLES[problem.trouble][0])


def store_advice(problem: StoreProblem) -> str:
    """What a person can do about it, a sentence or two."""
    return tr(_TROUBLES[problem.trouble][1])


def query_problem(error: QueryError) -> str:
    """What is wrong with a query at its marked place, without a full stop."""
    return tr(_query_problems()[error.problem])


def warning(kind: str, n: int) -> str:
    """A small trouble of a source, counted; unknown kinds get a general sentence."""
    say = _WARNINGS.get(kind)
    text = say(n) if say else trn("{n} item was incomplete", "{n} items were incomplete", n)
    return text.format(n=n)


def part_trouble(part: str, trouble: Reason) -> str:
    """A part of a source (a channel, a word) that could not be read, without a full stop."""
    return tr("{part}: {trouble}").format(part=part, trouble=reason(trouble))


def part_troubles(troubles: Mapping[str, Reason]) -> str:
    """All parts of a source that could not be read, in one line; "" when there are none."""
    return "; ".join(part_trouble(part, each) for part, each in troubles.items())


def silence(silence: Silence, now: datetime) -> str:
    """That a source is silent for unusually long, a sentence without a full stop."""
    text = tr("Nothing new for {time}, which is unusual here: usually something comes every {gap}")
    gap_s = max(silence.usual_gap.total_seconds(), 60.0)
    return text.format(time=age((now - silence.since).total_seconds()), gap=age(gap_s))


def history(progress: HistoryProgress, reached: str = "") -> str:
    """How far the past of a source was read, without a full stop.

    `reached` is the day it was read back to, as a person reads it; "" while that is not known.
    """
    from desktop.core.histories import HistoryState

    texts = {
        HistoryState.RUNNING: tr("The past is being read: {items}"),
        HistoryState.STOPPED: tr("Reading the past is stopped: {items}"),
        HistoryState.DONE: tr("The past was read: {items}"),
    }
    items = trn("{n} item", "{n} items", progress.items).format(n=progress.items)
    said = texts[progress.state].format(items=items)
    if reached:
        said = tr("{history}, back to {day}").format(history=said, day=reached)
    if progress.reason is not None:
        said = tr("{history} ({trouble})").format(history=said, trouble=reason(progress.reason))
    return said


def warnings(counted: Mapping[str, int]) -> str:
    """All small troubles of a source in one line; "" when there are none."""
    return "; ".join(warning(kind, n) for kind, n in counted.items() if n)


def age(seconds: float) -> str:
    """How long ago, in the largest whole unit: "now", "12 min", "3 h", "2 d", "5 wk", "1 y"."""
    minutes = int(max(seconds, 0.0)) // 60
    if minutes < 1:
        return tr("now")
    if minutes < 60:
        return tr("{n} min").format(n=minutes)
    if minutes < 24 * 60:
        return tr("{n} h").format(n=minutes // 60)
    days = minutes // (24 * 60)
    if days < 14:
        return tr("{n} d").format(n=days)
    if days < 365:
        return tr("{n} wk").format(n=days // 7)
    return trn("{n} y", "{n} yrs", days // 365).format(n=days // 365)


def ago(seconds: float) -> str:
    """How long ago in whole words, for speech and tooltips."""
    minutes = int(max(seconds, 0.0)) // 60
    if minutes < 1:
        return tr("just now")
    if minutes < 60:
        return trn("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    hours = minutes // 60
    if hours < 24:
        return trn("{n} hour ago", "{n} hours ago", hours).format(n=hours)
    days = hours // 24
    return trn("{n} day ago", "{n} days ago", days).format(n=days)
