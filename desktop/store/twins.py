"""Finding what is stored already under another source or another identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from desktop.core.addresses import is_web_address
from desktop.core.models import Item, Prepared
from desktop.core.twins import is_same, page_of, with_own_id
from desktop.store.codes import ID_BITS, digest, epoch, marks, moment
from desktop.store.database import Connection
from desktop.store.troubles import converting

_MOST = 200
"""Publications of one page that are compared; a page with more is a place, not a publication."""
_COLUMNS = "id, external_id, title, text, url, author_name, author_handle, is_dated"


def page_key(url: str | None) -> int | None:
    """Hash of the page an address leads to, however it is spelled."""
    page = page_of(url)
    return None if page is None else digest(page)


@converting
def by_url(db: Connection, url: str) -> tuple[int, ...]:
    """Ids of what is stored under an address however spelled, newest first, deleted ones too."""
    sql = "SELECT id FROM body WHERE page = ? ORDER BY id DESC LIMIT ?"
    found = db.execute(sql, (page_key(url), _MOST))
    return tuple(row[0] for row in found)


@converting
def without_twins(
    db: Connection, source_id: int, prepared: Sequence[Prepared]
) -> tuple[list[Prepared], int]:
    """What of a batch is to be stored under a source, and how many are stored elsewhere already.

    An item known to the source by its id stays in: it is an update. One that only shares its
    address with a stored publication gets an id of its own, so that neither is lost. Deleted
    mentions count as stored: what a person threw away does not come back in a file.
    """
    batch = _Batch()
    twins = 0
    for brought in prepared:
        each = _with_free_id(db, source_id, brought, batch)
        item = each.item
        is_known = item.external_id in batch.kept or _known(db, source_id, item.external_id)
        if not is_known and any(is_same(item, it) for it in _candidates(db, item, batch)):
            twins += 1
        else:
            batch.add(each)
    return list(batch.kept.values()), twins


class _Batch:
    """What was found new so far, by what leads to it."""

    def __init__(self) -> None:
        self.kept: dict[str, Prepared] = {}
        self._led: defaultdict[object, list[Item]] = defaultdict(list)

    def add(self, each: Prepared) -> None:
        self.kept[each.item.external_id] = each
        for lead in _leads(each.item):
            self._led[lead].append(each.item)

    def near(self, item: Item) -> Iterator[Item]:
        for lead in _leads(item):
            yield from self._led.get(lead, ())[:_MOST]


def _leads(item: Item) -> tuple[object, ...]:
    return tuple(lead for lead in (page_of(item.url), item.created_at) if lead is not None)


def _with_free_id(db: Connection, source_id: int, each: Prepared, batch: _Batch) -> Prepared:
    external_id = each.item.external_id
    if not is_web_address(external_id):
        return each
    earlier = batch.kept.get(external_id)
    known = earlier.item if earlier else _known(db, source_id, external_id)
    if known is None or is_same(each.item, known):
        return each
    return replace(each, item=with_own_id(each.item))


def _known(db: Connection, source_id: int, external_id: str) -> Item | None:
    sql = f"SELECT {_COLUMNS} FROM body WHERE source_id = ? AND external_id = ?"
    row = db.execute(sql, (source_id, external_id)).fetchone()
    return _item(row) if row else None


def _candidates(db: Connection, item: Item, batch: _Batch) -> Iterator[Item]:
    yield from batch.near(item)
    ids = set(by_url(db, item.url)) if item.url else set()
    if item.created_at is not None and (item.author_name or item.author_handle):
        first = epoch(item.created_at) << ID_BITS
        sql = "SELECT id FROM body WHERE id >= ? AND id < ? LIMIT ?"
        found = db.execute(sql, (first, first + (1 << ID_BITS), _MOST))
        ids.update(row[0] for row in found)
    if ids:
        sql = f"SELECT {_COLUMNS} FROM body WHERE id IN ({marks(ids)})"
        yield from map(_item, db.execute(sql, [*ids]))


def _item(row: tuple[Any, ...]) -> Item:
    return Item(
        external_id=row[1],
        title=row[2],
        text=row[3],
        url=row[4],
        author_name=row[5],
        author_handle=row[6],
        created_at=moment(row[0] >> ID_BITS) if row[7] else None,
    )
