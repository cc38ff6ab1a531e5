"""Secrets of sources in the operating system's key store, or in a file only its user can read.

The only module that knows `keyring`, which is slow and imported on first use. Any thread.
Nothing here is ever logged.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, cast

SERVICE = "first-hour"


class Backend(Protocol):
    """What is used of a keyring backend; it raises its own kinds of errors."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret or `None`."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""
        ...


def system_backend() -> Backend | None:
    """The platform's key store, `None` where none answers."""
    try:
        import keyring
        from keyring.backends import fail, null

        found = keyring.get_keyring()
        if isinstance(found, fail.Keyring | null.Keyring) or float(found.priority) <= 0:
            return None
        found.get_password(SERVICE, "probe")
    except Exception:  # a backend may raise anything (no bus, locked, foreign library)
        return None
    return cast(Backend, found)


class SystemKeyStore:
    """Keeps secrets; `is_fallback` tells where. `on_secret` learns each one (for the log)."""

    def __init__(
        self,
        private_file: Path,
        on_secret: Callable[[str], None],
        find_backend: Callable[[], Backend | None] = system_backend,
    ) -> None:
        self._file = _PrivateFile(private_file)
        self._on_secret = on_secret
        self._find_backend = find_backend
        self._backend: Backend | None = None
        self._is_found = False
        self._lock = threading.Lock()

    @property
    def is_fallback(self) -> bool:
        """Whether secrets lie in the private file, or one of them would. Slow on first use.

        Also when the system has a key store that refused one.
        """
        return self._system() is None or bool(self._file.read())

    def get(self, source: str, field: str) -> str | None:
        """The secret, `None` when there is none."""
        name = f"{source}/{field}"
        value = None
        if backend := self._system():
            try:
                value = backend.get_password(SERVICE, name)
            except Exception:  # see system_backend
                value = None
        value = value or self._file.read().get(name)
        if value:
            self._on_secret(value)
        return value

    def set(self, source: str, field: str, value: str) -> None:
        """Keep a secret. Raises `OSError` when the private file cannot be written."""
        self._on_secret(value)
        name = f"{source}/{field}"
        if backend := self._system():
            try:
                backend.set_password(SERVICE, name, value)
            except Exception:  # see system_backend: the file takes it then
                self._file.change(name, value)
            else:
                self._file.change(name, None)
        else:
            self._file.change(name, value)

    def delete(self, source: str, field: str) -> None:
        """Forget a secret; nothing happens when there is none."""
        name = f"{source}/{field}"
        if backend := self._system():
            with suppress(Exception):  # not there, or not reachable: nothing to tell anybody
                backend.delete_password(SERVICE, name)
        self._file.change(name, None)

    def _system(self) -> Backend | None:
        with self._lock:
            if not self._is_found:
                self._backend = self._find_backend()
                self._is_found = True
            return self._backend


class _PrivateFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def read(self) -> dict[str, str]:
        try:
            found: Any = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {key: value for key, value in found.items() if isinstance(value, str)}

    def change(self, name: str, value: str | None) -> None:
        with self._lock:
            kept = self.read()
            if kept.get(name) == value:
                return
            if not kept and self._path.exists() and self._path.stat().st_size > 2:
                # Damaged: set aside, because somebody may still be able to read a key out of it.
                self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
            if value is None:
                kept.pop(name, None)
            else:
                kept[name] = value
            self._write(json.dumps(kept, ensure_ascii=False, indent=1))

    def _write(self, text: str) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        new.unlink(missing_ok=True)
        # Private from its first moment: never created open and closed afterwards.
        opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
