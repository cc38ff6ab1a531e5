"""What the source form has done off the GUI thread: trying a source, storing it. No Qt here.

Trying waits for the network and may load the dictionaries of word forms; the key store may ask
the desktop to be unlocked. None of it may hold up the window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from desktop.core.models import Keep, Prepared, Topic
from desktop.core.sources import Reason, SourceError, SourceSetup, StoredSource
from desktop.monitor import history
from desktop.services import KeyStore, Services
from desktop.store import sources
from desktop.store.database import Connection, writing
from desktop.store.topics import NameTaken
from desktop.ui.dialogs.background import Job


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: `items` in the order of the source, or the `error` that stopped it.

    `matching` counts the items that match a topic; `feeds` are (address, title) pairs found on a
    page whose address was given instead of a feed's. `title` is what the place calls itself;
    `troubles` are its parts that could not be read.
    """

    items: tuple[Prepared, ...] = ()
    matching: int = 0
    error: SourceError | None = None
    feeds: tuple[tuple[str, str], ...] = ()
    is_cancelled: bool = False
    title: str = ""
    troubles: Mapping[str, Reason] = field(default_factory=dict)


def trial(
    services: Services,
    kind: str,
    setup: SourceSetup,
    topics: tuple[Topic, ...],
    stored_name: str = "",
) -> Callable[[Job], Trial]:
    """The work to hand to `Background.start`.

    `setup` holds the secrets typed just now; others are taken from the key store, where they lie
    under `stored_name`.
    """

    def _work(job: Job) -> Trial:
        secrets = {**kept_secrets(services, kind, stored_name), **setup.secrets}
        try:
            source = services.make_source(kind, replace(setup, secrets=secrets), job.stop)
            result = source.fetch(None)
        except SourceError as error:
            feeds = _feeds(services, setup, error, job)
            return Trial(error=error, feeds=feeds, is_cancelled=job.stop.is_set())
        if job.stop.is_set():
            return Trial(is_cancelled=True)
        prepared = services.intake(topics).prepare(result.items, Keep.EVERYTHING, services.clock())
        matching = sum(1 for each in prepared if each.topic_ids)
        return Trial(tuple(prepared), matching, title=result.title, troubles=result.troubles)

    return _work


def _feeds(
    services: Services, setup: SourceSetup, error: SourceError, job: Job
) -> tuple[tuple[str, str], ...]:
    """The feeds of a page that was taken for one."""
    page = setup.fields.get("url", "")
    if error.reason is not Reason.NOT_A_FEED or not page:
        return ()
    try:
        return services.find_feeds(page, setup.fields.get("proxy", ""), job.stop)
    except SourceError:
        return ()


def kept_secrets(services: Services, kind: str, stored_name: str) -> dict[str, str]:
    """Secrets the key store has for a source of that name."""
    info = services.info(kind)
    if info is None or not stored_name:
        return {}
    found = {name: services.keys.get(stored_name, name) for name in info.secrets}
    return {name: value for name, value in found.items() if value}


class SaveTrouble(Enum):
    """Why a source was not stored as wanted."""

    NAME_TAKEN = auto()
    KEY_REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Saved:
    """The stored source, or what is in the way; with `KEY_REFUSED` the source is stored."""

    source: StoredSource | None
    trouble: SaveTrouble | None = None


def saving(
    services: Services,
    wanted: StoredSource,
    before: StoredSource | None,
    secrets: Mapping[str, str],
    kept: tuple[str, ...] = (),
) -> Callable[[Connection], Saved]:
    """The work to hand to the writer: store the source, then its secrets under its name.

    `secrets` were typed just now; those named in `kept` follow the source when it is renamed.
    The past of a place that is new is then read in the background, if its kind has one.
    """
    keys = services.keys

    def _work(db: Connection) -> Saved:
        try:
            with writing(db):
                stored = _stored(db, wanted, before)
                if before is None or sources.is_elsewhere(stored.fields, before.fields):
                    info = services.info(stored.kind)
                    history.begin(db, info, stored.id, services.clock())
                elif secrets:
                    sources.forgive(db, stored.id)
        except NameTaken:
            return Saved(None, SaveTrouble.NAME_TAKEN)
        try:
            for name, value in {**_moved(keys, before, stored, kept), **secrets}.items():
                keys.set(stored.name, name, value)
        except OSError:
            return Saved(stored, SaveTrouble.KEY_REFUSED)
        return Saved(stored)

    return _work


def _stored(db: Connection, wanted: StoredSource, before: StoredSource | None) -> StoredSource:
    if before is None:
        return sources.add(
            db, wanted.name, wanted.kind, wanted.fields, wanted.interval_min, wanted.keep
        )
    sources.update(db, wanted)
    return wanted


def _moved(
    keys: KeyStore, before: StoredSource | None, stored: StoredSource, kept: tuple[str, ...]
) -> dict[str, str]:
    """Secrets that lie under another name; they are taken away from there."""
    if before is None or before.name == stored.name:
        return {}
    found = {name: keys.get(before.name, name) for name in kept}
    for name in kept:
        keys.delete(before.name, name)
    return {name: value for name, value in found.items() if value}
