"""The composition root: the one place that knows all parts and joins them.

`main` starts the window, or one command without a display. Nothing heavy is imported before it
is needed: neither Qt for a command nor the network library for the window.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, overload

from desktop.paths import Paths

if TYPE_CHECKING:
    from desktop.core.models import Item, OutlineBlock
    from desktop.core.sentiment import ToneRouter
    from desktop.core.sources import Source, SourceInfo, SourceSetup
    from desktop.core.words import WordForms
    from desktop.logs import Redactor
    from desktop.services import FindFeeds, OutlinePage, ReadPage, Services
    from desktop.sources.pacing import Pacing


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the exit code. `argv` is without the program's name."""
    from desktop import cli

    arguments = list(sys.argv[1:] if argv is None else argv)
    return cli.main(arguments, build=build_services, open_window=_open_window, self_test=_self_test)


def hold_collector() -> None:
    """Do not look for garbage until the window is built: a start makes much and drops nothing.

    `desktop.ui.run` lets it go on.
    """
    gc.disable()


def _open_window(
    services: Services, *, language: str | None, is_sample: bool, is_adding: bool
) -> int:
    hold_collector()
    from desktop.ui import run

    return run.main(services, language=language, is_sample=is_sample, is_adding=is_adding)


def _self_test(services: Services) -> Iterator[tuple[str, str]]:
    from desktop import selftest

    return selftest.findings(services)


def utc_now() -> datetime:
    """The wall clock, aware."""
    return datetime.now(UTC)


def build_services(
    paths: Paths,
    redactor: Redactor | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    monotonic: Callable[[], float] = time.monotonic,
) -> Services:
    """All replaceable parts with their real implementations; light until they are used."""
    from desktop.keystore import SystemKeyStore
    from desktop.logs import Redactor
    from desktop.services import Services

    pacing = _once(_pacing)  # one for the whole process: hosts are spared across cycles and trials
    return Services(
        paths=paths,
        clock=clock,
        monotonic=monotonic,
        source_kinds=_SourceKinds(),
        make_source=_source_maker(clock, pacing),
        find_feeds=_feed_finder(clock, pacing),
        outline=_outliner(clock, pacing),
        read_page=_page_reader(clock, pacing),
        word_forms=cache(_word_forms),
        tones=cache(_tones),
        keys=SystemKeyStore(paths.secrets, (redactor or Redactor()).add),
    )


class _SourceKinds(Sequence["SourceInfo"]):
    """Descriptions of all kinds, loaded when somebody looks: the window opens without them."""

    @cached_property
    def _infos(self) -> tuple[SourceInfo, ...]:
        from desktop.sources import SOURCES

        return tuple(source.info for source in SOURCES)

    @overload
    def __getitem__(self, at: int) -> SourceInfo: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[SourceInfo]: ...

    def __getitem__(self, at: int | slice) -> SourceInfo | Sequence[SourceInfo]:
        return self._infos[at]

    def __len__(self) -> int:
        return len(self._infos)


def _word_forms() -> WordForms:
    from desktop.engines.word_forms import RussianEnglishWordForms

    return RussianEnglishWordForms()


def _tones() -> ToneRouter:
    from desktop.core.sentiment import ToneRouter
    from desktop.engines import default_engines

    return ToneRouter(default_engines())


def _once(make: Callable[[], Pacing]) -> Callable[[], Pacing]:
    """`make` called once, also when two threads ask at the same time."""
    lock, made = threading.Lock(), cache(make)

    def get() -> Pacing:
        with lock:
            return made()

    return get


def _pacing() -> Pacing:
    from desktop.sources.pacing import Pacing

    return Pacing()


def _source_maker(
    clock: Callable[[], datetime], pacing: Callable[[], Pacing]
) -> Callable[[str, SourceSetup, threading.Event], Source]:
    def make(kind: str, setup: SourceSetup, stop: threading.Event) -> Source:
        from desktop.sources import SOURCES
        from desktop.sources.http import Http

        kinds = {source.info.kind: source for source in SOURCES}
        secrets = setup.secrets.values()
        http = Http(stop=stop, clock=clock, pacing=pacing(), secrets=secrets)
        return kinds[kind](setup, http)

    return make


def _feed_finder(clock: Callable[[], datetime], pacing: Callable[[], Pacing]) -> FindFeeds:
    def find(page: str, proxy: str, stop: threading.Event) -> tuple[tuple[str, str], ...]:
        from desktop.sources.discovery import discover
        from desktop.sources.http import Http

        http = Http(stop=stop, clock=clock, pacing=pacing())
        return tuple((feed.url, feed.title) for feed in discover(http, page, proxy))

    return find


def _outliner(clock: Callable[[], datetime], pacing: Callable[[], Pacing]) -> OutlinePage:
    def look(page: str, proxy: str, stop: threading.Event) -> tuple[OutlineBlock, ...]:
        from desktop.sources.http import Http
        from desktop.sources.page_outline import outline

        return outline(Http(stop=stop, clock=clock, pacing=pacing()), page, proxy)

    return look


def _page_reader(clock: Callable[[], datetime], pacing: Callable[[], Pacing]) -> ReadPage:
    def read(page: str, proxy: str, stop: threading.Event) -> tuple[Item, ...]:
        from desktop.sources.http import Http
        from desktop.sources.page_card import read_card

        return read_card(Http(stop=stop, clock=clock, pacing=pacing()), page, proxy)

    return read
