"""What the list of mentions can be narrowed to, as a value that can be saved."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from desktop.core.models import Status, Tone


class Order(StrEnum):
    """Orders the list offers; each has an index in the store."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_NEGATIVE = "most_negative"
    MOST_ENGAGED = "most_engaged"


UNKNOWN_TONE = "unknown"
"""Stands for "tone not known" where a filter lists tones."""


@dataclass(frozen=True, slots=True)
class MentionFilter:
    """All given conditions hold together; an empty tuple or `None` means "any".

    `hours` is a range that moves with the clock ("last 24 hours"); `since` and `until`
    (UTC, until exclusive) are fixed. `search` is what the person typed into the search box.
    `tones` holds values of `Tone` or `UNKNOWN_TONE`. With `folds` repeats of the same text are
    shown as one row wherever their first copy is visible under the same filter.
    """

    search: str = ""
    hours: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    tones: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    topic_ids: tuple[int, ...] = ()
    source_ids: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    assignee: str | None = None
    author: str | None = None
    order: Order = Order.NEWEST
    folds: bool = True

    def at(self, now: datetime) -> MentionFilter:
        """The same filter with a moving range turned into a fixed one."""
        if self.hours is None:
            return self
        return replace(self, hours=None, since=now - timedelta(hours=self.hours))

    def to_json(self) -> str:
        """Text for saving; only what differs from "any" is written."""
        bare = {name: value for name, value in asdict(self).items() if value not in ((), None, "")}
        for name in ("since", "until"):
            if name in bare:
                bare[name] = bare[name].isoformat()
        return json.dumps(bare, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> MentionFilter:
        """Read `to_json` back; unknown names from a newer program are ignored.

        Raises `ValueError` when the text is not such JSON.
        """
        bare = json.loads(text)
        if not isinstance(bare, dict):
            raise ValueError("a saved filter is a JSON object")
        known = {name: value for name, value in bare.items() if name in cls.__slots__}
        for name in ("tones", "topic_ids", "source_ids", "tags"):
            if name in known:
                known[name] = tuple(known[name])
        if "statuses" in known:
            known["statuses"] = tuple(Status(value) for value in known["statuses"])
        if "order" in known:
            known["order"] = Order(known["order"])
        for name in ("since", "until"):
            if name in known:
                known[name] = datetime.fromisoformat(known[name]).astimezone(UTC)
        return cls(**known)


TONE_CHOICES: tuple[str, ...] = (*(tone.value for tone in Tone), UNKNOWN_TONE)
