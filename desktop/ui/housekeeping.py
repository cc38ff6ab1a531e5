"""What the window itself asks of the store: its settings, and forgetting what is too old."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop.core.models import Topic
from desktop.core.problems import StoreProblem
from desktop.core.settings import Settings
from desktop.store import settings as stored_settings
from desktop.store.database import Connection, close_database, open_database

_log = logging.getLogger(__name__)


def read_settings(database: Path) -> tuple[Settings, StoreProblem | None]:
    """Settings of the store, made if missing; with a trouble the defaults and the trouble.

    Runs before there is a window: it takes milliseconds, except once after an upgrade.
    """
    try:
        db = open_database(database)
        try:
            return stored_settings.load(db), None
        finally:
            close_database(db)
    except StoreProblem as problem:
        _log.info("settings not read: %s", problem)
        return Settings(is_set_up=True), problem


def save_settings(db: Connection, settings: Settings) -> None:
    """Write all settings; runs in the writer's thread."""
    stored_settings.save(db, settings)


def unmatched(db: Connection) -> tuple[Topic, ...]:
    """Topics whose matching was cut off by quitting; runs in the reader's thread."""
    from desktop.store import pending

    return pending.unmatched(db)


def prune(db: Connection, before: datetime, is_stopped: Callable[[], bool]) -> None:
    """Forget what is older than the person wants to keep; runs in the writer's thread."""
    from desktop.store import retention

    retention.prune(db, before, is_stopped)
