"""Build the large store once, measure every promise, print the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from pathlib import Path

from desktop.app import build_services
from desktop.paths import below
from desktop.services import Services
from desktop.store.database import close_database, open_database
from tests.benchmarks import arrival, big_store, idle, intake, pages, window
from tests.benchmarks.report import Row

_PARTS = ("window", "pages", "intake", "block", "arrival", "idle")


def main() -> int:
    """0 when every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--only", choices=_PARTS, action="append")
    asked = parser.parse_args()
    parts = asked.only or list(_PARTS)
    with tempfile.TemporaryDirectory() as folder:
        services = build_services(below(Path(folder)))
        word_forms, tones = services.word_forms(), services.tones()
        built = big_store.build(asked.mentions, word_forms, tones)
        rows: list[Row] = []
        if "window" in parts:
            rows += window.measure_opening(built.folder)
        if "pages" in parts:
            db = open_database(big_store.store_path(built.folder))
            rows += pages.measure(db, word_forms)
            close_database(db)
        if "intake" in parts:
            rows += intake.measure(word_forms, tones)
        if "block" in parts:
            rows += window.measure_use(built.folder)
        if {"arrival", "idle"} & {*parts}:
            changing = big_store.copy(built.folder, Path(folder) / "changing")
            # The words are made anew and tones judged meanwhile: news must not wait for that.
            rows += arrival.measure(changing) if "arrival" in parts else []
            if "idle" in parts:
                _put_in_order(services, changing)
                rows += idle.measure(changing)
    print(f"\n{asked.mentions} mentions")
    for row in rows:
        print(row.line())
    return 1 if any(row.is_kept is False for row in rows) else 0


def _put_in_order(services: Services, folder: Path) -> None:
    """What a store does once behind the polling is no part of an idle window."""
    db = open_database(big_store.store_path(folder))
    poller, stop = services.poller(), threading.Event()
    while poller.put_in_order(db, stop):
        pass
    close_database(db)


if __name__ == "__main__":
    sys.exit(main())
