"""The log: rotating files, a console only where there is one, configured secrets blotted out.

A leaf, standard library only, no Qt. Messages are English and never hold a fetched text.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from pathlib import Path

KEPT = 5
SIZE = 1_000_000
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Redactor(logging.Filter):
    """Replaces every secret it was told of in what is about to be written; any thread."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets: frozenset[str] = frozenset()

    def add(self, secret: str) -> None:
        """Never write `secret` from now on, as it is or as it stands in an address.

        Texts too short to be a secret are left alone.
        """
        secret = secret.strip()
        if len(secret) < 4 or secret in self._secrets:
            return
        from urllib.parse import quote, quote_plus  # the window starts without secrets

        forms = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
        self._secrets = self._secrets | forms

    def blot(self, text: str) -> str:
        """`text` without the secrets."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; every record passes."""
        if self._secrets:
            record.msg, record.args = self.blot(record.getMessage()), ()
            if record.exc_info:
                trace = logging.Formatter().formatException(record.exc_info)
                record.exc_text, record.exc_info = self.blot(trace), None
        return True


class _File(logging.FileHandler):
    """Goes on in a new file when this one is full; `KEPT` old ones stay beside it.

    The standard library's own takes the network's modules along, which cost the window's start.
    Goes on in the old file where another process keeps it from being renamed (Windows).
    """

    def emit(self, record: logging.LogRecord) -> None:
        if self.stream is not None and self.stream.tell() > SIZE:
            self.stream.close()
            self._turn_over()
            self.stream = self._open()
        super().emit(record)

    def _turn_over(self) -> None:
        with suppress(OSError):
            full = Path(self.baseFilename)
            for number in range(KEPT - 1, 0, -1):
                older = full.with_name(f"{full.name}.{number}")
                if older.exists():
                    older.replace(full.with_name(f"{full.name}.{number + 1}"))
            full.replace(full.with_name(f"{full.name}.1"))


def start(folder: Path, *, is_verbose: bool = False) -> Redactor:
    """Send the program's log to `folder/first-hour.log`; to the console too when verbose.

    Returns the redactor to tell the secrets to. A folder that cannot be written costs the log,
    not the program. Call once, on the main thread; `stop` undoes it.
    """
    redactor = Redactor()
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for each in _handlers(folder, is_verbose):
        each.setFormatter(logging.Formatter(_FORMAT))
        each.addFilter(redactor)
        each.set_name("first-hour")
        root.addHandler(each)
    logging.captureWarnings(True)
    for chatty in ("httpx", "httpcore"):  # they write every address they ask, keys included
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return redactor


def stop() -> None:
    """Close and remove what `start` added."""
    root = logging.getLogger()
    for each in [handler for handler in root.handlers if handler.get_name() == "first-hour"]:
        root.removeHandler(each)
        each.close()
    logging.captureWarnings(False)


def _handlers(folder: Path, is_verbose: bool) -> list[logging.Handler]:
    found: list[logging.Handler] = []
    try:
        # Parents would be made open to others; this one may be the data folder itself.
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        found.append(_File(folder / "first-hour.log", encoding="utf-8"))
    except OSError:
        pass
    if is_verbose and sys.stderr is not None:
        found.append(logging.StreamHandler())
    return found or [logging.NullHandler()]
