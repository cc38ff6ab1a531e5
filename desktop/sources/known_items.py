"""What a source has already handed over: a bounded memory that travels in the cursor.

An item counts as new when its identity is unknown or when anything in it changed since, so that
edits and counters arrive while a repeated look brings nothing.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping

from desktop.core.models import Item

MOST_KNOWN = 2_000


def wanted_mark(terms: Iterable[str]) -> int:
    """Fingerprint of what the shop looks for. Items that matched nothing were not kept, so a
    memory of items is of no use any more once something else is looked for.
    """
    return zlib.crc32("\n".join(sorted(terms)).encode("utf-8", "replace"))


class KnownItems:
    """Short fingerprints by identity; the longest unseen are forgotten first."""

    def __init__(self, stored: object = None) -> None:
        pairs = stored.items() if isinstance(stored, Mapping) else ()
        self._prints = {str(key): value for key, value in pairs if isinstance(value, int)}

    def news(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """Those of `items` that are new or changed; all of them are known from now on."""
        fresh = []
        for item in items:
            key = hashlib.sha1(
                item.external_id.encode("utf-8", "replace"), usedforsecurity=False
            ).hexdigest()[:12]
            mark = zlib.crc32(repr(item).encode("utf-8", "replace"))
            if self._prints.pop(key, None) != mark:
                fresh.append(item)
            self._prints[key] = mark
        return tuple(fresh)

    def stored(self) -> dict[str, int]:
        """The form for the cursor."""
        return dict(list(self._prints.items())[-MOST_KNOWN:])
