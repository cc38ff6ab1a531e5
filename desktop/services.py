"""What the program is made of, as one value handed to the window and to the command line.

Built once by `desktop.app.build_services`; tests build their own with small fakes. Everything
heavy behind it (sources, engines, word forms, key store) is loaded on first use.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop.core.models import Item, OutlineBlock, Topic
    from desktop.core.sentiment import ToneRouter
    from desktop.core.sources import Source, SourceInfo, SourceSetup, StoredSource
    from desktop.core.words import WordForms
    from desktop.monitor.intake import Intake
    from desktop.monitor.poller import Poller
    from desktop.paths import Paths


class KeyStore(Protocol):
    """Secrets of sources, by the source's name and the field's name."""

    @property
    def is_fallback(self) -> bool:
        """Whether secrets lie in a private file because the system has no key store."""
        ...

    def get(self, source: str, field: str) -> str | None:
        """The secret, `None` when there is none."""
        ...

    def set(self, source: str, field: str, value: str) -> None:
        """Keep a secret. Raises `OSError` when it cannot be kept anywhere."""
        ...

    def delete(self, source: str, field: str) -> None:
        """Forget a secret; nothing happens when there is none."""
        ...


def no_feeds(_page: str, _proxy: str, _stop: threading.Event) -> tuple[tuple[str, str], ...]:
    """Where nobody can look for feeds, none are found."""
    return ()


def no_outline(_page: str, _proxy: str, _stop: threading.Event) -> tuple[OutlineBlock, ...]:
    """Where nobody can look at pages, none has blocks."""
    return ()


def no_page(_page: str, _proxy: str, _stop: threading.Event) -> tuple[Item, ...]:
    """Where nobody can look at pages, none says anything."""
    return ()


FindFeeds = Callable[[str, str, threading.Event], tuple[tuple[str, str], ...]]
"""Address of a page, proxy and stop to addresses and titles of its feeds; raises `SourceError`."""

OutlinePage = Callable[[str, str, threading.Event], "tuple[OutlineBlock, ...]"]
"""Address of a page, proxy and stop to the blocks that repeat on it, the likeliest first; raises
`SourceError`."""

ReadPage = Callable[[str, str, threading.Event], "tuple[Item, ...]"]
"""Address of a page, proxy and stop to the reviews it publishes or, without any, one item about
itself; raises `SourceError`."""


@dataclass(frozen=True)
class Services:
    """All replaceable parts. `clock` gives aware UTC times, `monotonic` seconds.

    `source_kinds` may be loaded on its first use, in any thread.
    `make_source` builds a configured source; it may be called in any thread, and the source
    gives up its waiting when the event is set. `word_forms` and `tones` return the same object
    each time and are slow (up to a second) on their first call: call them off the GUI thread.
    `find_feeds` takes the address of a page and a proxy ("" for none) and gives (address, title)
    pairs; `outline` gives the blocks of a page and `read_page` what it publishes of itself. All
    three wait for the network and raise `SourceError`.
    """

    paths: Paths
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    source_kinds: Sequence[SourceInfo]
    make_source: Callable[[str, SourceSetup, threading.Event], Source]
    word_forms: Callable[[], WordForms]
    tones: Callable[[], ToneRouter]
    keys: KeyStore
    find_feeds: FindFeeds = no_feeds
    outline: OutlinePage = no_outline
    read_page: ReadPage = no_page

    def info(self, kind: str) -> SourceInfo | None:
        """Description of a source kind; `None` for kinds without polling (manual, import)."""
        return next((info for info in self.source_kinds if info.kind == kind), None)

    def setup_of(self, source: StoredSource, terms: tuple[str, ...] = ()) -> SourceSetup:
        """What `make_source` needs for a configured source; reads the key store."""
        from desktop.core.sources import SourceSetup

        info = self.info(source.kind)
        secrets = {}
        for field in info.secrets if info else ():
            if value := self.keys.get(source.name, field):
                secrets[field] = value
        fields = {k: v for k, v in source.fields.items() if v}
        if info is not None:
            terms = info.searched(fields, source.keep, terms)
        return SourceSetup(fields, secrets, terms)

    def poller(self, *, workers: int = 4, cycle_s: float = 120.0) -> Poller:
        """A poller over these parts; keep one per polling thread, it remembers back-offs."""
        from desktop.monitor.poller import Poller

        return Poller(
            infos=self.source_kinds,
            make_source=self.make_source,
            setup_of=self.setup_of,
            word_forms=self.word_forms,
            tones=self.tones,
            clock=self.clock,
            monotonic=self.monotonic,
            workers=workers,
            cycle_s=cycle_s,
        )

    def intake(self, topics: Iterable[Topic]) -> Intake:
        """An intake for what was pasted or imported."""
        from desktop.monitor.intake import Intake

        return Intake(topics, self.word_forms(), self.tones())
