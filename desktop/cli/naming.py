"""Finding what a person named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.session import Trouble
from desktop.i18n import tr

if TYPE_CHECKING:
    from desktop.core.sources import StoredSource
    from desktop.store.database import Connection


def named_source(db: Connection, name: str) -> StoredSource:
    """The source of that name, case aside. Raises `Trouble`."""
    from desktop.store import sources

    found: StoredSource | None = sources.by_name(db, name)
    if found is None:
        raise Trouble(tr("There is no source “{name}”").format(name=name))
    return found
