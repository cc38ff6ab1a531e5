"""What the status bar and the notice bar say about looking: a function of plain facts.

"Could not look" and "nothing new" never share a sentence: silence is only told with the age of
the last look that really happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from desktop import wording
from desktop.core.histories import HistoryProgress
from desktop.core.problems import StoreProblem
from desktop.core.sources import Health, Reason, StoredSource
from desktop.i18n import tr, trn
from desktop.ui.widgets.notice_bar import Notice

UNPOLLED = ("manual", "import")
_STALE_AFTER = 3
"""Pauses of a source without a look after which its data is called old."""
_SLACK_S = 120.0


class Progress(NamedTuple):
    """A running cycle: `done` of `total` sources, `name` is one that is being looked at."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the texts depend on. `sources` is `None` until they were read; `past` is the
    source whose past is being read just now.
    """

    now: datetime
    sources: Sequence[StoredSource] | None = None
    is_polling: bool = True
    is_sample: bool = False
    progress: Progress | None = None
    past: HistoryProgress | None = None
    problem: StoreProblem | None = None
    left_fault: bool = False


class Looking(StrEnum):
    """How well the program is looking at present; `FRESH` alone allows to speak of quiet."""

    READING = "reading"
    SAMPLE = "sample"
    NO_SOURCES = "no_sources"
    OFF = "off"
    NEVER = "never"
    NO_CONNECTION = "no_connection"
    ALL_FAILING = "all_failing"
    STALE = "stale"
    FRESH = "fresh"


class StatusText(NamedTuple):
    """Three parts of the status bar; `role` is the look of the first ("", warning, negative)."""

    age: str
    next_check: str
    health: str
    role: str = ""


def polled(sources: Iterable[StoredSource]) -> list[StoredSource]:
    """The sources that are looked at by themselves, also those switched off."""
    return [each for each in sources if each.kind not in UNPOLLED]


def looking(facts: Facts) -> Looking:
    """Which of the states holds; the worst that is true wins."""
    if facts.is_sample:
        return Looking.SAMPLE
    if facts.sources is None:
        return Looking.READING
    on = [each for each in polled(facts.sources) if each.is_on]
    if not on:
        return Looking.NO_SOURCES
    if not facts.is_polling:
        return Looking.OFF
    failing = [each for each in on if each.health in (Health.FAILING, Health.NEEDS_KEY)]
    if len(failing) == len(on):
        lost = all(each.reason is Reason.NO_CONNECTION for each in failing)
        return Looking.NO_CONNECTION if lost else Looking.ALL_FAILING
    last = last_look(on)
    if last is None:
        return Looking.NEVER
    patience_s = _STALE_AFTER * 60 * min(each.interval_min for each in on) + _SLACK_S
    is_fresh = not is_ahead(facts.now, last) and (facts.now - last).total_seconds() <= patience_s
    return Looking.FRESH if is_fresh else Looking.STALE


def is_ahead(now: datetime, last: datetime) -> bool:
    """Whether the clock was set back since `last`: then nobody knows how old the data are."""
    return (last - now).total_seconds() > _SLACK_S


def last_look(sources: Iterable[StoredSource]) -> datetime | None:
    """When any of them was really looked at for the last time."""
    return max((each.last_ok_at for each in sources if each.last_ok_at), default=None)


def status_text(facts: Facts) -> StatusText:
    """The three texts of the status bar."""
    state = looking(facts)
    if state in (Looking.SAMPLE, Looking.READING, Looking.NO_SOURCES):
        texts = {
            Looking.SAMPLE: tr("Sample shop: nothing is fetched"),
            Looking.READING: tr("Opening the store…"),
            Looking.NO_SOURCES: tr("No source is being checked"),
        }
        role = "warning" if state is Looking.NO_SOURCES else ""
        return StatusText(texts[state], "", "", role)
    sources = polled(facts.sources or ())
    on = [each for each in sources if each.is_on]
    role = {
        Looking.FRESH: "",
        Looking.NO_CONNECTION: "negative",
        Looking.ALL_FAILING: "negative",
    }.get(state, "warning")
    said = " · ".join(part for part in (_past(facts.past), health(sources)) if part)
    return StatusText(_age(state, on, facts.now), _next(on, facts, state), said, role)


def _past(past: HistoryProgress | None) -> str:
    """How far the past of a source was read; "" when none is being read."""
    if past is None:
        return ""
    text = tr("reading the past of {source}: {n} %")
    return text.format(source=past.source, n=round(past.share * 100))


def _age(state: Looking, on: Sequence[StoredSource], now: datetime) -> str:
    last = last_look(on)
    if last is None:
        if state in (Looking.NO_CONNECTION, Looking.ALL_FAILING):
            return tr("Could not look yet")
        return tr("Never checked yet")
    if is_ahead(now, last):
        return tr("The clock was set back: the age of the data is not known")
    when = since(now, last)
    if state is Looking.FRESH:
        return tr("Checked {when}").format(when=when)
    if state is Looking.STALE:
        return tr("Data is old: last checked {when}").format(when=when)
    if state is Looking.OFF:
        return tr("Checking is off; last checked {when}").format(when=when)
    return tr("Could not look; last checked {when}").format(when=when)


def since(now: datetime, moment: datetime) -> str:
    """How long ago, with seconds under a minute so that a working program is seen to work."""
    seconds = int((now - moment).total_seconds())
    if 5 <= seconds < 60:
        return trn("{n} second ago", "{n} seconds ago", seconds).format(n=seconds)
    return wording.ago(seconds)


def _next(on: Sequence[StoredSource], facts: Facts, state: Looking) -> str:
    if facts.progress is not None:
        return ""
    if state is Looking.OFF:
        return tr("no automatic checks")
    due = min((each.next_at for each in on if each.next_at), default=None)
    seconds = (due - facts.now).total_seconds() if due else 0.0
    if seconds < 1:
        return tr("next check now")
    if seconds < 60:
        n = int(seconds)
        return trn("next check in {n} second", "next check in {n} seconds", n).format(n=n)
    n = round(seconds / 60)
    return trn("next check in {n} minute", "next check in {n} minutes", n).format(n=n)


def progress_text(progress: Progress) -> str:
    """What is being looked at."""
    return tr("Checking: {name} ({done} of {total})").format(
        name=progress.name, done=progress.done, total=progress.total
    )


def health(sources: Sequence[StoredSource]) -> str:
    """«6 sources, 1 waiting, 2 failing»: only what is not fine is named."""
    parts = [trn("{n} source", "{n} sources", len(sources)).format(n=len(sources))]
    count = Counter(each.health if each.is_on else Health.OFF for each in sources)
    if n := count[Health.FAILING]:
        parts.append(trn("{n} failing", "{n} failing", n).format(n=n))
    if n := count[Health.NEEDS_KEY]:
        parts.append(trn("{n} needs a key", "{n} need a key", n).format(n=n))
    if n := count[Health.WAITING]:
        parts.append(trn("{n} waiting", "{n} waiting", n).format(n=n))
    if n := count[Health.OFF]:
        parts.append(trn("{n} off", "{n} off", n).format(n=n))
    return ", ".join(parts)


def notice(facts: Facts) -> Notice | None:
    """The one thing that most needs saying above the tabs, if any."""
    if facts.problem is not None:
        what, advice = wording.store_trouble(facts.problem), wording.store_advice(facts.problem)
        return Notice("store", f"{what}. {advice}", "negative", tr("Try again"), "warning")
    made = _looking_notice(facts)
    if made is None and facts.left_fault:
        text = tr("Last time the program ended unexpectedly. Nothing stored was lost.")
        return Notice("fault", text, "neutral", tr("Show report"), can_close=True)
    return made


def _looking_notice(facts: Facts) -> Notice | None:
    state = looking(facts)
    if state is Looking.NO_CONNECTION:
        text = tr(
            "No connection: the program cannot look, so silence means nothing. "
            "It tries again by itself."
        )
        return Notice("no_connection", text, "negative", tr("Check now"), "offline")
    if state is Looking.ALL_FAILING:
        text = tr("No source could be looked at, so silence means nothing.")
        return Notice("all_failing", text, "negative", tr("Show sources"), "warning")
    if state is Looking.OFF:
        text = tr("Automatic checking is off: new mentions do not arrive.")
        return Notice("off", text, "warning", tr("Turn on"), "pause")
    if state is Looking.NO_SOURCES:
        text = tr("No source is set up yet, so nothing is being looked at.")
        return Notice("no_sources", text, "warning", tr("Add a source"), "source")
    return None
