"""What the start of the window loads, seen from outside: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from desktop import app, paths
from desktop.core.settings import Settings
from desktop.store import settings
from desktop.store.database import open_database, close_database
from desktop.ui import run

services = app.build_services(paths.find())
services.paths.create()
if sys.argv[1] == "prepare":
    db = open_database(services.paths.database)
    settings.save(db, Settings(is_set_up=True, is_polling=False))
    close_database(db)
    sys.exit(0)
program = run.build_program(services)
def painted():
    heavy = {"httpx", "sqlite_utils", "feedparser", "keyring", "vaderSentiment", "pymorphy3",
             "openpyxl", "selectolax", "snowballstemmer", "PySide6.QtNetwork"}
    later = ("desktop.cli", "desktop.core.matching", "desktop.core.nodes", "desktop.core.query",
             "desktop.core.query_lexer",
             "desktop.core.twins", "desktop.core.usual", "desktop.core.words", "desktop.engines",
             "desktop.exchange", "desktop.monitor", "desktop.sources", "desktop.store.authors",
             "desktop.store.journal", "desktop.store.saving", "desktop.store.search",
             "desktop.store.triage", "desktop.store.volume", "desktop.ui.actions",
             "desktop.ui.dialogs", "desktop.ui.mentions.desk", "desktop.ui.mentions.detail_pane",
             "desktop.ui.mentions.exporting", "desktop.ui.mentions.range_dialog",
             "desktop.ui.tray")
    early = [name for name in sys.modules if any(f"{name}.".startswith(f"{each}.")
             for each in later)]
    print(sorted(heavy & set(sys.modules)) + sorted(early))
def built():
    print("desktop.ui.mentions.detail_pane" in sys.modules)
    QTimer.singleShot(0, program.window.quit)
program.window.first_painted.connect(painted)
program.window.built.connect(built)
program.ended.connect(run.application(run.Start(paths.resources())).quit)
program.window.show()
run.application(run.Start(paths.resources())).exec()
"""


def run_script(folder: Path, step: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, step],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "FIRST_HOUR_DATA": str(folder), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_nothing_heavy_is_loaded_before_the_first_painting(tmp_path: Path) -> None:
    run_script(tmp_path, "prepare")
    at_first, in_the_end = run_script(tmp_path, "show").splitlines()
    assert at_first == "[]"
    assert in_the_end == "True"
