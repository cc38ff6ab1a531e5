"""Who wrote a mention: keys of authors, and the authors whose data must not come back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.core.models import Item, Prepared
from desktop.store.codes import marks
from desktop.store.database import Connection
from desktop.store.troubles import StoreConnection

_CACHED_AUTHORS = 50_000


def folded_handle(handle: str) -> str:
    """A handle without its @ and case: one author however a network spells it."""
    return handle.strip().lstrip("@").casefold()


def folded_names(item: Item) -> tuple[str | None, str | None]:
    """Handle and name of the author as they are compared; `None` when not given."""
    handle = folded_handle(item.author_handle or "") or None
    name = (item.author_name or "").strip().casefold() or None
    return handle, name


def author_key(source_kind: str, item: Item) -> str | None:
    """One author of one network: by handle, or by name where there are no handles."""
    handle, name = folded_names(item)
    if handle:
        return f"{source_kind}\x1f@{handle}"
    return f"{source_kind}\x1f{name}" if name else None


def cached_authors(db: Connection) -> dict[str, int]:
    """Ids of authors by key that this connection has met; bounded."""
    if not isinstance(db, StoreConnection):
        return {}
    if len(db.author_ids) > _CACHED_AUTHORS:
        db.author_ids.clear()
    return db.author_ids


def author_ids(db: Connection, source_id: int, items: Sequence[Item]) -> list[int | None]:
    """The author of each item; authors not seen before are added."""
    row = db.execute("SELECT kind FROM source WHERE id = ?", (source_id,)).fetchone()
    keys = [author_key(row[0], item) for item in items]
    cached = cached_authors(db)
    missing = {
        key: item for key, item in zip(keys, items, strict=True) if key and key not in cached
    }
    db.executemany(
        "INSERT OR IGNORE INTO author (key, handle, name) VALUES (?, ?, ?)",
        [(key, *folded_names(item)) for key, item in missing.items()],
    )
    names = list(missing)
    for start in range(0, len(names), 500):
        batch = names[start : start + 500]
        sql = f"SELECT key, id FROM author WHERE key IN ({marks(batch)})"
        cached.update(db.execute(sql, batch).fetchall())
    return [cached[key] if key else None for key in keys]


def name_digest(db: Connection, name: str) -> str:
    """Keyed hash of a folded handle or name: recognises it without keeping it."""
    import hashlib  # a large library, not for what is only read
    import hmac

    row = db.execute("SELECT value FROM meta WHERE name = 'erasure_key'").fetchone()
    return hmac.new(bytes.fromhex(row[0]), name.encode(), hashlib.sha256).hexdigest()


def refused(db: Connection, prepared: Iterable[Prepared]) -> list[str]:
    """External ids of items whose author was erased: by handle, by name only without one."""
    erased = {row[0] for row in db.execute("SELECT digest FROM erased_author")}
    if not erased:
        return []
    found = []
    for each in prepared:
        handle, name = folded_names(each.item)
        known_as = handle or name
        if known_as and name_digest(db, known_as) in erased:
            found.append(each.item.external_id)
    return found
