"""Small fakes for the cycle: sources that do what they are told, a clock that is moved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from desktop.core.filters import MentionFilter
from desktop.core.models import Item
from desktop.core.sentiment import ToneRouter
from desktop.core.sources import (
    FetchResult,
    HistoryPage,
    Recheck,
    Source,
    SourceInfo,
    SourceSetup,
    StoredSource,
)
from desktop.core.words import WordForms
from desktop.monitor.poller import Poller
from desktop.store import pages
from desktop.store.database import Connection

INFO = SourceInfo("fake", "Fake", "For tests", ())
PAST = SourceInfo("past", "Past", "For tests", (), history_days=365, recheck_most=3)
Fetch = Callable[[str | None], FetchResult]
Look = Callable[[str | None, datetime], HistoryPage]
LookAgain = Callable[[tuple[str, ...]], Recheck]


@dataclass
class FakeSource:
    """Does on `fetch` what its function does."""

    info: ClassVar[SourceInfo] = INFO
    do: Fetch

    def fetch(self, cursor: str | None) -> FetchResult:
        return self.do(cursor)


@dataclass
class PastSource:
    """A source that can be read back and asked again."""

    info: ClassVar[SourceInfo] = PAST
    do: Fetch
    look: Look
    look_again: LookAgain

    def fetch(self, cursor: str | None) -> FetchResult:
        return self.do(cursor)

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        return self.look(cursor, since)

    def recheck(self, external_ids: tuple[str, ...]) -> Recheck:
        return self.look_again(external_ids)


def no_past(_cursor: str | None, _since: datetime) -> HistoryPage:
    return HistoryPage(is_done=True)


def nothing_known(_ids: tuple[str, ...]) -> Recheck:
    return Recheck()


class PlainForms:
    """Every form is a word of its own."""

    def keys(self, form: str) -> tuple[str, ...]:
        return (form,)


@dataclass
class Times:
    """Wall and monotonic clock, moved together or apart."""

    wall: datetime
    mono: float = 1000.0

    def clock(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.mono

    def pass_s(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.mono += seconds


@dataclass
class World:
    """What sources do, by their name; `setups` are what they were built with."""

    doing: Mapping[str, Fetch]
    pasts: Mapping[str, Look] = field(default_factory=dict)
    rechecks: Mapping[str, LookAgain] = field(default_factory=dict)
    setups: dict[str, SourceSetup] = field(default_factory=dict)

    def setup_of(self, source: StoredSource, terms: tuple[str, ...]) -> SourceSetup:
        setup = SourceSetup({"name": source.name}, {}, terms)
        self.setups[source.name] = setup
        return setup

    def make_source(self, kind: str, setup: SourceSetup, stop: threading.Event) -> Source:
        name = setup.fields["name"]
        if kind == INFO.kind:
            return FakeSource(self.doing[name])
        look, look_again = self.pasts.get(name, no_past), self.rechecks.get(name, nothing_known)
        return PastSource(self.doing[name], look, look_again)


def items(*ids: str) -> tuple[Item, ...]:
    return tuple(Item(each, f"text number {each}") for each in ids)


def poller(
    world: World,
    clock: Callable[[], datetime],
    monotonic: Callable[[], float],
    *,
    fetch_s: float = 30.0,
    cycle_s: float = 60.0,
    slow_s: float = 2.0,
    tones: ToneRouter | None = None,
    word_forms: Callable[[], WordForms] = PlainForms,
) -> Poller:
    return Poller(
        infos=(INFO, PAST),
        make_source=world.make_source,
        setup_of=world.setup_of,
        word_forms=word_forms,
        tones=lambda: tones or ToneRouter({}),
        clock=clock,
        monotonic=monotonic,
        fetch_s=fetch_s,
        cycle_s=cycle_s,
        slow_s=slow_s,
    )


def stored_ids(db: Connection) -> list[str]:
    found = pages.each(db, MentionFilter(folds=False))
    return sorted(mention.external_id for mention in found)
