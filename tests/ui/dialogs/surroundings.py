"""A window's surroundings with a real store, a hand-made source, and tiny dictionaries."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget

from desktop.core.models import Item, OutlineBlock
from desktop.core.sentiment import ToneRouter
from desktop.core.settings import Settings, changed
from desktop.core.sources import (
    FetchResult,
    Field,
    FieldKind,
    Source,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.paths import below
from desktop.services import Services
from desktop.store.database import Connection, close_database, open_database
from desktop.ui.actions import Actions
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.database_thread import DatabaseThread
from desktop.ui.theme import Theme


class PlainForms:
    """Word forms that know only the ends of a few Russian words."""

    def keys(self, form: str) -> tuple[str, ...]:
        for end in ("ой", "ами", "ка", "ку", "ке", "ки", "у", "е", "и", "а"):
            if len(form) > 4 and form.endswith(end):
                return (form.removesuffix(end),)
        return (form,)


@dataclass
class MemoryKeys:
    """A key store that forgets everything at the end of a test."""

    is_fallback: bool = False
    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    refuses: bool = False

    def get(self, source: str, field: str) -> str | None:
        return self.kept.get((source, field))

    def set(self, source: str, field: str, value: str) -> None:
        if self.refuses:
            raise OSError("locked")
        self.kept[source, field] = value

    def delete(self, source: str, field: str) -> None:
        self.kept.pop((source, field), None)


FEED = SourceInfo(
    kind="feed",
    title="Feed",
    summary="News and blogs.",
    fields=(
        Field(
            "url",
            "Address of the feed",
            "The address of a page works too.",
            FieldKind.URL,
            is_required=True,
            example="https://blog.example/feed/",
        ),
    ),
    interval_min=30,
    steps=("Open the site.", "Copy the address of the feed."),
)
MASTODON = SourceInfo(
    kind="mastodon",
    title="Mastodon",
    summary="Posts with your hashtags.",
    fields=(
        Field("hashtags", "Hashtags", kind=FieldKind.LIST),
        Field("edition", "Edition", kind=FieldKind.CHOICE, default="ru", choices=("ru", "en")),
        Field("most", "How many", kind=FieldKind.NUMBER),
        Field("token", "Access token", kind=FieldKind.SECRET),
    ),
    endpoint="https://mastodon.social",
    floor_min=5,
)
PAGE = SourceInfo(
    kind="page",
    title="A web page",
    summary="Any public page.",
    fields=(
        Field("url", "Address of the page", kind=FieldKind.URL, is_required=True),
        Field("block", "Block to watch", kind=FieldKind.BLOCK, is_required=True),
    ),
)


class Place:
    """What the hand-made source answers; a test sets `items` or `error`."""

    def __init__(self) -> None:
        self.items: tuple[Item, ...] = ()
        self.title = ""
        self.error: SourceError | None = None
        self.feeds: tuple[tuple[str, str], ...] = ()
        self.asked: list[SourceSetup] = []
        self.blocks: tuple[OutlineBlock, ...] = ()
        self.pages: list[tuple[str, str]] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def make(self, kind: str, setup: SourceSetup, stop: threading.Event) -> Source:
        return PlaceSource(self, kind, setup, stop)

    def find_feeds(
        self, _page: str, _proxy: str, _stop: threading.Event
    ) -> tuple[tuple[str, str], ...]:
        return self.feeds

    def outline(self, page: str, proxy: str, _stop: threading.Event) -> tuple[OutlineBlock, ...]:
        self._look(page, proxy)
        return self.blocks

    def read_page(self, page: str, proxy: str, _stop: threading.Event) -> tuple[Item, ...]:
        self._look(page, proxy)
        return self.items

    def _look(self, page: str, proxy: str) -> None:
        self.pages.append((page, proxy))
        self.may_answer.wait(5)
        if self.error is not None:
            raise self.error


class PlaceSource:
    """Answers what its place says, when it may."""

    info: ClassVar[SourceInfo] = FEED

    def __init__(self, place: Place, kind: str, setup: SourceSetup, stop: threading.Event) -> None:
        self._place, self._setup, self._stop = place, setup, stop
        self.kind = kind

    def fetch(self, cursor: str | None) -> FetchResult:
        self._place.asked.append(self._setup)
        self._place.may_answer.wait(5)
        if self._place.error is not None:
            raise self._place.error
        return FetchResult(self._place.items, title=self._place.title)


class Surroundings(QObject):
    """Everything a dialog may use, with a record of what it asked for."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], theme: Theme) -> None:
        super().__init__()
        self.settings = Settings()
        self.changes: list[Change] = []
        self.polls: list[Sequence[str] | None] = []
        self.told: list[str] = []
        self.keys = MemoryKeys()
        self.place = Place()
        forms = PlainForms()
        self.services = Services(
            paths=below(folder),
            clock=clock,
            monotonic=lambda: 0.0,
            source_kinds=(FEED, MASTODON, PAGE),
            make_source=self.place.make,
            word_forms=lambda: forms,
            tones=lambda: ToneRouter({}),
            keys=self.keys,
            find_feeds=self.place.find_feeds,
            outline=self.place.outline,
            read_page=self.place.read_page,
        )
        self.services.paths.create()
        self.reader = DatabaseThread(self._open, "reader", interrupts=True, parent=self)
        self.writer = DatabaseThread(self._open, "writer", interrupts=False, parent=self)
        self.db = self._open()
        self.window = QWidget()
        self.context = TabContext(
            reader=self.reader,
            writer=self.writer,
            services=self.services,
            theme=theme,
            window_state=QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat),
            settings=self._settings,
            change_settings=self._change_settings,
            announce=self.changes.append,
            request_poll=self.polls.append,
            tell=self.told.append,
        )
        self.actions = Actions(self.context, self.window, has_native_files=False)

    def close(self) -> None:
        """End the threads and close the connection."""
        self.actions.stop()
        self.reader.stop()
        self.writer.stop()
        close_database(self.db)
        self.window.deleteLater()

    def _open(self) -> Connection:
        return open_database(self.services.paths.database)

    def _settings(self) -> Settings:
        return self.settings

    def _change_settings(self, **values: object) -> None:
        self.settings = changed(self.settings, **values)
