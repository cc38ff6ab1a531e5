"""Pages that were pasted where a feed was asked for: the guide finds their feeds by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from desktop.core.sources import Reason, SourceError, StoredSource
from desktop.services import Services
from desktop.store import sources
from desktop.store.database import Connection, writing
from desktop.ui.dialogs.background import Job
from desktop.ui.dialogs.file_work import FEED


def takes_page_for_feed(source: StoredSource, searched: Collection[str]) -> bool:
    """Whether its address is a page that was not searched for feeds yet."""
    is_page = source.kind == FEED and source.reason is Reason.NOT_A_FEED
    return is_page and source.fields.get("url", "") not in searched


def finding(
    services: Services, wanted: Sequence[StoredSource]
) -> Callable[[Job], tuple[StoredSource, ...]]:
    """The work to hand to `Background`: those with a feed, at the address of the first one."""

    def _work(job: Job) -> tuple[StoredSource, ...]:
        found = []
        for source in wanted:
            try:
                fields = source.fields
                feeds = services.find_feeds(fields["url"], fields.get("proxy", ""), job.stop)
            except SourceError:
                continue
            if feeds:
                found.append(replace(source, fields={**fields, "url": feeds[0][0]}))
        return tuple(found)

    return _work


def storing(found: Sequence[StoredSource]) -> Callable[[Connection], None]:
    """The work for the writer: the sources at their new addresses."""

    def _work(db: Connection) -> None:
        with writing(db):
            for source in found:
                sources.update(db, source)

    return _work
