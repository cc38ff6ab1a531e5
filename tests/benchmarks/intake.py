"""The whole intake in mentions a second, against bare inserts and bare VADER on the same texts."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from desktop.core.models import Item, Keep
from desktop.core.sentiment import ToneRouter
from desktop.core.words import WordForms
from desktop.monitor.intake import Intake
from desktop.store.database import close_database, open_database
from tests.benchmarks import big_store
from tests.benchmarks.corpus import END, Corpus
from tests.benchmarks.report import Row

_PROMISED = 5000


def measure(word_forms: WordForms, tones: ToneRouter, count: int = 20_000) -> list[Row]:
    """Normalise, match, language, tone, de-duplicate, index, store; into an empty store."""
    stretches = list(big_store.batches(Corpus(count, seed=11).items()))
    items = [item for stretch in stretches for group in stretch.values() for item in group]
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "first-hour.db")
        ids, topics = big_store.configure(db)
        intake = Intake(topics, word_forms, tones)
        # A store meets each word of its town once in its life; what is promised is every day after.
        for _, item in Corpus(count, seed=12).items():
            intake.prepare([item], Keep.EVERYTHING, END)
        preparing = storing = 0.0
        for stretch in stretches:
            for name, group in stretch.items():
                started = time.perf_counter()
                ready = intake.prepare(group, Keep.EVERYTHING, END)
                between = time.perf_counter()
                big_store.save(db, ids[name], ready, word_forms)
                preparing += between - started
                storing += time.perf_counter() - between
        close_database(db)
        bare = _bare_insert(Path(folder) / "bare.db", items)
    rate = count / (preparing + storing)
    print(f"  preparing {count / preparing:.0f} a second, storing {count / storing:.0f} a second")
    vader = _bare_vader(items)
    promise = f">= {_PROMISED} a second"
    return [
        Row("intake against bare insert", f"{rate:.0f}/s", f"{bare:.0f}/s", rate / bare, ""),
        Row(
            "intake against bare VADER",
            f"{rate:.0f}/s",
            f"{vader:.0f}/s",
            rate / vader,
            promise,
            rate >= _PROMISED,
        ),
    ]


def _bare_insert(path: Path, items: list[Item]) -> float:
    rows = [(each.external_id, each.text, each.author_name, each.url, each.likes) for each in items]
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, a UNIQUE, b, c, d, e)")
        started = time.perf_counter()
        for first in range(0, len(rows), 500):
            with db:
                db.executemany(
                    "INSERT INTO row (a, b, c, d, e) VALUES (?, ?, ?, ?, ?)",
                    rows[first : first + 500],
                )
        return len(rows) / (time.perf_counter() - started)


def _bare_vader(items: list[Item]) -> float:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    texts = [each.text for each in items[:1000]]
    started = time.perf_counter()
    for text in texts:
        analyzer.polarity_scores(text)
    return len(texts) / (time.perf_counter() - started)
