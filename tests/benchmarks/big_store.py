"""The large store of the benchmarks, built through the program's own intake and kept in a cache."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from desktop.core.models import Item, Keep, Prepared, Status, Topic, TopicKind
from desktop.core.sentiment import ToneRouter
from desktop.core.settings import Settings, changed
from desktop.core.sources import Health, StoredSource
from desktop.core.words import WordForms
from desktop.monitor.intake import Intake
from desktop.store import schema, settings, sources, topics, triage
from desktop.store.database import Connection, close_database, open_database, writing
from desktop.store.mentions import save_batch
from tests.benchmarks.corpus import END, SOURCES, Corpus

TOPICS = (
    Topic(0, "Ромашка", TopicKind.BRAND, "ромашка OR romashka OR (пекарня торт)"),
    Topic(0, "Хлебный двор", TopicKind.COMPETITOR, '"хлебный двор" OR (двор NEAR/3 хлеб)'),
    Topic(0, "Булочная", TopicKind.COMPETITOR, "булочная OR круассан*"),
    Topic(0, "Выпечка", TopicKind.INDUSTRY, "(хлеб OR bread OR bakery OR торт) -вакансия"),
)
_STRETCH = 2000
"""Mentions delivered at a time by all sources together; each source's part is one transaction."""
_LAYOUT = 3
"""Raised when the corpus or this builder changes, so that an old cache is not used."""


@dataclass(frozen=True, slots=True)
class Built:
    """The data folder, and the speed of building when it was built just now (mentions a second)."""

    folder: Path
    count: int
    rate: float | None


def store_path(folder: Path) -> Path:
    """The store's file inside a data folder."""
    return folder / "first-hour.db"


def build(count: int, word_forms: WordForms, tones: ToneRouter) -> Built:
    """A data folder with `count` mentions; from the cache when it is there."""
    mark = hashlib.sha256(repr((schema.STATEMENTS, _LAYOUT)).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / "first-hour-benchmark" / f"{count}-{mark}"
    done = folder / "complete"
    if done.exists():
        return Built(folder, count, None)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("first-hour.db*"):
        old.unlink()
    started = time.perf_counter()
    db = open_database(store_path(folder))
    db.execute("PRAGMA synchronous = OFF")  # a cache: after a power cut it is built again
    try:
        fill(db, count, word_forms, tones)
    finally:
        close_database(db)
    done.touch()
    return Built(folder, count, count / (time.perf_counter() - started))


def copy(folder: Path, target: Path) -> Path:
    """A copy of a data folder nobody has open, for what changes it; the folder of the copy."""
    target.mkdir()
    for path in folder.glob("first-hour.db*"):
        shutil.copyfile(path, target / path.name)
    return target


def configure(db: Connection) -> tuple[dict[str, int], tuple[Topic, ...]]:
    """Add sources and topics; ids of the sources by name, and the stored topics."""
    ids = {name: sources.add(db, name, "import", {}, 15, Keep.EVERYTHING).id for name in SOURCES}
    for topic in TOPICS:
        topics.add(db, topic)
    settings.save(db, changed(Settings(), is_set_up=True, is_polling=False, shop_name="Ромашка"))
    return ids, topics.all(db)


def fill(db: Connection, count: int, word_forms: WordForms, tones: ToneRouter) -> None:
    """Everything a large shop's store has: mentions, topics, sources, and a little work on them."""
    source_ids, stored = configure(db)
    intake = Intake(stored, word_forms, tones)
    started = time.perf_counter()
    worked: list[int] = []
    for number, batch in enumerate(batches(Corpus(count).items())):
        for name, items in batch.items():
            prepared = intake.prepare(items, Keep.EVERYTHING, END)
            worked += save(db, source_ids[name], prepared, word_forms)[:1]
        if number % 50 == 49:
            done = (number + 1) * _STRETCH
            rate = done / (time.perf_counter() - started)
            print(f"  {done:>9} mentions, {rate:6.0f} a second", flush=True)
    for start, status in ((0, Status.ANSWERED), (1, Status.NOT_US), (2, Status.IN_WORK)):
        for first in range(start, min(len(worked), 3000), 300):
            triage.set_status(db, worked[first : first + 100], status, END)
    for source in sources.all(db):
        with writing(db):
            sources.save_state(db, _looked(source))
    db.execute("ANALYZE")


def _looked(source: StoredSource) -> StoredSource:
    return replace(source, health=Health.FINE, last_ok_at=END, last_try_at=END)


def batches(items: Iterator[tuple[str, Item]]) -> Iterator[dict[str, list[Item]]]:
    """Stretches of the corpus, grouped by source as a cycle would deliver them."""
    while stretch := list(islice(items, _STRETCH)):
        groups: dict[str, list[Item]] = {}
        for name, item in stretch:
            groups.setdefault(name, []).append(item)
        yield groups


def save(
    db: Connection, source_id: int, prepared: list[Prepared], word_forms: WordForms
) -> tuple[int, ...]:
    """One transaction, as a polling cycle does it."""
    with writing(db):
        return save_batch(db, source_id, prepared, END, word_forms).new_ids
