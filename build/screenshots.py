"""Pictures of the real window with the sample shop: `python3 build/screenshots.py`.

Without options the pictures of README are written anew into `docs/images`. With options one
picture is taken: `--lang ru|en --theme light|dark --text 100..200 --size 1440x900 --out FILE`.
Needs no screen; on one, set `QT_QPA_PLATFORM` to use it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import environment
import qt_libraries

IMAGES = environment.ROOT / "docs" / "images"
README = (
    ("mentions-ru-light.png", "ru", "light", 100, "1440x900"),
    ("mentions-ru-dark.png", "ru", "dark", 100, "1440x900"),
    ("mentions-en-light.png", "en", "light", 100, "1440x900"),
)


def options(arguments: list[str]) -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", choices=("ru", "en"), default="ru")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--text", type=int, default=100)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--out", type=Path)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Take the pictures asked for; 0 when all were written."""
    asked = options(arguments)
    if Path(sys.prefix).resolve() != environment.VENV.resolve():
        return _again_inside(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if asked.out:
        take(asked.out, asked.lang, asked.theme, asked.text, asked.size)
        return 0
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, *rest in README:
        # One process a picture: the language and the theme belong to the whole process.
        lang, theme, text, size = (str(each) for each in rest)
        command = ["--lang", lang, "--theme", theme, "--text", text, "--size", size]
        subprocess.run(
            [sys.executable, __file__, *command, "--out", str(IMAGES / name)], check=True
        )
    return 0


def _again_inside(arguments: list[str]) -> int:
    try:
        python = environment.ensure("run")
        qt_libraries.ensure(python, on_screen=False)
    except environment.SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    return subprocess.call([str(python), __file__, *arguments])


def take(target: Path, language: str, theme: str, text_percent: int, size: str) -> None:
    """Open the sample shop in a folder of its own, let it settle, and save its picture."""
    from desktop.app import build_services
    from desktop.core.settings import changed
    from desktop.demo import prepare
    from desktop.paths import below, resource
    from desktop.store import settings
    from desktop.store.database import close_database, open_database
    from desktop.ui.run import build_program

    width, height = (int(each) for each in size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        services = build_services(below(Path(folder)))
        prepare(services, resource("content/demo"), language)
        db = open_database(services.paths.database)
        chosen = changed(settings.load(db), theme=theme, text_percent=text_percent)
        settings.save(db, chosen)
        close_database(db)
        program = build_program(services, language=language, is_sample=True)
        program.window.resize(width, height)
        program.window.show()
        _settle()
        if not program.window.grab().save(str(target)):
            raise OSError(f"{target} cannot be written")
        program.window.hide()
        program.close()
        print(target.name)


def _settle(milliseconds: int = 2500) -> None:
    """Let the window read and paint everything it shows."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
