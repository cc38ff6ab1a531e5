"""What of delivered items goes into the store, the same for polls, histories and rechecks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.core.models import Item, Keep, Prepared
from desktop.core.sources import StoredSource
from desktop.core.words import WordForms
from desktop.monitor.intake import EARLIEST, Intake

if TYPE_CHECKING:
    from desktop.store.database import Connection

BATCH = 500
"""Rows of one transaction: short enough that the window never waits for it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Ids of mentions that are new, and how many were updated or found to be gone."""

    new_ids: tuple[int, ...] = ()
    changed: int = 0


class Storing:
    """Stores items of sources on the thread of `db`.

    What was published before `oldest` is passed over: it would be removed again right away.
    """

    def __init__(
        self, db: Connection, intake: Intake, word_forms: WordForms, oldest: datetime | None
    ) -> None:
        self._db = db
        self._intake = intake
        self._word_forms = word_forms
        self._oldest = oldest

    def prepare(self, source: StoredSource, items: Sequence[Item], now: datetime) -> list[Prepared]:
        """The items worth storing. Slow: call it before the transaction.

        What is stored already is kept up to date also when it matches no topic any more.
        """
        recent = [each for each in items if self._is_kept(each)]
        prepared = self._intake.prepare(recent, source.keep, now)
        if len(prepared) < len(recent):
            kept = {each.item.external_id for each in prepared}
            others = [each for each in recent if each.external_id not in kept]
            prepared += self.prepare_known(source, others, now)
        return prepared

    def prepare_known(
        self, source: StoredSource, items: Sequence[Item], now: datetime
    ) -> list[Prepared]:
        """Those of some items that are stored already, whatever they match."""
        from desktop.store import mentions

        known = mentions.stored(self._db, source.id, [each.external_id for each in items])
        found = [each for each in items if each.external_id in known]
        return self._intake.prepare(found, Keep.EVERYTHING, now)

    def save(
        self,
        source_id: int,
        prepared: Sequence[Prepared],
        gone: Sequence[str],
        now: datetime,
    ) -> Stored:
        """Store what was prepared and note what is gone. Call inside `writing`."""
        from desktop.store import mentions

        saved = mentions.SaveResult((), (), 0)
        if prepared:
            saved = mentions.save_batch(self._db, source_id, prepared, now, self._word_forms)
        lost = mentions.mark_gone(self._db, source_id, gone, now) if gone else ()
        return Stored(saved.new_ids, len(saved.changed_ids) + len(lost))

    def _is_kept(self, item: Item) -> bool:
        if self._oldest is None or item.created_at is None:
            return True
        # A date too early to be true becomes "no date" in the intake, which is now.
        return not EARLIEST <= aware(item.created_at) < self._oldest


def batches(items: Sequence[Item]) -> list[Sequence[Item]]:
    """Items in portions for one transaction each; one empty portion for none."""
    return [items[i : i + BATCH] for i in range(0, len(items), BATCH)] or [()]


def times_of(items: Sequence[Item], now: datetime) -> list[datetime]:
    """When items were published, as far as that can be believed."""
    times = [aware(each.created_at) for each in items if each.created_at is not None]
    return [each for each in times if EARLIEST <= each <= now]


def aware(moment: datetime) -> datetime:
    """A time without zone is taken for UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
