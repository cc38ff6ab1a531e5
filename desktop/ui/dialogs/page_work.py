"""What dialogs have done about a web page off the GUI thread: its outline, its reviews. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.core.models import Item, OutlineBlock
from desktop.core.sources import SourceError
from desktop.services import Services
from desktop.ui.dialogs.background import Job


@dataclass(frozen=True, slots=True)
class Outlined:
    """What came of looking at a page."""

    blocks: tuple[OutlineBlock, ...] = ()
    error: SourceError | None = None


def outlining(services: Services, url: str, proxy: str) -> Callable[[Job], Outlined]:
    """The work to hand to `Background.start`."""

    def _work(job: Job) -> Outlined:
        try:
            return Outlined(services.outline(url, proxy, job.stop))
        except SourceError as error:
            return Outlined(error=error)

    return _work


@dataclass(frozen=True, slots=True)
class Read:
    """What a page publishes: its reviews, or one item about itself; or why it was not read."""

    items: tuple[Item, ...] = ()
    error: SourceError | None = None


def reading(services: Services, url: str, proxy: str) -> Callable[[Job], Read]:
    """The work to hand to `Background.start`."""

    def _work(job: Job) -> Read:
        try:
            return Read(services.read_page(url, proxy, job.stop))
        except SourceError as error:
            return Read(error=error)

    return _work
